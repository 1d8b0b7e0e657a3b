# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from yuv.pxd
"""Canonical words into the planes that video encoders take, for one rectangle of a picture.

Each function reads the rectangle (x, y, width, height) of `words`, a whole picture of
(height, width) words 0xAARRGGBB, writes the same place of the planes and returns how many
samples became different, so that a rectangle which was sent again unchanged is noticed without a
second copy of the picture. A rectangle that is not inside the picture, or planes that are too
small for it, give -1 and nothing is written. Rows of planes need not be adjacent.

Colours are BT.709, limited range (ITU-R BT.709-6, 3.2-3.5 with 8 bits), in 16-bit fixed point:
the sums of the chroma rows are zero, so that every grey has chroma 128 exactly.

Compiled, the rows of both are those of `planes.pxd`. The loops here say what these do, and do it
where nothing is compiled.
"""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled


def to_i420(
    words: cython.uint[:, :: cython.view.contiguous],
    luma: cython.uchar[:, :: cython.view.contiguous],
    blue_chroma: cython.uchar[:, :: cython.view.contiguous],
    red_chroma: cython.uchar[:, :: cython.view.contiguous],
    x: cython.Py_ssize_t,
    y: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Convert to 4:2:0; each chroma sample is the mean of its 2x2 pixels.

    `x` and `y` are even, and so are `width` and `height` unless the rectangle ends at the right
    or lower edge of the picture. The luma plane has even sides: of a picture with an odd side the
    last column or row is repeated.
    """
    picture_height: cython.Py_ssize_t = words.shape[0]
    picture_width: cython.Py_ssize_t = words.shape[1]
    even_width: cython.Py_ssize_t = picture_width + (picture_width & 1)
    even_height: cython.Py_ssize_t = picture_height + (picture_height & 1)
    right: cython.Py_ssize_t = x + width
    bottom: cython.Py_ssize_t = y + height
    row: cython.Py_ssize_t
    line: cython.Py_ssize_t
    column: cython.Py_ssize_t
    next_row: cython.Py_ssize_t
    next_column: cython.Py_ssize_t
    word: cython.uint
    blue: cython.int
    green: cython.int
    red: cython.int
    value: cython.uchar
    changed: cython.Py_ssize_t = 0

    if x < 0 or y < 0 or width < 0 or height < 0:
        return -1
    if width > picture_width - x or height > picture_height - y or x & 1 or y & 1:
        return -1
    if (width & 1 and right != picture_width) or (height & 1 and bottom != picture_height):
        return -1
    if luma.shape[0] < even_height or luma.shape[1] < even_width:
        return -1
    if blue_chroma.shape[0] * 2 < even_height or blue_chroma.shape[1] * 2 < even_width:
        return -1
    if red_chroma.shape[0] * 2 < even_height or red_chroma.shape[1] * 2 < even_width:
        return -1

    with cython.nogil:
        for row in range(y, bottom, 2):
            for line in range(row, row + 2 if row + 2 < bottom else bottom):
                if cython.compiled:
                    changed += luma_row(
                        cython.address(words[line, x]), cython.address(luma[line, x]), width
                    )
                else:
                    for column in range(x, right):
                        word = words[line, column]
                        blue = word & 0xFF
                        green = word >> 8 & 0xFF
                        red = word >> 16 & 0xFF
                        value = (11966 * red + 40254 * green + 4064 * blue + 1081344) >> 16
                        changed += value != luma[line, column]
                        luma[line, column] = value
                if right < even_width and right == picture_width:
                    luma[line, right] = luma[line, right - 1]
            next_row = row + 1 if row + 1 < picture_height else row
            if cython.compiled:
                changed += chroma_row(
                    cython.address(words[row, x]),
                    cython.address(words[next_row, x]),
                    cython.address(blue_chroma[row >> 1, x >> 1]),
                    cython.address(red_chroma[row >> 1, x >> 1]),
                    width >> 1,
                )
            else:
                for column in range(x, right - 1, 2):
                    word = words[row, column]
                    blue = word & 0xFF
                    green = word >> 8 & 0xFF
                    red = word >> 16 & 0xFF
                    word = words[row, column + 1]
                    blue += word & 0xFF
                    green += word >> 8 & 0xFF
                    red += word >> 16 & 0xFF
                    word = words[next_row, column]
                    blue += word & 0xFF
                    green += word >> 8 & 0xFF
                    red += word >> 16 & 0xFF
                    word = words[next_row, column + 1]
                    blue += word & 0xFF
                    green += word >> 8 & 0xFF
                    red += word >> 16 & 0xFF
                    value = (28784 * blue - 22188 * green - 6596 * red + 33685504) >> 18
                    changed += value != blue_chroma[row >> 1, column >> 1]
                    blue_chroma[row >> 1, column >> 1] = value
                    value = (28784 * red - 26145 * green - 2639 * blue + 33685504) >> 18
                    changed += value != red_chroma[row >> 1, column >> 1]
                    red_chroma[row >> 1, column >> 1] = value
            if right & 1:
                next_column = right - 1
                word = words[row, next_column]
                blue = 2 * (word & 0xFF)
                green = 2 * (word >> 8 & 0xFF)
                red = 2 * (word >> 16 & 0xFF)
                word = words[next_row, next_column]
                blue += 2 * (word & 0xFF)
                green += 2 * (word >> 8 & 0xFF)
                red += 2 * (word >> 16 & 0xFF)
                value = (28784 * blue - 22188 * green - 6596 * red + 33685504) >> 18
                changed += value != blue_chroma[row >> 1, next_column >> 1]
                blue_chroma[row >> 1, next_column >> 1] = value
                value = (28784 * red - 26145 * green - 2639 * blue + 33685504) >> 18
                changed += value != red_chroma[row >> 1, next_column >> 1]
                red_chroma[row >> 1, next_column >> 1] = value
        if bottom < even_height and bottom == picture_height and height > 0:
            for column in range(x, right + (right & 1)):
                luma[bottom, column] = luma[bottom - 1, column]
    return changed


def to_yuv444(
    words: cython.uint[:, :: cython.view.contiguous],
    luma: cython.uchar[:, :: cython.view.contiguous],
    blue_chroma: cython.uchar[:, :: cython.view.contiguous],
    red_chroma: cython.uchar[:, :: cython.view.contiguous],
    x: cython.Py_ssize_t,
    y: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Convert to 4:4:4: every pixel keeps its own chroma."""
    row: cython.Py_ssize_t
    column: cython.Py_ssize_t
    word: cython.uint
    blue: cython.int
    green: cython.int
    red: cython.int
    value: cython.uchar
    changed: cython.Py_ssize_t = 0

    if x < 0 or y < 0 or width < 0 or height < 0:
        return -1
    if width > words.shape[1] - x or height > words.shape[0] - y:
        return -1
    if luma.shape[0] < words.shape[0] or luma.shape[1] < words.shape[1]:
        return -1
    if blue_chroma.shape[0] < words.shape[0] or blue_chroma.shape[1] < words.shape[1]:
        return -1
    if red_chroma.shape[0] < words.shape[0] or red_chroma.shape[1] < words.shape[1]:
        return -1

    with cython.nogil:
        for row in range(y, y + height):
            if cython.compiled:
                changed += luma_row(
                    cython.address(words[row, x]), cython.address(luma[row, x]), width
                )
                changed += colour_row(
                    cython.address(words[row, x]),
                    cython.address(blue_chroma[row, x]),
                    cython.address(red_chroma[row, x]),
                    width,
                )
                continue
            for column in range(x, x + width):
                word = words[row, column]
                blue = word & 0xFF
                green = word >> 8 & 0xFF
                red = word >> 16 & 0xFF
                value = (11966 * red + 40254 * green + 4064 * blue + 1081344) >> 16
                changed += value != luma[row, column]
                luma[row, column] = value
                value = (28784 * blue - 22188 * green - 6596 * red + 8421376) >> 16
                changed += value != blue_chroma[row, column]
                blue_chroma[row, column] = value
                value = (28784 * red - 26145 * green - 2639 * blue + 8421376) >> 16
                changed += value != red_chroma[row, column]
                red_chroma[row, column] = value
    return changed


def to_gbr(
    words: cython.uint[:, :: cython.view.contiguous],
    green_plane: cython.uchar[:, :: cython.view.contiguous],
    blue_plane: cython.uchar[:, :: cython.view.contiguous],
    red_plane: cython.uchar[:, :: cython.view.contiguous],
    x: cython.Py_ssize_t,
    y: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Split into planes of green, blue and red: exact."""
    row: cython.Py_ssize_t
    column: cython.Py_ssize_t
    word: cython.uint
    value: cython.uchar
    changed: cython.Py_ssize_t = 0
    row_changed: cython.int

    if x < 0 or y < 0 or width < 0 or height < 0:
        return -1
    if width > words.shape[1] - x or height > words.shape[0] - y:
        return -1
    if green_plane.shape[0] < words.shape[0] or green_plane.shape[1] < words.shape[1]:
        return -1
    if blue_plane.shape[0] < words.shape[0] or blue_plane.shape[1] < words.shape[1]:
        return -1
    if red_plane.shape[0] < words.shape[0] or red_plane.shape[1] < words.shape[1]:
        return -1

    with cython.nogil:
        for row in range(y, y + height):
            row_changed = 0
            for column in range(x, x + width):
                word = words[row, column]
                value = word & 0xFF
                row_changed += value != blue_plane[row, column]
                blue_plane[row, column] = value
                value = word >> 8 & 0xFF
                row_changed += value != green_plane[row, column]
                green_plane[row, column] = value
                value = word >> 16 & 0xFF
                row_changed += value != red_plane[row, column]
                red_plane[row, column] = value
            changed += row_changed
    return changed
