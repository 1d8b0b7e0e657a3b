from libc.string cimport memcpy, memset

cdef extern from *:
    """
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    #define VW_LITTLE_ENDIAN 1
    #else
    #define VW_LITTLE_ENDIAN 0
    #endif
    """
    const bint IS_LITTLE_ENDIAN "VW_LITTLE_ENDIAN"

cdef Py_ssize_t _LITERALS, _LITERALS_ROOM, _DISTANCES, _DISTANCES_ROOM, _LENGTHS, _LENGTHS_ROOM, _FIXED_LITERALS, _FIXED_DISTANCES, _ROOTS
cdef Py_ssize_t WORDS, _LITERAL_MEANINGS, _DISTANCE_MEANINGS, _LENGTH_MEANINGS, _COUNTS, _STARTS, _SORTED, _CODE
cdef const unsigned char *_ORDER

cpdef Py_ssize_t inflate(
    const unsigned char *source, Py_ssize_t start, Py_ssize_t end, unsigned char *output,
    Py_ssize_t begin, Py_ssize_t limit, unsigned int[::1] tables,
) except -9
