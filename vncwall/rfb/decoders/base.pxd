from vncwall.framebuffer.framebuffer cimport Framebuffer
from vncwall.rfb.reader cimport ByteReader

cdef class Decoder:
    cdef object _limits
    cdef readonly Py_ssize_t compressed_limit
    cdef object _translation
    cdef readonly int pixel_size
    cdef readonly int cpixel_size
    cdef readonly int tpixel_size
    cdef readonly unsigned int blank
    cdef const unsigned int[::1] table
    cdef const unsigned char[::1] index_table

    cpdef bint decode_buffered(
        self, Py_ssize_t x, Py_ssize_t y, Py_ssize_t width, Py_ssize_t height,
        ByteReader reader, Framebuffer framebuffer,
    ) except -1
