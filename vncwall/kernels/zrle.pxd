from cython cimport view as layout
from vncwall.kernels.pixels cimport Pixel
from vncwall.kernels.rows cimport fill_words, indices_of_bits, words_of_bgr, words_of_bits

cpdef Py_ssize_t draw(
    const unsigned char *data, Py_ssize_t start, Py_ssize_t end, unsigned int[::1] state,
    Py_ssize_t side, int size, const Pixel[::1] table,
    Pixel[:, ::layout.contiguous] view,
) except? -99
