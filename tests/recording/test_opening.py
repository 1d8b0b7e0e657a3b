"""A recording that begins in the middle shows what the whole stream shows, wherever it is cut."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import wire
from vncwall.fleet.encoders.base import EncodeOptions
from vncwall.fleet.encoders.hextile import HextileEncoder
from vncwall.fleet.encoders.raw import RawEncoder
from vncwall.fleet.encoders.tight import TightEncoder
from vncwall.fleet.encoders.zrle import ZRLEEncoder
from vncwall.fleet.pixels import PixelPacker, Words
from vncwall.geometry import Rect
from vncwall.recording.fbs import HANDSHAKE
from vncwall.recording.opening import opening, server_init
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL, RGB565, PixelFormat

WIDTH, HEIGHT = 150, 100
FORMATS = [CANONICAL, RGB565, BGR233]


def player(pixel_format: PixelFormat, stream: bytes) -> Connection:
    """A client that is shown the beginning of a recording."""
    picture = PictureOptions(pixel_format=pixel_format)
    also_read = frozenset(DECODERS)
    connection = Connection(ConnectionOptions(picture=picture, also_read=also_read))
    connection.keep_history()
    feed(connection, stream)
    return connection


def feed(connection: Connection, data: bytes) -> None:
    connection.receive_data(data)
    connection.data_to_send()
    assert not [one for one in connection.events() if "Failed" in type(one).__name__]


class Server:
    """Sends pictures in any of the encodings, as a connection does that has been asked for many."""

    def __init__(self, pixel_format: PixelFormat, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._packer = PixelPacker(pixel_format)
        self._encoders = {
            "tight": TightEncoder(),
            "zrle": ZRLEEncoder(),
            "hextile": HextileEncoder(),
            "raw": RawEncoder(),
        }
        self._zlib = zlib.compressobj(6)

    def update(self, encoding: str, colours: int) -> bytes:
        """A FramebufferUpdate of one random place: the fewer colours, the more alike."""
        width = int(self._random.integers(1, WIDTH + 1))
        height = int(self._random.integers(1, HEIGHT + 1))
        x = int(self._random.integers(0, WIDTH - width + 1))
        y = int(self._random.integers(0, HEIGHT - height + 1))
        palette = self._random.integers(0, 1 << 24, colours, dtype=np.uint32)
        words = palette[self._random.integers(0, colours, (height, width))]
        rect = Rect(x, y, width, height)
        return wire.update(*self._rectangles(encoding, rect, words))

    def _rectangles(self, encoding: str, rect: Rect, words: Words) -> Iterator[bytes]:
        if encoding == "zlib":
            raw = self._packer.pack(self._packer.values(words))
            data = self._zlib.compress(raw) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
            yield wire.rectangle(*rect, Encoding.ZLIB, struct.pack(">I", len(data)) + data)
            return
        yield from self._encoders[encoding].encode(rect, words, self._packer, EncodeOptions())


@settings(max_examples=40, deadline=None)
@given(
    pixel_format=st.sampled_from(FORMATS),
    seed=st.integers(0, 1 << 30),
    steps=st.lists(
        st.tuples(
            st.sampled_from(["tight", "zrle", "zlib", "hextile", "raw"]),
            st.sampled_from([1, 2, 5, 200, 30000]),
        ),
        min_size=2,
        max_size=14,
    ),
    data=st.data(),
)
def test_wherever_a_stream_is_cut_the_rest_shows_the_same(
    pixel_format: PixelFormat,
    seed: int,
    steps: list[tuple[str, int]],
    data: st.DataObject,
) -> None:
    server = Server(pixel_format, seed)
    updates = [server.update(*step) for step in steps]
    cut = data.draw(st.integers(0, len(updates) - 1), "cut")
    whole = player(pixel_format, server_init("desk", WIDTH, HEIGHT, pixel_format))
    for update in updates[:cut]:
        feed(whole, update)
    point = whole.resume_point()
    assert point is not None
    beginning = opening(point)
    assert beginning is not None
    rest = player(pixel_format, beginning)
    assert np.array_equal(rest.framebuffer.words, whole.framebuffer.words)
    for update in updates[cut:]:
        feed(whole, update)
        feed(rest, update)
        assert np.array_equal(rest.framebuffer.words, whole.framebuffer.words)


@pytest.mark.parametrize("pixel_format", FORMATS, ids=str)
def test_what_began_in_the_middle_can_be_cut_again(pixel_format: PixelFormat) -> None:
    server = Server(pixel_format, 7)
    client = whole = player(pixel_format, server_init("desk", WIDTH, HEIGHT, pixel_format))
    for number in range(40):
        update = server.update(
            ("tight", "zrle", "zlib")[number % 3], (2, 5, 200, 30000)[number % 4]
        )
        feed(whole, update)
        if client is not whole:
            feed(client, update)
        point = client.resume_point()
        beginning = opening(point) if point else None
        assert beginning is not None
        client = player(pixel_format, beginning)
        assert np.array_equal(client.framebuffer.words, whole.framebuffer.words)


def test_it_begins_with_the_shortest_handshake_and_the_format_of_the_moment() -> None:
    client = player(RGB565, server_init("desk", 4, 3, RGB565))
    point = client.resume_point()
    assert point is not None
    head = struct.pack(">HH", 4, 3) + wire.RGB565 + struct.pack(">I", 4) + b"desk"
    beginning = opening(point)
    assert beginning is not None
    assert beginning.startswith(HANDSHAKE + head)


def test_inside_a_message_nothing_can_begin() -> None:
    client = player(CANONICAL, server_init("desk", 4, 3, CANONICAL))
    update = wire.update(wire.raw(0, 0, 4, 3))
    feed(client, update[:-1])
    assert client.resume_point() is None
    feed(client, update[-1:])
    assert client.resume_point() is not None


def test_a_desktop_of_a_few_pixels_is_left_alone() -> None:
    client = player(CANONICAL, server_init("desk", 1, 1, CANONICAL))
    point = client.resume_point()
    assert point is not None
    assert opening(point) is None
