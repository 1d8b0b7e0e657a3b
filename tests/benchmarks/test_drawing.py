import pytest

from benchmarks.drawing import TILE, window
from vncwall.geometry import Rect, Size
from vncwall.ui.theme import Measures
from vncwall.wall.layout import arrange


@pytest.mark.parametrize("hosts", [4, 16, 64])
def test_every_tile_has_the_size_of_its_desktop(hosts: int) -> None:
    size = window(hosts)
    measures = Measures.for_height(size.height)
    area = Rect(0, 0, size.width, size.height - measures.status_bar).inset(measures.margin)
    grid = arrange(area, [TILE] * hosts, gap=measures.gap)
    assert {Size(cell.width, cell.height) for cell in grid.cells} == {TILE}
