import pygame

from tests.support.wall_stage import Stage
from vncwall.settings.named_wall import Arrangement
from vncwall.wall.panels.palette import Palette

CTRL = pygame.KMOD_CTRL


def opened(stage: Stage) -> Palette:
    stage.key(pygame.K_k, mod=CTRL)
    top = stage.wall.panels.top
    assert isinstance(top, Palette)
    return top


def write(stage: Stage, text: str) -> None:
    for letter in text:
        stage.key(ord(letter), text=letter)


def test_a_few_letters_find_an_action_and_enter_does_it():
    with Stage(arrangement=Arrangement(page=2)) as stage:
        palette = opened(stage)
        write(stage, "ptrl")
        assert palette.found[0].title == "Patrol, or stop"
        assert palette.found[0].key == "P"
        stage.key(pygame.K_RETURN)
        assert stage.wall.panels.top is None
        assert stage.wall.showing.pages.is_patrolling


def test_a_few_letters_find_a_desktop_and_enter_goes_to_it():
    with Stage(hosts=12) as stage:
        palette = opened(stage)
        write(stage, "host11")
        assert palette.found[0].title == "Go to host-11"
        assert "10.0.0.1" in palette.found[0].detail
        stage.key(pygame.K_RETURN)
        assert stage.wall.board.selected == 11


def test_letters_that_are_keys_of_the_wall_are_only_written():
    with Stage() as stage:
        palette = opened(stage)
        write(stage, "rq")
        assert palette._field.text == "rq"
        assert stage.wall._is_running


def test_the_key_opens_and_escape_closes_it():
    with Stage() as stage:
        opened(stage)
        stage.key(pygame.K_ESCAPE)
        assert stage.wall.panels.top is None


def test_arrows_choose_another_and_erasing_looks_again():
    with Stage() as stage:
        palette = opened(stage)
        everything = palette.found
        write(stage, "host")
        found = palette.found
        assert [one.title for one in found[:4]] == [f"Go to host-{n}" for n in range(4)]
        stage.key(pygame.K_DOWN)
        stage.key(pygame.K_BACKSPACE)
        for _ in range(3):
            stage.key(pygame.K_BACKSPACE)
        assert palette.found == everything


def test_nothing_that_matches_does_nothing():
    with Stage() as stage:
        palette = opened(stage)
        write(stage, "xqzzz")
        assert palette.found == ()
        stage.key(pygame.K_RETURN)
        assert stage.wall.panels.top is palette
