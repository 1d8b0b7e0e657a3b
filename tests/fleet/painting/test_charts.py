import numpy as np
import pygame

from vncwall.fleet.painting.charts import (
    bar_chart,
    gauge,
    line_chart,
    signal,
    spark_line,
    value_noise,
)
from vncwall.fleet.painting.theme import DARK


def blank() -> pygame.Surface:
    surface = pygame.Surface((100, 80), 0, 32)
    surface.fill((0, 0, 0))
    return surface


def test_noise_is_smooth_bounded_and_always_the_same() -> None:
    at = np.linspace(0, 50, 5000)
    values = value_noise(at, 3)
    assert np.abs(values).max() <= 1
    assert np.abs(np.diff(values)).max() < 0.05
    assert np.array_equal(values, value_noise(at, 3))
    assert not np.array_equal(values, value_noise(at, 4))
    assert float(value_noise(12.25, 3)[0]) == value_noise(np.array([12.25]), 3)[0]
    assert abs(values.mean()) < 0.2


def test_a_signal_shifted_in_time_is_the_same_curve() -> None:
    at = np.linspace(1000, 1010, 400)
    assert np.allclose(signal(at, 5)[100:], signal(at[100:], 5))


def test_a_curve_passes_through_its_values() -> None:
    surface = blank()
    values = np.linspace(0, 1, 100)
    spark_line(surface, surface.get_rect(), values, (255, 255, 255), 2.0)
    light = pygame.surfarray.array3d(surface)[..., 0]
    heights = (light * np.arange(80)[None, :]).sum(axis=1) / light.sum(axis=1)
    assert np.allclose(heights, (1 - values) * 77 + 1, atol=1.2)


def test_charts_stay_inside_their_rectangle() -> None:
    area = pygame.Rect(20, 20, 50, 40)
    for draw in (
        lambda s: line_chart(s, area, [(np.linspace(-1, 2, 50), (255, 0, 0))], theme=DARK),
        lambda s: bar_chart(s, area, [0.1, 2.0, 0.5], (0, 255, 0), theme=DARK),
        lambda s: gauge(s, area.center, 17, 0.6, (0, 0, 255), theme=DARK, label=""),
    ):
        surface = blank()
        draw(surface)
        assert pygame.transform.average_color(surface, area)[:3] != (0, 0, 0)
        surface.fill((0, 0, 0), area)
        assert pygame.surfarray.array3d(surface).max() == 0
