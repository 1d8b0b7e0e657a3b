"""UltraZip, by hand."""

from __future__ import annotations

import struct

import pytest

from tests.support import wire
from tests.support.rectangles import lzo1x
from tests.support.scripted_server import client_messages, encodings_of, opened
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import ConnectionFailed, FramebufferUpdated
from vncwall.rfb.options import PictureOptions

RED, BLUE = b"\0\0\xff\0", b"\xff\0\0\0"


def block(count: int, data: bytes, *, size: int | None = None) -> bytes:
    """An update with one UltraZip rectangle."""
    size = len(data) if size is None else size
    packed = wire.text(lzo1x(data))
    return wire.update(wire.rectangle(count, size % 65535, size // 65535, 0, -65527, packed))


def test_the_rectangles_of_a_block_are_drawn_and_are_damage() -> None:
    server = opened()
    big = wire.raw(0, 0, 64, 48, RED) * 6  # more than 65535 bytes
    data = big + wire.raw(3, 4, 2, 1, BLUE) + wire.raw(9, 9, 0, 5)
    [event] = server.sends(
        block(8, data),
    )
    assert isinstance(event, FramebufferUpdated)
    assert event.damage == (Rect(0, 0, 64, 48),) * 6 + (Rect(3, 4, 2, 1),)
    assert event.rectangles == 7
    words = server.connection.framebuffer.words
    assert words[4, 3:5].tolist() == [0xFF0000FF] * 2
    assert (words == 0xFFFF0000).sum() == 64 * 48 - 2


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (block(2, wire.raw(0, 0, 1, 1)), "UltraZip ends in rectangle 2 of 2"),
        (block(1, wire.raw(0, 0, 2, 1)[:-1]), "UltraZip ends in rectangle 1 of 1"),
        (block(1, wire.rectangle(0, 0, 1, 1, 5)), "UltraZip rectangle in hextile"),
        (block(1, wire.raw(64, 0, 1, 1)), "outside"),
        (block(1, wire.raw(0, 0, 1, 1), size=15), "UltraZip holds more than it may"),
        (wire.update(wire.rectangle(65535, 0, 0, 0, -65527)), "UltraZip rectangles is 65535"),
        (wire.update(wire.rectangle(1, 0, 65535, 0, -65527)), "UltraZip size is 4294836225"),
        (
            wire.update(wire.rectangle(1, 9, 0, 0, -65527, struct.pack(">I", 1 << 31))),
            "UltraZip length is 2147483648",
        ),
    ],
)
def test_broken_blocks_end_the_connection(message: bytes, text: str) -> None:
    *_, event = opened().sends(message)
    assert isinstance(event, ConnectionFailed)
    assert text in str(event.error)


def test_it_is_offered_beside_ultra_alone() -> None:
    server = opened()
    server.connection.set_picture(PictureOptions(encodings=(Encoding.ULTRA,)))
    [message] = client_messages(server.receives())
    assert Encoding.ULTRA_ZIP in encodings_of(message)
    server.connection.set_picture(PictureOptions(encodings=(Encoding.ZRLE,)))
    assert Encoding.ULTRA_ZIP not in encodings_of(client_messages(server.receives())[0])
