from itertools import combinations

import pytest

from vncwall.geometry import Rect
from vncwall.wall.views.featured import raster

AREA = Rect(8, 8, 1904, 1032)


@pytest.mark.parametrize("area", [AREA, Rect(8, 8, 1350, 720), Rect(0, 0, 600, 1600)])
@pytest.mark.parametrize(("large", "small"), [(1, 0), (1, 2), (1, 4), (1, 16), (4, 64), (6, 200)])
def test_cells_lie_apart_and_in_the_area(area: Rect, large: int, small: int):
    cells = raster(area, large=large, small=small, gap=8)
    rects = [*cells.large, *cells.small]
    assert (len(cells.large), len(cells.small)) == (large, small)
    assert all(area.contains(rect) and not rect.is_empty for rect in rects)
    assert all(one.intersection(other).is_empty for one, other in combinations(rects, 2))


def test_a_large_cell_covers_a_square_of_small_ones():
    cells = raster(AREA, large=1, small=16, gap=8)
    small, large = cells.small[0], cells.large[0]
    side = (large.width + 8) // (small.width + 8)
    assert side >= 3
    assert large.size.width == side * (small.width + 8) - 8
    assert large.size.height == side * (small.height + 8) - 8


def test_one_cell_alone_fills_the_area():
    (cell,) = raster(AREA, large=1, small=0, gap=8).large
    assert cell.height > 0.98 * AREA.height
