cimport cython

cdef Py_ssize_t _BLOCK

@cython.locals(
    x=Py_ssize_t, y=Py_ssize_t, width=Py_ssize_t, height=Py_ssize_t,
    rows=Py_ssize_t, columns=Py_ssize_t,
    row=Py_ssize_t, last_row=Py_ssize_t, column=Py_ssize_t, last_column=Py_ssize_t,
)
cpdef mark(unsigned int[:, ::1] numbers, rects, unsigned int serial)

@cython.locals(
    rows=Py_ssize_t, columns=Py_ssize_t, row=Py_ssize_t, column=Py_ssize_t, first=Py_ssize_t,
)
cpdef changed_rects(const unsigned int[:, ::1] numbers, unsigned long long since, size)
