from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pygame
import pytest

from tests.support.wall_stage import Stage, assert_golden
from vncwall.geometry import Rect
from vncwall.ipc.messages import DesktopChanged, SetPreviewSize
from vncwall.settings.model import EACH_MONITOR
from vncwall.settings.named_wall import Arrangement, ViewName
from vncwall.states import Reason, SessionState
from vncwall.ui.theme import DARK
from vncwall.wall.board import ring_rect

GOLDENS = Path(__file__).parent / "goldens"


def test_a_point_finds_the_session_of_its_cell(stage: Stage):
    board = stage.wall.board
    assert [board.session_at(*stage.centre_of(n)) for n in range(4)] == [0, 1, 2, 3]
    assert board.session_at(0, 0) is None


def test_selection_damages_the_tile_that_had_it_and_the_one_that_has(stage: Stage):
    board, measures = stage.wall.board, stage.wall.measures
    rings = [ring_rect(board.tiles[n].cell, measures) for n in range(4)]
    assert board.select(0) == [rings[0]]
    assert board.select(2) == [rings[0], rings[2]]
    assert board.select(2) == []
    assert board.select(None) == [rings[2]]


def test_the_first_arrow_selects_what_is_pointed_at_or_the_first(stage: Stage):
    board = stage.wall.board
    board.step(1, 0)
    assert board.selected == 0
    board.select(None)
    board.hover(*stage.centre_of(3))
    board.step(1, 0)
    assert board.selected == 3


def test_the_ring_of_the_selection_lies_beside_the_picture(stage: Stage):
    for session in range(4):
        stage.connect(session)
    stage.settle()
    rect = stage.wall.board.tiles[1].picture_rect
    before = stage.surface.copy()
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RIGHT)
    assert stage.surface.get_at((rect.x - 2, rect.y + 50))[:3] == DARK.selection
    # The ring follows the round corners of the picture; all else of the picture stays.
    inner = pygame.Rect(rect.x + 4, rect.y + 4, rect.width - 8, rect.height - 8)
    assert pygame.image.tobytes(before.subsurface(inner), "RGB") == pygame.image.tobytes(
        stage.surface.subsurface(inner), "RGB"
    )


def test_leaving_the_window_takes_the_hover_away(stage: Stage):
    stage.move(*stage.centre_of(1))
    assert stage.wall.board.hovered == 1
    assert stage.wall.board.leave() != []
    assert stage.wall.board.hovered is None


def test_a_size_is_sent_again_only_when_it_changed(stage: Stage):
    board = stage.wall.board
    stage.switchboard.taken()
    board.place(board.area, stage.wall.measures, now_ns=stage.now_ns)
    stage.turn(400)
    assert stage.switchboard.taken() == []
    board.place(Rect(0, 0, 500, 300), stage.wall.measures, now_ns=stage.now_ns)
    stage.turn(400)
    assert {type(command) for command in stage.switchboard.taken()} == {SetPreviewSize}


def test_a_new_picture_alone_does_not_have_all_tiles_counted_again(stage: Stage):
    board = stage.wall.board
    words = stage.connect(1)
    stage.settle()
    before = board.looks_changed
    words[10:20, 10:20] = 0xFFFFFFFF
    stage.switchboard.publish(1, [Rect(10, 10, 10, 10)])
    assert stage.turn(50) != ()
    assert board.looks_changed == before


def test_an_empty_board_can_be_walked():
    with Stage(hosts=0) as stage:
        assert stage.wall.board.step(1, 0) == []
        stage.key(pygame.K_RETURN, text="\r")
        stage.key(pygame.K_r, text="r")
        assert stage.switchboard.commands == []


LEFT, RIGHT = Rect(0, 0, 320, 180), Rect(320, 0, 320, 180)


def two_monitors(stage: Stage, session: int, choice: int) -> None:
    """Make a session live whose desktop is blue on its left monitor and red on its right one."""
    desktop = stage.wall.desktops[session]
    desktop.host = replace(desktop.host, monitors=choice)
    words = np.full((180, 640), 0xFF0000FF, np.uint32)
    words[:, 320:] = 0xFFFF0000
    stage.connect(session, words)
    stage.switchboard.tell(DesktopChanged(session, "", 640, 180, (LEFT, RIGHT)))
    stage.settle(8)


def colour_in(stage: Stage, rect: Rect) -> tuple[int, ...]:
    return tuple(stage.surface.get_at((rect.x + rect.width // 2, rect.y + rect.height // 2)))[:3]


def tiles_of(stage: Stage, session: int) -> list[Rect]:
    """Return where a session's tiles are, in reading order."""
    area = stage.wall.board.area
    seen = {
        (x, y)
        for y in range(area.y, area.bottom, 5)
        for x in range(area.x, area.right, 5)
        if stage.wall.board.session_at(x, y) == session
    }
    columns = sorted({x for x, _ in seen})
    breaks = [x for before, x in pairwise(columns) if x - before > 5]
    return [Rect(x, min(y for other, y in seen if other == x), 0, 0) for x in [columns[0], *breaks]]


def test_each_monitor_of_a_host_may_have_a_tile(stage: Stage):
    two_monitors(stage, 0, EACH_MONITOR)
    board = stage.wall.board
    assert len(tiles_of(stage, 0)) == 2
    first = board.tile_of(0)
    assert colour_in(stage, first.picture_rect) == (0, 0, 255)
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RIGHT)
    second = board.tile_of(0)
    assert (board.selected, second.monitor) == (0, 1)
    assert colour_in(stage, second.picture_rect) == (255, 0, 0)
    assert first.cell.size == second.cell.size == board.tiles[1].cell.size


def test_the_preview_of_monitors_is_as_large_as_their_tiles_need(stage: Stage):
    two_monitors(stage, 0, EACH_MONITOR)
    tile = stage.wall.board.tiles[0]
    sizes = [c for c in stage.switchboard.commands if isinstance(c, SetPreviewSize)]
    asked = [c for c in sizes if c.session == 0][-1]
    assert abs(asked.width - 2 * tile.picture_rect.width) <= 2
    assert tile.picture.size == tile.picture_rect.size, "no pixel is scaled again"


def test_one_monitor_of_a_host_may_be_all_that_is_shown(stage: Stage):
    two_monitors(stage, 0, 2)
    assert len(tiles_of(stage, 0)) == 1
    assert colour_in(stage, stage.wall.board.tiles[0].picture_rect) == (255, 0, 0)


def test_a_monitor_that_goes_takes_its_tile_with_it(stage: Stage):
    two_monitors(stage, 0, EACH_MONITOR)
    stage.switchboard.tell(DesktopChanged(0, "", 640, 180, (Rect(0, 0, 640, 180),)))
    stage.settle()
    assert len(tiles_of(stage, 0)) == 1
    assert stage.wall.board.tiles[0].part is None


def test_a_change_on_one_monitor_paints_only_its_tile(stage: Stage):
    two_monitors(stage, 0, EACH_MONITOR)
    board = stage.wall.board
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RIGHT)
    second = board.tile_of(0)
    stage.settle()
    stage.switchboard.publish(0, [Rect(560, 50, 60, 60)])
    painted = stage.turn(100)
    assert any(second.cell.contains(rect) for rect in painted)
    assert all(board.tiles[0].cell.intersection(rect).is_empty for rect in painted)


def test_promoting_a_monitors_tile_shows_that_monitor(stage: Stage):
    two_monitors(stage, 0, EACH_MONITOR)
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_RETURN, text="\r")
    stage.settle()
    assert stage.wall.promoted is not None
    assert stage.wall.promoted.viewport.monitor == 1


@pytest.mark.parametrize("view", [ViewName.GROUPS, ViewName.SPOTLIGHT], ids=lambda view: view.value)
def test_a_view_looks_as_its_reference(view: ViewName):
    groups = ("Operations", "Operations", "Operations", "Office", "Office", "Plant")
    with Stage(hosts=7, groups=groups, arrangement=Arrangement(view=view), asks=False) as stage:
        for session in (0, 1, 3, 4, 5, 6):
            stage.connect(session)
        stage.switchboard.change(
            2, SessionState.FAILED, reason=Reason.WRONG_PASSWORD, detail="not accepted"
        )
        stage.turn(300)
        stage.key(pygame.K_RIGHT)
        stage.key(pygame.K_RIGHT)
        stage.turn(300)
        stage.settle(6)
        assert_golden(stage.surface, GOLDENS / f"view-{view.value}.png")
