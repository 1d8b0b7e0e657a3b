# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from hextile.pxd
"""Hextile tiles, resumable: draws as many whole tiles as the data holds (RFC 6143, 7.7.4)."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled

TILE = 0
"""Index in the state: number of the next tile."""
BACKGROUND = 1
"""Index in the state: canonical word kept from tile to tile."""
FOREGROUND = 2
"""Index in the state: likewise."""
STATE_SIZE = 3


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _load(data: cython.p_const_uchar, at: cython.Py_ssize_t) -> cython.uint:
    """Return the four bytes at `at` as a little-endian number, wherever they stand."""
    word: cython.uint
    if cython.compiled:
        memcpy(cython.address(word), data + at, 4)  # one instruction; shifted bytes are eight
    else:
        word = int.from_bytes(data[at : at + 4], "little")
    return word


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _word(
    data: cython.p_const_uchar,
    at: cython.Py_ssize_t,
    size: cython.int,
    table: cython.const[Pixel][::1],
) -> cython.uint:
    """Return the canonical word of the PIXEL at `at`; the table's length was checked."""
    low: cython.uint = data[at]
    middle: cython.uint
    if size == 1:
        return table[low]
    middle = data[at + 1]
    if size == 2:
        return table[low | middle << 8]
    return _load(data, at) | cython.cast(cython.uint, 0xFF000000)


def draw(
    data: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    state: cython.uint[::1],
    size: cython.int,
    table: cython.const[Pixel][::1],
    view: Pixel[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Draw whole tiles from `start` on, going on where `state` says.

    Args:
        data: wire bytes; not looked at outside `start` and `end`.
        start: where a tile's first byte is.
        end: where the bytes end that have arrived.
        state: `STATE_SIZE` words, updated; before the first call tile 0 and the two colours.
        size: bytes of a PIXEL: 1, 2 (both looked up in `table`) or 4 (canonical).
        table: canonical word of every value of a small PIXEL.
        view: the rectangle.

    Returns:
        Bytes consumed; the tiles are not all drawn while ``state[TILE]`` is below their number.
        Or -1: a subrectangle of tile ``state[TILE]`` reaches outside its tile.
    """
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    columns: cython.Py_ssize_t = (width + 15) // 16
    tiles: cython.Py_ssize_t = columns * ((height + 15) // 16)
    tile: cython.Py_ssize_t
    at: cython.Py_ssize_t = start
    next_at: cython.Py_ssize_t
    x0: cython.Py_ssize_t
    y0: cython.Py_ssize_t
    tile_width: cython.Py_ssize_t
    tile_height: cython.Py_ssize_t
    x: cython.Py_ssize_t
    y: cython.Py_ssize_t
    left: cython.Py_ssize_t
    top: cython.Py_ssize_t
    right: cython.Py_ssize_t
    bottom: cython.Py_ssize_t
    _n: cython.Py_ssize_t
    count: cython.Py_ssize_t
    is_outside: cython.bint = False
    flags: cython.int
    extent: cython.int
    word: cython.uint
    alpha: cython.uint = 0xFF000000
    background: cython.uint
    foreground: cython.uint
    if size != 4 and (size not in (1, 2) or table.shape[0] < 1 << 8 * size):
        raise ValueError("a PIXEL of 1 or 2 bytes needs a table with all its values")
    if len(state) < 3:
        raise ValueError("the state has 3 words")
    tile = cython.cast(cython.Py_ssize_t, state[0])
    background = state[1]
    foreground = state[2]
    with cython.nogil:
        while tile < tiles and at < end:
            y0 = tile // columns * 16
            x0 = tile % columns * 16
            tile_width = width - x0 if width - x0 < 16 else 16
            tile_height = height - y0 if height - y0 < 16 else 16
            flags = data[at]
            next_at = at + 1
            if flags & 1:  # raw
                if end - next_at < tile_width * tile_height * size:
                    break
                for y in range(y0, y0 + tile_height):
                    if size == 4:
                        for x in range(tile_width):
                            view[y, x0 + x] = _load(data, next_at + 4 * x) | alpha
                    elif size == 1:
                        for x in range(tile_width):
                            view[y, x0 + x] = table[data[next_at + x]]
                    else:
                        for x in range(tile_width):
                            view[y, x0 + x] = _word(data, next_at + 2 * x, 2, table)
                    next_at += tile_width * size
            else:
                # First the length of the tile: nothing is kept of one that is not whole.
                if flags & 2:
                    next_at += size
                if flags & 4:
                    next_at += size
                count = 0
                if flags & 8:
                    if next_at >= end:
                        break
                    count = data[next_at]
                    next_at += 1 + count * (size + 2 if flags & 16 else 2)
                if next_at > end:
                    break
                next_at = at + 1
                if flags & 2:
                    background = _word(data, next_at, size, table)
                    next_at += size
                if flags & 4:
                    foreground = _word(data, next_at, size, table)
                    next_at += size
                for y in range(y0, y0 + tile_height):
                    for x in range(x0, x0 + tile_width):
                        view[y, x] = background
                if flags & 8:
                    next_at += 1
                for _n in range(count):
                    word = foreground
                    if flags & 16:
                        word = _word(data, next_at, size, table)
                        next_at += size
                    left = data[next_at] >> 4
                    top = data[next_at] & 15
                    extent = data[next_at + 1]
                    next_at += 2
                    if extent == 0 and left < tile_width and top < tile_height:
                        view[y0 + top, x0 + left] = word  # nine of ten are single pixels
                        continue
                    right = left + (extent >> 4) + 1
                    bottom = top + (extent & 15) + 1
                    if right > tile_width or bottom > tile_height:
                        is_outside = True
                        break
                    for y in range(y0 + top, y0 + bottom):
                        for x in range(x0 + left, x0 + right):
                            view[y, x] = word
                if is_outside:
                    break
            at = next_at
            tile += 1
    state[0] = cython.cast(cython.uint, tile)
    state[1] = background
    state[2] = foreground
    return -1 if is_outside else at - start
