cimport cython
from cython cimport view as layout
from vncwall.framebuffer.framebuffer cimport Framebuffer
from vncwall.kernels cimport pixels, tight
from vncwall.rfb.decoders.base cimport Decoder
from vncwall.rfb.inflate cimport InflateStream
from vncwall.rfb.reader cimport ByteReader

cdef int _INCOMPLETE, _FILL, _JPEG, _COPY, _PALETTE, _UNCOMPRESSED
cdef Py_ssize_t _PALETTE_AT

cdef class TightDecoder(Decoder):
    cdef tuple _streams
    cdef unsigned int[::1] _palette

    @cython.locals(
        size=int, start=Py_ssize_t, kind=int, resets=int, number=int, colours=Py_ssize_t,
        header_size=Py_ssize_t, length=Py_ssize_t, expected=Py_ssize_t, n=int, payload=bytes,
        consumed=Py_ssize_t, view="unsigned int[:, ::layout.contiguous]",
    )
    cpdef bint decode_buffered(
        self, Py_ssize_t x, Py_ssize_t y, Py_ssize_t width, Py_ssize_t height,
        ByteReader reader, Framebuffer framebuffer,
    ) except -1
