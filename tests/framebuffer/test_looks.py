import numpy as np
import pytest

from vncwall.framebuffer.known import KnownPicture
from vncwall.framebuffer.looks import Looks, uniform_look
from vncwall.geometry import Rect, Size
from vncwall.states import PictureLook

S = 1_000_000_000
WHOLE = Rect(0, 0, 1920, 1080)
T0 = 1000 * S
SIZE = Size(1920, 1080)
BLACK, BLANK, BUSY, IDLE = PictureLook.BLACK, PictureLook.BLANK, PictureLook.BUSY, PictureLook.IDLE


def plain(colour: int = 0xFF000000, width: int = 320, height: int = 180):
    return np.full((height, width), colour, np.uint32)


def photo(width: int = 320, height: int = 180):
    return np.random.default_rng(1).integers(0, 1 << 24, (height, width), np.uint32)


@pytest.mark.parametrize(
    ("colour", "look"),
    [(0xFF000000, BLACK), (0xFF101018, BLACK), (0xFF303030, BLANK), (0xFF0000AA, BLANK)],
)
@pytest.mark.parametrize("size", [(320, 180), (1920, 1080), (3, 2), (1, 1)])
def test_a_picture_of_one_colour_is_black_or_blank(colour, look, size):
    assert uniform_look(plain(colour, *size)) is look


def test_noise_of_jpeg_and_a_lone_pointer_are_no_content():
    words = plain() + np.random.default_rng(1).integers(0, 6, (180, 320), np.uint32)
    words[40:45, 60:64] = 0xFFFFFFFF
    assert uniform_look(words) is BLACK


def test_a_line_of_text_on_black_is_content():
    words = plain()
    words[4:8, 2:100:2] = 0xFFC0C0C0
    assert uniform_look(words) is BUSY


def test_a_small_window_on_a_plain_desktop_is_content():
    words = plain(0xFF204060)
    words[80:100, 100:140] = 0xFFFFFFFF
    assert uniform_look(words) is BUSY
    assert uniform_look(photo()) is BUSY


def test_nothing_at_all_is_not_black():
    assert uniform_look(np.zeros((0, 0), np.uint32)) is BUSY


def test_a_picture_is_looked_at_when_it_has_changed_and_not_too_often():
    looks = Looks(0, T0)
    looks.replaced(T0)
    assert looks.see(plain(), T0)
    assert (looks.look, looks.since_ns) == (BLACK, T0)
    assert not looks.see(photo(), T0 + 100 * S)  # nobody said that it has changed
    looks.changed([WHOLE], SIZE, T0 + 100 * S)
    assert looks.see(photo(), T0 + 100 * S)
    looks.changed([WHOLE], SIZE, T0 + 101 * S)
    assert not looks.see(plain(), T0 + 101 * S)
    assert looks.see(plain(), T0 + 102 * S)


def test_a_desktop_on_which_nothing_happens_is_idle_since_it_last_did():
    looks = Looks(600, T0)
    looks.changed([WHOLE], SIZE, T0)
    assert not looks.see(photo(), T0 + 600 * S - 1)
    assert looks.see(photo(), T0 + 600 * S)
    assert (looks.look, looks.since_ns) == (IDLE, T0)
    looks.changed([Rect(0, 0, 1000, 500)], SIZE, T0 + 700 * S)
    assert looks.see(photo(), T0 + 700 * S)
    assert (looks.look, looks.since_ns) == (BUSY, T0 + 700 * S)


def test_a_clock_does_not_keep_a_desktop_from_being_idle():
    looks = Looks(600, T0)
    for minute in range(10):
        looks.changed([Rect(1850, 1050, 60, 24)], SIZE, T0 + minute * 60 * S)
    assert looks.see(photo(), T0 + 600 * S)
    assert looks.look is IDLE


@pytest.mark.parametrize(
    "damage",
    [
        [[Rect(10 * n, 500, 10, 16)] for n in range(150)],  # a line is being typed
        [[Rect(64 * (n % 30), 64 * (n // 30), 1, 1) for n in range(100)]],  # spots all over
    ],
)
def test_somebody_who_types_or_moves_things_is_noticed(damage):
    looks = Looks(600, T0)
    for rects in damage:
        looks.changed(rects, SIZE, T0 + 590 * S)
    assert not looks.see(photo(), T0 + 700 * S)


def test_a_dark_screen_is_called_black_however_long_it_has_been_idle():
    looks = Looks(600, T0)
    looks.replaced(T0)
    looks.see(plain(), T0)
    assert not looks.see(plain(), T0 + 9000 * S)
    assert looks.look is BLACK


def test_no_desktop_is_idle_where_that_is_switched_off():
    looks = Looks(0, T0)
    assert not looks.see(photo(), T0 + 10**6 * S)


def test_another_connection_knows_nothing_of_before():
    looks = Looks(600, T0)
    assert looks.see(photo(), T0 + 600 * S)
    looks.replaced(T0 + 601 * S)
    assert looks.see(photo(), T0 + 602 * S)
    assert looks.look is BUSY


def test_a_desktop_that_looks_like_its_lock_screen_is_locked():
    chance = np.random.default_rng(7)
    blocks = chance.integers(0, 1 << 24, (9, 16), dtype=np.uint32) | np.uint32(0xFF000000)
    lock = np.kron(blocks, np.ones((20, 20), np.uint32)).astype(np.uint32)
    looks = Looks(0.0, 0, locked=KnownPicture(lock))
    looks.replaced(S)
    assert looks.see(lock, 10 * S)
    assert looks.look is PictureLook.LOCKED
    looks.replaced(11 * S)
    assert looks.see(lock[::-1].copy(), 20 * S)
    assert looks.look is PictureLook.BUSY


def test_a_thing_that_wanders_over_a_dark_screen_is_a_screen_saver():
    looks = Looks(600.0, 0)
    for n in range(40):
        words = np.full((180, 320), 0xFF000000, np.uint32)
        words[9 * n % 120 :, 20 * n % 240 :][:40, :60] = 0xFF30C060
        looks.replaced(5 * n * S)
        looks.see(words, 5 * n * S)
    assert looks.look is PictureLook.SAVER
