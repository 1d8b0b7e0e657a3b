# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# ruff: noqa: F821 - compiled names from deflate.pxd
"""Inflating what one rectangle brings of a stream: blocks of DEFLATE (RFC 1951) that are all there.

A library for streams is ready to stop at any bit. Servers flush at the end of each rectangle, so
blocks begin and end at the borders of bytes and none is cut: then nothing has to be kept between
two calls but the last 32 KB, and those need not be copied where the output is their continuation.

A code is a table that the next bits of the input are looked up in. Its entries:

- bit 31: a literal, in bits 16 to 23.
- bit 15: neither a literal, a length nor a distance. With bit 14 what follows is in a second table,
  which begins at bits 16 to 30 and is looked up with as many bits as bits 8 to 11 say; with bit 13
  the block ends; with neither there is no such symbol.
- else: a length or distance, of which bits 16 to 30 are the least.
- bits 0 to 7: how many bits of the input belong to it, the extra bits of a length or distance
  counted; these come behind as many as bits 8 to 11 say.
"""

from __future__ import annotations

from array import array

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled

UNSUITED = -1
"""Malformed, cut inside a block, not ended at a byte's border, or the last of its stream."""
FULL = -2
"""More comes out than there is room for."""

SLACK = 320
"""Bytes behind the room for the output that may be overwritten: a step writes at most three
literals, a match of 258 bytes, and 31 more where it copies 32 at a time."""

# Where the parts of the tables are. The longest code of 288 symbols takes 2342 entries with a first
# table of 11 bits, one of 32 symbols 402 with 8 bits.
_LITERALS = 0
_LITERALS_ROOM = 2400
_DISTANCES = 2400
_DISTANCES_ROOM = 448
_LENGTHS = 2848
_LENGTHS_ROOM = 128
_FIXED_LITERALS = 2976
_FIXED_DISTANCES = 3488
_LITERAL_MEANINGS = 3520
_DISTANCE_MEANINGS = 3808
_LENGTH_MEANINGS = 3840
_COUNTS = 3872
_STARTS = 3888
_SORTED = 3904
_CODE = 4224
_ROOTS = 4704
WORDS = 4706
"""Size of the tables."""

_ORDER = b"\x10\x11\x12\x00\x08\x07\x09\x06\x0a\x05\x0b\x04\x0c\x03\x0d\x02\x0e\x01\x0f"
"""In which the lengths of the code of lengths come."""


def new_tables() -> array[int]:
    """Return tables for `inflate`: scratch but for the meanings of symbols and the fixed codes."""
    tables = array("I", bytes(4 * WORDS))
    for symbol in range(256):
        tables[_LITERAL_MEANINGS + symbol] = 1 << 31 | symbol << 16
    tables[_LITERAL_MEANINGS + 256] = 1 << 15 | 1 << 13
    least = 3
    for symbol in range(28):
        extra = max(0, symbol // 4 - 1)
        tables[_LITERAL_MEANINGS + 257 + symbol] = least << 16 | extra
        least += 1 << extra
    tables[_LITERAL_MEANINGS + 285] = 258 << 16
    least = 1
    for symbol in range(30):
        extra = max(0, symbol // 2 - 1)
        tables[_DISTANCE_MEANINGS + symbol] = least << 16 | extra
        least += 1 << extra
    for place in (
        _LITERAL_MEANINGS + 286,
        _LITERAL_MEANINGS + 287,
        _DISTANCE_MEANINGS + 30,
        _DISTANCE_MEANINGS + 31,
    ):
        tables[place] = 1 << 15
    for symbol in range(19):
        tables[_LENGTH_MEANINGS + symbol] = symbol << 16
    for symbol in range(288):
        length = 8 if symbol < 144 else 9 if symbol < 256 else 7 if symbol < 280 else 8
        tables[_CODE + symbol] = length
        tables[_CODE + 288 + symbol % 32] = 5
    _build(tables, _CODE, 288, _LITERAL_MEANINGS, _FIXED_LITERALS, 9, 512)
    _build(tables, _CODE + 288, 32, _DISTANCE_MEANINGS, _FIXED_DISTANCES, 5, 32)
    return tables


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _last(
    source: cython.p_const_uchar, end: cython.Py_ssize_t, at: cython.Py_ssize_t
) -> cython.ulonglong:
    """Return the bytes from `at` to `end`, at most eight, as a little-endian number."""
    word: cython.ulonglong = 0
    i: cython.Py_ssize_t
    for i in range(at, min(at + 8, end)):
        word |= cython.cast(cython.ulonglong, source[i]) << 8 * (i - at)
    return word


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _next(
    source: cython.p_const_uchar, end: cython.Py_ssize_t, at: cython.Py_ssize_t
) -> cython.ulonglong:
    """Return the eight bytes at `at` as a little-endian number, 0 for those beyond `end`."""
    word: cython.ulonglong
    if cython.compiled and IS_LITTLE_ENDIAN and at <= end - 8:
        memcpy(cython.address(word), source + at, 8)
        return word
    return _last(source, end, at)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _build(
    tables: cython.uint[::1],
    lengths: cython.Py_ssize_t,
    symbols: cython.Py_ssize_t,
    meanings: cython.Py_ssize_t,
    base: cython.Py_ssize_t,
    bits: cython.int,
    room: cython.Py_ssize_t,
) -> cython.int:
    """Make the table at `base` of a canonical code: of its symbols' lengths at `lengths`.

    Returns:
        How many bits to look up in it, at most `bits`; or 0: it is no code.
    """
    n: cython.Py_ssize_t
    i: cython.Py_ssize_t = 0
    k: cython.Py_ssize_t
    start: cython.Py_ssize_t = 0
    free: cython.Py_ssize_t
    step: cython.Py_ssize_t
    length: cython.int
    longest: cython.int = 15
    more: cython.int = 0
    root: cython.int
    left: cython.int = 1
    used: cython.int = 0
    space: cython.int
    count: cython.int
    code: cython.uint = 0
    bit: cython.uint
    prefix: cython.uint = 0
    entry: cython.uint
    has_prefix: cython.bint = False
    for n in range(16):
        tables[_COUNTS + n] = 0
    for n in range(symbols):
        tables[_COUNTS + tables[lengths + n]] += 1
    while longest and tables[_COUNTS + longest] == 0:
        longest -= 1
    tables[_STARTS + 1] = 0
    for length in range(1, 16):
        count = tables[_COUNTS + length]
        left = 2 * left - count
        if left < 0:
            return 0
        used += count
        if length < 15:
            tables[_STARTS + length + 1] = used
    if left > 0:
        # Some of the code is unused. A lone distance has one bit; without matches there is none.
        if longest > 1 or base != _DISTANCES:
            return 0
        tables[base] = tables[base + 1] = 1 << 15
        for n in range(symbols):
            if tables[lengths + n]:
                tables[base] = tables[meanings + n] + 0x101
        return 1
    for n in range(symbols):
        length = tables[lengths + n]
        if length:
            tables[_SORTED + tables[_STARTS + length]] = n
            tables[_STARTS + length] += 1
    # Codes are sent from their highest bit on, so the table has them mirrored. The table of each
    # length is that of the length before, twice, with its own codes laid over it.
    root = longest if longest < bits else bits
    for length in range(1, root + 1):
        count = tables[_COUNTS + length]
        for _ in range(count):
            tables[base + code] = tables[meanings + tables[_SORTED + i]] + length * 0x101
            i += 1
            bit = 1 << (length - 1)
            while code & bit:
                code ^= bit
                bit >>= 1
            code |= bit
        if length < root:
            step = 1 << length
            if cython.compiled:
                memcpy(
                    cython.address(tables[base + step]),
                    cython.address(tables[base]),
                    cython.cast(cython.size_t, 4 * step),
                )
            else:
                tables[base + step : base + 2 * step] = tables[base : base + step]
    free = 1 << root
    for length in range(root + 1, longest + 1):
        count = tables[_COUNTS + length]
        for n in range(count):
            if not has_prefix or code & ((1 << root) - 1) != prefix:
                has_prefix = True
                prefix = code & ((1 << root) - 1)
                start = free
                more = length - root
                space = count - n
                while space < 1 << more and root + more < 15:
                    more += 1
                    space = 2 * space + tables[_COUNTS + root + more]
                free += 1 << more
                if free > room:
                    return 0
                tables[base + prefix] = 1 << 15 | 1 << 14 | start << 16 | more << 8 | root
            entry = tables[meanings + tables[_SORTED + i]] + (length - root) * 0x101
            i += 1
            k = code >> root
            while k < 1 << more:
                tables[base + start + k] = entry
                k += 1 << (length - root)
            bit = 1 << (length - 1)
            while code & bit:
                code ^= bit
                bit >>= 1
            code |= bit
    return root


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def _read_codes(
    source: cython.p_const_uchar,
    end: cython.Py_ssize_t,
    position: cython.Py_ssize_t,
    tables: cython.uint[::1],
) -> cython.Py_ssize_t:
    """Make the tables of a block's own two codes, which begin at bit `position` of `source`.

    Returns:
        The bit after them, or 0: something is wrong with them.
    """
    at: cython.Py_ssize_t = position >> 3
    bits: cython.ulonglong = _next(source, end, at) >> (position & 7)
    count: cython.int
    literals: cython.Py_ssize_t
    distances: cython.Py_ssize_t
    n: cython.Py_ssize_t
    repeats: cython.Py_ssize_t
    symbol: cython.uint
    entry: cython.uint
    value: cython.uint = 0
    mask: cython.uint
    root: cython.int
    at += 7
    count = 56 - (position & 7)
    literals = (bits & 31) + 257
    distances = (bits >> 5 & 31) + 1
    repeats = (bits >> 10 & 15) + 4
    bits >>= 14
    count -= 14
    if literals > 286 or distances > 30:
        return 0
    for n in range(19):
        tables[_CODE + n] = 0
    for n in range(repeats):
        if count < 3:
            bits |= _next(source, end, at) << (count & 63)
            if not cython.compiled:
                bits &= (1 << 64) - 1
            at += 7 - (count >> 3 & 7)
            count |= 56
        tables[_CODE + _ORDER[n]] = bits & 7
        bits >>= 3
        count -= 3
    root = _build(tables, _CODE, 19, _LENGTH_MEANINGS, _LENGTHS, 7, _LENGTHS_ROOM)
    if root == 0:
        return 0
    mask = (1 << root) - 1
    n = 0
    while n < literals + distances:
        if count < 14:
            bits |= _next(source, end, at) << (count & 63)
            if not cython.compiled:
                bits &= (1 << 64) - 1
            at += 7 - (count >> 3 & 7)
            count |= 56
        entry = tables[_LENGTHS + (bits & mask)]
        bits >>= entry & 15
        count -= entry & 15
        symbol = entry >> 16
        if symbol < 16:
            tables[_CODE + n] = value = symbol
            n += 1
            continue
        if symbol == 16:
            if n == 0:
                return 0
            repeats = 3 + (bits & 3)
            bits >>= 2
            count -= 2
        elif symbol == 17:
            value = 0
            repeats = 3 + (bits & 7)
            bits >>= 3
            count -= 3
        else:
            value = 0
            repeats = 11 + (bits & 127)
            bits >>= 7
            count -= 7
        if n + repeats > literals + distances:
            return 0
        while repeats > 0:
            tables[_CODE + n] = value
            n += 1
            repeats -= 1
    if tables[_CODE + 256] == 0:  # the block could not end
        return 0
    n = _CODE
    root = _build(tables, n, literals, _LITERAL_MEANINGS, _LITERALS, 11, _LITERALS_ROOM)
    if root == 0:
        return 0
    tables[_ROOTS] = root
    n = _CODE + literals
    root = _build(tables, n, distances, _DISTANCE_MEANINGS, _DISTANCES, 8, _DISTANCES_ROOM)
    if root == 0:
        return 0
    tables[_ROOTS + 1] = root
    return 8 * at - count


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def _copy(
    output: cython.p_uchar,
    to: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    distance: cython.Py_ssize_t,
) -> cython.void:
    """Write ``output[to:end]``, each byte as the one `distance` before it; up to 31 more may be."""
    word: cython.ulonglong
    second: cython.ulonglong
    third: cython.ulonglong
    i: cython.Py_ssize_t
    if not cython.compiled:
        for i in range(to, end):
            output[i] = output[i - distance]
        return
    if distance >= 32:
        while True:
            memcpy(output + to, output + to - distance, 32)
            to += 32
            if to >= end:
                return
    if distance >= 8:
        while True:
            memcpy(cython.address(word), output + to - distance, 8)
            memcpy(output + to, cython.address(word), 8)
            to += 8
            if to >= end:
                return
    if distance == 1:
        memset(output + to, output[to - 1], end - to)
        return
    if not IS_LITTLE_ENDIAN:
        for i in range(to, end):
            output[i] = output[i - distance]
        return
    if distance == 3:  # a pixel of 24 bits, over and over
        word = output[to - 3] | output[to - 2] << 8 | output[to - 1] << 16
        second = word >> 16 | word << 8 | word << 32 | word << 56
        third = word >> 8 | word << 16 | word << 40
        word |= word << 24 | word << 48
        while True:
            memcpy(output + to, cython.address(word), 8)
            memcpy(output + to + 8, cython.address(second), 8)
            memcpy(output + to + 16, cython.address(third), 8)
            to += 24
            if to >= end:
                return
    if distance == 2 or distance == 4:
        word = output[to - distance] | output[to - distance + 1] << 8
        if distance == 4:
            word |= cython.cast(cython.uint, output[to - 2] | output[to - 1] << 8) << 16
        else:
            word |= word << 16
        word |= word << 32
        while True:
            memcpy(output + to, cython.address(word), 8)
            to += 8
            if to >= end:
                return
    while to < end:
        memcpy(cython.address(word), output + to - distance, 8)
        memcpy(output + to, cython.address(word), 8)
        to += distance


def inflate(
    source: cython.p_const_uchar,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    output: cython.p_uchar,
    begin: cython.Py_ssize_t,
    limit: cython.Py_ssize_t,
    tables: cython.uint[::1],
) -> cython.Py_ssize_t:
    """Inflate the blocks ``source[start:end]`` to ``output[begin:limit]``.

    Args:
        source: the bytes; not looked at outside `start` and `end`.
        start: where a block begins, at the border of a byte.
        end: where a block ends, too; none of them is the stream's last.
        output: what the stream has brought before reaches to `begin`; matches reach back into it as
            far as it goes. It has `SLACK` bytes after `limit`.
        begin: where to write.
        limit: where there is room no more.
        tables: of `new_tables`; used by one call at a time.

    Returns:
        How many bytes came out, or `UNSUITED` or `FULL`; then what is in ``output[begin:]`` means
        nothing, and what comes before it is as it was.
    """
    at: cython.Py_ssize_t = start
    out: cython.Py_ssize_t = begin
    to: cython.Py_ssize_t
    length: cython.Py_ssize_t
    distance: cython.Py_ssize_t
    position: cython.Py_ssize_t
    literals: cython.Py_ssize_t
    distances: cython.Py_ssize_t
    literal_table: cython.p_uint
    distance_table: cython.p_uint
    literal_mask: cython.uint
    distance_mask: cython.uint
    bits: cython.ulonglong = 0
    count: cython.uint = 0
    kind: cython.int
    entry: cython.uint
    if len(tables) < WORDS:
        raise ValueError("tables are made by new_tables")
    while True:
        bits |= _next(source, end, at) << (count & 63)
        if not cython.compiled:
            bits &= (1 << 64) - 1
        at += 7 - (count >> 3 & 7)
        count |= 56
        if bits & 1:
            return -1
        kind = bits >> 1 & 3
        bits >>= 3
        count -= 3
        if kind == 0:
            at -= count >> 3 & 7
            bits = 0
            count = 0
            if end - at < 4:
                return -1
            length = source[at] | source[at + 1] << 8
            if length ^ 0xFFFF != source[at + 2] | source[at + 3] << 8 or end - at - 4 < length:
                return -1
            if limit - out < length:
                return -2
            at += 4
            if cython.compiled:
                memcpy(output + out, source + at, cython.cast(cython.size_t, length))
            else:
                output[out : out + length] = source[at : at + length]
            at += length
            out += length
            if at == end:
                return out - begin
            continue
        if kind == 1:
            literals = _FIXED_LITERALS
            literal_mask = 511
            distances = _FIXED_DISTANCES
            distance_mask = 31
        elif kind == 2:
            position = _read_codes(source, end, 8 * at - (count & 63), tables)
            if position == 0:
                return -1
            literals = _LITERALS
            literal_mask = (1 << tables[_ROOTS]) - 1
            distances = _DISTANCES
            distance_mask = (1 << tables[_ROOTS + 1]) - 1
            at = position >> 3
            bits = _next(source, end, at) >> (position & 7)
            at += 7  # not 8: there is room in `bits` for what comes next, or the same again
            count = 56 - (position & 7)
        else:
            return -1
        if cython.compiled:
            literal_table = cython.address(tables[literals])
            distance_table = cython.address(tables[distances])
        else:
            literal_table, distance_table = tables[literals:], tables[distances:]
        bits |= _next(source, end, at) << (count & 63)
        if not cython.compiled:
            bits &= (1 << 64) - 1
        at += 7 - (count >> 3 & 7)
        count |= 56
        entry = literal_table[bits & literal_mask]
        while True:
            # There are 56 bits, and the entry of the next symbol, whose bits are among them.
            if out > limit:
                return -2
            if entry >> 31:
                bits >>= entry & 63
                count -= entry
                output[out] = entry >> 16 & 255
                out += 1
                entry = literal_table[bits & literal_mask]
                if entry >> 31:
                    bits >>= entry & 63
                    count -= entry
                    output[out] = entry >> 16 & 255
                    out += 1
                    entry = literal_table[bits & literal_mask]
                    if entry >> 31:
                        bits >>= entry & 63
                        count -= entry
                        output[out] = entry >> 16 & 255
                        out += 1
                        entry = literal_table[bits & literal_mask]
                        bits |= _next(source, end, at) << (count & 63)
                        if not cython.compiled:
                            bits &= (1 << 64) - 1
                        at += 7 - (count >> 3 & 7)
                        count |= 56
                        continue
            if entry & 0x8000:
                if entry & 0x4000:
                    bits >>= entry & 63
                    count -= entry
                    entry = literal_table[(entry >> 16) + (bits & ((1 << (entry >> 8 & 15)) - 1))]
                    if entry >> 31:
                        bits >>= entry & 63
                        count -= entry
                        output[out] = entry >> 16 & 255
                        out += 1
                        entry = literal_table[bits & literal_mask]
                        bits |= _next(source, end, at) << (count & 63)
                        if not cython.compiled:
                            bits &= (1 << 64) - 1
                        at += 7 - (count >> 3 & 7)
                        count |= 56
                        continue
                if entry & 0x8000:
                    if not entry & 0x2000:
                        return -1
                    bits >>= entry & 63
                    count -= entry
                    break
            length = (bits & ((cython.cast(cython.ulonglong, 1) << (entry & 63)) - 1)) >> (
                entry >> 8 & 15
            )
            length += entry >> 16
            bits >>= entry & 63
            count -= entry
            if count & 63 < 28:
                bits |= _next(source, end, at) << (count & 63)
                if not cython.compiled:
                    bits &= (1 << 64) - 1
                at += 7 - (count >> 3 & 7)
                count |= 56
            entry = distance_table[bits & distance_mask]
            if entry & 0x8000:
                if not entry & 0x4000:
                    return -1
                bits >>= entry & 63
                count -= entry
                entry = distance_table[(entry >> 16) + (bits & ((1 << (entry >> 8 & 15)) - 1))]
                if entry & 0x8000:
                    return -1
            distance = (bits & ((cython.cast(cython.ulonglong, 1) << (entry & 63)) - 1)) >> (
                entry >> 8 & 15
            )
            distance += entry >> 16
            bits >>= entry & 63
            count -= entry
            if distance > out:
                return -1
            bits |= _next(source, end, at) << (count & 63)
            if not cython.compiled:
                bits &= (1 << 64) - 1
            at += 7 - (count >> 3 & 7)
            count |= 56
            entry = literal_table[bits & literal_mask]
            to = out
            out += length
            _copy(output, to, out, distance)
        if out > limit:
            return -2
        position = 8 * at - (count & 63)
        if position > 8 * end:
            return -1
        if position == 8 * end:
            return out - begin
