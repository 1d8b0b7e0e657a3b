import pygame

from tests.support.wall_stage import Stage
from vncwall.wall.panels.keys import KeysPanel


def test_the_key_panel_opens_and_closes_by_the_same_key_and_by_a_click() -> None:
    with Stage() as stage:
        panels = stage.wall.panels
        stage.key(pygame.K_SLASH, text="?")
        assert panels.is_open(KeysPanel)
        stage.key(pygame.K_SLASH, text="?")
        assert not panels.is_open(KeysPanel)
        stage.key(pygame.K_F1)
        stage.click(600, 50)
        assert not panels.is_open(KeysPanel)
        assert stage.wall.promoted is None


def test_messages_stand_beside_the_panel_not_on_it() -> None:
    with Stage() as stage:
        stage.key(pygame.K_F1)
        stage.wall.report(True, "saved")
        stage.turn(10)
        (covered,) = stage.wall.panels.covered
        toasts = stage.wall.toasts.rect(stage.wall._free_area(), stage.wall.measures)
        assert toasts.right <= covered.x
