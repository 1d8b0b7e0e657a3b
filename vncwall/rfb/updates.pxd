from vncwall.framebuffer.framebuffer cimport Framebuffer
from vncwall.rfb.decoders.base cimport Decoder
from vncwall.rfb.reader cimport ByteReader

cdef Py_ssize_t _HEADER_SIZE
