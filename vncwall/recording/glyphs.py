"""Text as coverage, without a font library: small pictures of characters, scaled to any height.

The recorder runs where there is no window and no pygame. `glyphs.npz` holds the characters of the
program's own font for Latin, Greek and Cyrillic, 32 pixels high, side by side.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Coverage = NDArray[np.uint8]
"""(height, width), 0 for none to 255."""

_FILE = Path(__file__).with_name("glyphs.npz")
_UNKNOWN = "?"


class Glyphs:
    """The characters at one height; each is scaled when it is first used."""

    def __init__(self, height: int) -> None:
        """Make none yet.

        Args:
            height: of a line, in pixels.
        """
        self.height = height
        self._scaled: dict[str, Coverage] = {}

    def text(self, text: str) -> Coverage:
        """Return one line of text, as wide as it is; "?" for characters that there are none of."""
        if not text:
            return np.zeros((self.height, 0), np.uint8)
        return np.concatenate([self._glyph(character) for character in text], axis=1)

    def _glyph(self, character: str) -> Coverage:
        known = self._scaled.get(character)
        if known is None:
            originals = _originals()
            original = originals.get(character, originals[_UNKNOWN])
            width = max(1, round(original.shape[1] * self.height / original.shape[0]))
            known = self._scaled[character] = scaled(original, self.height, width)
        return known


def scaled(picture: Coverage, height: int, width: int) -> Coverage:
    """Return `picture` in another size; every pixel is the mean of the area that it covers."""
    rows, columns = _weights(height, picture.shape[0]), _weights(width, picture.shape[1])
    return np.rint(rows @ picture.astype(np.float64) @ columns.T).astype(np.uint8)


def _weights(count: int, source: int) -> NDArray[np.float64]:
    """Return (count, source) weights: how much of each source pixel is in each new one."""
    edges = np.arange(count + 1) * (source / count)
    begin = np.maximum(edges[:-1, None], np.arange(source)[None, :])
    end = np.minimum(edges[1:, None], np.arange(1, source + 1)[None, :])
    return np.asarray(np.maximum(0.0, end - begin) * (count / source), np.float64)


@cache
def _originals() -> dict[str, Coverage]:
    with np.load(_FILE, allow_pickle=False) as file:
        codes, widths, pixels = file["codes"], file["widths"], file["pixels"]
    ends = np.cumsum(widths.astype(np.int64))
    return {
        chr(code): pixels[:, end - width : end]
        for code, width, end in zip(codes.tolist(), widths.tolist(), ends.tolist(), strict=True)
    }
