import pygame

from vncwall.settings.keys import DEFAULT_KEYS
from vncwall.wall.actions import ACTIONS
from vncwall.wall.actions.looking import LEFT, PATROL
from vncwall.wall.actions.recording import RECORD, SAVE
from vncwall.wall.actions.window import HELP
from vncwall.wall.key_table import KeyTable

TABLE = KeyTable(ACTIONS, DEFAULT_KEYS)


def test_every_action_has_its_place_among_the_keys() -> None:
    assert {action.name for action in ACTIONS} == set(DEFAULT_KEYS)


def test_a_key_means_an_action() -> None:
    assert TABLE.action_for(pygame.K_r, 0, unicode="r") is RECORD
    assert TABLE.action_for(pygame.K_r, pygame.KMOD_SHIFT, unicode="R") is SAVE
    assert TABLE.action_for(pygame.K_q, pygame.KMOD_CTRL, unicode="\x11") is None
    assert TABLE.action_for(pygame.K_x, 0, unicode="x") is None


def test_labels_are_what_people_read() -> None:
    assert TABLE.label(HELP) == "?, F1"
    assert TABLE.label(SAVE) == "Shift+R"
    assert TABLE.label(LEFT) == "Arrows"


def test_the_configuration_has_the_last_word() -> None:
    table = KeyTable(ACTIONS, {**DEFAULT_KEYS, "patrol": (), "left": ("z", "left")})
    assert table.action_for(pygame.K_p, 0, unicode="p") is None
    assert table.action_for(pygame.K_z, 0, unicode="z") is LEFT
    assert (table.label(PATROL), table.label(LEFT)) == ("", "Z, Left")


def test_the_key_panel_is_made_of_the_actions() -> None:
    sections = {section.title: dict(section.rows) for section in TABLE.sections()}
    assert list(sections) == ["Look", "Desktop", "Recording", "Control", "Alerts", "Window"]
    assert sections["Recording"] == {
        "R": "record it, or stop",
        "Ctrl+R": "the same for all that are shown",
        "Shift+R": "save its last minutes",
    }
