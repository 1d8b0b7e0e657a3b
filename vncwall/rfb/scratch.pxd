cdef Py_ssize_t _KEPT_BYTES, _STEP
cdef list _free

cpdef bytearray borrow(Py_ssize_t size)
cpdef give_back(bytearray buffer)
