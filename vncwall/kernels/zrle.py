# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from zrle.pxd
"""TRLE and ZRLE tiles, resumable: draws as many whole tiles as the data holds.

The two differ in the side of a tile and in TRLE's reuse of the previous palette (RFC 6143, 7.7.5
and 7.7.6).
"""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled

TILE = 0
"""Index in the state: number of the next tile."""
COLOURS = 1
"""Index in the state: size of the last palette, 0 before the first."""
PALETTE = 2
"""Index in the state: its first canonical word of up to 127."""
STATE_SIZE = 2 + 127

BAD_SUBENCODING = -1
BAD_INDEX = -2
BAD_RUN = -3
NO_PALETTE = -4

_INCOMPLETE = 0


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
    """Return the canonical word of the CPIXEL at `at`; the table's length was checked."""
    low: cython.uint = data[at]
    middle: cython.uint
    high: cython.uint
    if size == 1:
        return table[low]
    middle = data[at + 1]
    if size == 2:
        return table[low | middle << 8]
    high = data[at + 2]
    return low | middle << 8 | high << 16 | cython.cast(cython.uint, 0xFF000000)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _packed(
    data: cython.p_const_uchar,
    at: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    state: cython.uint[::1],
    view: Pixel[:, :: cython.view.contiguous],
    x0: cython.Py_ssize_t,
    y0: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Draw indices of 0, 1, 2 or 4 bits, rows padded to bytes; return where they end."""
    colours: cython.uint = cython.cast(cython.uint, state[1])
    bits: cython.int = 0 if colours == 1 else 1 if colours == 2 else 2 if colours <= 4 else 4
    row_size: cython.Py_ssize_t = (width * bits + 7) // 8
    x: cython.Py_ssize_t
    y: cython.Py_ssize_t
    i: cython.Py_ssize_t
    left: cython.int
    byte: cython.uint
    index: cython.uint
    highest: cython.uint = 0
    zero: cython.uint = state[2]
    one: cython.uint
    if colours > 16:
        return -1
    if bits == 0:
        for y in range(y0, y0 + height):
            if cython.compiled and Pixel is cython.uint:  # decided by the compiler
                fill_words(cython.address(view[y, x0]), width, zero)
            else:
                for x in range(x0, x0 + width):
                    view[y, x] = zero
        return at
    if end - at < row_size * height:
        return 0
    if bits == 1:
        one = state[3]
        for y in range(y0, y0 + height):
            if not cython.compiled:
                for x in range(width):
                    view[y, x0 + x] = one if data[at + x // 8] & 128 >> x % 8 else zero
            elif Pixel is cython.uchar:
                indices_of_bits(data + at, cython.address(view[y, x0]), width, zero, one)
            else:
                words_of_bits(data + at, cython.address(view[y, x0]), width, zero, one)
            at += row_size
        return at
    # The state has a word for each index of 4 bits. One beyond the palette is reported at the end,
    # which is cheaper than a branch a pixel.
    if bits == 2:
        for y in range(y0, y0 + height):
            x = x0
            for i in range(at, at + width // 4):
                byte = data[i]
                for left in range(6, -2, -2):
                    index = byte >> left & 3
                    highest = index if index > highest else highest
                    view[y, x] = state[2 + index]
                    x += 1
            left = 6
            while x < x0 + width:
                index = data[at + row_size - 1] >> left & 3
                highest = index if index > highest else highest
                view[y, x] = state[2 + index]
                left -= 2
                x += 1
            at += row_size
    else:
        for y in range(y0, y0 + height):
            x = x0
            for i in range(at, at + width // 2):
                byte = data[i]
                index = byte >> 4
                highest = index if index > highest else highest
                view[y, x] = state[2 + index]
                index = byte & 15
                highest = index if index > highest else highest
                view[y, x + 1] = state[2 + index]
                x += 2
            if x < x0 + width:
                index = data[at + row_size - 1] >> 4
                highest = index if index > highest else highest
                view[y, x] = state[2 + index]
            at += row_size
    return -2 if highest >= colours else at


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _runs(
    data: cython.p_const_uchar,
    at: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    state: cython.uint[::1],
    size: cython.int,
    table: cython.const[Pixel][::1],
    view: Pixel[:, :: cython.view.contiguous],
    x0: cython.Py_ssize_t,
    y0: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Draw runs of CPIXELs, or of palette indices when `size` is 0; return where they end."""
    left: cython.Py_ssize_t = width * height
    colours: cython.uint = cython.cast(cython.uint, state[1])
    index: cython.uint
    more: cython.Py_ssize_t
    run: cython.Py_ssize_t
    step: cython.Py_ssize_t
    i: cython.Py_ssize_t
    x: cython.Py_ssize_t = 0
    y: cython.Py_ssize_t = 0
    word: cython.uint
    while left > 0:
        run = 1
        if size == 0:
            if at >= end:
                return 0
            index = data[at] & 127
            if index >= colours:
                return -2
            word = state[2 + index]
            more = data[at] & 128
            at += 1
        else:
            if end - at < size + 1:
                return 0
            word = _word(data, at, size, table)
            at += size
            more = 1
        while more:
            if at >= end:
                return 0
            run += data[at]
            more = data[at] == 255
            at += 1
            if run > left:
                return -3
        left -= run
        while run > 0:
            step = width - x if width - x < run else run
            for i in range(x0 + x, x0 + x + step):
                view[y0 + y, i] = word
            run -= step
            x += step
            if x == width:
                x = 0
                y += 1
    return at


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _tile(
    data: cython.p_const_uchar,
    at: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    state: cython.uint[::1],
    reuse: cython.bint,
    size: cython.int,
    table: cython.const[Pixel][::1],
    view: Pixel[:, :: cython.view.contiguous],
    x0: cython.Py_ssize_t,
    y0: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Draw one tile; return where it ends, 0 when it is not whole, or an error.

    A tile that is not whole may have been drawn in part; it is drawn again from its start.
    """
    subencoding: cython.int = data[at]
    colours: cython.int = 0
    n: cython.Py_ssize_t
    x: cython.Py_ssize_t
    y: cython.Py_ssize_t
    at += 1
    if subencoding == 0:
        if end - at < width * height * size:
            return 0
        if size == 3:
            for y in range(y0, y0 + height):
                if cython.compiled and Pixel is cython.uint:
                    words_of_bgr(data + at, end - at, cython.address(view[y, x0]), width)
                else:
                    for x in range(width):
                        view[y, x0 + x] = _word(data, at + 3 * x, size, table)
                at += 3 * width
            return at
        for y in range(y0, y0 + height):
            for x in range(x0, x0 + width):
                view[y, x] = _word(data, at, size, table)
                at += size
        return at
    if subencoding == 128:
        return _runs(data, at, end, state, size, table, view, x0, y0, width, height)
    if subencoding <= 16:
        colours = subencoding
    elif subencoding >= 130:
        colours = subencoding - 128
    elif not reuse or (subencoding != 127 and subencoding != 129):
        return -1
    if colours:
        if end - at < colours * size:
            return 0
        for n in range(colours):
            state[2 + n] = _word(data, at, size, table)
            at += size
        state[1] = cython.cast(cython.uint, colours)
    elif state[1] == 0:
        return -4
    if subencoding >= 128:
        return _runs(data, at, end, state, 0, table, view, x0, y0, width, height)
    return _packed(data, at, end, state, view, x0, y0, width, height)


def draw(
    data: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    state: cython.uint[::1],
    side: cython.Py_ssize_t,
    size: cython.int,
    table: cython.const[Pixel][::1],
    view: Pixel[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Draw whole tiles from `start` on, going on where `state` says.

    Args:
        data: the bytes; not looked at outside `start` and `end`.
        start: where a tile's first byte is.
        end: where the bytes end that have arrived.
        state: `STATE_SIZE` words, updated; `TILE` and `COLOURS` are 0 before the first call.
        side: 16 for TRLE, with reuse of palettes, or 64 for ZRLE.
        size: bytes of a CPIXEL: 1, 2 (both looked up in `table`) or 3 (B, G, R).
        table: canonical word of every value of a small pixel.
        view: the rectangle.

    Returns:
        Bytes consumed; the tiles are not all drawn while ``state[TILE]`` is below their number.
        Or what is wrong in tile ``state[TILE]``: `BAD_SUBENCODING`, `BAD_INDEX` (beyond the
        palette), `BAD_RUN` (longer than the tile), `NO_PALETTE` (to reuse).
    """
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    columns: cython.Py_ssize_t = (width + side - 1) // side
    tiles: cython.Py_ssize_t = columns * ((height + side - 1) // side)
    tile: cython.Py_ssize_t
    at: cython.Py_ssize_t = start
    tile_end: cython.Py_ssize_t = 0
    x0: cython.Py_ssize_t
    y0: cython.Py_ssize_t
    if size != 3 and (size not in (1, 2) or table.shape[0] < 1 << 8 * size):
        raise ValueError("a CPIXEL of 1 or 2 bytes needs a table with all its values")
    if len(state) < 129:
        raise ValueError("the state has 129 words")
    tile = cython.cast(cython.Py_ssize_t, state[0])
    with cython.nogil:
        while tile < tiles and at < end:
            y0 = tile // columns * side
            x0 = tile % columns * side
            tile_end = _tile(
                data,
                at,
                end,
                state,
                side == 16,
                size,
                table,
                view,
                x0,
                y0,
                width - x0 if width - x0 < side else side,
                height - y0 if height - y0 < side else side,
            )
            if tile_end <= 0:
                break
            at = tile_end
            tile += 1
    state[0] = cython.cast(cython.uint, tile)
    return tile_end if tile_end < 0 else at - start
