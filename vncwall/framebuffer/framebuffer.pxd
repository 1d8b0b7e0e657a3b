from cython cimport view as layout

cdef class Framebuffer:
    cdef readonly object size
    cdef readonly object words
    cdef readonly object pixels
    cdef readonly object damage
    cdef readonly Py_ssize_t width
    cdef readonly Py_ssize_t height
    cdef unsigned int[:, ::layout.contiguous] memory
