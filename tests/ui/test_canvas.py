import pygame
import pytest

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas, corner_pieces
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, LIGHT, Measures, Theme

WHITE = (255, 255, 255)


def canvas(theme: Theme = DARK, size: tuple[int, int] = (80, 60)) -> Canvas:
    return Canvas(pygame.Surface(size), theme, Measures(4), text=Text())


def lit(surface: pygame.Surface) -> set[tuple[int, int]]:
    width, height = surface.get_size()
    return {
        (x, y)
        for x in range(width)
        for y in range(height)
        if surface.get_at((x, y))[:3] != (0, 0, 0)
    }


def test_a_rounded_rectangle_is_symmetric_and_lacks_its_corners():
    c = canvas()
    c.rounded(Rect(10, 10, 40, 30), WHITE, radius=8)
    points = lit(c.surface)
    assert (10, 10) not in points
    assert {(30, 10), (10, 25), (49, 25), (30, 39)} <= points
    assert points == {(59 - x, y) for x, y in points} == {(x, 49 - y) for x, y in points}


def test_a_frame_lies_inside_its_rectangle_and_leaves_the_middle():
    c = canvas()
    rect = Rect(5, 5, 60, 40)
    c.frame(rect, WHITE, width=3, radius=6)
    points = lit(c.surface)
    assert all(rect.contains_point(x, y) for x, y in points)
    assert not any(rect.inset(6).contains_point(x, y) for x, y in points)
    assert {(5, 20), (7, 20), (64, 20), (30, 5), (30, 44)} <= points
    assert (8, 20) not in points


def test_a_square_frame_has_square_corners():
    c = canvas()
    c.frame(Rect(0, 0, 80, 60), WHITE, width=2, radius=0)
    assert {(0, 0), (79, 59), (1, 1)} <= lit(c.surface)
    assert (2, 2) not in lit(c.surface)


def test_rounding_off_and_filling_make_up_the_whole_corner():
    inside = corner_pieces(8, 8, WHITE, outside=False)[0]
    outside = corner_pieces(8, 0, WHITE, outside=True)[0]
    for x in range(8):
        for y in range(8):
            assert 254 <= inside.get_at((x, y)).a + outside.get_at((x, y)).a <= 256


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=str)
def test_fading_moves_a_picture_towards_the_shade(theme: Theme):
    c = canvas(theme)
    c.fill(Rect(0, 0, 80, 60), (200, 100, 0))
    c.fade(Rect(0, 0, 40, 60), 75)
    faded = c.surface.get_at((5, 5))
    for channel, before, shade in zip(faded[:3], (200, 100, 0), theme.shade, strict=True):
        assert abs(channel - (before * 0.25 + shade * 0.75)) <= 2
    assert c.surface.get_at((60, 5))[:3] == (200, 100, 0)


def test_a_shade_grows_to_its_foot():
    c = canvas()
    c.fill(Rect(0, 0, 80, 60), WHITE)
    c.shade(Rect(0, 30, 80, 30))
    column = [c.surface.get_at((40, y))[0] for y in range(60)]
    assert column[:31] == [255] * 31
    assert column == sorted(column, reverse=True)
    assert column[-1] < 60


def test_hatching_touches_its_rectangle_only():
    c = canvas()
    c.hatch(Rect(20, 20, 30, 30), WHITE)
    points = lit(c.surface)
    assert 50 < len(points) < 30 * 30 / 2
    assert all(Rect(20, 20, 30, 30).contains_point(x, y) for x, y in points)


def test_everything_honours_the_clip():
    c = canvas()
    c.surface.set_clip(pygame.Rect(0, 0, 10, 60))
    whole = Rect(0, 0, 80, 60)
    c.rounded(whole, WHITE)
    c.frame(whole, DARK.control, width=4)
    c.hatch(whole, WHITE)
    c.glyph("key", 12, 30, side=20, colour=WHITE)
    c.label("name", 0, 30, size=20, colour=WHITE)
    c.surface.set_clip(None)
    assert all(x < 10 for x, _ in lit(c.surface))


def test_rounding_off_part_by_part_is_rounding_off():
    whole, rect = canvas(), Rect(10, 10, 40, 30)
    whole.round_off(rect, WHITE)
    for side in (1, 3, 7, 16):
        parts = canvas()
        for x in range(0, 80, side):
            for y in range(0, 60, side):
                parts.surface.set_clip(pygame.Rect(x, y, side, side))
                parts.round_off(rect, WHITE)
        assert lit(parts.surface) == lit(whole.surface)


def test_a_label_stands_where_its_alignment_says():
    for align, expected in ((0.0, 20), (0.5, None), (1.0, None)):
        c = canvas(size=(200, 40))
        width = c.label(
            "mmmm", 20 + (0 if align == 0 else 80), 20, size=16, colour=WHITE, align=align
        )
        xs = [x for x, _ in lit(c.surface)]
        left = expected if expected is not None else 100 - round(width * align)
        assert left <= min(xs) <= left + 3
        assert left + width - 4 <= max(xs) <= left + width
