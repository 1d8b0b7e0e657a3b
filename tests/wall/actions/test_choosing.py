import pygame
import pytest

from tests.support.wall_stage import Stage
from vncwall.ipc.messages import Reconnect, SetRecording
from vncwall.wall.panels.menu import Menu

CTRL, SHIFT = pygame.KMOD_CTRL, pygame.KMOD_SHIFT


@pytest.fixture
def stage():
    with Stage(hosts=9) as result:
        yield result
        pygame.key.set_mods(0)


def click(stage: Stage, session: int, held: int) -> None:
    pygame.key.set_mods(held)
    stage.click(*stage.centre_of(session))
    pygame.key.set_mods(0)


def chosen(stage: Stage) -> set[int]:
    return set(stage.wall.board.selection.chosen)


def test_ctrl_click_chooses_and_promotes_nothing(stage: Stage):
    click(stage, 3, CTRL)
    click(stage, 5, CTRL)
    assert chosen(stage) == {3, 5}
    assert stage.wall.promoted is None
    click(stage, 3, CTRL)
    assert chosen(stage) == {5}


def test_shift_click_chooses_all_in_between(stage: Stage):
    stage.key(pygame.K_RIGHT)
    click(stage, 4, SHIFT)
    assert chosen(stage) == {0, 1, 2, 3, 4}


def test_drawing_the_pointer_with_ctrl_over_tiles_chooses_them(stage: Stage):
    pygame.key.set_mods(CTRL)
    stage.button(*stage.centre_of(0), down=True)
    for session in (1, 2, 1):
        stage.move(*stage.centre_of(session))
    stage.button(*stage.centre_of(1), down=False)
    stage.move(*stage.centre_of(8))
    assert chosen(stage) == {0, 1, 2}


def test_shift_and_arrows_choose_and_escape_lets_go(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RIGHT, mod=SHIFT)
    stage.key(pygame.K_DOWN, mod=SHIFT)
    assert chosen(stage) == {0, 1, 2, 3, 4}
    stage.key(pygame.K_ESCAPE)
    assert chosen(stage) == set()
    assert stage.wall.board.selected is not None


def test_ctrl_space_and_ctrl_a_choose_by_the_keyboard_alone(stage: Stage):
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_SPACE, mod=CTRL, text=" ")
    assert chosen(stage) == {0}
    stage.key(pygame.K_a, mod=CTRL)
    assert chosen(stage) == set(range(9))
    stage.key(pygame.K_a, mod=CTRL)
    assert chosen(stage) == set()


def test_what_is_done_is_done_to_all_that_are_chosen(stage: Stage):
    stage.switchboard.taken()
    click(stage, 2, CTRL)
    click(stage, 7, CTRL)
    stage.key(pygame.K_c, text="c")
    stage.key(pygame.K_r, text="r")
    assert [c for c in stage.switchboard.taken() if isinstance(c, Reconnect | SetRecording)] == [
        Reconnect(2),
        Reconnect(7),
        SetRecording(2, enabled=True),
        SetRecording(7, enabled=True),
    ]
    assert "recording 2 desktops" in stage.wall.toasts.messages


def test_the_menu_is_of_all_that_are_chosen_unless_another_is_clicked(stage: Stage):
    click(stage, 2, CTRL)
    click(stage, 7, CTRL)
    stage.click(*stage.centre_of(7), button=3)
    menu = stage.wall.panels.top
    assert isinstance(menu, Menu)
    assert menu.title == "2 desktops"
    stage.key(pygame.K_ESCAPE)
    stage.click(*stage.centre_of(4), button=3)
    menu = stage.wall.panels.top
    assert isinstance(menu, Menu)
    assert (menu.title, chosen(stage)) == ("host-4", set())


def test_the_status_bar_counts_them_and_each_is_marked(stage: Stage):
    stage.settle()
    before = stage.surface.copy()
    click(stage, 2, CTRL)
    stage.turn(100)
    assert stage.wall.status_line.figures is not None
    assert stage.wall.status_line.figures.chosen == 1
    cell = stage.wall.board.tiles[2].cell
    at = (cell.x + cell.width // 2, cell.y + 3)
    assert before.get_at(at) != stage.surface.get_at(at)


def test_all_that_are_shown_are_recorded_and_then_stopped(stage: Stage):
    stage.switchboard.taken()
    stage.key(pygame.K_r, mod=CTRL)
    started = [c for c in stage.switchboard.taken() if isinstance(c, SetRecording)]
    assert started == [SetRecording(n, enabled=True) for n in range(9)]
