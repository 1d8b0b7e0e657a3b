import pytest

from vncwall.geometry import Rect, Size
from vncwall.session.bands import Bands


def rows(bands: Bands, *pixels: float) -> list[int]:
    """Ask for everything, the last number holding for the rest; return the heights."""
    result, top, known = [], 0, list(pixels)
    while not bands.is_done:
        band = bands.next(known[0])
        known = known[1:] or known
        assert (band.x, band.y, band.width) == (0, top, bands.size.width)
        bands.asked(band)
        result.append(band.height)
        top = band.bottom
    assert top == bands.size.height
    return result


def test_a_small_screen_is_asked_for_at_once():
    assert rows(Bands(Size(320, 200)), 100) == [200]


def test_a_line_of_which_nothing_is_known_is_tried_with_little():
    assert rows(Bands(Size(1920, 1080)), 0) == [64, 256, 760]


def test_after_a_quick_band_comes_the_rest():
    bands = Bands(Size(1920, 1080))
    bands.asked(bands.next(0, is_quick=True))
    assert bands.next(0, is_quick=True) == Rect(0, 64, 1920, 1016)
    assert bands.next(192_000, is_quick=True) == Rect(0, 64, 1920, 100)


def test_a_fast_line_gets_the_rest_in_one():
    assert rows(Bands(Size(1920, 1080)), 0, 1e9) == [64, 1016]


def test_a_band_is_what_the_line_carries():
    assert rows(Bands(Size(1000, 500)), 100_000) == [100] * 5


def test_a_sliver_goes_with_the_band_before():
    assert rows(Bands(Size(1000, 510)), 100_000) == [100, 100, 100, 100, 110]


@pytest.mark.parametrize("pixels", [1, 100])
def test_a_band_is_never_thinner_than_worth_a_round_trip(pixels):
    assert set(rows(Bands(Size(1000, 160)), pixels)[:-1]) == {16}


def test_a_desktop_without_pixels_is_still_asked_for_once():
    bands = Bands(Size(0, 0))
    assert bands.next(0) == Rect(0, 0, 0, 0)
