# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from tight.pxd
"""Tight rectangles: their header, palettes and the gradient filter (rfbproto, Tight Encoding)."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled

INCOMPLETE = 0
FILL = 1
JPEG = 2
COPY = 3
PALETTE = 4
GRADIENT = 5
BAD_COMPRESSION = -1
BAD_FILTER = -2
BAD_PALETTE = -3

UNCOMPRESSED = -1
"""Stream number of data that is sent as is."""

_COMPRESS_FROM = 12
"""Shorter data is never compressed and has no length."""


def parse(
    data: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    size: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
) -> tuple[int, int, int, int, int, int, int]:
    """Read a rectangle's header, everything before its payload.

    Args:
        data: the bytes; not looked at outside `start` and `end`.
        start: where the compression-control byte is; never needs more than 773 from there.
        end: where the bytes end that have arrived.
        size: bytes of a TPIXEL.
        width: the rectangle's.
        height: the rectangle's.

    Returns:
        kind: `FILL` ... `GRADIENT`, `INCOMPLETE` (bytes are missing, the rest means nothing) or
            what is wrong: `BAD_COMPRESSION`, `BAD_FILTER`, `BAD_PALETTE`.
        resets: the four bits of the zlib streams to reset first.
        stream: number of the zlib stream, or `UNCOMPRESSED`.
        colours: size of the palette, which takes the last ``colours * size`` bytes before the
            compact length, from byte 3 on; 0 without one.
        header: length of the header.
        length: length of the payload on the wire; one TPIXEL for `FILL`.
        expected: length of the payload once inflated; 0 for `JPEG`.
    """
    kind: cython.int = COPY
    stream: cython.int = UNCOMPRESSED
    colours: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t = start + 1
    length: cython.Py_ssize_t = 0
    expected: cython.Py_ssize_t = 0
    method: cython.int
    resets: cython.int
    if end <= start:
        return INCOMPLETE, 0, 0, 0, 0, 0, 0
    method = data[start] >> 4
    resets = data[start] & 15
    if method == 8:
        return FILL, resets, UNCOMPRESSED, 0, 1, size, size
    if method == 9:
        kind = JPEG
    elif method & 8 and method != 10 and method != 14:
        return BAD_COMPRESSION, 0, 0, 0, 0, 0, 0
    else:
        expected = width * height * size
        if not method & 8:
            stream = method & 3
        if method & 4:
            if end < start + 2:
                return INCOMPLETE, 0, 0, 0, 0, 0, 0
            at = start + 2
            if data[start + 1] == 1:
                if end < start + 3:
                    return INCOMPLETE, 0, 0, 0, 0, 0, 0
                colours = data[start + 2] + 1
                if colours < 2:
                    return BAD_PALETTE, 0, 0, 0, 0, 0, 0
                kind = PALETTE
                at = start + 3 + colours * size
                expected = ((width + 7) // 8 if colours == 2 else width) * height
            elif data[start + 1] == 2:
                kind = GRADIENT
            elif data[start + 1] != 0:
                return BAD_FILTER, 0, 0, 0, 0, 0, 0
        if expected < _COMPRESS_FROM:
            if end < at:
                return INCOMPLETE, 0, 0, 0, 0, 0, 0
            return kind, resets, UNCOMPRESSED, colours, at - start, expected, expected
    # The compact length: 7, 7 and 8 bits, least significant first.
    if end < at + 1:
        return INCOMPLETE, 0, 0, 0, 0, 0, 0
    length = data[at] & 127
    at += 1
    if data[at - 1] & 128:
        if end < at + 1:
            return INCOMPLETE, 0, 0, 0, 0, 0, 0
        length |= (data[at] & 127) << 7
        at += 1
        if data[at - 1] & 128:
            if end < at + 1:
                return INCOMPLETE, 0, 0, 0, 0, 0, 0
            length |= data[at] << 14
            at += 1
    return kind, resets, stream, colours, at - start, length, expected


def draw_palette(
    data: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    colours: cython.p_const_uchar,
    colours_at: cython.Py_ssize_t,
    count: cython.Py_ssize_t,
    size: cython.int,
    table: cython.const[Pixel][::1],
    palette: cython.uint[::1],
    view: Pixel[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Draw palette indices: 1 bit each for two colours, rows padded to bytes, else 1 byte.

    Args:
        data: the indices; not looked at outside `start` and `end`.
        start: where they begin.
        end: where the data ends.
        colours: holds the palette, as TPIXELs.
        colours_at: where in `colours` it begins; the caller has checked that it is whole.
        count: number of colours, 2 to 256.
        size: bytes of a TPIXEL: 1, 2 (both looked up in `table`) or 3 (R, G, B).
        table: canonical word of every value of a small pixel.
        palette: 256 words of scratch.
        view: the rectangle.

    Returns:
        The bytes that were needed, or -1: there are too few, or an index in it is
        beyond the palette; nothing is drawn then.
    """
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    row_size: cython.Py_ssize_t
    at: cython.Py_ssize_t = start
    n: cython.Py_ssize_t
    x: cython.Py_ssize_t
    y: cython.Py_ssize_t
    i: cython.Py_ssize_t
    red: cython.uint
    green: cython.uint
    blue: cython.uint
    zero: cython.uint
    one: cython.uint
    first: cython.uint
    second: cython.uint
    third: cython.uint
    fourth: cython.uint
    index: cython.uchar
    highest: cython.uchar = 0
    if size != 3 and (size not in (1, 2) or table.shape[0] < 1 << 8 * size):
        raise ValueError("a TPIXEL of 1 or 2 bytes needs a table with all its values")
    if count < 2 or count > 256 or palette.shape[0] < 256:
        raise ValueError("a palette has 2 to 256 colours and 256 words of scratch")
    row_size = (width + 7) // 8 if count == 2 else width
    if end - start < row_size * height:
        return -1
    if 2 < count < 256:
        # One pass more over the bytes, but vectorised, is cheaper than a branch a pixel.
        with cython.nogil:
            for i in range(start, start + width * height):
                index = data[i]
                if index > highest:
                    highest = index
        if highest >= count:
            return -1
    with cython.nogil:
        i = colours_at
        for n in range(count):
            if size == 3:
                red = colours[i]
                green = colours[i + 1]
                blue = colours[i + 2]
                palette[n] = red << 16 | green << 8 | blue | cython.cast(cython.uint, 0xFF000000)
            elif size == 2:
                palette[n] = table[colours[i] | colours[i + 1] << 8]
            else:
                palette[n] = table[colours[i]]
            i += size
        if count == 2:
            zero = palette[0]
            one = palette[1]
            for y in range(height):
                if not cython.compiled:
                    for x in range(width):
                        view[y, x] = one if data[at + x // 8] & 128 >> x % 8 else zero
                elif Pixel is cython.uchar:  # decided by the compiler
                    indices_of_bits(data + at, cython.address(view[y, 0]), width, zero, one)
                else:
                    words_of_bits(data + at, cython.address(view[y, 0]), width, zero, one)
                at += row_size
        else:
            for y in range(height):
                x = 0
                while x + 4 <= width:
                    first = palette[data[at + x]]
                    second = palette[data[at + x + 1]]
                    third = palette[data[at + x + 2]]
                    fourth = palette[data[at + x + 3]]
                    view[y, x] = first
                    view[y, x + 1] = second
                    view[y, x + 2] = third
                    view[y, x + 3] = fourth
                    x += 4
                for i in range(x, width):
                    view[y, i] = palette[data[at + i]]
                at += width
    return at - start


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _predict(
    left: cython.int, above: cython.int, corner: cython.int, maximum: cython.int
) -> cython.int:
    """Return the intensity expected from three neighbours."""
    value: cython.int = left + above - corner
    return 0 if value < 0 else maximum if value > maximum else value


def draw_gradient_rgb(
    data: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    view: cython.uint[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Draw ``data[start:end]``, 3-byte differences R, G, B from the neighbours already drawn.

    Returns:
        Bytes consumed, or -1 when they are too few; nothing is written then.
    """
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    at: cython.Py_ssize_t = start
    x: cython.Py_ssize_t
    y: cython.Py_ssize_t
    shift: cython.int
    left: cython.uint
    above: cython.uint
    corner: cython.uint
    word: cython.uint
    value: cython.int
    if end - start < 3 * width * height:
        return -1
    with cython.nogil:
        for y in range(height):
            left = 0
            corner = 0
            for x in range(width):
                above = cython.cast(cython.uint, view[y - 1, x]) if y else 0
                word = 0xFF
                for shift in range(16, -8, -8):
                    value = _predict(
                        left >> shift & 255, above >> shift & 255, corner >> shift & 255, 255
                    )
                    word = word << 8 | (value + data[at] & 255)
                    at += 1
                view[y, x] = word
                left = word
                corner = above
    return at - start


def draw_gradient_16(
    data: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    maxima: tuple[int, int, int],
    shifts: tuple[int, int, int],
    table: cython.const[cython.uint][::1],
    row: cython.uint[::1],
    view: cython.uint[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Draw little-endian 16-bit pixels whose components are differences.

    Args:
        data: the pixels; not looked at outside `start` and `end`.
        start: where they begin.
        end: where the data ends.
        maxima: greatest red, green and blue, each a power of two less one.
        shifts: their positions in the pixel.
        table: canonical word of every 16-bit value.
        row: scratch, as many words as the rectangle is wide.
        view: the rectangle.

    Returns:
        Bytes consumed, or -1 when they are too few; nothing is written then.
    """
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    red_max: cython.int = maxima[0]
    green_max: cython.int = maxima[1]
    blue_max: cython.int = maxima[2]
    red_shift: cython.int = shifts[0]
    green_shift: cython.int = shifts[1]
    blue_shift: cython.int = shifts[2]
    at: cython.Py_ssize_t = start
    x: cython.Py_ssize_t
    y: cython.Py_ssize_t
    left: cython.uint
    above: cython.uint
    corner: cython.uint
    value: cython.uint
    red: cython.int
    green: cython.int
    blue: cython.int
    if table.shape[0] < 65536 or row.shape[0] < width:
        raise ValueError("a table of 65536 words and a row as wide as the rectangle are needed")
    if end - start < 2 * width * height:
        return -1
    with cython.nogil:
        for y in range(height):
            left = 0
            corner = 0
            for x in range(width):
                above = cython.cast(cython.uint, row[x]) if y else 0
                value = data[at] | data[at + 1] << 8
                at += 2
                red = _predict(
                    left >> red_shift & red_max,
                    above >> red_shift & red_max,
                    corner >> red_shift & red_max,
                    red_max,
                )
                green = _predict(
                    left >> green_shift & green_max,
                    above >> green_shift & green_max,
                    corner >> green_shift & green_max,
                    green_max,
                )
                blue = _predict(
                    left >> blue_shift & blue_max,
                    above >> blue_shift & blue_max,
                    corner >> blue_shift & blue_max,
                    blue_max,
                )
                left = (
                    (red + (value >> red_shift) & red_max) << red_shift
                    | (green + (value >> green_shift) & green_max) << green_shift
                    | (blue + (value >> blue_shift) & blue_max) << blue_shift
                ) & 65535
                corner = above
                row[x] = left
                view[y, x] = table[left]
    return at - start
