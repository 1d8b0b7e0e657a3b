"""What was encoded for one client of a desktop and serves the others too.

A fleet of hundreds shows few different pictures. Each horizontal band of a picture is encoded once
for every pixel format, encoding and level that is asked for, and again only when something in it
has changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from vncwall.fleet.desktops.base import Change, Desktop
from vncwall.fleet.encoders.base import EncodeOptions, Encoder
from vncwall.fleet.pixels import PixelPacker
from vncwall.framebuffer.damage import BLOCK, BlockNumbers, block_grid, mark
from vncwall.geometry import Rect, Size
from vncwall.rfb.pixel_format import PixelFormat

BAND_ROWS = 128
BAND_COLUMNS = 512
"""Bands are cut into pieces of so many columns: a change costs no more than the pieces it is in."""
MAX_LEVEL = 3
"""Higher compression levels are taken for this one: one process stands for hundreds of servers."""
MAX_BYTES = 32 << 20

_Key = tuple[Rect, int, type[Encoder], PixelFormat, EncodeOptions]


class SharedBands:
    """The encoded bands of one desktop, the least used of which are forgotten.

    Attributes:
        encoded: pieces that were encoded so far.
    """

    def __init__(self, size: Size) -> None:
        self.encoded = 0
        self._bands: OrderedDict[_Key, list[bytes]] = OrderedDict()
        self._bytes = 0
        self._serial = 0
        self._numbers: BlockNumbers
        self.resize(size)

    def resize(self, size: Size) -> None:
        """Forget everything: the desktop is another size now."""
        self._bands.clear()
        self._bytes = 0
        self._numbers = np.zeros(block_grid(size), np.uint32)

    def changed(self, changes: Iterable[Change]) -> None:
        """Note what is new on the desktop."""
        self._serial += 1
        mark(self._numbers, [change.rect for change in changes], self._serial)

    @staticmethod
    def around(rect: Rect) -> Rect:
        """Return the whole bands that `rect` touches, to be clipped to the desktop.

        A client that asks for its screen piece by piece is sent a little more than it asked for:
        each cuts its own pieces, and each would have to be encoded.
        """
        top = rect.y // BAND_ROWS * BAND_ROWS
        return Rect(rect.x, top, rect.width, -(-rect.bottom // BAND_ROWS) * BAND_ROWS - top)

    def rectangles(
        self,
        desktop: Desktop,
        rect: Rect,
        encoder: type[Encoder],
        packer: PixelPacker,
        options: EncodeOptions,
    ) -> list[bytes]:
        """Return whole rectangles that show `rect` of the desktop as it is now.

        Args:
            desktop: painted; every change of it was noted.
            rect: inside the desktop.
            encoder: one that is shareable.
            packer: the client's pixel format.
            options: what else it asked for.
        """
        if options.compression > MAX_LEVEL:
            options = replace(options, compression=MAX_LEVEL)
        result: list[bytes] = []
        for piece in _pieces(rect):
            key = (piece, self._newest(piece), encoder, packer.pixel_format, options)
            parts = self._bands.get(key)
            if parts is None:
                words = desktop.words(piece)
                parts = list(encoder.shared().encode(piece, words, packer, options))
                self._keep(key, parts)
            else:
                self._bands.move_to_end(key)
            result += parts
        return result

    def _newest(self, rect: Rect) -> int:
        rows = slice(rect.y // BLOCK, -(-rect.bottom // BLOCK))
        columns = slice(rect.x // BLOCK, -(-rect.right // BLOCK))
        return int(self._numbers[rows, columns].max())

    def _keep(self, key: _Key, parts: list[bytes]) -> None:
        self.encoded += 1
        self._bands[key] = parts
        self._bytes += sum(map(len, parts))
        while self._bytes > MAX_BYTES and len(self._bands) > 1:
            _, dropped = self._bands.popitem(last=False)
            self._bytes -= sum(map(len, dropped))


def _pieces(rect: Rect) -> Iterator[Rect]:
    """Cut a rectangle where the bands and their columns lie for everybody."""
    top = rect.y
    while top < rect.bottom:
        bottom = min(rect.bottom, (top // BAND_ROWS + 1) * BAND_ROWS)
        left = rect.x
        while left < rect.right:
            right = min(rect.right, (left // BAND_COLUMNS + 1) * BAND_COLUMNS)
            yield Rect(left, top, right - left, bottom - top)
            left = right
        top = bottom
