"""Cursor shapes in every pixel format."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.errors import LimitExceeded
from vncwall.rfb.events import ConnectionFailed, CursorChanged, FramebufferUpdated
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL, RGB565, PixelFormat

RED, GREEN = "0000ff", "00ff00"


@pytest.mark.parametrize(
    ("pixel_format", "red", "green"),
    [
        (CANONICAL, "0000ffaa", "00ff0000"),
        (RGB565, "00f8", "e007"),
        (BGR233, "07", "38"),
    ],
    ids=str,
)
def test_pixels_and_bitmask_become_straight_alpha(
    pixel_format: PixelFormat, red: str, green: str
) -> None:
    server = opened(ConnectionOptions(picture=PictureOptions(pixel_format=pixel_format)))
    data = bytes.fromhex((red + green) + (green + red))
    cursor = wire.rectangle(1, 0, 2, 2, -239, data + b"\x40\xc0")
    [event, _] = server.sends(wire.update(cursor))
    assert event == CursorChanged(2, 2, 1, 0, bytes.fromhex(f"{RED}00 {GREEN}ff {GREEN}ff {RED}ff"))


def test_rows_of_the_bitmask_are_padded_to_bytes() -> None:
    cursor = wire.rectangle(0, 0, 9, 1, -239, bytes(36) + b"\x00\x80")
    [event, _] = opened().sends(wire.update(cursor))
    assert isinstance(event, CursorChanged)
    assert event.pixels == bytes(35) + b"\xff"


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_an_empty_cursor_hides_the_pointer(size: tuple[int, int]) -> None:
    cursor = wire.rectangle(0, 0, *size, -239)
    event, update = opened().sends(wire.update(cursor))
    assert event == CursorChanged(0, 0, 0, 0, b"")
    assert isinstance(update, FramebufferUpdated)


def test_a_cursor_above_the_limit_ends_the_connection() -> None:
    [event] = opened().sends(wire.update(wire.rectangle(0, 0, 257, 256, -239)))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, LimitExceeded)
