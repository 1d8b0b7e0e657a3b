import numpy as np
import pygame

from vncwall.fleet.painting.shapes import (
    disc,
    fill_box,
    mask_surface,
    outline_box,
    ring,
    shadow,
    smooth_line,
    vertical_gradient,
)

WHITE = (255, 255, 255)


def blank(size: int = 60, colour: tuple[int, int, int] = (0, 0, 0)) -> pygame.Surface:
    surface = pygame.Surface((size, size), 0, 32)
    surface.fill(colour)
    return surface


def covered(surface: pygame.Surface) -> float:
    """Return how many pixels are white, counting partly covered ones in part."""
    return float(pygame.surfarray.array3d(surface)[..., 0].sum()) / 255


def test_a_disc_has_the_area_of_a_circle() -> None:
    surface = blank()
    disc(surface, (30, 30), 20, WHITE)
    assert abs(covered(surface) - np.pi * 20.0**2) < 0.04 * np.pi * 400


def test_a_rounded_box_lacks_only_its_corners() -> None:
    surface = blank()
    fill_box(surface, pygame.Rect(10, 10, 40, 30), WHITE, 8)
    missing = 40 * 30 - covered(surface)
    assert abs(missing - (4 - np.pi) * 64) < 20
    assert surface.get_at((10, 10))[:3] == (0, 0, 0)
    assert surface.get_at((10, 25))[:3] == WHITE
    outside = blank()
    fill_box(outside, pygame.Rect(10, 10, 40, 30), WHITE)
    assert covered(outside) == 1200


def test_a_border_is_as_wide_as_asked() -> None:
    surface = blank()
    outline_box(surface, pygame.Rect(10, 10, 40, 40), WHITE, (0, 0, 0), 0, 3)
    assert covered(surface) == 40 * 40 - 34 * 34


def test_a_quarter_ring_is_a_quarter_of_the_ring_at_the_right_place() -> None:
    whole, quarter = blank(), blank()
    ring(whole, (30, 30), 20, 4, WHITE)
    ring(quarter, (30, 30), 20, 4, WHITE, start=0.0, share=0.25)
    assert abs(covered(quarter) / covered(whole) - 0.25) < 0.02
    assert quarter.get_at((44, 15))[0] > 200
    assert quarter.get_at((15, 15))[0] == 0


def test_a_slanted_line_has_length_times_width() -> None:
    surface = blank()
    smooth_line(surface, (10, 10), (50, 40), WHITE, 4)
    assert abs(covered(surface) - (50 * 4 + np.pi * 4)) < 15


def test_a_shadow_darkens_below_more_than_above_and_nothing_far_away() -> None:
    surface = blank(200, WHITE)
    shadow(surface, pygame.Rect(60, 60, 80, 80))
    assert surface.get_at((100, 142))[0] < surface.get_at((100, 58))[0]
    assert surface.get_at((2, 2))[0] == 255


def test_masks_and_fades() -> None:
    image = mask_surface(np.array([[0.0, 1.0]]), (1, 2, 3), 100)
    assert [image.get_at((x, 0)) for x in (0, 1)] == [(1, 2, 3, 0), (1, 2, 3, 100)]
    fade = vertical_gradient(1, 3, (0, 0, 0), (200, 100, 50))
    assert [fade.get_at((0, y))[:3] for y in range(3)] == [(0, 0, 0), (100, 50, 25), (200, 100, 50)]
