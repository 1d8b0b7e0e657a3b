cimport cython

@cython.locals(
    source_width=Py_ssize_t, source_height=Py_ssize_t, width=Py_ssize_t, height=Py_ssize_t,
    x=Py_ssize_t, y=Py_ssize_t, rect_width=Py_ssize_t, rect_height=Py_ssize_t,
    left=Py_ssize_t, top=Py_ssize_t, right=Py_ssize_t, bottom=Py_ssize_t,
    other_left=Py_ssize_t, other_top=Py_ssize_t, other_right=Py_ssize_t, other_bottom=Py_ssize_t,
    joined_left=Py_ssize_t, joined_top=Py_ssize_t, joined_right=Py_ssize_t,
    joined_bottom=Py_ssize_t, area=Py_ssize_t, other_area=Py_ssize_t, joined=Py_ssize_t,
    index=Py_ssize_t, last=Py_ssize_t, result=list,
)
cpdef list cover(damage, source, reduced)
