from cython cimport view as layout
from libc.string cimport memcpy
from vncwall.kernels.pixels cimport Pixel

cpdef Py_ssize_t draw(
    const unsigned char *data, Py_ssize_t start, Py_ssize_t end, unsigned int[::1] state,
    Py_ssize_t side, int size, const Pixel[::1] table,
    Pixel[:, ::layout.contiguous] view,
) except? -99
