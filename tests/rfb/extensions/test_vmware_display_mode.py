"""A server that changes to its own pixel format."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support import wire
from tests.support.scripted_server import client_messages, opened
from vncwall.geometry import Rect, Size
from vncwall.rfb.events import ConnectionFailed, DesktopResized, Screen
from vncwall.rfb.options import PictureOptions
from vncwall.rfb.pixel_format import COLOUR_MAP, RGB565, PixelFormat

ODD = PixelFormat(32, 30, False, True, 1023, 1023, 1023, 20, 10, 0)


def mode(width: int, height: int, pixel_format: PixelFormat) -> bytes:
    return wire.rectangle(0, 0, width, height, 0x574D5669, pixel_format.pack())


def test_pixels_after_it_are_in_the_new_format_and_size() -> None:
    server = opened()
    pixel = wire.rectangle(8, 5, 1, 1, 0, b"\x1f\x00")
    events = server.sends(wire.update(mode(9, 6, RGB565), pixel), piece=5)
    assert events[0] == DesktopResized(Size(9, 6), (Screen(0, Rect(0, 0, 9, 6)),))
    framebuffer = server.connection.framebuffer
    assert framebuffer.size == Size(9, 6)
    assert framebuffer.words[5, 8] == 0xFF0000FF
    assert server.connection.picture.pixel_format == RGB565


def test_the_next_picture_asks_for_our_format_again() -> None:
    server = opened()
    server.sends(wire.update(mode(64, 48, RGB565)))
    server.receives()
    server.connection.set_picture(PictureOptions())
    assert [message[0] for message in client_messages(server.receives())][:1] == [0]


def test_the_same_size_is_told_too_as_the_picture_is_gone() -> None:
    [event, _] = opened().sends(wire.update(mode(64, 48, RGB565)))
    assert isinstance(event, DesktopResized)


def test_a_colour_map_begins_empty() -> None:
    server = opened()
    server.sends(wire.colour_map(7, (65535, 0, 0)))
    server.sends(wire.update(mode(4, 4, COLOUR_MAP), wire.rectangle(0, 0, 1, 1, 0, b"\7")))
    assert server.connection.framebuffer.words[0, 0] == 0xFF000000
    server.sends(wire.colour_map(7, (65535, 0, 0)))
    server.sends(wire.update(wire.rectangle(0, 0, 1, 1, 0, b"\7")))
    assert server.connection.framebuffer.words[0, 0] == 0xFFFF0000


@pytest.mark.parametrize(
    "odd",
    [
        ODD,
        replace(RGB565, bits_per_pixel=15),
        replace(RGB565, bits_per_pixel=23),  # a table for each value would take 32 MB
        replace(COLOUR_MAP, bits_per_pixel=16),
    ],
)
def test_a_format_that_cannot_be_decoded_ends_the_connection(odd: PixelFormat) -> None:
    pixels = wire.rectangle(0, 0, 1, 1, 0, b"\7\0")
    [event] = opened().sends(wire.update(mode(64, 48, odd), pixels))
    assert isinstance(event, ConnectionFailed)
    assert "VMware Display Mode Change: " in str(event.error)


def test_a_size_above_the_limit_ends_the_connection_first() -> None:
    [event] = opened().sends(wire.update(mode(65535, 65535, ODD)))
    assert isinstance(event, ConnectionFailed)
    assert "VMware Display Mode Change width is 65535, limit 16384" in str(event.error)
