"""Pixels with alpha in the encodings that keep it, by hand."""

from __future__ import annotations

import struct
import zlib

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.events import ConnectionFailed, CursorChanged, FramebufferUpdated

R, G, CLEAR = b"\xff\0\0\xff", b"\0\xff\0\xff", bytes(4)
RED, GREEN = b"\0\0\xff\xff", b"\0\xff\0\xff"
"""As they come out: B, G, R, alpha."""

SHAPE = RED + GREEN + CLEAR + CLEAR
"""Of 2x2."""


def cursor(encoding: int, data: bytes, *, width: int = 2, height: int = 2) -> bytes:
    return wire.rectangle(0, 0, width, height, -314, struct.pack(">i", encoding) + data)


def hextile(flags: int, data: bytes) -> bytes:
    return bytes([flags]) + data


FORMS = {
    "raw": cursor(0, R + G + CLEAR + CLEAR),
    "rre": cursor(
        2,
        b"\0\0\0\2"
        + CLEAR
        + R
        + struct.pack(">4H", 0, 0, 1, 1)
        + G
        + struct.pack(">4H", 1, 0, 1, 1),
    ),
    "corre": cursor(4, b"\0\0\0\2" + CLEAR + R + b"\0\0\1\1" + G + b"\1\0\1\1"),
    "hextile": cursor(5, hextile(26, CLEAR + b"\2" + R + b"\0\0" + G + b"\x10\0")),
    "hextile raw": cursor(5, hextile(1, R + G + CLEAR + CLEAR)),
    "zlib": cursor(6, wire.text(zlib.compress(R + G + CLEAR + CLEAR))),
}


@pytest.mark.parametrize("rectangle", FORMS.values(), ids=list(FORMS))
def test_every_form_at_any_split(rectangle: bytes) -> None:
    message = wire.update(rectangle)
    for piece in (1, 3, len(message)):
        [event, _] = opened().sends(message, piece=piece)
        assert event == CursorChanged(2, 2, 0, 0, SHAPE)


def test_tiles_keep_their_colours() -> None:
    tiles = hextile(14, R + G + b"\1\x00\x00") + hextile(8, b"\1\x10\0")
    [event, _] = opened().sends(wire.update(cursor(5, tiles, width=18, height=1)))
    assert isinstance(event, CursorChanged)
    assert event.pixels == GREEN + RED * 15 + RED + GREEN


def test_the_zlib_stream_is_that_of_the_picture() -> None:
    stream = zlib.compressobj()

    def packed(data: bytes) -> bytes:
        return wire.text(stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH))

    server = opened()
    events = server.sends(
        wire.update(wire.rectangle(0, 0, 1, 1, 6, packed(b"\1\2\3\0"))),
        wire.update(cursor(6, packed(R + G + CLEAR + CLEAR))),
        wire.update(wire.rectangle(0, 0, 1, 1, 6, packed(b"\4\5\6\0"))),
    )
    assert [type(event) for event in events] == [
        FramebufferUpdated,
        CursorChanged,
        FramebufferUpdated,
        FramebufferUpdated,
    ]
    assert events[1] == CursorChanged(2, 2, 0, 0, SHAPE)


@pytest.mark.parametrize(
    ("rectangle", "text"),
    [
        (cursor(2, b"\0\0\0\5"), "5 subrectangles in 4 pixels"),
        (cursor(2, b"\0\0\0\1" + CLEAR + R + struct.pack(">4H", 1, 1, 2, 1)), "reaches outside"),
        (cursor(5, hextile(8, b"\1\x11\x10")), "reaches outside"),
        (cursor(6, b"\xff\xff\xff\xff"), "Cursor With Alpha length is 4294967295"),
        (cursor(6, wire.text(zlib.compress(R))), "inflates to 4 bytes, 16 expected"),
        (cursor(16, bytes(4)), "in zrle cannot be read"),
        (cursor(1, bytes(4)), "in copyrect cannot be read"),
    ],
)
def test_broken_forms_end_the_connection(rectangle: bytes, text: str) -> None:
    [event] = opened().sends(wire.update(rectangle))
    assert isinstance(event, ConnectionFailed)
    assert text in str(event.error)
