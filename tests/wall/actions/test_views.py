import pygame
import pytest

from tests.support.wall_stage import Stage
from vncwall.settings.named_wall import Arrangement, NamedWall, Order, ViewName

HALL = NamedWall("hall", hosts=("host-2", "host-0"), arrangement=Arrangement(ViewName.SPOTLIGHT))
REST = NamedWall("rest", hosts=("host-1", "host-3"))


@pytest.fixture
def walls():
    with Stage(hosts=4, walls=(HALL, REST)) as stage:
        yield stage


def said(stage: Stage) -> str:
    return stage.wall.showing.sentence()


def test_digits_choose_walls_and_home_all_hosts(walls: Stage):
    board = walls.wall.board
    assert said(walls) == ""
    walls.key(pygame.K_1, text="1")
    assert (board.shown, said(walls)) == ((2, 0), "hall")
    walls.key(pygame.K_2, text="2")
    assert (board.shown, said(walls)) == ((1, 3), "rest")
    walls.key(pygame.K_3, text="3")
    assert said(walls) == "rest"
    walls.key(pygame.K_HOME)
    assert (board.shown, said(walls)) == ((0, 1, 2, 3), "")


def test_who_is_not_on_the_wall_is_asked_for_no_picture(walls: Stage):
    walls.turn(300)
    walls.key(pygame.K_1, text="1")
    walls.turn(300)
    asked = {c.session: c.width * c.height > 0 for c in walls.switchboard.taken()[-4:]}
    assert (asked[1], asked[2], asked[3]) == (False, True, False)


def test_views_follow_each_other(stage: Stage):
    walls = stage.wall.showing.walls
    for view in (ViewName.GROUPS, ViewName.SPOTLIGHT, ViewName.FOLLOW, ViewName.GRID):
        stage.key(pygame.K_t, text="t")
        assert walls.arrangement.view is view
        cells = [stage.wall.board.tiles[n].cell for n in range(4)]
        assert len(set(cells)) == 4
        assert not any(cell.is_empty for cell in cells)


def test_orders_follow_each_other(stage: Stage):
    stage.key(pygame.K_o, text="o")
    assert stage.wall.showing.walls.arrangement.order is Order.NAME


def test_a_tile_is_kept_large_only_where_the_view_has_large_tiles(walls: Stage):
    board = walls.wall.board
    walls.key(pygame.K_l, text="l")
    walls.key(pygame.K_1, text="1")
    walls.key(pygame.K_RIGHT)
    walls.key(pygame.K_l, text="l")
    walls.key(pygame.K_RIGHT)
    assert board.selected == 0
    assert board.tiles[2].cell.area > board.tiles[0].cell.area
    walls.key(pygame.K_LEFT)
    walls.key(pygame.K_l, text="l")
    walls.key(pygame.K_RIGHT)
    assert board.tiles[0].cell.area > board.tiles[2].cell.area
