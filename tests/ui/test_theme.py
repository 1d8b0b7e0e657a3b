import dataclasses
from itertools import combinations

import pytest

from tests.support.eyes import DICHROMATS, difference
from vncwall.ui.theme import DARK, THEMES, Colour, Measures, Theme


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG 2.1)."""
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: Colour, b: Colour) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_unit_follows_the_window_height_and_never_vanishes():
    assert [Measures.for_height(h).u for h in (100, 720, 1080, 1440, 2160, 4320)] == [
        4, 4, 4, 5, 8, 16,
    ]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_every_colour_is_three_bytes(theme: Theme):
    for field in dataclasses.fields(theme):
        value = getattr(theme, field.name)
        if isinstance(value, tuple):
            assert len(value) == 3
            assert all(0 <= part <= 255 for part in value)


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_text_is_readable_on_what_it_stands_on(theme: Theme):
    for text, ground in (
        (theme.text, theme.panel),
        (theme.text, theme.raised),
        (theme.text, theme.empty),
        (theme.text_second, theme.panel),
        (theme.on_control, theme.control),
        (theme.on_shade, theme.shade),
        (theme.on_shade_second, theme.shade),
    ):
        assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_state_colours_stand_out_from_an_empty_tile(theme: Theme):
    for name in ("connecting", "stale", "frozen", "unreachable", "locked", "alert", "recording"):
        assert contrast(getattr(theme, name), theme.empty) >= 3.0, name


def test_control_and_recording_colours_mean_nothing_else():
    for field in dataclasses.fields(DARK):
        if field.name not in ("control", "recording"):
            assert getattr(DARK, field.name) not in (DARK.control, DARK.recording)


FRAMES = ("selection", "control", "alert", "frozen", "locked")


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("eyes", ["", *DICHROMATS])
def test_frames_of_tiles_differ_for_all_eyes(theme: Theme, eyes: str):
    """Signs and words say it too; from across the room there is only the frame."""
    for one, other in combinations(FRAMES, 2):
        colours = getattr(theme, one), getattr(theme, other)
        assert difference(*colours, eyes=eyes) > 15, (one, other)
