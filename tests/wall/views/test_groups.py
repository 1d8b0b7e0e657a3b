from itertools import combinations

import pytest

from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.views.base import Desk, Spot
from vncwall.wall.views.groups import GroupsView

AREA = Rect(8, 8, 1904, 1032)
M = Measures(4)


def desks(**groups: int) -> list[Desk]:
    names = [name for name, count in groups.items() for _ in range(count)]
    return [Desk(Spot(n), None, group=name.strip("_")) for n, name in enumerate(names)]


def test_tiles_stand_under_the_heading_of_their_group():
    layout = GroupsView().layout(AREA, desks(lab=3, hall=5), M)
    assert [heading.text for heading in layout.headings] == ["lab", "hall"]
    for heading in layout.headings:
        cells = [layout.cells[spot] for spot in heading.spots]
        assert heading.rect.x == min(cell.x for cell in cells)
        assert heading.rect.bottom == min(cell.y for cell in cells)
        assert heading.rect.right >= max(cell.right for cell in cells)


def test_hosts_without_a_group_come_last():
    layout = GroupsView().layout(AREA, desks(_=2, lab=1), M)
    assert [heading.text for heading in layout.headings] == ["lab", ""]


@pytest.mark.parametrize(
    "groups",
    [
        {"a": 1},
        {"a": 1, "b": 1},
        {"a": 16, "b": 1, "c": 7},
        {f"g{n}": 3 for n in range(20)},
        {f"g{n}": 8 for n in range(8)},
        {"a": 200},
    ],
)
@pytest.mark.parametrize("area", [AREA, Rect(8, 8, 1350, 720), Rect(0, 0, 900, 1600)])
def test_all_tiles_are_equally_large_apart_and_on_the_wall(groups: dict[str, int], area: Rect):
    layout = GroupsView().layout(area, desks(**groups), M)
    rects = [*layout.cells.values(), *(heading.rect for heading in layout.headings)]
    assert len(layout.cells) == sum(groups.values())
    assert len({cell.size for cell in layout.cells.values()}) == 1
    assert all(area.contains(rect) for rect in rects)
    assert all(one.intersection(other).is_empty for one, other in combinations(rects, 2))


def test_small_groups_share_a_row():
    layout = GroupsView().layout(AREA, desks(a=2, b=2, c=2, d=2), M)
    assert len({heading.rect.y for heading in layout.headings}) < 4


def test_so_many_columns_as_the_configuration_says():
    layout = GroupsView(columns=4).layout(AREA, desks(a=9), M)
    assert len({cell.x for cell in layout.cells.values()}) == 4


def test_down_leads_into_the_next_group():
    view = GroupsView(columns=3)
    layout = view.layout(AREA, desks(a=3, b=3), M)
    assert view.step(Spot(1), 0, dy=1) == Spot(4)
    assert view.step(Spot(4), 0, dy=-1) == Spot(1)
    assert view.step(Spot(5), 1, dy=0) == Spot(5)
    assert layout.cells[Spot(1)].x == layout.cells[Spot(4)].x


def test_a_wall_of_nothing_has_no_headings():
    assert GroupsView().layout(AREA, [], M).headings == ()
