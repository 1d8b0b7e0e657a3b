cimport cython
from cython cimport view as layout
from vncwall.framebuffer.framebuffer cimport Framebuffer
from vncwall.kernels cimport pixels, tight
from vncwall.rfb.codecs.jpeg cimport draw_jpeg
from vncwall.rfb.decoders.base cimport Decoder
from vncwall.rfb.inflate cimport InflateStream
from vncwall.rfb.reader cimport ByteReader

cdef int _INCOMPLETE, _FILL, _JPEG, _COPY, _PALETTE, _GRADIENT, _UNCOMPRESSED
cdef Py_ssize_t _PALETTE_AT

cdef class TightDecoder(Decoder):
    cdef tuple _streams
    cdef unsigned int[::1] _palette

    @cython.locals(
        size=int, start=Py_ssize_t, kind=int, resets=int, number=int, colours=Py_ssize_t,
        header_size=Py_ssize_t, length=Py_ssize_t, expected=Py_ssize_t, n=int, at=Py_ssize_t,
        data=bytearray, stream=InflateStream,
    )
    cpdef bint decode_buffered(
        self, Py_ssize_t x, Py_ssize_t y, Py_ssize_t width, Py_ssize_t height,
        ByteReader reader, Framebuffer framebuffer,
    ) except -1

    @cython.locals(value=Py_ssize_t, word="unsigned int")
    cdef unsigned int _word(self, const unsigned char *data, Py_ssize_t at)

    @cython.locals(size=int, end=Py_ssize_t, consumed=Py_ssize_t)
    cdef int _draw(
        self, int kind, const unsigned char *data, Py_ssize_t at, Py_ssize_t length,
        const unsigned char *header, Py_ssize_t start, Py_ssize_t colours,
        unsigned int[:, ::layout.contiguous] view,
    ) except -1

    @cython.locals(end=Py_ssize_t, consumed=Py_ssize_t)
    cdef int _draw_indices(
        self, int kind, const unsigned char *data, Py_ssize_t at, Py_ssize_t length,
        const unsigned char *header, Py_ssize_t start, Py_ssize_t colours,
        unsigned char[:, ::layout.contiguous] view,
    ) except -1

    cdef Py_ssize_t _draw_gradient_16(
        self, const unsigned char *data, Py_ssize_t at, Py_ssize_t end,
        unsigned int[:, ::layout.contiguous] view,
    ) except -1
