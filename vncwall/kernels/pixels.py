# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from pixels.pxd
"""Whole rectangles of wire pixels into canonical words, or into indices of 256 colours.

Every function but `colour` fills `view`, a (height, width) rectangle of a framebuffer whose rows
need not be adjacent, from ``source[start:end]``, rows top to bottom, and returns the bytes it
consumed, or -1 when they are not the whole rectangle; nothing is written then. Nothing outside
them is looked at.

A `Pixel` is a canonical word or, in an indexed framebuffer, a byte: then `table` holds bytes, too,
each its own index.
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
def _load(data: cython.p_const_uchar, at: cython.Py_ssize_t) -> cython.uint:
    """Return the four bytes at `at` as a little-endian number, wherever they stand."""
    word: cython.uint
    if cython.compiled:
        memcpy(cython.address(word), data + at, 4)  # one instruction; shifted bytes are eight
    else:
        word = int.from_bytes(data[at : at + 4], "little")
    return word


def _rgb(data: bytes, at: int) -> int:
    """Return the word of the pixel at `at` whose bytes are R, G, B; when interpreted."""
    return int.from_bytes(data[at : at + 3], "big") | 0xFF000000


def fill(view: Pixel[:, :: cython.view.contiguous], word: cython.uint) -> None:
    """Set every pixel to `word`: canonical, or an index."""
    width: cython.Py_ssize_t = view.shape[1]
    y: cython.Py_ssize_t
    x: cython.Py_ssize_t
    with cython.nogil:
        for y in range(view.shape[0]):
            if cython.compiled and Pixel is cython.uint:  # decided by the compiler
                fill_words(cython.address(view[y, 0]), width, word)
            else:
                for x in range(width):
                    view[y, x] = word


def copy_bgrx(
    source: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    view: cython.uint[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Copy 4-byte pixels B, G, R, ignored; alpha becomes 255."""
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    at: cython.Py_ssize_t = start
    alpha: cython.uint = 0xFF000000
    y: cython.Py_ssize_t
    x: cython.Py_ssize_t
    if end - start < 4 * width * height:
        return -1
    with cython.nogil:
        for y in range(height):
            for x in range(width):
                view[y, x] = _load(source, at + 4 * x) | alpha
            at += 4 * width
    return at - start


def copy_bgr(
    source: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    view: cython.uint[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Copy 3-byte pixels B, G, R (CPIXELs); alpha becomes 255."""
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    at: cython.Py_ssize_t = start
    y: cython.Py_ssize_t
    x: cython.Py_ssize_t
    if end - start < 3 * width * height:
        return -1
    with cython.nogil:
        for y in range(height):
            if cython.compiled:
                words_of_bgr(source + at, end - at, cython.address(view[y, 0]), width)
            else:
                for x in range(width):
                    view[y, x] = _load(source, at + 3 * x) & 0xFFFFFF | 0xFF000000
            at += 3 * width
    return at - start


def copy_rgb(
    source: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    view: cython.uint[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Copy 3-byte pixels R, G, B (TPIXELs); alpha becomes 255."""
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    at: cython.Py_ssize_t = start
    y: cython.Py_ssize_t
    x: cython.Py_ssize_t
    if end - start < 3 * width * height:
        return -1
    with cython.nogil:
        for y in range(height):
            if cython.compiled:
                words_of_rgb(source + at, end - at, cython.address(view[y, 0]), width)
            else:
                for x in range(width):
                    view[y, x] = _rgb(source, at + 3 * x)
            at += 3 * width
    return at - start


def look_up_8(
    source: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    table: cython.const[Pixel][::1],
    view: Pixel[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Replace each byte by its entry of `table`, which has at least 256; indices are copied."""
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    at: cython.Py_ssize_t = start
    zero: cython.uint
    one: cython.uint
    two: cython.uint
    three: cython.uint
    y: cython.Py_ssize_t
    x: cython.Py_ssize_t
    i: cython.Py_ssize_t
    if table.shape[0] < 256:
        raise ValueError("a table for bytes has 256 entries")
    if end - start < width * height:
        return -1
    with cython.nogil:
        for y in range(height):
            if cython.compiled and Pixel is cython.uchar:  # decided by the compiler
                memcpy(cython.address(view[y, 0]), source + at, width)
                at += width
                continue
            x = 0
            while x + 4 <= width:
                # All loads before the stores: what is stored might be the table, to the compiler.
                zero = table[source[at]]
                one = table[source[at + 1]]
                two = table[source[at + 2]]
                three = table[source[at + 3]]
                view[y, x] = zero
                view[y, x + 1] = one
                view[y, x + 2] = two
                view[y, x + 3] = three
                at += 4
                x += 4
            for i in range(x, width):
                view[y, i] = table[source[at]]
                at += 1
    return at - start


def look_up_16(
    source: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    table: cython.const[cython.uint][::1],
    view: cython.uint[:, :: cython.view.contiguous],
) -> cython.Py_ssize_t:
    """Replace each little-endian 16-bit value by its entry of `table`, which has 65536."""
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    at: cython.Py_ssize_t = start
    y: cython.Py_ssize_t
    x: cython.Py_ssize_t
    if table.shape[0] < 65536:
        raise ValueError("a table for 16-bit values has 65536 entries")
    if end - start < 2 * width * height:
        return -1
    with cython.nogil:
        for y in range(height):
            for x in range(width):
                view[y, x] = table[source[at + 2 * x] | source[at + 2 * x + 1] << 8]
            at += 2 * width
    return at - start


def colour(
    source: cython.const[cython.uchar][:, :: cython.view.contiguous],
    colours: cython.const[cython.uint][::1],
    view: cython.uint[:, :: cython.view.contiguous],
) -> None:
    """Write the words of the indices in `source` to `view`, which has the same shape.

    Raises:
        ValueError: the shapes differ, or there are fewer than 256 colours.
    """
    height: cython.Py_ssize_t = view.shape[0]
    width: cython.Py_ssize_t = view.shape[1]
    zero: cython.uint
    one: cython.uint
    two: cython.uint
    three: cython.uint
    y: cython.Py_ssize_t
    x: cython.Py_ssize_t
    i: cython.Py_ssize_t
    if source.shape[0] != height or source.shape[1] != width or colours.shape[0] < 256:
        raise ValueError("as many indices as words, and 256 colours, are needed")
    with cython.nogil:
        for y in range(height):
            x = 0
            while x + 4 <= width:
                zero = colours[source[y, x]]
                one = colours[source[y, x + 1]]
                two = colours[source[y, x + 2]]
                three = colours[source[y, x + 3]]
                view[y, x] = zero
                view[y, x + 1] = one
                view[y, x + 2] = two
                view[y, x + 3] = three
                x += 4
            for i in range(x, width):
                view[y, i] = colours[source[y, i]]
