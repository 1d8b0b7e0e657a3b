# Rows of pixels, with vector instructions where the processor has them (ADR 69). The kernels that
# call these have the same as loops for the interpreter, which say what is meant.
#
# `readable`: bytes from `from` on that may be looked at, at least those of the pixels.

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #if defined(__x86_64__) && defined(__GNUC__)
    #include <immintrin.h>
    #define VW_AVX2 __attribute__((target("avx2"))) static
    #define VW_HAS_AVX2 __builtin_cpu_supports("avx2")

    VW_AVX2 Py_ssize_t vw_fill_avx2(unsigned int *to, Py_ssize_t count, unsigned int word)
    {
        const __m256i words = _mm256_set1_epi32((int)word);
        Py_ssize_t x = 0;
        for (; x + 8 <= count; x += 8)
            _mm256_storeu_si256((__m256i *)(to + x), words);
        return x;
    }

    /* Eight pixels of three bytes: the first four into the lower half, then each to its word. */
    VW_AVX2 Py_ssize_t vw_three_avx2(
        const unsigned char *from, Py_ssize_t readable, unsigned int *to, Py_ssize_t count,
        int is_rgb)
    {
        const __m256i halves = _mm256_setr_epi32(0, 1, 2, 3, 3, 4, 5, 6);
        const __m256i bgr = _mm256_setr_epi8(
            0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1,
            0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1);
        const __m256i rgb = _mm256_setr_epi8(
            2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1,
            2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1);
        const __m256i order = is_rgb ? rgb : bgr;
        const __m256i alpha = _mm256_set1_epi32((int)0xFF000000);
        Py_ssize_t x = 0;
        for (; x + 8 <= count && 3 * x + 32 <= readable; x += 8) {
            __m256i bytes = _mm256_loadu_si256((const __m256i *)(from + 3 * x));
            bytes = _mm256_shuffle_epi8(_mm256_permutevar8x32_epi32(bytes, halves), order);
            _mm256_storeu_si256((__m256i *)(to + x), _mm256_or_si256(bytes, alpha));
        }
        return x;
    }

    VW_AVX2 Py_ssize_t vw_bits_avx2(
        const unsigned char *from, unsigned int *to, Py_ssize_t count, unsigned int zero,
        unsigned int one)
    {
        const __m256i bits = _mm256_setr_epi32(128, 64, 32, 16, 8, 4, 2, 1);
        const __m256i zeros = _mm256_set1_epi32((int)zero), ones = _mm256_set1_epi32((int)one);
        Py_ssize_t x = 0;
        for (; x + 8 <= count; x += 8) {
            __m256i is_one = _mm256_and_si256(_mm256_set1_epi32(from[x >> 3]), bits);
            is_one = _mm256_cmpeq_epi32(is_one, bits);
            _mm256_storeu_si256((__m256i *)(to + x), _mm256_blendv_epi8(zeros, ones, is_one));
        }
        return x;
    }
    #else
    #define VW_HAS_AVX2 0
    #define vw_fill_avx2(to, count, word) 0
    #define vw_three_avx2(from, readable, to, count, is_rgb) 0
    #define vw_bits_avx2(from, to, count, zero, one) 0
    #endif

    static inline void vw_fill_words(unsigned int *to, Py_ssize_t count, unsigned int word)
    {
        Py_ssize_t x = count >= 16 && VW_HAS_AVX2 ? vw_fill_avx2(to, count, word) : 0;
        for (; x < count; x++)
            to[x] = word;
    }

    static inline void vw_words_of_bgr(
        const unsigned char *from, Py_ssize_t readable, unsigned int *to, Py_ssize_t count)
    {
        Py_ssize_t x = VW_HAS_AVX2 ? vw_three_avx2(from, readable, to, count, 0) : 0;
        for (from += 3 * x; x < count; x++, from += 3)
            to[x] = from[0] | from[1] << 8 | from[2] << 16 | 0xFF000000u;
    }

    static inline void vw_words_of_rgb(
        const unsigned char *from, Py_ssize_t readable, unsigned int *to, Py_ssize_t count)
    {
        Py_ssize_t x = VW_HAS_AVX2 ? vw_three_avx2(from, readable, to, count, 1) : 0;
        for (from += 3 * x; x < count; x++, from += 3)
            to[x] = from[2] | from[1] << 8 | from[0] << 16 | 0xFF000000u;
    }

    static inline void vw_words_of_bits(
        const unsigned char *from, unsigned int *to, Py_ssize_t count, unsigned int zero,
        unsigned int one)
    {
        Py_ssize_t x = VW_HAS_AVX2 ? vw_bits_avx2(from, to, count, zero, one) : 0;
        for (; x < count; x++)
            to[x] = from[x >> 3] >> (7 - (x & 7)) & 1 ? one : zero;
    }

    /* Eight bits become eight bytes by arithmetic: byte n of `set` is 255 where bit 7 - n is. */
    static inline void vw_indices_of_bits(
        const unsigned char *from, unsigned char *to, Py_ssize_t count, unsigned int zero,
        unsigned int one)
    {
        const uint64_t each = 0x0101010101010101u, low = 0x7F7F7F7F7F7F7F7Fu;
        const uint64_t zeros = each * (zero & 255), ones = each * (one & 255);
        Py_ssize_t x = 0;
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        for (; x + 8 <= count; x += 8) {
            uint64_t set = (each * from[x >> 3]) & 0x0102040810204080u;
            set = (((set + low) >> 7) & each) * 255;
            set = (ones & set) | (zeros & ~set);
            memcpy(to + x, &set, 8);
        }
    #endif
        for (; x < count; x++)
            to[x] = (unsigned char)(from[x >> 3] >> (7 - (x & 7)) & 1 ? one : zero);
    }
    """
    void fill_words "vw_fill_words"(
        unsigned int *to, Py_ssize_t count, unsigned int word) noexcept nogil
    void words_of_bgr "vw_words_of_bgr"(
        const unsigned char *from_, Py_ssize_t readable, unsigned int *to, Py_ssize_t count) noexcept nogil
    void words_of_rgb "vw_words_of_rgb"(
        const unsigned char *from_, Py_ssize_t readable, unsigned int *to, Py_ssize_t count) noexcept nogil
    void words_of_bits "vw_words_of_bits"(
        const unsigned char *from_, unsigned int *to, Py_ssize_t count, unsigned int zero,
        unsigned int one) noexcept nogil
    void indices_of_bits "vw_indices_of_bits"(
        const unsigned char *from_, unsigned char *to, Py_ssize_t count, unsigned int zero,
        unsigned int one) noexcept nogil
