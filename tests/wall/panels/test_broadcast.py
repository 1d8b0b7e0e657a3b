import pygame

from tests.support.wall_stage import Stage
from vncwall.ui.theme import DARK
from vncwall.wall.panels.broadcast import BroadcastBanner


def test_the_banner_has_the_colour_of_control_and_its_button_ends_it(stage: Stage):
    for session in range(3):
        stage.connect(session)
    stage.settle()
    wall = stage.wall
    wall.controls.begin_broadcast([wall.desktops[n] for n in range(3)])
    stage.settle()
    assert wall.panels.is_open(BroadcastBanner)
    assert stage.surface.get_at((2, 2))[:3] == DARK.control
    cell = wall.board.tiles[2].picture_rect
    assert stage.surface.get_at((cell.x + 2, cell.bottom - 30))[:3] == DARK.control
    stage.click(630, 15)
    assert wall.controls.broadcast is None
    stage.settle()
    assert stage.surface.get_at((2, 2))[:3] != DARK.control


def test_a_press_beside_the_button_and_keys_leave_it(stage: Stage):
    for session in range(3):
        stage.connect(session)
    stage.settle()
    wall = stage.wall
    wall.controls.begin_broadcast([wall.desktops[n] for n in range(3)])
    stage.settle()
    stage.click(200, 15)
    stage.key(pygame.K_ESCAPE, scancode=41)
    assert wall.panels.is_open(BroadcastBanner)
