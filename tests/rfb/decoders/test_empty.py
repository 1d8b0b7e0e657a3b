"""Rectangles without pixels, in every encoding that can say nothing."""

from __future__ import annotations

import random
import zlib

import pytest

from tests.support import wire
from tests.support.everything import EVERYTHING
from tests.support.rectangles import WRITERS, compact, lzo1x, random_values, words_of
from tests.support.scripted_server import ScriptedServer, opened
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.errors import DecodeError, LimitExceeded
from vncwall.rfb.events import ConnectionFailed, FramebufferUpdated

FLUSHED = zlib.compressobj().flush(zlib.Z_SYNC_FLUSH)
EMPTY = {
    "raw": (0, b""),
    "copyrect": (1, b"\0\5\0\5"),
    "rre": (2, bytes(4) + b"\1\2\3\0"),
    "corre": (4, bytes(4) + b"\1\2\3\0"),
    "hextile": (5, b""),
    "zlib": (6, bytes(4)),
    "zlib, flushed": (6, wire.text(FLUSHED)),
    "tight": (7, b"\0"),
    "tight, fill": (7, b"\x80\1\2\3"),
    "tight, palette": (7, b"\x40\1\1" + bytes(6)),
    "tight, gradient": (7, b"\x50\2"),
    "tight, jpeg": (7, b"\x90" + compact(200) + bytes(200)),
    "zlibhex": (8, b""),
    "ultra": (9, wire.text(lzo1x(b""))),
    "trle": (15, b""),
    "zrle": (16, bytes(4)),
    "zrle, flushed": (16, wire.text(FLUSHED)),
    "zywrle": (17, wire.text(FLUSHED)),
    "tight png": (-260, b"\xa0" + compact(3) + b"png"),
    "tight png, fill": (-260, b"\x80\1\2\3"),
    "open h264": (50, bytes(8)),
}

LOSSLESS = {DECODERS[number].encoding.name.lower() for number in WRITERS} - {"zywrle"}


def server() -> ScriptedServer:
    return opened(EVERYTHING, width=40, height=30)


@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_it_is_passed_over_in_any_pieces(name: str, size: tuple[int, int]) -> None:
    encoding, payload = EMPTY[name]
    empty = wire.rectangle(3, 3, *size, encoding, payload)
    for piece in (1, 1000):
        [event] = server().sends(wire.update(empty, wire.raw(1, 1, 2, 2)), piece=piece)
        assert isinstance(event, FramebufferUpdated)
        assert event.rectangles == 2
        assert [tuple(rect) for rect in event.damage] == [(1, 1, 2, 2)]


def test_every_encoding_but_jpeg_has_one() -> None:
    assert {encoding for encoding, _ in EMPTY.values()} == {*DECODERS} - {Encoding.JPEG}


@pytest.mark.parametrize("name", [name for name in EMPTY if name.split(",")[0] in LOSSLESS])
def test_what_follows_in_the_same_encoding_is_drawn_as_ever(name: str) -> None:
    encoding, payload = EMPTY[name]
    generator = random.Random(4)
    values = random_values(generator, 20, 18, format_name="rgb888")
    data = WRITERS[encoding]("rgb888", generator).write(values)
    if payload.endswith(FLUSHED):  # the stream has begun with it: no header comes any more
        data = wire.text(data[6:])
    there = server()
    there.sends(wire.update(wire.rectangle(9, 9, 0, 0, encoding, payload)))
    [event] = there.sends(wire.update(wire.rectangle(2, 3, 20, 18, encoding, data)))
    assert isinstance(event, FramebufferUpdated)
    shown = there.connection.framebuffer.words[3:21, 2:22]
    assert (shown == words_of(values, "rgb888")).all()


@pytest.mark.parametrize(
    ("encoding", "payload", "kind", "text"),
    [
        (2, b"\0\0\0\1", LimitExceeded, "RRE number-of-subrectangles is 1, limit 0"),
        (6, b"\xff" * 4, LimitExceeded, "ZLIB length is 4294967295, limit 67108864"),
        (6, wire.text(zlib.compress(b"pixels")), DecodeError, "more than the 0 bytes"),
        (7, b"\xf0", DecodeError, "TIGHT rectangle without pixels is of no known form"),
        (9, wire.text(lzo1x(b"pixels")), DecodeError, "holds more than it may"),
        (21, b"", DecodeError, "JPEG rectangle without pixels"),
    ],
)
def test_what_is_wrong_with_it_is_named(
    encoding: int, payload: bytes, kind: type[Exception], text: str
) -> None:
    [event] = server().sends(wire.update(wire.rectangle(0, 0, 0, 0, encoding, payload)))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, kind)
    assert text in str(event.error)
