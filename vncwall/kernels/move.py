# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from move.pxd
"""Pixels of a framebuffer that are somewhere else in it already (CopyRect)."""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled


def move(
    values: Pixel[:, :: cython.view.contiguous],
    left: cython.Py_ssize_t,
    top: cython.Py_ssize_t,
    x: cython.Py_ssize_t,
    y: cython.Py_ssize_t,
    width: cython.Py_ssize_t,
    height: cython.Py_ssize_t,
) -> None:
    """Copy the area of `width` x `height` at (`left`, `top`) to (`x`, `y`); the two may overlap.

    Rows are copied from the end towards which they move, so none is written before it was read.

    Raises:
        ValueError: one of the two reaches outside `values`.
    """
    n: cython.Py_ssize_t
    row: cython.Py_ssize_t
    if (
        min(left, top, x, y, width, height) < 0
        or max(left, x) + width > values.shape[1]
        or max(top, y) + height > values.shape[0]
    ):
        raise ValueError("an area to be moved reaches outside")
    if width == 0:
        return
    for n in range(height):
        row = n if y < top else height - 1 - n
        if cython.compiled:
            memmove(
                cython.address(values[y + row, x]),
                cython.address(values[top + row, left]),
                cython.cast(cython.size_t, width * values.strides[1]),
            )
        else:
            values[y + row, x : x + width] = values[top + row, left : left + width]
