cimport cython
from vncwall.framebuffer.framebuffer cimport Framebuffer
from vncwall.kernels cimport hextile
from vncwall.rfb.decoders.base cimport Decoder
from vncwall.rfb.reader cimport ByteReader

cdef Py_ssize_t _TILE, _BACKGROUND, _FOREGROUND

cdef class HextileDecoder(Decoder):
    cdef unsigned int[::1] _state

    cdef _begin(self)
    cdef bint _is_done(self, Py_ssize_t width, Py_ssize_t height)

    @cython.locals(data="const unsigned char *", start=Py_ssize_t, consumed=Py_ssize_t)
    cdef Py_ssize_t _draw_tiles(
        self, Py_ssize_t x, Py_ssize_t y, Py_ssize_t width, Py_ssize_t height,
        ByteReader reader, Framebuffer framebuffer,
    ) except -1

    @cython.locals(consumed=Py_ssize_t)
    cpdef bint decode_buffered(
        self, Py_ssize_t x, Py_ssize_t y, Py_ssize_t width, Py_ssize_t height,
        ByteReader reader, Framebuffer framebuffer,
    ) except -1
