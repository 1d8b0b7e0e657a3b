cimport cython
from vncwall.rfb.scratch cimport borrow, give_back

# zng_stream of zlib-ng 2.x (zlib-ng.h); its inflateInit2_ compares the size.
ctypedef struct ZngStream:
    const unsigned char *next_in
    unsigned int avail_in
    size_t total_in
    unsigned char *next_out
    unsigned int avail_out
    size_t total_out
    const char *msg
    void *state
    void *zalloc
    void *zfree
    void *opaque
    int data_type
    unsigned int adler
    unsigned long reserved

ctypedef struct Functions:
    int (*inflate)(ZngStream *stream, int flush) noexcept nogil
    int (*reset)(ZngStream *stream) noexcept nogil
    int (*end)(ZngStream *stream) noexcept nogil
    int (*open)(ZngStream *stream, int window_bits, const char *version, int size) noexcept nogil
    int (*window)(ZngStream *stream, unsigned char *bytes, unsigned int *size) noexcept nogil
    const char *(*version)() noexcept nogil

cdef Functions _functions
cdef Py_ssize_t _RATIO_SLACK, _MOST_AT_ONCE
cdef int _WINDOW_BITS, _WINDOW_BYTES, _BETWEEN_BLOCKS, _SYNC_FLUSH, _STREAM_END, _OK, _NO_PROGRESS

cdef class InflateStream:
    cdef public str name
    cdef readonly Py_ssize_t size
    cdef readonly Py_ssize_t total
    cdef object _stream
    cdef bytes _tail
    cdef bint _is_flushed
    cdef Py_ssize_t _ratio
    cdef bint _is_open
    cdef ZngStream _native

    cpdef reset(self)
    cpdef bytes inflate(self, bytes data, Py_ssize_t size)
    cpdef bytes inflate_at_most(self, bytes data, Py_ssize_t size)
    cpdef bytearray inflate_from(
        self, const unsigned char *source, Py_ssize_t start, Py_ssize_t length, Py_ssize_t size
    )
    @cython.locals(most=Py_ssize_t, is_bounded=bint, output=bytearray, data=bytes, result=bytes)
    cpdef bytearray inflate_at_most_from(
        self, const unsigned char *source, Py_ssize_t start, Py_ssize_t length, Py_ssize_t size
    )
    cdef bytes _inflate_object(self, bytes data, Py_ssize_t room)
    @cython.locals(left=Py_ssize_t, step=Py_ssize_t, status=int, stream="ZngStream *")
    cdef Py_ssize_t _inflate_native(
        self, const unsigned char *source, Py_ssize_t start, Py_ssize_t length,
        bytearray output, Py_ssize_t room,
    ) except -1
    @cython.locals(stream="ZngStream *", result=bytearray, length="unsigned int")
    cdef object _window_native(self)
    cdef int _open(self) except -1

@cython.locals(table="size_t *")
cpdef _set_functions(size_t inflate, size_t reset, size_t end, size_t open_, size_t window, size_t version)
