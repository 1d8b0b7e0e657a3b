import pytest
from hypothesis import given
from hypothesis import strategies as st

from vncwall.geometry import Point, Rect, Size
from vncwall.wall.control import desktop_point
from vncwall.wall.viewport import STEPS, Viewport

ROOM = Rect(10, 40, 960, 540)
DESKTOP = Size(1920, 1080)
LEFT, RIGHT = Rect(0, 0, 1920, 1080), Rect(1920, 0, 1280, 1024)


def viewport(desktop: Size = DESKTOP, *screens: Rect, room: Rect = ROOM) -> Viewport:
    result = Viewport()
    result.place(room, desktop, screens)
    return result


def test_a_desktop_fits_its_room_at_first():
    fitted = viewport()
    assert (fitted.view, fitted.whole, fitted.percent) == (ROOM, ROOM, 50)
    assert not fitted.is_cut
    small = viewport(Size(480, 270))
    assert (small.view, small.percent) == (ROOM, 200)
    tall = viewport(Size(270, 540))
    assert tall.view == Rect(10 + (960 - 270) // 2, 40, 270, 540)


def test_at_its_own_size_every_pixel_is_one():
    own = viewport()
    own.show_at(1.0)
    assert own.view == ROOM
    assert own.scaled == DESKTOP
    assert own.is_cut
    assert own.part == Rect(480, 270, 960, 540)  # its middle


def test_the_desktop_under_the_pointer_stays_where_it_is():
    zoomed = viewport()
    at = Point(ROOM.x + 240, ROOM.y + 135)
    before = desktop_point(at.x, at.y, zoomed.whole, DESKTOP)
    for step in (1, 1, 1, 1, -1, 1):
        zoomed.zoom(step, at)
        now = desktop_point(at.x, at.y, zoomed.whole, DESKTOP)
        assert abs(now.x - before.x) <= 2
        assert abs(now.y - before.y) <= 2


def test_zooming_goes_through_the_steps_and_out_of_the_last_one_fits():
    zoomed = viewport()
    seen = []
    for _ in range(4):
        zoomed.zoom(1)
        seen.append(zoomed.scale)
    assert seen == [2 / 3, 3 / 4, 1.0, 1.25]
    for _ in range(4):
        zoomed.zoom(-1)
    assert zoomed.scale is None
    assert zoomed.view == ROOM
    for _ in range(20):
        zoomed.zoom(1)
    assert zoomed.scale == STEPS[-1]


def test_the_view_moves_to_the_edges_and_no_further():
    own = viewport()
    assert not own.pan(5, 5)  # all of it is seen
    own.show_at(1.0)
    assert own.pan(100, -40)
    assert own.part == Rect(580, 230, 960, 540)
    assert own.pan(9999, 9999)
    assert own.part == Rect(960, 540, 960, 540)
    assert not own.pan(1, 1)
    own.pan(-9999, 0)
    assert own.part == Rect(0, 540, 960, 540)


def test_a_pointer_at_the_edge_wants_to_see_more():
    own = viewport()
    assert own.pull(ROOM.x, ROOM.y, 8) == (0, 0)
    own.show_at(1.0)
    assert own.pull(ROOM.x + 7, ROOM.y + 100, 8) == (-1, 0)
    assert own.pull(ROOM.right - 1, ROOM.bottom - 1, 8) == (1, 1)
    assert own.pull(ROOM.x + 100, ROOM.y + 100, 8) == (0, 0)
    assert own.pull(ROOM.x - 1, ROOM.y + 100, 8) == (0, 0)


def test_one_monitor_is_seen_alone_and_after_the_last_all_of_them():
    two = viewport(Size(3200, 1080), LEFT, RIGHT)
    seen = []
    for _ in range(3):
        two.next_monitor()
        seen.append((two.monitor, two.percent))
    assert seen == [(0, 50), (1, 53), (None, 30)]
    two.look_at(1)
    corner = desktop_point(two.view.x, two.view.y, two.whole, Size(3200, 1080))
    assert (corner.x in (1920, 1921), corner.y) == (True, 0)  # nothing of its neighbour
    last = desktop_point(two.view.right - 1, two.view.bottom - 1, two.whole, Size(3200, 1080))
    assert abs(last.x - 3199) <= 1
    assert abs(last.y - 1023) <= 1


def test_a_monitor_that_goes_leaves_all_of_the_desktop():
    two = viewport(Size(3200, 1080), LEFT, RIGHT)
    two.look_at(1)
    two.place(ROOM, DESKTOP, (LEFT,))
    assert two.monitor is None
    assert two.view == ROOM
    two.next_monitor()
    assert two.monitor is None


@given(
    st.builds(Size, st.integers(1, 4000), st.integers(1, 4000)),
    st.builds(Size, st.integers(1, 2000), st.integers(1, 2000)),
    st.lists(st.sampled_from(["in", "out", "own", "fit", "pan"]), max_size=8),
)
def test_the_view_is_always_within_the_room_and_the_desktop(
    desktop: Size, room: Size, steps: list[str]
):
    shown = viewport(desktop, room=Rect(5, 7, room.width, room.height))
    for step in steps:
        match step:
            case "in" | "out":
                shown.zoom(1 if step == "in" else -1, Point(9, 9))
            case "own":
                shown.show_at(1.0)
            case "fit":
                shown.fit()
            case "pan":
                shown.pan(30, -20)
        assert not shown.view.is_empty
        assert Rect(5, 7, room.width, room.height).contains(shown.view)
        assert shown.whole.contains(shown.view)


@pytest.mark.parametrize("scale", [1 / 3, 0.5, 1.0, 2.0])
def test_every_corner_of_the_desktop_can_be_reached(scale: float):
    shown = viewport()
    shown.show_at(scale)
    for dx, dy, corner in ((-9999, -9999, Point(0, 0)), (9999, 9999, Point(1919, 1079))):
        shown.pan(dx, dy)
        view = shown.view
        x, y = (view.x, view.y) if dx < 0 else (view.right - 1, view.bottom - 1)
        found = desktop_point(x, y, shown.whole, DESKTOP)
        assert max(abs(found.x - corner.x), abs(found.y - corner.y)) <= 1 / scale
