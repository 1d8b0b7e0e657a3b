from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.views.base import Desk, Spot
from vncwall.wall.views.spotlight import SpotlightView

AREA = Rect(8, 8, 1904, 1032)
M = Measures(4)
DESKS = [Desk(Spot(n), None, name=f"host-{n}") for n in range(9)]


def largest(view: SpotlightView, desks: list[Desk] = DESKS) -> Spot:
    cells = view.layout(AREA, desks, M).cells
    return max(cells, key=lambda spot: cells[spot].area)


def test_the_first_is_large_until_one_is_selected():
    view = SpotlightView()
    assert largest(view) == Spot(0)
    assert view.select(Spot(4))
    assert largest(view) == Spot(4)
    assert not view.select(None)
    assert largest(view) == Spot(4)


def test_only_the_large_one_moves():
    view = SpotlightView()
    before = view.layout(AREA, DESKS, M)
    view.select(Spot(4))
    after = view.layout(AREA, DESKS, M)
    still = [Spot(n) for n in range(9) if n not in (0, 4)]
    assert [before.cells[spot] for spot in still] == [after.cells[spot] for spot in still]
    assert after.homes == {Spot(4): before.cells[Spot(4)]}
    assert after.cells[Spot(0)] == before.homes[Spot(0)]


def test_a_pinned_one_stays_large_whatever_is_selected():
    view = SpotlightView()
    view.layout(AREA, DESKS, M)
    view.pin(Spot(2))
    assert not view.select(Spot(5))
    assert largest(view) == Spot(2)
    view.pin(None)
    assert largest(view) == Spot(5)


def test_the_configuration_can_name_the_large_one():
    assert largest(SpotlightView(large="host-3")) == Spot(3)
    assert largest(SpotlightView(large="nobody")) == Spot(0)


def test_one_alone_has_the_whole_wall_and_no_other_place():
    layout = SpotlightView().layout(AREA, DESKS[:1], M)
    assert layout.cells[Spot(0)].height > 0.98 * AREA.height
    assert layout.homes == {}


def test_arrows_go_through_all_in_their_order():
    view = SpotlightView()
    view.layout(AREA, DESKS, M)
    assert view.step(Spot(0), 1, dy=0) == Spot(1)
    assert view.step(Spot(0), -1, dy=0) == Spot(0)
    assert view.step(Spot(7), 0, dy=1) == Spot(8)
    assert view.step(Spot(77), 1, dy=0) == Spot(0)
