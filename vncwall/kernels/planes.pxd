# Rows of words into rows of planes, with vector instructions where the processor has them (ADR 69).
# `kernels.yuv` has the same as loops for the interpreter, which say what is meant. Each returns how
# many samples became different.

cdef extern from *:
    """
    #if defined(__x86_64__) && defined(__GNUC__)
    #include <immintrin.h>
    #define VW_PLANES_AVX2 __attribute__((target("avx2,popcnt"))) static
    #define VW_PLANES_HAVE_AVX2 (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))

    /* Blue and red of eight words side by side as 16 bits each, and green beside zero. */
    #define VW_BLUE_RED(words) _mm256_and_si256(words, _mm256_set1_epi32(0x00FF00FF))
    #define VW_GREEN(words) \\
        _mm256_and_si256(_mm256_srli_epi32(words, 8), _mm256_set1_epi32(0xFF))
    /* Two factors of 16 bits for each word: of blue and red, of green and nothing. */
    #define VW_PAIR(low, high) \\
        _mm256_set1_epi32((int)((unsigned)(high) << 16 | ((unsigned)(low) & 0xFFFF)))

    /* 32 sums of 32 bits, each below 256, as bytes in their order. */
    VW_PLANES_AVX2 inline __m256i vw_bytes_of(__m256i a, __m256i b, __m256i c, __m256i d)
    {
        const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
        const __m256i bytes =
            _mm256_packus_epi16(_mm256_packus_epi32(a, b), _mm256_packus_epi32(c, d));
        return _mm256_permutevar8x32_epi32(bytes, order);
    }

    VW_PLANES_AVX2 inline Py_ssize_t vw_put_32(unsigned char *to, __m256i bytes)
    {
        const __m256i before = _mm256_loadu_si256((const __m256i *)to);
        const unsigned same = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(before, bytes));
        if (same == 0xFFFFFFFFu)
            return 0;
        _mm256_storeu_si256((__m256i *)to, bytes);
        return __builtin_popcount(~same);
    }

    VW_PLANES_AVX2 inline Py_ssize_t vw_put_16(unsigned char *to, __m256i first, __m256i second)
    {
        __m256i words = _mm256_permute4x64_epi64(_mm256_packus_epi32(first, second), 0xD8);
        const __m128i bytes = _mm256_castsi256_si128(
            _mm256_permute4x64_epi64(_mm256_packus_epi16(words, words), 0xD8));
        const __m128i before = _mm_loadu_si128((const __m128i *)to);
        const unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(before, bytes));
        if (same == 0xFFFFu)
            return 0;
        _mm_storeu_si128((__m128i *)to, bytes);
        return __builtin_popcount(~same & 0xFFFFu);
    }

    /* Green's factor is too large for 16 signed bits: half of it is taken twice. */
    VW_PLANES_AVX2 inline __m256i vw_luma_of(__m256i words)
    {
        const __m256i green = VW_GREEN(words);
        __m256i sum = _mm256_madd_epi16(VW_BLUE_RED(words), VW_PAIR(4064, 11966));
        sum = _mm256_add_epi32(
            sum, _mm256_madd_epi16(_mm256_or_si256(green, _mm256_slli_epi32(green, 16)),
                                   VW_PAIR(20127, 20127)));
        return _mm256_srli_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(1081344)), 16);
    }

    VW_PLANES_AVX2 Py_ssize_t vw_luma_avx2(
        const unsigned int *from, unsigned char *to, Py_ssize_t count, Py_ssize_t *changed)
    {
        Py_ssize_t x = 0;
        for (; x + 32 <= count; x += 32) {
            const __m256i *words = (const __m256i *)(from + x);
            *changed += vw_put_32(to + x, vw_bytes_of(
                vw_luma_of(_mm256_loadu_si256(words)), vw_luma_of(_mm256_loadu_si256(words + 1)),
                vw_luma_of(_mm256_loadu_si256(words + 2)),
                vw_luma_of(_mm256_loadu_si256(words + 3))));
        }
        return x;
    }

    VW_PLANES_AVX2 inline __m256i vw_chroma_of(
        __m256i blue_red, __m256i green, __m256i pair, __m256i factor, __m256i rest, int shift)
    {
        __m256i sum = _mm256_madd_epi16(blue_red, pair);
        sum = _mm256_add_epi32(_mm256_add_epi32(sum, rest), _mm256_madd_epi16(green, factor));
        return _mm256_srli_epi32(sum, shift);
    }

    #define VW_BLUE_PAIR VW_PAIR(28784, -6596)
    #define VW_BLUE_GREEN VW_PAIR(-22188, 0)
    #define VW_RED_PAIR VW_PAIR(-2639, 28784)
    #define VW_RED_GREEN VW_PAIR(-26145, 0)

    /* Sums of adjacent ones of sixteen, in their order. */
    VW_PLANES_AVX2 inline __m256i vw_pairs(__m256i first, __m256i second)
    {
        return _mm256_permute4x64_epi64(_mm256_hadd_epi32(first, second), 0xD8);
    }

    VW_PLANES_AVX2 Py_ssize_t vw_chroma_avx2(
        const unsigned int *upper, const unsigned int *lower, unsigned char *blue,
        unsigned char *red, Py_ssize_t count, Py_ssize_t *changed)
    {
        const __m256i rest = _mm256_set1_epi32(33685504);
        Py_ssize_t x = 0;
        for (; x + 16 <= count; x += 16) {
            __m256i blues[2], reds[2];
            for (int half = 0; half < 2; half++) {
                const __m256i *above = (const __m256i *)(upper + 2 * x + 16 * half);
                const __m256i *below = (const __m256i *)(lower + 2 * x + 16 * half);
                const __m256i a = _mm256_loadu_si256(above), b = _mm256_loadu_si256(above + 1);
                const __m256i c = _mm256_loadu_si256(below), d = _mm256_loadu_si256(below + 1);
                const __m256i blue_red = vw_pairs(
                    _mm256_add_epi32(VW_BLUE_RED(a), VW_BLUE_RED(c)),
                    _mm256_add_epi32(VW_BLUE_RED(b), VW_BLUE_RED(d)));
                const __m256i green = vw_pairs(
                    _mm256_add_epi32(VW_GREEN(a), VW_GREEN(c)),
                    _mm256_add_epi32(VW_GREEN(b), VW_GREEN(d)));
                blues[half] =
                    vw_chroma_of(blue_red, green, VW_BLUE_PAIR, VW_BLUE_GREEN, rest, 18);
                reds[half] = vw_chroma_of(blue_red, green, VW_RED_PAIR, VW_RED_GREEN, rest, 18);
            }
            *changed += vw_put_16(blue + x, blues[0], blues[1]);
            *changed += vw_put_16(red + x, reds[0], reds[1]);
        }
        return x;
    }

    VW_PLANES_AVX2 Py_ssize_t vw_colours_avx2(
        const unsigned int *from, unsigned char *blue, unsigned char *red, Py_ssize_t count,
        Py_ssize_t *changed)
    {
        const __m256i rest = _mm256_set1_epi32(8421376);
        Py_ssize_t x = 0;
        for (; x + 32 <= count; x += 32) {
            __m256i blues[4], reds[4];
            for (int part = 0; part < 4; part++) {
                const __m256i words = _mm256_loadu_si256((const __m256i *)(from + x) + part);
                const __m256i both = VW_BLUE_RED(words), green = VW_GREEN(words);
                blues[part] = vw_chroma_of(both, green, VW_BLUE_PAIR, VW_BLUE_GREEN, rest, 16);
                reds[part] = vw_chroma_of(both, green, VW_RED_PAIR, VW_RED_GREEN, rest, 16);
            }
            *changed += vw_put_32(blue + x, vw_bytes_of(blues[0], blues[1], blues[2], blues[3]));
            *changed += vw_put_32(red + x, vw_bytes_of(reds[0], reds[1], reds[2], reds[3]));
        }
        return x;
    }
    #else
    #define VW_PLANES_HAVE_AVX2 0
    #define vw_luma_avx2(from, to, count, changed) 0
    #define vw_chroma_avx2(upper, lower, blue, red, count, changed) 0
    #define vw_colours_avx2(from, blue, red, count, changed) 0
    #endif

    static inline Py_ssize_t vw_put(unsigned char *to, int value)
    {
        Py_ssize_t changed = *to != value;
        *to = (unsigned char)value;
        return changed;
    }

    static inline Py_ssize_t vw_luma_row(
        const unsigned int *from, unsigned char *to, Py_ssize_t count)
    {
        Py_ssize_t changed = 0;
        Py_ssize_t x = VW_PLANES_HAVE_AVX2 ? vw_luma_avx2(from, to, count, &changed) : 0;
        for (; x < count; x++) {
            const int blue = from[x] & 255, green = from[x] >> 8 & 255, red = from[x] >> 16 & 255;
            changed += vw_put(to + x, (11966 * red + 40254 * green + 4064 * blue + 1081344) >> 16);
        }
        return changed;
    }

    static inline Py_ssize_t vw_chroma_row(
        const unsigned int *upper, const unsigned int *lower, unsigned char *blue_to,
        unsigned char *red_to, Py_ssize_t count)
    {
        Py_ssize_t changed = 0, x = 0;
        if (VW_PLANES_HAVE_AVX2)
            x = vw_chroma_avx2(upper, lower, blue_to, red_to, count, &changed);
        for (; x < count; x++) {
            const unsigned words[4] = {upper[2 * x], upper[2 * x + 1], lower[2 * x],
                                       lower[2 * x + 1]};
            int blue = 0, green = 0, red = 0;
            for (int which = 0; which < 4; which++) {
                blue += words[which] & 255;
                green += words[which] >> 8 & 255;
                red += words[which] >> 16 & 255;
            }
            changed += vw_put(
                blue_to + x, (28784 * blue - 22188 * green - 6596 * red + 33685504) >> 18);
            changed += vw_put(
                red_to + x, (28784 * red - 26145 * green - 2639 * blue + 33685504) >> 18);
        }
        return changed;
    }

    static inline Py_ssize_t vw_colour_row(
        const unsigned int *from, unsigned char *blue_to, unsigned char *red_to, Py_ssize_t count)
    {
        Py_ssize_t changed = 0, x = 0;
        if (VW_PLANES_HAVE_AVX2)
            x = vw_colours_avx2(from, blue_to, red_to, count, &changed);
        for (; x < count; x++) {
            const int blue = from[x] & 255, green = from[x] >> 8 & 255, red = from[x] >> 16 & 255;
            changed += vw_put(
                blue_to + x, (28784 * blue - 22188 * green - 6596 * red + 8421376) >> 16);
            changed += vw_put(
                red_to + x, (28784 * red - 26145 * green - 2639 * blue + 8421376) >> 16);
        }
        return changed;
    }
    """
    Py_ssize_t luma_row "vw_luma_row"(
        const unsigned int *from_, unsigned char *to, Py_ssize_t count) noexcept nogil
    # Each sample is the mean of two words of `upper` and two of `lower`.
    Py_ssize_t chroma_row "vw_chroma_row"(
        const unsigned int *upper, const unsigned int *lower, unsigned char *blue,
        unsigned char *red, Py_ssize_t count) noexcept nogil
    # Each sample is that of one word.
    Py_ssize_t colour_row "vw_colour_row"(
        const unsigned int *from_, unsigned char *blue, unsigned char *red,
        Py_ssize_t count) noexcept nogil
