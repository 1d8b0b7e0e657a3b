from vncwall.geometry import Rect, Size
from vncwall.ui.theme import Measures
from vncwall.wall.views.base import Desk
from vncwall.wall.views.grid import GridView

AREA = Rect(8, 8, 1264, 640)
M = Measures(4)


def desks(*sizes: Size | None) -> list[Desk]:
    return [Desk(10 + index, size) for index, size in enumerate(sizes)]


def test_every_session_has_a_cell_in_the_area():
    cells = GridView().layout(AREA, desks(None, Size(800, 600), None), M)
    assert list(cells) == [10, 11, 12]
    assert all(AREA.contains(cell) for cell in cells.values())


def test_an_arrow_leads_to_the_session_in_the_next_cell():
    view = GridView(columns=2)
    view.layout(AREA, desks(None, None, None, None), M)
    assert view.step(10, 1, dy=0) == 11
    assert view.step(10, 0, dy=1) == 12
    assert view.step(13, 1, dy=0) == 13


def test_a_session_that_is_gone_leads_to_the_first():
    view = GridView()
    assert view.step(5, 1, dy=0) == 5
    view.layout(AREA, desks(None, None), M)
    assert view.step(5, 1, dy=0) == 10


def test_a_size_that_comes_in_moves_no_tile_between_rows():
    view = GridView()
    before = view.layout(AREA, desks(*[None] * 6), M)
    after = view.layout(AREA, desks(Size(1280, 800), *[None] * 5), M)
    assert list(before) == list(after)
    assert len({cell.y for cell in before.values()}) == len({cell.y for cell in after.values()})
