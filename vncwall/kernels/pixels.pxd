from cython cimport view as layout

cpdef fill(unsigned int[:, ::layout.contiguous] view, unsigned int word)
cpdef Py_ssize_t copy_bgrx(
    bytes source, Py_ssize_t offset, unsigned int[:, ::layout.contiguous] view
) except -2
cpdef Py_ssize_t copy_rgb(
    bytes source, Py_ssize_t offset, unsigned int[:, ::layout.contiguous] view
) except -2
cpdef Py_ssize_t look_up_8(
    bytes source, Py_ssize_t offset, const unsigned int[::1] table,
    unsigned int[:, ::layout.contiguous] view,
) except -2
cpdef Py_ssize_t look_up_16(
    bytes source, Py_ssize_t offset, const unsigned int[::1] table,
    unsigned int[:, ::layout.contiguous] view,
) except -2
