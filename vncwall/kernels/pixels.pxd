from cython cimport view as layout
from libc.string cimport memcpy
from vncwall.kernels.rows cimport fill_words, words_of_bgr, words_of_rgb

# A pixel of a framebuffer: an index into 256 colours, or a canonical word.
ctypedef fused Pixel:
    unsigned char
    unsigned int

cpdef fill(Pixel[:, ::layout.contiguous] view, unsigned int word)
cpdef Py_ssize_t copy_bgrx(
    const unsigned char *source, Py_ssize_t start, Py_ssize_t end,
    unsigned int[:, ::layout.contiguous] view
) except -2
cpdef Py_ssize_t copy_rgb(
    const unsigned char *source, Py_ssize_t start, Py_ssize_t end,
    unsigned int[:, ::layout.contiguous] view
) except -2
cpdef Py_ssize_t look_up_8(
    const unsigned char *source, Py_ssize_t start, Py_ssize_t end,
    const Pixel[::1] table,
    Pixel[:, ::layout.contiguous] view,
) except -2
cpdef Py_ssize_t look_up_16(
    const unsigned char *source, Py_ssize_t start, Py_ssize_t end,
    const unsigned int[::1] table,
    unsigned int[:, ::layout.contiguous] view,
) except -2
