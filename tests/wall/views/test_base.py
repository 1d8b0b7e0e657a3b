from vncwall.geometry import Rect
from vncwall.wall.views.base import Spot, nearest

CELLS = {
    Spot(0): Rect(0, 0, 60, 60),
    Spot(1): Rect(70, 0, 20, 20),
    Spot(2): Rect(70, 30, 20, 20),
    Spot(3): Rect(0, 70, 20, 20),
    Spot(4): Rect(100, 30, 20, 20),
}


def test_the_nearest_tile_straight_ahead_is_next():
    assert nearest(CELLS, Spot(0), 1, dy=0) == Spot(2)
    assert nearest(CELLS, Spot(1), 0, dy=1) == Spot(2)
    assert nearest(CELLS, Spot(2), 1, dy=0) == Spot(4)
    assert nearest(CELLS, Spot(3), 0, dy=-1) == Spot(0)


def test_where_there_is_none_the_selection_stays():
    assert nearest(CELLS, Spot(4), 1, dy=0) == Spot(4)
    assert nearest({}, Spot(4), 1, dy=0) == Spot(4)


def test_a_tile_that_is_gone_leads_to_the_first():
    assert nearest(CELLS, Spot(9), 1, dy=0) == Spot(0)
