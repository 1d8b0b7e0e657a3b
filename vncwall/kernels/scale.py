# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from scale.pxd
"""Reduction of a picture by averaging boxes of source pixels.

Destination pixel (dx, dy) is the mean of the source columns floor(dx * sw / dw) to
ceil((dx + 1) * sw / dw) (exclusive) and the rows likewise, rounded half up. Neighbouring boxes
share a column where the ratio is not whole. The value depends on nothing but the box, so any
part of a destination can be computed again alone.
"""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _word(pixel: Pixel, colours: cython.const[cython.uint][::1]) -> cython.uint:
    """Return the canonical word of a pixel, which is one or is an index into `colours`."""
    if cython.compiled:
        if Pixel is cython.uchar:
            return colours[pixel]
        return pixel
    return int(colours[pixel] if len(colours) else pixel)


def reduce_boxes(
    source: Pixel[:, :: cython.view.contiguous],
    colours: cython.const[cython.uint][::1],
    destination: cython.uint[:, :: cython.view.contiguous],
    left: cython.Py_ssize_t,
    top: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
    columns: cython.uint[::1],
    sums: cython.ulonglong[::1],
) -> None:
    """Compute the `width` x `height` destination pixels at (`left`, `top`).

    Rows are added up first, over the whole width, because memory is then read in order and two
    channels share an addition: blue and red in one 32-bit word, 16 bits each; green, where it lies,
    in another. That holds 257 rows, so a taller box is emptied into `sums` in between.

    Args:
        source: (sh, sw) canonical words, or bytes: indices into `colours`.
        colours: canonical words of all indices; none for a source of words.
        destination: (dh, dw) canonical words, no larger than the source either way.
        left: destination column.
        top: destination row.
        width: destination columns.
        height: destination rows.
        columns: scratch of at least 2 * sw words.
        sums: scratch of at least 3 * dw words.

    Raises:
        ValueError: the rectangle is outside the destination, or a scratch is too small.
    """
    source_height: cython.Py_ssize_t = source.shape[0]
    source_width: cython.Py_ssize_t = source.shape[1]
    full_height: cython.Py_ssize_t = destination.shape[0]
    full_width: cython.Py_ssize_t = destination.shape[1]
    first: cython.Py_ssize_t
    span: cython.Py_ssize_t
    row_begin: cython.Py_ssize_t
    row_end: cython.Py_ssize_t
    row: cython.Py_ssize_t
    line: cython.Py_ssize_t
    rows: cython.Py_ssize_t
    begin: cython.Py_ssize_t
    end: cython.Py_ssize_t
    dx: cython.Py_ssize_t
    dy: cython.Py_ssize_t
    x: cython.Py_ssize_t
    step: cython.Py_ssize_t
    step_rest: cython.Py_ssize_t
    at: cython.Py_ssize_t
    at_rest: cython.Py_ssize_t
    is_small: cython.bint
    word: cython.uint
    word_2: cython.uint
    word_3: cython.uint
    word_4: cython.uint
    # Of 256 rows at most: 65535 columns of them fit into 32 bits.
    part_blue: cython.uint
    part_green: cython.uint
    part_red: cython.uint
    blue: cython.ulonglong
    green: cython.ulonglong
    red: cython.ulonglong
    count: cython.ulonglong
    known_count: cython.ulonglong
    inverse: cython.ulonglong
    half: cython.ulonglong
    one: cython.ulonglong = 1
    alpha: cython.ulonglong = 0xFF000000
    if (
        left < 0
        or top < 0
        or width < 0
        or height < 0
        or left > full_width - width
        or top > full_height - height
        or full_width > source_width
        or full_height > source_height
    ):
        raise ValueError("rectangle outside the destination, or destination larger than source")
    if cython.compiled and Pixel is cython.uchar and colours.shape[0] < 256:
        raise ValueError("a source of indices needs 256 colours")
    if columns.shape[0] < 2 * source_width or sums.shape[0] < 3 * full_width:
        raise ValueError("scratch too small")
    if width == 0 or height == 0:
        return
    with cython.nogil:
        # Column dx of the destination begins at `at` and a rest; each step adds to both. Two
        # divisions for a pixel would cost as much as adding up its box.
        step = source_width // full_width
        step_rest = source_width % full_width
        first = left * source_width // full_width
        span = ((left + width) * source_width + full_width - 1) // full_width - first
        known_count = 0
        inverse = 0
        half = 0
        for dy in range(top, top + height):
            row_begin = dy * source_height // full_height
            row_end = ((dy + 1) * source_height + full_height - 1) // full_height
            for x in range(3 * width):
                sums[x] = 0
            row = row_begin
            while row < row_end:
                rows = row_end - row
                if rows > 256:
                    rows = 256
                for x in range(span):
                    word = _word(source[row, first + x], colours)
                    columns[x] = word & 0x00FF00FF
                    columns[span + x] = word & 0xFF00
                line = row + 1
                # Four rows at a time: the sums are fetched and stored a quarter as often.
                while line + 4 <= row + rows:
                    for x in range(span):
                        word = _word(source[line, first + x], colours)
                        word_2 = _word(source[line + 1, first + x], colours)
                        word_3 = _word(source[line + 2, first + x], colours)
                        word_4 = _word(source[line + 3, first + x], colours)
                        columns[x] += (
                            (word & 0x00FF00FF)
                            + (word_2 & 0x00FF00FF)
                            + (word_3 & 0x00FF00FF)
                            + (word_4 & 0x00FF00FF)
                        )
                        columns[span + x] += (
                            (word & 0xFF00)
                            + (word_2 & 0xFF00)
                            + (word_3 & 0xFF00)
                            + (word_4 & 0xFF00)
                        )
                    line += 4
                while line < row + rows:
                    for x in range(span):
                        word = _word(source[line, first + x], colours)
                        columns[x] += word & 0x00FF00FF
                        columns[span + x] += word & 0xFF00
                    line += 1
                row += rows
                # So few pixels of a box that 16 bits hold their sum: channels stay together.
                is_small = (step + 2) * rows <= 257
                at = 0
                at_rest = left * source_width % full_width
                for dx in range(width):
                    begin = at
                    at += step
                    at_rest += step_rest
                    if at_rest >= full_width:
                        at_rest -= full_width
                        at += 1
                    end = at + 1 if at_rest else at
                    part_blue = 0
                    part_green = 0
                    part_red = 0
                    if is_small:
                        for x in range(begin, end):
                            part_blue += columns[x]
                            part_green += columns[span + x]
                        part_red = part_blue >> 16
                        part_blue &= 0xFFFF
                        part_green >>= 8
                    else:
                        for x in range(begin, end):
                            word = columns[x]
                            part_blue += word & 0xFFFF
                            part_red += word >> 16
                            part_green += columns[span + x] >> 8
                    sums[3 * dx] += part_blue
                    sums[3 * dx + 1] += part_green
                    sums[3 * dx + 2] += part_red
            at = 0
            at_rest = left * source_width % full_width
            for dx in range(width):
                begin = at
                at += step
                at_rest += step_rest
                if at_rest >= full_width:
                    at_rest -= full_width
                    at += 1
                end = at + 1 if at_rest else at
                count = (end - begin) * (row_end - row_begin)
                if count != known_count:
                    known_count = count
                    half = count // 2
                    # Exact for counts below 2 ** 16: (255.5 * count) * count < 2 ** 40.
                    inverse = ((one << 40) + count - 1) // count if count < 65536 else 0
                blue = sums[3 * dx] + half
                green = sums[3 * dx + 1] + half
                red = sums[3 * dx + 2] + half
                if inverse:
                    blue = blue * inverse >> 40
                    green = green * inverse >> 40
                    red = red * inverse >> 40
                else:
                    blue = blue // count
                    green = green // count
                    red = red // count
                destination[dy, left + dx] = alpha | red << 16 | green << 8 | blue
