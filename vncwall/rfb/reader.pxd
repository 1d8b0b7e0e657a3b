cimport cython

cdef class ByteReader:
    cdef public bytearray buffer
    cdef public Py_ssize_t start
    cdef public Py_ssize_t available
    cdef public Py_ssize_t wanted
    cdef public Py_ssize_t total

    @cython.locals(data="char *", start=Py_ssize_t, end=Py_ssize_t)
    cpdef bytes take(self, Py_ssize_t size)
    cpdef skip(self, Py_ssize_t size)
