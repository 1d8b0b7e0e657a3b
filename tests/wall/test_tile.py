from typing import Any

import pygame
import pytest

from tests.support.wall_stage import Stage
from vncwall.geometry import Rect
from vncwall.ipc.messages import Bell, ControlledElsewhere, RecordingChanged, RecordingState
from vncwall.states import SessionState
from vncwall.ui.theme import DARK
from vncwall.wall.tile import Tile

M = 1_000_000


def red_pixels(stage: Stage, rect: Rect) -> int:
    return sum(
        stage.surface.get_at((x, y))[:3] == DARK.recording
        for x in range(rect.x, rect.right)
        for y in range(rect.y, rect.bottom)
    )


def live(stage: Stage) -> None:
    for session in range(4):
        stage.connect(session)
    stage.settle()


def test_a_recording_shows_a_dot_that_is_hollow_while_it_waits(stage: Stage):
    live(stage)
    rect = stage.wall.board.tiles[0].picture_rect
    counts = []
    for state in (RecordingState.OFF, RecordingState.RECORDING, RecordingState.WAITING):
        stage.switchboard.tell(RecordingChanged(0, state, "", ""))
        stage.turn(10)
        counts.append(red_pixels(stage, rect))
    off, recording, waiting = counts
    assert off == 0
    assert recording > waiting > 0


def test_a_bell_frames_its_tile_for_ten_seconds(stage: Stage):
    live(stage)
    rect = stage.wall.board.tiles[0].picture_rect
    middle = (rect.x + 1, rect.y + rect.height // 2)
    stage.switchboard.tell(Bell(0))
    stage.turn(10)
    assert stage.surface.get_at(middle)[:3] == DARK.alert
    for _ in range(102):
        stage.settle(1)
    assert stage.surface.get_at(middle)[:3] != DARK.alert


def test_a_frozen_tile_has_its_frame_and_no_colour_in_its_picture(stage: Stage):
    live(stage)
    stage.switchboard.change(0, SessionState.STALLED)
    stage.turn(10)
    rect = stage.wall.board.tiles[0].picture_rect
    assert stage.surface.get_at((rect.x + 1, rect.y + 60))[:3] == DARK.frozen
    x, y = rect.x + rect.width // 3, rect.y + rect.height // 2
    r, g, b = stage.surface.get_at((x, y))[:3]
    assert max(r, g, b) - min(r, g, b) <= 8


def test_who_controls_a_desktop_at_another_wall_stands_on_it_and_is_said_when_it_is_taken(
    stage: Stage,
) -> None:
    live(stage)
    stage.switchboard.tell(ControlledElsewhere(0, "bob"))
    stage.turn(10)
    rect = stage.wall.board.tiles[0].picture_rect
    assert stage.surface.get_at((rect.x + 1, rect.y + 60))[:3] == DARK.control
    stage.wall.promote(0)
    assert stage.wall.toasts.messages == ("bob has control of host-0, too",)
    assert stage.wall.promoted is not None
    assert "bob has control, too" in stage.wall.promoted._banner.facts()
    stage.wall.demote()
    stage.switchboard.tell(ControlledElsewhere(0, ""))
    stage.turn(10)
    assert stage.surface.get_at((rect.x + 1, rect.y + 60))[:3] != DARK.control


def test_a_small_tile_names_itself_only_when_it_is_pointed_at_or_in_trouble():
    with Stage(hosts=36) as stage:
        for session in range(36):
            stage.connect(session)
        stage.settle()
        tile = stage.wall.board.tiles[7]
        foot = pygame.Rect(tile.cell.x, tile.cell.bottom - 14, tile.cell.width, 10)

        def picture() -> bytes:
            return pygame.image.tobytes(stage.surface.subsurface(foot), "RGB")

        plain = picture()
        stage.move(*stage.centre_of(7))
        assert picture() != plain
        stage.move(1, 1)
        assert picture() == plain
        stage.switchboard.change(7, SessionState.STALLED)
        stage.turn(10)
        assert picture() != plain


@pytest.mark.parametrize("size", [(320, 200), (400, 1200), (2000, 320)])
def test_every_tile_draws_inside_its_cell_in_any_window(size: tuple[int, int]):
    with Stage(hosts=5, width=size[0], height=size[1]) as stage:
        live_sessions = range(5)
        for session in live_sessions:
            stage.connect(session)
        stage.switchboard.change(2, SessionState.STALLED)
        stage.settle()
        surface = stage.surface.copy()
        for tile in stage.wall.board.tiles.values():
            cell = tile.cell
            surface.fill(DARK.ground, pygame.Rect(cell.x, cell.y, cell.width, cell.height))
        area = stage.wall.board.area
        inside = surface.subsurface(pygame.Rect(area.x, area.y, area.width, area.height))
        assert pygame.image.tobytes(inside, "RGB") == bytes(DARK.ground) * area.area


def test_only_tiles_that_were_spoken_of_or_may_have_changed_are_looked_at(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    live(stage)
    looked: list[int] = []
    update = Tile.update

    def spy(tile: Tile, *arguments: Any) -> list[Rect]:
        looked.append(tile.desktop.session)
        return update(tile, *arguments)

    monkeypatch.setattr(Tile, "update", spy)
    stage.turn(200)
    assert looked == []
    stage.switchboard.tell(Bell(2))
    stage.turn(200)
    assert looked == [2]
    looked.clear()
    stage.turn(9000)
    assert sorted(looked) == [0, 1, 2, 3]
    assert {tile.status.word for tile in stage.wall.board.tiles.values()} == {"stale"}


@pytest.mark.parametrize("side", [5, 23])
def test_a_tile_drawn_part_by_part_looks_as_if_it_was_drawn_at_once(stage: Stage, side: int):
    live(stage)
    stage.switchboard.tell(RecordingChanged(0, RecordingState.RECORDING, "", ""))
    stage.turn(10)
    canvas, cell = stage.wall.frame.canvas, stage.wall.board.tiles[0].cell
    assert canvas is not None
    before = pygame.image.tobytes(stage.surface, "RGB")
    stage.surface.fill((255, 0, 255), (cell.x, cell.y, cell.width, cell.height))
    for x in range(cell.x, cell.right, side):
        for y in range(cell.y, cell.bottom, side):
            part = pygame.Rect(x, y, min(side, cell.right - x), min(side, cell.bottom - y))
            stage.surface.set_clip(part)
            stage.wall._compose(canvas)
    stage.surface.set_clip(None)
    assert pygame.image.tobytes(stage.surface, "RGB") == before
