import os

import pygame
import pytest

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK
from vncwall.wall.frame import Frame

SECOND = 1_000_000_000


@pytest.fixture
def frame():
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    pygame.display.set_mode((200, 100))
    result = Frame(Text())
    result.take(DARK, 1.0)
    yield result
    pygame.display.quit()


def composed(frame: Frame) -> list[tuple[int, int, int, int]]:
    """Return the clips under which the window was composed."""
    clips: list[tuple[int, int, int, int]] = []

    def compose(canvas: Canvas) -> None:
        clips.append(tuple(canvas.surface.get_clip()))

    frame.paint(compose, 0)
    return clips


def test_a_new_window_is_drawn_whole_and_then_nothing(frame: Frame):
    assert composed(frame) == [(0, 0, 200, 100)]
    assert composed(frame) == []


def test_only_what_is_damaged_is_composed_once(frame: Frame):
    composed(frame)
    frame.redraw([Rect(10, 10, 20, 20), Rect(50, 50, 5, 5), Rect(10, 10, 20, 20)])
    frame.redraw([Rect(12, 12, 4, 4), Rect(190, 90, 50, 50), Rect(-9, -9, 5, 5)])
    assert composed(frame) == [(10, 10, 20, 20), (50, 50, 5, 5), (190, 90, 10, 10)]
    assert frame.painted[0] == Rect(10, 10, 20, 20)


def test_damage_that_is_more_than_the_window_is_the_window(frame: Frame):
    composed(frame)
    frame.redraw([Rect(0, 0, 199, 60), Rect(0, 1, 200, 60)])
    assert composed(frame) == [(0, 0, 200, 100)]


def test_frames_do_not_follow_each_other_faster_than_a_screen_shows_them(frame: Frame):
    frame.paint(lambda canvas: None, SECOND)
    assert not frame.is_due(SECOND + SECOND // 200)
    assert frame.is_due(SECOND + SECOND // 100)
