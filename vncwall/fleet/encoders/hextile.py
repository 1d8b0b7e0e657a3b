"""Hextile encoding (RFC 6143, 7.7.4).

All tiles of a rectangle are examined together: sorting the 256 pixels of each gives the number of
colours and, as the middle one, a background that covers most of it where any does. Everything else
becomes subrectangles: horizontal runs, joined downwards where the next row has the same run.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vncwall.fleet.encoders.base import EncodeOptions, Encoder, rectangle_header
from vncwall.fleet.pixels import PixelPacker, Values, Words
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding

_TILE = 16
_RAW, _BACKGROUND, _FOREGROUND, _SUBRECTS, _COLOURED = 1, 2, 4, 8, 16
_MAX_SUBRECTS = 255
_MAX_RUNS = 200
"""Horizontal runs in a tile above which it is sent raw without a closer look."""


class HextileEncoder(Encoder):
    """16x16 tiles of a background and subrectangles."""

    is_shareable = True

    def encode(
        self, rect: Rect, words: Words, packer: PixelPacker, options: EncodeOptions
    ) -> Iterator[bytes]:
        """Yield one rectangle."""
        values = packer.values(words)
        yield rectangle_header(rect, Encoding.HEXTILE) + _encode_tiles(values, packer)


def _encode_tiles(values: Values, packer: PixelPacker) -> bytes:
    height, width = values.shape
    rows, columns = -(-height // _TILE), -(-width // _TILE)
    # Repeating the edge adds no colour to a tile that the rectangle cuts.
    padded = np.pad(values, ((0, rows * _TILE - height), (0, columns * _TILE - width)), mode="edge")
    tiles = padded.reshape(rows, _TILE, columns, _TILE).swapaxes(1, 2).reshape(rows * columns, -1)
    ordered = np.sort(tiles, axis=1)
    colours = 1 + np.count_nonzero(ordered[:, 1:] != ordered[:, :-1], axis=1)
    background = ordered[:, ordered.shape[1] // 2]
    other = np.where(ordered[:, 0] == background, ordered[:, -1], ordered[:, 0])
    runs = _subrectangles(padded, background.reshape(rows, columns), width, height)
    is_busy = runs.is_busy.reshape(-1).tolist()
    counts = np.bincount(runs.tile, minlength=rows * columns)
    ends = np.cumsum(counts)

    size = packer.bytes_per_pixel
    geometry = runs.geometry.tobytes()
    pixel_bytes = np.frombuffer(packer.pack(runs.colour), np.uint8).reshape(-1, size)
    coloured = np.concatenate((pixel_bytes, runs.geometry), axis=1).tobytes()
    background_bytes = packer.pack(background)
    other_bytes = packer.pack(other)

    result: list[bytes] = []
    current_background = current_foreground = b""
    for index, (count, colour_count, end) in enumerate(
        zip(counts.tolist(), colours.tolist(), ends.tolist(), strict=True)
    ):
        row, column = divmod(index, columns)
        tile_width = min(_TILE, width - column * _TILE)
        tile_height = min(_TILE, height - row * _TILE)
        at = slice(index * size, index * size + size)
        is_mono = colour_count == 2
        body_size = count * (2 if is_mono else 2 + size)
        if (
            is_busy[index]
            or count > _MAX_SUBRECTS
            or body_size + 2 * size >= tile_width * tile_height * size
        ):
            x, y = column * _TILE, row * _TILE
            result.append(bytes((_RAW,)))
            result.append(packer.pack(values[y : y + tile_height, x : x + tile_width]))
            current_background = current_foreground = b""
            continue
        flags = 0
        parts = [b""]
        if background_bytes[at] != current_background:
            flags |= _BACKGROUND
            current_background = background_bytes[at]
            parts.append(current_background)
        if count:
            flags |= _SUBRECTS
            if is_mono:
                if other_bytes[at] != current_foreground:
                    flags |= _FOREGROUND
                    current_foreground = other_bytes[at]
                    parts.append(current_foreground)
                parts.append(bytes((count,)))
                parts.append(geometry[2 * (end - count) : 2 * end])
            else:
                flags |= _COLOURED
                step = 2 + size
                parts.append(bytes((count,)))
                parts.append(coloured[step * (end - count) : step * end])
                current_foreground = b""
        parts[0] = bytes((flags,))
        result.extend(parts)
    return b"".join(result)


class _Subrectangles:
    """Subrectangles of all tiles, ordered by tile."""

    __slots__ = ("colour", "geometry", "is_busy", "tile")

    def __init__(
        self,
        tile: NDArray[np.int64],
        geometry: NDArray[np.uint8],
        colour: Values,
        is_busy: NDArray[np.bool_],
    ) -> None:
        self.tile = tile
        self.geometry = geometry  # (n, 2): x-and-y, width-and-height
        self.colour = colour
        self.is_busy = is_busy  # (rows, columns): tiles without subrectangles, to be sent raw


def _subrectangles(padded: Values, background: Values, width: int, height: int) -> _Subrectangles:
    columns = background.shape[1]
    spread = np.repeat(np.repeat(background, _TILE, axis=0), _TILE, axis=1)
    marked = padded != spread
    marked[height:] = False
    marked[:, width:] = False
    same = np.zeros_like(marked)
    same[:, 1:] = (padded[:, 1:] == padded[:, :-1]) & marked[:, 1:] & marked[:, :-1]
    same[:, ::_TILE] = False
    # Where so many runs begin, joining rows cannot bring them below 255: the tile is sent raw.
    begins = (marked & ~same).reshape(-1, _TILE, columns, _TILE).sum(axis=(1, 3))
    is_busy = begins > _MAX_RUNS
    if is_busy.any():
        marked &= ~np.repeat(np.repeat(is_busy, _TILE, axis=0), _TILE, axis=1)
        same &= marked
    starts_y, starts_x = np.nonzero(marked & ~same)
    is_end = marked.copy()
    is_end[:, :-1] &= ~same[:, 1:]
    ends_x = np.nonzero(is_end)[1]
    colour = padded[starts_y, starts_x]
    tile = starts_y // _TILE * columns + starts_x // _TILE

    order = np.lexsort((starts_y, colour, ends_x, starts_x, tile))
    y, x, end, colour, tile = (array[order] for array in (starts_y, starts_x, ends_x, colour, tile))
    joins = np.zeros(len(y), bool)
    joins[1:] = (
        (tile[1:] == tile[:-1])
        & (x[1:] == x[:-1])
        & (end[1:] == end[:-1])
        & (colour[1:] == colour[:-1])
        & (y[1:] == y[:-1] + 1)
    )
    first = np.flatnonzero(~joins)
    rows = np.diff(np.append(first, len(y)))
    x, y, end, colour, tile = (array[first] for array in (x, y, end, colour, tile))
    position = (x % _TILE) << 4 | y % _TILE
    size = (end - x) << 4 | (rows - 1)
    geometry = np.stack((position, size), axis=1).astype(np.uint8)
    return _Subrectangles(tile, geometry, colour, is_busy)
