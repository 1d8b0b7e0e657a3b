cdef class InflateStream:
    cdef public str name
    cdef object _decompress
    cdef object _stream
    cdef Py_ssize_t _ratio

    cpdef reset(self)
    cpdef bytes inflate(self, bytes data, Py_ssize_t size)
    cpdef bytes inflate_at_most(self, bytes data, Py_ssize_t size)
