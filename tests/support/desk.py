"""A decoder with a place to draw: what is fed to it, drawn by it and left alone by it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.support.rectangles import Values, translation_of
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.options import Limits
from vncwall.rfb.reader import ByteReader

MARGIN = 3


class Desk:
    """A framebuffer of noise with a margin around the rectangle, and what is read into it."""

    def __init__(self, decoder: Decoder, width: int, height: int) -> None:
        self.decoder = decoder
        self.rect = Rect(MARGIN, MARGIN, width, height)
        self.framebuffer = Framebuffer(Size(width + 2 * MARGIN, height + 2 * MARGIN))
        noise = np.random.default_rng(9).integers(0, 1 << 24, self.framebuffer.words.shape)
        self.framebuffer.words[:] = noise.astype(np.uint32) | np.uint32(0xFF000000)
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
        return self.framebuffer.view(self.rect)

    def assert_margin_untouched(self) -> None:
        outside = np.ones(self.before.shape, bool)
        outside[MARGIN:-MARGIN, MARGIN:-MARGIN] = False
        assert np.array_equal(self.framebuffer.words[outside], self.before[outside])


def desk(encoding: int, format_name: str, width: int, height: int) -> Desk:
    return Desk(DECODERS[encoding](Limits(), translation_of(format_name)), width, height)


def picture(rows: list[str], words: dict[str, int]) -> list[list[int]]:
    """Return the words of a picture drawn with one letter a pixel."""
    return [[words[letter] for letter in row] for row in rows]
