from tests.support.wall_stage import Stage
from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, Measures
from vncwall.wall.condition import Condition, Status
from vncwall.wall.heading import HeadingLine
from vncwall.wall.views.base import Heading, Spot

LIVE, FROZEN = (Status(c, c.value) for c in (Condition.LIVE, Condition.FROZEN))


def line() -> HeadingLine:
    return HeadingLine(Heading(Rect(10, 10, 400, 28), "lab", (Spot(0), Spot(1))))


def test_it_looks_different_when_its_counts_change():
    one = line()
    assert one.count([LIVE, LIVE])
    assert not one.count([LIVE, LIVE])
    assert one.count([LIVE, FROZEN])
    assert one.count([LIVE, None])


def test_it_stays_in_its_place(stage: Stage):
    one = line()
    one.count([LIVE, FROZEN])
    surface = stage.surface
    surface.fill((1, 2, 3))
    one.draw(Canvas(surface, DARK, Measures(4), text=Text()))
    drawn = {
        (x, y)
        for x in range(surface.get_width())
        for y in range(surface.get_height())
        if surface.get_at((x, y))[:3] != (1, 2, 3)
    }
    assert drawn
    assert all(one.rect.contains_point(x, y) for x, y in drawn)
