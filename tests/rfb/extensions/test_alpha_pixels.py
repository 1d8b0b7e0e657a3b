"""Pixels with alpha in the encodings that keep it, by hand."""

from __future__ import annotations

import copy
import random
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import wire
from tests.support.rectangles import WRITERS, TightWriter, Values, Writer, random_values
from tests.support.scripted_server import opened
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import ConnectionFailed, CursorChanged, FramebufferUpdated
from vncwall.rfb.options import ConnectionOptions, PictureOptions

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


ENCODINGS = [
    *(Encoding.RAW, Encoding.RRE, Encoding.CORRE, Encoding.HEXTILE, Encoding.ZLIB, Encoding.TRLE),
    *(Encoding.ZRLE, Encoding.TIGHT, Encoding.ULTRA),
]


def writer_with_alpha(encoding: int, generator: random.Random) -> Writer:
    """Return a writer whose pixels have four bytes everywhere."""
    kind = WRITERS[encoding]

    class WithAlpha(kind):  # type: ignore[misc, valid-type]
        def cpixel(self, value: int) -> bytes:
            return self.pixel(value)

        def tpixel(self, value: int) -> bytes:
            return self.pixel(value)

        def gradient(self, values: Values) -> bytes:
            raise LookupError("has no alpha")

    writer: Writer = WithAlpha("rgb888", generator)
    return writer


def written(writer: Writer, values: Values, generator: random.Random) -> tuple[bytes, Writer]:
    """Return a rectangle and who writes the next; Tight begins again where it chose gradients."""
    while True:
        attempt = copy.deepcopy(writer)
        attempt.random = random.Random(generator.getrandbits(32))
        try:
            return attempt.write(values), attempt
        except LookupError:
            assert isinstance(writer, TightWriter)


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: encoding.name)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1 << 32), width=st.integers(1, 70), height=st.integers(1, 40))
def test_any_shape_arrives_in_any_pieces(
    encoding: Encoding, seed: int, width: int, height: int
) -> None:
    generator = random.Random(seed)
    options = ConnectionOptions(picture=PictureOptions(encodings=tuple(ENCODINGS)))
    server = opened(options)
    writer = writer_with_alpha(encoding, generator)
    opaque = np.uint32(0xFF000000)
    for _ in range(3):
        values = random_values(generator, width, height, format_name="rgb888") | opaque
        values = np.where(values & np.uint32(1), values, np.uint32(0))
        data, writer = written(writer, values, generator)
        data = cursor(encoding, data, width=width, height=height)
        piece = generator.choice([1, 2, 7, 50, len(data)]) if len(data) < 5000 else len(data)
        [event, _] = server.sends(wire.update(data), piece=piece)
        red_blue = values << np.uint32(16) & np.uint32(0xFF0000) | values >> np.uint32(16) & 0xFF
        expected = values & np.uint32(0xFF00FF00) | red_blue
        assert event == CursorChanged(width, height, 0, 0, expected.astype("<u4").tobytes())


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: encoding.name)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1 << 32), size=st.integers(1, 20))
def test_corrupt_bytes_end_the_connection_or_make_a_shape(
    encoding: Encoding, seed: int, size: int
) -> None:
    generator = random.Random(seed)
    values = random_values(generator, size, size, format_name="rgb888")
    data = bytearray(written(writer_with_alpha(encoding, generator), values, generator)[0])
    for _ in range(generator.choice([1, 2, 10])):
        data[generator.randrange(len(data))] = generator.randrange(256)
    options = ConnectionOptions(picture=PictureOptions(encodings=tuple(ENCODINGS)))
    rectangle = cursor(encoding, bytes(data), width=size, height=size)
    for event in opened(options).sends(wire.update(rectangle)):
        assert not isinstance(event, ConnectionFailed) or "bug" not in str(event.error)
        assert not isinstance(event, ConnectionFailed) or "processed" not in str(event.error)


@pytest.mark.parametrize("encoding", [Encoding.ZRLE, Encoding.TIGHT], ids=lambda e: e.name)
def test_a_shape_goes_on_with_the_streams_of_the_picture(encoding: Encoding) -> None:
    """Zlib streams go on from picture to shape and back (rfbproto, Cursor With Alpha)."""
    stream = zlib.compressobj()

    def packed(data: bytes) -> bytes:
        data = stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)
        if encoding is Encoding.TIGHT:
            return b"\0" + bytes([len(data)]) + data
        return wire.text(data)

    def tile(data: bytes) -> bytes:
        return packed(data if encoding is Encoding.TIGHT else b"\0" + data)

    server = opened()
    events = server.sends(
        wire.update(wire.rectangle(0, 0, 4, 1, encoding, tile(b"\1\2\3" * 4))),
        wire.update(cursor(encoding, tile(R + G + CLEAR + CLEAR))),
        wire.update(wire.rectangle(0, 0, 4, 1, encoding, tile(b"\4\5\6" * 4))),
    )
    assert events[1] == CursorChanged(2, 2, 0, 0, SHAPE)
    assert isinstance(events[-1], FramebufferUpdated)


@pytest.mark.parametrize(
    ("rectangle", "text"),
    [
        (cursor(2, b"\0\0\0\5"), "5 subrectangles in 4 pixels"),
        (cursor(2, b"\0\0\0\1" + CLEAR + R + struct.pack(">4H", 1, 1, 2, 1)), "reaches outside"),
        (cursor(5, hextile(8, b"\1\x11\x10")), "reaches outside"),
        (cursor(6, b"\xff\xff\xff\xff"), "Cursor With Alpha length is 4294967295"),
        (cursor(6, wire.text(zlib.compress(R))), "inflates to 4 bytes, 16 expected"),
        (cursor(16, b"\xff\xff\xff\xff"), "Cursor With Alpha length is 4294967295"),
        (cursor(16, wire.text(zlib.compress(b"\0" + R))), "ends in a tile of ZRLE"),
        (cursor(16, wire.text(zlib.compress(b"\1" + R + b"?"))), "1 bytes after its last tile"),
        (cursor(16, wire.text(zlib.compress(b"\x7f" + R))), "unknown subencoding 127"),
        (cursor(15, b"\x11"), "unknown subencoding 17"),
        (cursor(15, b"\x7f"), "reuses a palette that there is not"),
        (cursor(15, b"\x80" + R + b"\4"), "a run that is longer than the tile"),
        (cursor(15, b"\x82" + R + G + b"\2"), "an index beyond its palette"),
        (cursor(15, b"\3" + R + G + R + b"\xf0\0"), "an index beyond its palette"),
        (cursor(7, b"\x90\1?"), "in a form of Tight that has no alpha"),
        (cursor(7, b"\x40\2" + bytes(16)), "in a form of Tight that has no alpha"),
        (cursor(7, b"\x40\1\2" + R + G + R + b"\0\1\2\3"), "an index beyond its palette"),
        (cursor(7, b"\0\2??"), "cannot be inflated"),
        (cursor(7, b"", width=0), "without pixels"),
        (cursor(1, bytes(4)), "in copyrect, which has no form with alpha"),
        (cursor(21, bytes(4)), "in jpeg, which has no form with alpha"),
        (cursor(-260, bytes(4)), "in tight_png, which has no form with alpha"),
        (cursor(9, bytes(4)), "in ultra, which was not offered"),
        (cursor(17, bytes(4)), "in zywrle, which was not offered"),
        (cursor(99, bytes(4)), "in 99, which was not offered"),
    ],
)
def test_broken_forms_end_the_connection(rectangle: bytes, text: str) -> None:
    [event] = opened().sends(wire.update(rectangle))
    assert isinstance(event, ConnectionFailed)
    assert text in str(event.error)
