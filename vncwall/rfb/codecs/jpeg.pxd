cimport cython
from cython cimport view as layout
from vncwall.rfb.scratch cimport borrow, give_back

# The TurboJPEG 2 interface (turbojpeg.h), which version 3 has as well.
ctypedef struct Functions:
    void *(*open)() noexcept nogil
    int (*read_header)(
        void *handle, const unsigned char *data, unsigned long size,
        int *width, int *height, int *subsampling, int *colourspace,
    ) noexcept nogil
    int (*decompress)(
        void *handle, const unsigned char *data, unsigned long size, unsigned int *target,
        int width, int pitch, int height, int pixel_format, int flags,
    ) noexcept nogil
    char *(*error)(void *handle) noexcept nogil
    int (*close)(void *handle) noexcept nogil

cdef Functions _functions
cdef int _BGRA
cdef int _LIMIT_SCANS

@cython.locals(size=Py_ssize_t, data=bytes, buffer=bytearray, picture="unsigned int[:, :]")
cpdef draw_jpeg(
    const unsigned char *source, Py_ssize_t start, Py_ssize_t end,
    unsigned int[:, ::layout.contiguous] view,
)

@cython.locals(
    handle="void *", data="const unsigned char *", size=Py_ssize_t, width=int, height=int,
    got_width=int, named=Py_ssize_t, got_height=int, subsampling=int, colourspace=int, status=int, fits=bint,
    target="unsigned int *", pitch=int, reason=str,
)
cdef int _draw_native(
    const unsigned char *source, Py_ssize_t start, Py_ssize_t end,
    unsigned int[:, ::layout.contiguous] view,
) except -1

@cython.locals(at=Py_ssize_t, kind=int, width=Py_ssize_t)
cpdef Py_ssize_t _size_in(const unsigned char *data, Py_ssize_t start, Py_ssize_t end)

@cython.locals(table="size_t *")
cpdef _set_functions(
    size_t open_, size_t read_header, size_t decompress, size_t error, size_t close
)
