from vncwall.geometry import Rect, Size
from vncwall.ui.theme import Measures
from vncwall.wall.views.base import Desk, Spot
from vncwall.wall.views.grid import GridView

AREA = Rect(8, 8, 1264, 640)
M = Measures(4)


def spot(session: int) -> Spot:
    return Spot(session)


def desks(*sizes: Size | None) -> list[Desk]:
    return [Desk(spot(10 + index), size, index=index) for index, size in enumerate(sizes)]


def test_every_tile_has_a_cell_in_the_area():
    cells = GridView().layout(AREA, desks(None, Size(800, 600), None), M).cells
    assert [one.session for one in cells] == [10, 11, 12]
    assert all(AREA.contains(cell) for cell in cells.values())


def test_an_arrow_leads_to_the_tile_in_the_next_cell():
    view = GridView(columns=2)
    view.layout(AREA, desks(None, None, None, None), M)
    assert view.step(spot(10), 1, dy=0) == spot(11)
    assert view.step(spot(10), 0, dy=1) == spot(12)
    assert view.step(spot(13), 1, dy=0) == spot(13)


def test_a_tile_that_is_gone_leads_to_the_first():
    view = GridView()
    assert view.step(spot(5), 1, dy=0) == spot(5)
    view.layout(AREA, desks(None, None), M)
    assert view.step(spot(5), 1, dy=0) == spot(10)


def test_a_size_that_comes_in_moves_no_tile_between_rows():
    view = GridView()
    before = view.layout(AREA, desks(*[None] * 6), M).cells
    after = view.layout(AREA, desks(Size(1280, 800), *[None] * 5), M).cells
    assert list(before) == list(after)
    assert len({cell.y for cell in before.values()}) == len({cell.y for cell in after.values()})


def test_places_that_are_left_free_stay_free_and_arrows_pass_them():
    view = GridView(columns=3)
    pair = [Desk(spot(1), None, index=0), Desk(spot(2), None, index=2)]
    full = GridView(columns=3).layout(AREA, desks(None, None, None), M).cells
    cells = view.layout(AREA, pair, M).cells
    assert (cells[spot(1)], cells[spot(2)]) == (full[spot(10)], full[spot(12)])
    assert view.step(spot(1), 1, dy=0) == spot(2)
    assert view.step(spot(2), -1, dy=0) == spot(1)
