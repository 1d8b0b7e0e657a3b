from itertools import combinations

from vncwall.geometry import Rect
from vncwall.settings.named_wall import Place
from vncwall.ui.theme import Measures
from vncwall.wall.views.base import Desk, Spot
from vncwall.wall.views.free import FreeView, largest_rest

AREA = Rect(8, 8, 1904, 1032)
M = Measures(4)


def desk(session: int, *place: float) -> Desk:
    return Desk(Spot(session), None, place=Place(*place) if place else None)


def test_tiles_stand_where_they_are_put():
    cells = FreeView().layout(AREA, [desk(0, 0, 0, 50, 100), desk(1, 50, 0, 50, 50)], M).cells
    left, right = cells[Spot(0)], cells[Spot(1)]
    assert (left.x, left.y, left.bottom) == (AREA.x, AREA.y, AREA.bottom)
    assert right.x - left.right == M.gap
    assert (right.right, right.y) == (AREA.right, AREA.y)


def test_tiles_without_a_place_share_what_is_left():
    desks = [desk(0, 0, 0, 50, 100), *(desk(n) for n in range(1, 6))]
    cells = FreeView().layout(AREA, desks, M).cells
    assert len(cells) == 6
    assert all(AREA.contains(cell) and not cell.is_empty for cell in cells.values())
    pairs = combinations(cells.values(), 2)
    assert all(one.intersection(other).is_empty for one, other in pairs)


def test_where_no_room_is_left_the_others_have_no_place():
    cells = FreeView().layout(AREA, [desk(0, 0, 0, 100, 100), desk(1)], M).cells
    assert cells[Spot(1)].is_empty


def test_the_largest_rest_touches_nothing():
    whole = Rect(0, 0, 100, 100)
    assert largest_rest(whole, []) == whole
    taken = [Rect(0, 0, 100, 20), Rect(40, 60, 20, 20)]
    assert largest_rest(whole, taken) == Rect(0, 20, 100, 40)
    assert largest_rest(whole, [whole]).is_empty
