from cython cimport view as layout

cdef class Framebuffer:
    cdef readonly object size
    cdef readonly object values
    cdef readonly object colours
    cdef readonly object damage
    cdef readonly bint is_indexed
    cdef readonly Py_ssize_t width
    cdef readonly Py_ssize_t height
    cdef unsigned int[:, ::layout.contiguous] memory
    cdef unsigned char[:, ::layout.contiguous] index_memory
