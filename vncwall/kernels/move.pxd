from cython cimport view as layout
from libc.string cimport memmove
from vncwall.kernels.pixels cimport Pixel

cpdef move(
    Pixel[:, ::layout.contiguous] values, Py_ssize_t left, Py_ssize_t top,
    Py_ssize_t x, Py_ssize_t y, Py_ssize_t width, Py_ssize_t height
)
