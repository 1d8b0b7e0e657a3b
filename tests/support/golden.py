"""Recorded bytes of real servers beside the picture that their X display really showed.

A golden is a folder ``<server>-<encoding>-<pixel format>`` in tests/goldens:

* `stream.rfb`: what the server sent after ServerInit, ending on a message border; the client asked
  for one region, changed the picture twice (scrolled and moved a window) and asked again
* `screen.png`: the display afterwards, taken with xwd
* `conditions.json`: server, encodings asked for, the region, what the stream holds
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import NAMED_FORMATS, Table, translation
from vncwall.rfb.reader import ByteReader, Steps

_FOLDER = Path(__file__).parents[1] / "goldens"
_LAST_RECT = -224


@dataclass(frozen=True)
class Golden:
    """One recorded session."""

    path: Path

    @cached_property
    def conditions(self) -> dict[str, Any]:
        return json.loads((self.path / "conditions.json").read_text())  # type: ignore[no-any-return]

    @cached_property
    def stream(self) -> bytes:
        return (self.path / "stream.rfb").read_bytes()

    @property
    def region(self) -> Rect:
        return Rect(*self.conditions["region"])

    @property
    def size(self) -> Size:
        return Size(self.conditions["width"], self.conditions["height"])

    @cached_property
    def screen(self) -> NDArray[np.uint8]:
        """(height, width, 3) RGB of the region on the display."""
        picture = np.asarray(Image.open(self.path / "screen.png").convert("RGB"))
        r = self.region
        return picture[r.y : r.bottom, r.x : r.right]

    @cached_property
    def colour_map(self) -> NDArray[np.uint8] | None:
        """(256, 3) RGB of the SetColourMapEntries that such a stream begins with."""
        if self.conditions["pixel_format"] != "colour-map":
            return None
        message, first, count = struct.unpack(">BxHH", self.stream[:6])
        assert (message, first, count) == (1, 0, 256)
        entries = np.frombuffer(self.stream, ">u2", 3 * 256, 6).reshape(256, 3)
        return (entries >> 8).astype(np.uint8)

    @property
    def expected(self) -> NDArray[np.uint8]:
        """The region of the display, quantised as this server does it (`screen` at 32 bpp).

        TigerVNC rounds ``(c * max + 128) / 255``, the others ``(c * max + 127) / 255``: seen on
        the wire of Raw rectangles.
        """
        name = self.conditions["pixel_format"]
        if name == "rgb888":
            return self.screen
        maxima = (31, 63, 31) if name == "rgb565" else (7, 7, 3)
        half = 128 if "tigervnc" in self.conditions["server"] else 127
        small = (self.screen.astype(int) * maxima + half) // 255
        if self.colour_map is not None:
            return self.colour_map[small[..., 0] | small[..., 1] << 3 | small[..., 2] << 6]
        return np.floor(small * 255 / np.array(maxima) + 0.5).astype(np.uint8)


def goldens() -> list[Golden]:
    """Return all of them."""
    return [Golden(path) for path in sorted(_FOLDER.iterdir())]


class Replay:
    """Runs the messages of a golden through the decoders, with nothing of `Connection`."""

    def __init__(self, golden: Golden) -> None:
        self.framebuffer = Framebuffer(golden.size)
        self.reader = ByteReader()
        table: Table | None = None
        if golden.colour_map is not None:
            red, green, blue = golden.colour_map.astype(np.uint32).T
            table = red << 16 | green << 8 | blue | np.uint32(0xFF000000)
        self._translation = translation(NAMED_FORMATS[golden.conditions["pixel_format"]], table)
        self._decoders = {
            number: decoder(Limits(), self._translation) for number, decoder in DECODERS.items()
        }
        self.seen: dict[int, int] = {}
        self._steps = self._messages()

    def feed(self, data: bytes) -> None:
        """Take bytes and go on as far as they reach."""
        self.reader.feed(data)
        while self.reader.available >= self.reader.wanted:
            next(self._steps)
            assert self.reader.wanted > self.reader.available, "it waits for what is there"

    def _messages(self) -> Iterator[None]:
        reader = self.reader
        while True:
            message = yield from reader.read_u8()
            if message == 1:
                header = yield from reader.read(5)
                yield from reader.read(6 * int.from_bytes(header[3:], "big"))
            else:
                assert message == 0, message
                yield from self._update()

    def _update(self) -> Steps[None]:
        count = int.from_bytes((yield from self.reader.read(3))[1:], "big")
        for _ in range(count):
            header = yield from self.reader.read(12)
            x, y, width, height, encoding = struct.unpack(">HHHHi", header)
            if encoding == _LAST_RECT:
                return
            self.seen[encoding] = self.seen.get(encoding, 0) + 1
            decoder = self._decoders[encoding]
            yield from decoder.decode(Rect(x, y, width, height), self.reader, self.framebuffer)
