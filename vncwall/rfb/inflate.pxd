cimport cython
from libc.string cimport memmove
from vncwall.kernels cimport deflate
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
    int (*reset)(ZngStream *stream, int window_bits) noexcept nogil
    int (*end)(ZngStream *stream) noexcept nogil
    int (*open)(ZngStream *stream, int window_bits, const char *version, int size) noexcept nogil
    int (*window)(ZngStream *stream, unsigned char *bytes, unsigned int *size) noexcept nogil
    int (*set_window)(ZngStream *stream, const unsigned char *bytes, unsigned int size) noexcept nogil
    const char *(*version)() noexcept nogil

cdef Functions _functions
cdef Py_ssize_t _RATIO_SLACK, _MOST_AT_ONCE, _ROOM, _SLACK, _FEW_BYTES
cdef unsigned int[::1] _tables
cdef bint _has_kernel
cdef int _WINDOW_BITS, _WINDOW_BYTES, _BETWEEN_BLOCKS, _SYNC_FLUSH, _STREAM_END, _OK, _NO_PROGRESS, _NOT_ALL, _TRAILER_BYTES

cdef class InflateStream:
    cdef public str name
    cdef readonly Py_ssize_t size
    cdef readonly Py_ssize_t start
    cdef readonly Py_ssize_t total
    cdef object _stream
    cdef bytes _tail
    cdef bint _is_flushed
    cdef Py_ssize_t _ratio
    cdef bint _is_open
    cdef bint _is_whole
    cdef bint _has_begun
    cdef bint _is_raw
    cdef bytearray _history
    cdef Py_ssize_t _filled
    cdef ZngStream _native

    cpdef reset(self)
    cpdef bytes inflate(self, bytes data, Py_ssize_t size)
    cpdef bytes inflate_at_most(self, bytes data, Py_ssize_t size)
    cpdef bytearray inflate_from(
        self, const unsigned char *source, Py_ssize_t start, Py_ssize_t length, Py_ssize_t size
    )
    @cython.locals(
        most=Py_ssize_t, is_bounded=bint, output=bytearray, data=bytes, result=bytes, blocks=bytearray
    )
    cpdef bytearray inflate_at_most_from(
        self, const unsigned char *source, Py_ssize_t start, Py_ssize_t length, Py_ssize_t size
    )
    cpdef give_back(self, bytearray output)
    @cython.locals(
        end=Py_ssize_t, room=Py_ssize_t, filled=Py_ssize_t, size=Py_ssize_t, kept=Py_ssize_t,
        history=bytearray, output=bytearray,
    )
    cdef bytearray _inflate_blocks(
        self, const unsigned char *source, Py_ssize_t start, Py_ssize_t length, Py_ssize_t most
    )
    @cython.locals(size=Py_ssize_t, start=Py_ssize_t, to="unsigned char *", origin="unsigned char *")
    cdef Py_ssize_t _move_window(self, bytearray source, bytearray destination) except -1
    @cython.locals(history=bytearray)
    cdef bytes _last_bytes(self)
    @cython.locals(window=bytes)
    cdef int _hand_over(self) except -1
    cdef bytes _inflate_object(self, bytes data, Py_ssize_t room)
    @cython.locals(left=Py_ssize_t, step=Py_ssize_t, status=int, stream="ZngStream *")
    cdef Py_ssize_t _inflate_native(
        self, const unsigned char *source, Py_ssize_t start, Py_ssize_t length,
        bytearray output, Py_ssize_t room,
    ) except -1
    @cython.locals(stream="ZngStream *", result=bytearray, length="unsigned int")
    cdef object _window_native(self)
    cdef int _open(self) except -1
    @cython.locals(stream="ZngStream *", status=int)
    cdef int _open_after(self, bytes window) except -1

@cython.locals(method=int, flags=int)
cdef bint _begins_stream(const unsigned char *source, Py_ssize_t start, Py_ssize_t length) except -1
@cython.locals(table="size_t *")
cpdef _set_functions(
    size_t inflate, size_t reset, size_t end, size_t open_, size_t window, size_t set_window,
    size_t version,
)
cpdef _use_kernel(bint used)
