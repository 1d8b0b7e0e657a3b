# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from rre.pxd
"""The subrectangles of RRE and CoRRE (RFC 6143, 7.7.3)."""

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
def _word(
    data: cython.p_const_uchar,
    at: cython.Py_ssize_t,
    size: cython.int,
    table: cython.const[Pixel][::1],
) -> cython.uint:
    """Return the canonical word of the PIXEL at `at`; the table's length was checked."""
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


def draw(
    data: bytes,
    wide: cython.bint,
    size: cython.int,
    table: cython.const[Pixel][::1],
    view: Pixel[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Fill the subrectangles in `data` and return their number.

    Args:
        data: whole subrectangles: PIXEL, x, y, width, height.
        wide: 16-bit coordinates (RRE) instead of 8-bit ones (CoRRE).
        size: bytes of a PIXEL: 1, 2 (both looked up in `table`) or 4 (canonical).
        table: canonical word of every value of a small PIXEL.
        view: the rectangle.

    Returns:
        The number drawn, or -1 - n when subrectangle n reaches outside the rectangle.
    """
    source: cython.p_const_uchar = data
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    step: cython.Py_ssize_t = size + (8 if wide else 4)
    count: cython.Py_ssize_t = len(data) // step
    outside: cython.Py_ssize_t = -1
    n: cython.Py_ssize_t
    at: cython.Py_ssize_t
    left: cython.Py_ssize_t
    top: cython.Py_ssize_t
    right: cython.Py_ssize_t
    bottom: cython.Py_ssize_t
    x: cython.Py_ssize_t
    y: cython.Py_ssize_t
    word: cython.uint
    if size != 4 and (size not in (1, 2) or table.shape[0] < 1 << 8 * size):
        raise ValueError("a PIXEL of 1 or 2 bytes needs a table with all its values")
    with cython.nogil:
        for n in range(count):
            at = n * step
            word = _word(source, at, size, table)
            at += size
            if wide:
                left = source[at] << 8 | source[at + 1]
                top = source[at + 2] << 8 | source[at + 3]
                right = left + (source[at + 4] << 8 | source[at + 5])
                bottom = top + (source[at + 6] << 8 | source[at + 7])
            else:
                left = source[at]
                top = source[at + 1]
                right = left + source[at + 2]
                bottom = top + source[at + 3]
            if right > width or bottom > height:
                outside = n
                break
            for y in range(top, bottom):
                for x in range(left, right):
                    view[y, x] = word
    return count if outside < 0 else -1 - outside
