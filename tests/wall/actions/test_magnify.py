import pygame
import pytest

from tests.support.wall_stage import Stage, desktop_picture
from vncwall.geometry import Point, Rect
from vncwall.ipc.messages import DesktopChanged, KeyEvent, PointerEvent
from vncwall.wall.actions import ACTIONS_BY_NAME
from vncwall.wall.control import desktop_point
from vncwall.wall.promoted import PromotedView

BIG = desktop_picture(0, 1920, 1080)


def large(stage: Stage, *, with_control: bool = True) -> PromotedView:
    """Promote a desktop that is larger than the window."""
    stage.connect(0, BIG)
    stage.settle()
    stage.wall.promote(0, with_control=with_control)
    stage.settle()
    stage.switchboard.taken()
    assert stage.wall.promoted is not None
    return stage.wall.promoted


def act(stage: Stage, name: str) -> None:
    stage.wall.act(ACTIONS_BY_NAME[name])
    stage.turn(20)


def test_keys_zoom_while_it_is_looked_at_and_the_arrows_move_it(stage: Stage):
    promoted = large(stage, with_control=False)
    fitted = promoted.viewport.percent
    stage.key(pygame.K_PLUS, text="+")
    assert promoted.viewport.percent > fitted
    stage.key(pygame.K_0, text="0")
    assert promoted.viewport.scale == 1.0
    before = promoted.viewport.part
    stage.key(pygame.K_RIGHT)
    assert promoted.viewport.part.x == before.x + 24 * stage.wall.measures.u
    stage.key(pygame.K_MINUS, text="-")
    assert promoted.viewport.scale == 0.75
    stage.key(pygame.K_0, text="0")
    stage.key(pygame.K_0, text="0")
    assert promoted.viewport.scale is None


def test_under_control_those_keys_are_the_desktops_but_in_the_bar(stage: Stage):
    promoted = large(stage)
    stage.key(pygame.K_PLUS, text="+", scancode=46)
    assert promoted.viewport.scale is None
    assert stage.switchboard.taken() == [KeyEvent(0, ord("+"), d) for d in (True, False)]
    stage.chord()
    stage.key(pygame.K_PLUS, text="+", scancode=46)
    assert promoted.viewport.scale is not None
    assert not promoted.is_bar_open


def test_the_pointer_is_mapped_to_the_pixel_under_it(stage: Stage):
    promoted = large(stage)
    act(stage, "actual size")
    view, part = promoted.view, promoted.viewport.part
    x, y = view.x + view.width // 2, view.y + view.height // 2
    stage.switchboard.taken()
    stage.move(x, y)
    stage.turn(20)
    sent = [c for c in stage.switchboard.taken() if isinstance(c, PointerEvent)]
    expected = (part.x + x - view.x, part.y + y - view.y)
    assert [(event.x, event.y) for event in sent] == [expected]


def test_a_pointer_at_the_edge_moves_the_view_and_goes_on_pointing(stage: Stage):
    promoted = large(stage)
    act(stage, "actual size")
    view, before = promoted.view, promoted.viewport.part
    stage.move(view.right - 2, view.y + view.height // 2)
    for _ in range(5):
        stage.turn(20)
    assert promoted.viewport.part.x > before.x
    point = desktop_point(view.right - 2, view.y, promoted.viewport.whole, promoted._size)
    sent = [c for c in stage.switchboard.taken() if isinstance(c, PointerEvent)]
    assert sent[-1].x == point.x
    for _ in range(400):
        stage.turn(20)
    assert promoted.viewport.part.right == 1920


def test_the_wheel_zooms_where_it_turns_and_a_drag_moves_the_desktop(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    promoted = large(stage, with_control=False)
    act(stage, "actual size")
    at = Point(promoted.view.x + 100, promoted.view.y + 60)
    monkeypatch.setattr(pygame.mouse, "get_pos", lambda: (at.x, at.y))
    before = desktop_point(at.x, at.y, promoted.viewport.whole, promoted._size)
    for _ in range(3):
        pygame.event.post(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=1, flipped=False))
        stage.turn(20)
    after = desktop_point(at.x, at.y, promoted.viewport.whole, promoted._size)
    assert abs(after.x - before.x) <= 3
    part = promoted.viewport.part
    stage.button(300, 200, down=True)
    stage.move(280, 190)
    stage.button(280, 190, down=False)
    assert promoted.viewport.part == part.translate(20, 10)
    assert not promoted.control.is_on


def test_only_desktops_of_several_monitors_have_a_next_one(stage: Stage):
    promoted = large(stage)
    action = ACTIONS_BY_NAME["next monitor"]
    assert not action.applies(stage.wall)
    screens = (Rect(0, 0, 960, 1080), Rect(960, 0, 960, 1080))
    stage.switchboard.tell(DesktopChanged(0, "", 1920, 1080, screens))
    stage.turn(20)
    seen = []
    for _ in range(3):
        act(stage, "next monitor")
        seen.append(promoted.viewport.monitor)
    assert seen == [0, 1, None]


def test_what_is_drawn_is_the_part_that_is_seen(stage: Stage):
    promoted = large(stage)
    act(stage, "actual size")
    stage.settle()
    view, part = promoted.view, promoted.viewport.part
    for x, y in ((5, 5), (view.width - 20, view.height - 20)):
        word = int(BIG[part.y + y, part.x + x])
        expected = (word >> 16 & 255, word >> 8 & 255, word & 255)
        assert stage.surface.get_at((view.x + x, view.y + y))[:3] == expected
