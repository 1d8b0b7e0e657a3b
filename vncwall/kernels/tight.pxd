from cython cimport view as layout
from vncwall.kernels.pixels cimport Pixel
from vncwall.kernels.rows cimport indices_of_bits, words_of_bits

cpdef (int, int, int, Py_ssize_t, Py_ssize_t, Py_ssize_t, Py_ssize_t) parse(
    const unsigned char *data, Py_ssize_t start, Py_ssize_t end,
    Py_ssize_t size, Py_ssize_t width, Py_ssize_t height,
)
cpdef Py_ssize_t draw_palette(
    const unsigned char *data, Py_ssize_t start, Py_ssize_t end,
    const unsigned char *colours, Py_ssize_t colours_at, Py_ssize_t count, int size,
    const Pixel[::1] table, unsigned int[::1] palette,
    Pixel[:, ::layout.contiguous] view,
) except -2
cpdef Py_ssize_t draw_gradient_rgb(
    const unsigned char *data, Py_ssize_t start, Py_ssize_t end,
    unsigned int[:, ::layout.contiguous] view,
) except -2
