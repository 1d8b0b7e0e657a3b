# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
"""PNG row filters (RFC 2083, 6), undone."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled


def unfilter(
    data: cython.const[cython.uchar][::1],
    out: cython.uchar[:, ::1],
    step: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Undo the filters of all rows.

    Args:
        data: for each row of `out` a byte that names the filter, and the filtered bytes.
        out: (height, bytes of a row); filled.
        step: bytes of a pixel, at least 1: how far "left" is.

    Returns:
        Bytes consumed, or ``-1 - row`` for the first row whose filter is unknown.

    Raises:
        ValueError: `data` is too short, or `step` is not positive.
    """
    height: cython.Py_ssize_t = out.shape[0]
    size: cython.Py_ssize_t = out.shape[1]
    at: cython.Py_ssize_t = 0
    x: cython.Py_ssize_t
    y: cython.Py_ssize_t
    kind: cython.int
    left: cython.Py_ssize_t
    up: cython.Py_ssize_t
    corner: cython.Py_ssize_t
    guess: cython.Py_ssize_t
    to_left: cython.Py_ssize_t
    to_up: cython.Py_ssize_t
    to_corner: cython.Py_ssize_t
    if len(data) < (size + 1) * height or step < 1:
        raise ValueError("too little data for the rows, or no step")
    with cython.nogil:
        for y in range(height):
            kind = data[at]
            at += 1
            if kind > 4:
                at = -1 - y
                break
            for x in range(size):
                left = cython.cast(cython.Py_ssize_t, out[y, x - step]) if x >= step else 0
                up = cython.cast(cython.Py_ssize_t, out[y - 1, x]) if y > 0 else 0
                if kind == 0:
                    guess = 0
                elif kind == 1:
                    guess = left
                elif kind == 2:
                    guess = up
                elif kind == 3:
                    guess = (left + up) >> 1
                else:
                    corner = 0
                    if x >= step and y > 0:
                        corner = cython.cast(cython.Py_ssize_t, out[y - 1, x - step])
                    to_left = up - corner if up > corner else corner - up
                    to_up = left - corner if left > corner else corner - left
                    to_corner = left + up - corner - corner
                    to_corner = to_corner if to_corner > 0 else -to_corner
                    if to_left <= to_up and to_left <= to_corner:
                        guess = left
                    elif to_up <= to_corner:
                        guess = up
                    else:
                        guess = corner
                out[y, x] = (data[at + x] + guess) & 0xFF
            at += size
    return at
