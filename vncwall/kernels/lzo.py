# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
"""LZO1X, the compression of the Ultra encodings: decompression into a buffer of known size.

The form of the stream is described in Linux's Documentation/staging/lzo.rst. An instruction is a
match (length, distance back) followed by 0-3 literal bytes, or a run of literals. What a byte
below 16 means depends on how many literals came right before it.
"""

from __future__ import annotations

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

COMPILED = cython.compiled

TRUNCATED = -1
TOO_LONG = -2
BAD_DISTANCE = -3
TRAILING = -4

_LONG = 4
"""State after a run of literals; 0-3: so many literals after a match."""


def decompress(
    data: cython.const[cython.uchar][::1],
    out: cython.uchar[::1],
) -> cython.Py_ssize_t:
    """Decompress the whole of `data` into `out`.

    Returns:
        Bytes written, or what is wrong: `TRUNCATED` (no end mark), `TOO_LONG` (for `out`),
        `BAD_DISTANCE` (before the beginning), `TRAILING` (bytes after the end mark). In that case
        `out` holds what came before.
    """
    end: cython.Py_ssize_t = len(data)
    room: cython.Py_ssize_t = len(out)
    at: cython.Py_ssize_t = 0
    written: cython.Py_ssize_t = 0
    length: cython.Py_ssize_t
    distance: cython.Py_ssize_t
    literals: cython.Py_ssize_t
    base: cython.Py_ssize_t
    i: cython.Py_ssize_t
    op: cython.int
    state: cython.int = 0
    result: cython.Py_ssize_t = -1
    with cython.nogil:
        if end > 0 and data[0] > 17:
            literals = data[0] - 17
            at = 1
            if end - at < literals:
                result = -1
                end = 0
            elif room < literals:
                result = -2
                end = 0
            else:
                for i in range(literals):
                    out[i] = data[at + i]
                at += literals
                written = literals
                state = literals if literals < 4 else 4
        while at < end:
            op = data[at]
            at += 1
            length = 0
            distance = 0
            literals = 0
            base = 0
            if op >= 64:
                if at >= end:
                    break
                length = 3 + (op >> 5 & 1) if op < 128 else 5 + (op >> 5 & 3)
                distance = (op >> 2 & 7) + (cython.cast(cython.Py_ssize_t, data[at]) << 3) + 1
                at += 1
                literals = op & 3
            elif op < 16 and state != 0:
                if at >= end:
                    break
                length = 3 if state == 4 else 2
                distance = (op >> 2) + (cython.cast(cython.Py_ssize_t, data[at]) << 2) + 1
                if state == 4:
                    distance += 2048
                at += 1
                literals = op & 3
            else:
                # A length in the low bits; 0: in the bytes that follow, zeros counting 255 each.
                if op >= 32:
                    base = 31
                    length = op & 31
                elif op >= 16:
                    base = 7
                    length = op & 7
                else:
                    base = 15
                    length = op & 15
                if length == 0:
                    length = base
                    while at < end and data[at] == 0:
                        length += 255
                        at += 1
                    if at >= end:
                        break
                    length += data[at]
                    at += 1
                if op < 16:  # a run of literals
                    length += 3
                    if end - at < length:
                        break
                    if room - written < length:
                        result = -2
                        break
                    for i in range(length):
                        out[written + i] = data[at + i]
                    at += length
                    written += length
                    state = 4
                    continue
                if end - at < 2:
                    break
                length += 2
                literals = data[at] & 3
                distance = (data[at] >> 2) + (cython.cast(cython.Py_ssize_t, data[at + 1]) << 6)
                at += 2
                if op >= 32:
                    distance += 1
                else:
                    distance += 16384 + ((op & 8) << 11)
                    if distance == 16384:  # the end mark
                        result = written if at == end else -4
                        break
            if distance > written:
                result = -3
                break
            if end - at < literals:
                break
            if room - written < length + literals:
                result = -2
                break
            # Source and destination overlap where the distance is shorter than the match.
            for i in range(length):
                out[written + i] = out[written + i - distance]
            written += length
            for i in range(literals):
                out[written + i] = data[at + i]
            at += literals
            written += literals
            state = literals
    return result
