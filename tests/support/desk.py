"""A decoder with a place to draw: what is fed to it, drawn by it and left alone by it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.support.rectangles import Values, translation_of
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.framebuffer.indexed import Colours
from vncwall.geometry import Rect, Size
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.options import Limits
from vncwall.rfb.reader import ByteReader

MARGIN = 3


class Desk:
    """A framebuffer of noise with a margin around the rectangle, and what is read into it.

    It is indexed where the decoder keeps indices, with the colours given.
    """

    def __init__(
        self, decoder: Decoder, width: int, height: int, colours: Colours | None = None
    ) -> None:
        self.decoder = decoder
        self.rect = Rect(MARGIN, MARGIN, width, height)
        self.framebuffer = Framebuffer(Size(width + 2 * MARGIN, height + 2 * MARGIN), colours)
        values = self.framebuffer.values
        noise = np.random.default_rng(9).integers(0, 1 << 24, values.shape).astype(values.dtype)
        values[:] = noise if self.framebuffer.is_indexed else noise | np.uint32(0xFF000000)
        self.before = self.framebuffer.words.copy()
        self.reader = ByteReader()
        self.steps: Iterator[None] = iter(())
        self.begin()

    def begin(self) -> None:
        """Begin the next rectangle at the same place."""
        self.is_done = False
        self.steps = self.decoder.decode(self.rect, self.reader, self.framebuffer)
        self.reader.wanted = 0

    def feed(self, data: bytes) -> None:
        """Take bytes and decode as the connection does: not before `wanted` are there."""
        self.reader.feed(data)
        while not self.is_done and self.reader.available >= self.reader.wanted:
            try:
                next(self.steps)
            except StopIteration:
                self.is_done = True
            else:
                assert self.reader.wanted > self.reader.available, "it waits for what is there"

    @property
    def picture(self) -> Values:
        x, y, width, height = self.rect
        return self.framebuffer.picture[y : y + height, x : x + width]

    def assert_margin_untouched(self) -> None:
        outside = np.ones(self.before.shape, bool)
        outside[MARGIN:-MARGIN, MARGIN:-MARGIN] = False
        assert np.array_equal(self.framebuffer.words[outside], self.before[outside])


def desk(
    encoding: int, format_name: str, width: int, height: int, *, indexed: bool | None = None
) -> Desk:
    """Return a desk for one encoding; at 8 bits a pixel it is indexed unless that is denied."""
    translation = translation_of(format_name)
    colours = None
    if indexed is not False and translation.bytes_per_pixel == 1:
        colours, translation = translation.table, translation.keeping_indices()
    return Desk(DECODERS[encoding](Limits(), translation), width, height, colours)


def picture(rows: list[str], words: dict[str, int]) -> list[list[int]]:
    """Return the words of a picture drawn with one letter a pixel."""
    return [[words[letter] for letter in row] for row in rows]
