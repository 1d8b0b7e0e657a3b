import pygame

from tests.support.wall_stage import Stage
from vncwall.geometry import Rect
from vncwall.ipc.messages import SetPreviewSize
from vncwall.ui.theme import DARK
from vncwall.wall.board import ring_rect


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
