"""What holds for every kind of desktop."""

import numpy as np
import pygame
import pytest

from tests.support.fleet_pair import NOON, FleetPair
from vncwall.fleet.desktops import DESKTOPS
from vncwall.fleet.desktops.base import Damaged, Desktop, Moved
from vncwall.fleet.pixels import Words
from vncwall.geometry import Rect, Size
from vncwall.rfb.events import Screen
from vncwall.rfb.options import ConnectionOptions, PictureOptions

SIZE = Size(800, 600)
LARGE = Size(1320, 760)
"""Wide enough for every side panel."""
KINDS = sorted(DESKTOPS)


def desktop(kind: str, size: Size = SIZE, seed: int = 5) -> Desktop:
    return DESKTOPS[kind](f"{kind}-1", size, seed)


def picture(of: Desktop) -> Words:
    return of.words(of.rect) & np.uint32(0xFFFFFF)


def follow(shown: Words, of: Desktop, now: float) -> None:
    """Apply the changes that `advance` reports to `shown`, as a client would."""
    changes = of.advance(now)
    for change in changes:
        if isinstance(change, Moved):
            rect = change.rect
            source = rect.translate(-change.dx, -change.dy)
            moved = shown[source.y : source.bottom, source.x : source.right].copy()
            shown[rect.y : rect.bottom, rect.x : rect.right] = moved
    now_real = picture(of)
    for change in changes:
        if isinstance(change, Damaged):
            rows, columns = (
                slice(change.rect.y, change.rect.bottom),
                slice(change.rect.x, change.rect.right),
            )
            shown[rows, columns] = now_real[rows, columns]


@pytest.mark.parametrize("kind", KINDS)
def test_changes_are_reported_completely_and_the_past_leaves_no_trace(kind: str) -> None:
    watched = desktop(kind, LARGE)
    shown = np.zeros((LARGE.height, LARGE.width), np.uint32)
    for after in (0.0, 1.1, 7.0, 61.4, 400.0):
        follow(shown, watched, NOON + after)
        assert np.array_equal(shown, picture(watched)), after
    fresh = desktop(kind, LARGE)
    fresh.advance(NOON + 400.0)
    assert np.array_equal(picture(fresh), shown)


@pytest.mark.parametrize("kind", KINDS)
def test_another_seed_is_another_picture(kind: str) -> None:
    first, other = desktop(kind), desktop(kind, seed=6)
    for one in (first, other):
        one.advance(NOON)
    assert not np.array_equal(picture(first), picture(other))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_painted_before_the_next_change(kind: str) -> None:
    one = desktop(kind)
    one.advance(NOON)
    following = one.next_change(NOON)
    assert NOON < following <= NOON + 61
    assert one.advance((NOON + following) / 2) == []


@pytest.mark.parametrize("kind", KINDS)
def test_typing_clicks_and_the_clipboard_can_be_seen(kind: str) -> None:
    one = desktop(kind)
    one.advance(NOON)
    for keysym in (0x76, 0x6E, 0x63, 0x33):
        one.key_event(keysym, down=True)
        one.key_event(keysym, down=False)
    assert one.advance(NOON), "typed"
    one.key_event(0xFF08, down=True)
    assert one.advance(NOON), "backspace"
    one.key_event(0xFF0D, down=True)
    one.advance(NOON)
    one.cut_text("from the client")
    assert one.advance(NOON), "clipboard"
    one.pointer_event(SIZE.width // 2, SIZE.height // 2, 0)
    one.pointer_event(SIZE.width // 2, SIZE.height // 2, 1)
    one.pointer_event(SIZE.width // 2, SIZE.height // 2, 0)
    assert one.advance(NOON) or one.cut_texts, "click"


@pytest.mark.parametrize("kind", KINDS)
def test_hands_of_any_kind_break_nothing(kind: str) -> None:
    one = desktop(kind)
    one.advance(NOON)
    shown = picture(one)
    random = np.random.default_rng(2)
    for step in range(60):
        x, y = int(random.integers(0, SIZE.width)), int(random.integers(0, SIZE.height))
        for buttons in (0, 1 << int(random.integers(0, 8)), 0):
            one.pointer_event(x, y, buttons)
        one.key_event(int(random.choice([0x41, 0xE9, 0x010020AC, 0xFF52, 0xFF09, 0, 7])), down=True)
        if step % 20 == 0:
            follow(shown, one, NOON + step)
            assert np.array_equal(shown, picture(one))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [Size(640, 480), Size(640, 1100)])
def test_it_fits_any_size(kind: str, size: Size) -> None:
    one = desktop(kind)
    one.advance(NOON)
    one.resize(size, (Screen(1, Rect(0, 0, size.width, size.height)),))
    assert one.advance(NOON)[0] == Damaged(Rect(0, 0, size.width, size.height))
    assert one.surface.get_size() == (size.width, size.height)


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_sees_it_pixel_for_pixel(kind: str) -> None:
    options = ConnectionOptions(picture=PictureOptions(jpeg_quality=None))
    pair = FleetPair(desktop(kind, Size(800, 600)), options)
    pair.update()
    pair.assert_same_picture()
    pair.update(after_s=61.3)
    pair.assert_same_picture()


def test_released_memory_comes_back_as_the_same_picture() -> None:
    one = desktop("idle")
    one.advance(NOON)
    before = picture(one)
    one.release()
    one.advance(NOON)
    assert np.array_equal(picture(one), before)


def test_video_of_sdl_is_never_started() -> None:
    desktop("log").advance(NOON)
    assert not pygame.display.get_init()
