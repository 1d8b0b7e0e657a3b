import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, Measures
from vncwall.ui.toast import Toasts

M = Measures(4)
AREA = Rect(0, 0, 640, 400)
SECOND = 1_000_000_000


def test_a_message_takes_the_place_of_one_of_the_same_key():
    toasts = Toasts(text=Text())
    toasts.add("1 of 3", now_ns=0, key="pictures")
    toasts.add("other", now_ns=0)
    toasts.add("2 of 3", now_ns=0, key="pictures")
    assert toasts.messages == ("other", "2 of 3")


def test_a_message_goes_by_itself():
    toasts = Toasts(text=Text())
    toasts.add("saved", now_ns=0, seconds=5)
    assert not toasts.expire(5 * SECOND - 1)
    assert toasts.messages == ("saved",)
    assert toasts.expire(5 * SECOND)
    assert toasts.messages == ()
    assert toasts.rect(AREA, M).is_empty


def test_the_oldest_message_makes_room():
    toasts = Toasts(text=Text())
    for number in range(6):
        toasts.add(str(number), now_ns=0)
    assert toasts.messages == ("2", "3", "4", "5")


def test_messages_lie_inside_the_area_however_long_they_are():
    toasts = Toasts(text=Text())
    toasts.add("a path that is much longer than the window " * 8, now_ns=0)
    assert AREA.contains(toasts.rect(AREA, M))


def test_nothing_is_drawn_outside_the_rectangle_that_is_told():
    toasts = Toasts(text=Text())
    toasts.add("saved snapshots/lab.png", now_ns=0)
    toasts.add("no", now_ns=0, glyph="warning")
    surface = pygame.Surface((640, 400))
    toasts.draw(Canvas(surface, DARK, M, text=Text()), AREA)
    surface.fill((0, 0, 0), pygame.Rect(*_xywh(toasts.rect(AREA, M))))
    assert not any(pygame.image.tobytes(surface, "RGB"))


def _xywh(rect: Rect) -> tuple[int, int, int, int]:
    return rect.x, rect.y, rect.width, rect.height
