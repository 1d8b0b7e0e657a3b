import numpy as np
import pytest

from vncwall.framebuffer.known import KnownPicture
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size


def picture(seed: int, *, dark: bool = False) -> np.ndarray:
    """Return a 640x360 photograph: smooth hills of brightness, other ones for each seed."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:360, 0:640] / 360
    light = sum(np.sin(a * x + b * y + c) for a, b, c in chance.uniform(-9, 9, (5, 3)))
    grey = (light - light.min()) / (light.max() - light.min()) * (40 if dark else 230)
    byte = grey.astype(np.uint32)
    return 0xFF000000 | byte << 16 | byte << 8 | byte


def smaller(words: np.ndarray, box: Size) -> np.ndarray:
    preview = Preview(Size(640, 360), box)
    preview.update(words, [Rect(0, 0, 640, 360)])
    return preview.words


LOCK = picture(1)
KNOWN = KnownPicture(LOCK)


def test_a_picture_resembles_itself_in_any_size():
    assert KNOWN.resembles(LOCK)
    for width in (320, 160, 97):
        assert KNOWN.resembles(smaller(LOCK, Size(width, width)))


def test_another_time_and_a_name_make_no_difference():
    now = LOCK.copy()
    now[100:180, 250:400] = 0xFFFFFFFF
    assert KNOWN.resembles(now)


def test_few_colours_make_no_difference():
    few = LOCK & np.uint32(0xFFE0E0C0)
    assert KNOWN.resembles(few)


@pytest.mark.parametrize("seed", range(2, 12))
def test_other_pictures_do_not(seed):
    assert not KNOWN.resembles(picture(seed))


@pytest.mark.parametrize("seed", range(2, 12))
def test_a_dark_desktop_is_not_every_dark_lock_screen(seed):
    assert not KnownPicture(picture(1, dark=True)).resembles(picture(seed, dark=True))


def test_a_desktop_with_a_window_over_half_of_it_is_not_locked():
    working = LOCK.copy()
    working[40:320, 60:400] = 0xFFF0F0F0
    assert not KNOWN.resembles(working)


def test_a_screen_of_another_shape_or_none_is_not():
    assert not KNOWN.resembles(np.full((500, 500), 0xFF808080, np.uint32))
    assert not KNOWN.resembles(np.zeros((0, 0), np.uint32))
