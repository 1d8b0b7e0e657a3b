cimport cython
from vncwall.framebuffer.framebuffer cimport Framebuffer
from vncwall.kernels cimport move
from vncwall.rfb.decoders.base cimport Decoder
from vncwall.rfb.reader cimport ByteReader

cdef class CopyRectDecoder(Decoder):
    @cython.locals(
        data="const unsigned char *", start=Py_ssize_t, left=Py_ssize_t, top=Py_ssize_t,
    )
    cpdef bint decode_buffered(
        self, Py_ssize_t x, Py_ssize_t y, Py_ssize_t width, Py_ssize_t height,
        ByteReader reader, Framebuffer framebuffer,
    ) except -1
