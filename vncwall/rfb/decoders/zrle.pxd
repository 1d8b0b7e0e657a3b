cimport cython
from cython cimport view as layout
from vncwall.framebuffer.framebuffer cimport Framebuffer
from vncwall.kernels cimport zrle
from vncwall.rfb.decoders.base cimport Decoder
from vncwall.rfb.inflate cimport InflateStream
from vncwall.rfb.reader cimport ByteReader

cdef Py_ssize_t _SIDE, _TILE

cdef class ZRLEDecoder(Decoder):
    cdef InflateStream _stream
    cdef unsigned int[::1] _state
    cdef object _history

    @cython.locals(
        data="const unsigned char *", tile_bytes="const unsigned char *", first=Py_ssize_t, start=Py_ssize_t, length=Py_ssize_t, size=int,
        tiles=Py_ssize_t, tile=Py_ssize_t, longest=Py_ssize_t, consumed=Py_ssize_t, inflated=bytearray, there=Py_ssize_t,
    )
    cpdef bint decode_buffered(
        self, Py_ssize_t x, Py_ssize_t y, Py_ssize_t width, Py_ssize_t height,
        ByteReader reader, Framebuffer framebuffer,
    ) except -1
