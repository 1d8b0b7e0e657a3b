# cython: boundscheck=False, wraparound=False, annotation_typing=False, language_level=3
# ruff: noqa: F821 - compiled names from inflate.pxd
"""One zlib stream of a connection, which goes on from rectangle to rectangle.

Three ways to the same bytes, the first that is there:

1. Compiled, with zlib-ng: its C functions are called in place. The wheel's extension module exports
   them; their addresses are looked up once (`_find_functions`). The library itself refuses a
   version or a size of its structure that is not the one that inflate.pxd declares.
2. zlib-ng's Python objects.
3. The standard library's zlib, with the same interface.

Compiled with the types in inflate.pxd.
"""

from __future__ import annotations

import zlib
from types import ModuleType

try:
    import cython
except ImportError:
    from vncwall.kernels import _cython as cython

from vncwall.rfb.errors import DecodeError
from vncwall.rfb.options import Limits
from vncwall.rfb.scratch import borrow, give_back

library: ModuleType
try:
    from zlib_ng import zlib_ng as library
except ImportError:
    library = zlib

COMPILED = cython.compiled

_RATIO_SLACK = 1 << 10
"""Output that a few bytes of input may still bring: what was not flushed before."""

_WINDOW_BITS = 15  # RFC 1950 allows no more
_MOST_AT_ONCE = 1 << 30  # the library counts in 32 bits
_WINDOW_BYTES = 1 << _WINDOW_BITS
_BETWEEN_BLOCKS = 128
"""The library's data_type where a block has ended at a byte's end, and another may follow."""
_FLUSHED = b"\x00\x00\xff\xff"
"""What a sync flush ends with: an empty stored block (RFC 1951, 3.2.4)."""
_SYNC_FLUSH = 2
_STREAM_END = 1
_OK = 0
_NO_PROGRESS = -5


class InflateStream:
    """A continuing zlib stream (RFC 1950) with bounded output.

    The window (some 40 KB) is allocated with the first data. Every call must use up its input and
    leave nothing for the next: a server flushes at each rectangle's end.

    Attributes:
        name: message and field, for the errors.
        size: how many bytes the last call has brought.
        total: how many bytes all calls have brought since the stream began.
    """

    __slots__ = ("_is_flushed", "_ratio", "_stream", "_tail", "name", "size", "total")

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self.size = 0
        self.total = 0
        self._ratio = limits.inflate_ratio
        # mypy does not know the decompressor type of either library.
        self._stream = None
        self._tail = b""
        self._is_flushed = False

    def __dealloc__(self) -> None:
        """Free the window; called in compiled code alone."""
        if cython.compiled and self._is_open and _functions.end is not cython.NULL:
            _functions.end(cython.address(self._native))

    def reset(self) -> None:
        """Forget the stream; the next data begins with a zlib header."""
        self._stream = None
        self.total = 0
        if cython.compiled and self._is_open:
            _functions.reset(cython.address(self._native))

    def window(self) -> bytes | None:
        """Return the last bytes that came out, to which later data may refer back.

        Another stream that has brought these, in stored blocks say, can go on with what comes next.

        Returns:
            At most 32 KB, fewer where the stream is younger and none where it has not begun. None:
            the stream stands in the middle of a block, or its window cannot be had.
        """
        if not self.total:
            return b""
        if cython.compiled and _functions.inflate is not cython.NULL:
            return self._window_native()
        return self._tail if self._is_flushed else None

    def inflate(self, data: bytes, size: int) -> bytes:
        """Return exactly `size` bytes.

        Raises:
            DecodeError: the data is not zlib's, or inflates to less or more.
        """
        output = self.inflate_from(data, 0, len(data), size)
        result = bytes(memoryview(output)[:size])
        give_back(output)
        return result

    def inflate_at_most(self, data: bytes, size: int) -> bytes:
        """Return all that `data` holds, up to `size` bytes.

        Raises:
            DecodeError: the data is not zlib's, or inflates to more.
        """
        output = self.inflate_at_most_from(data, 0, len(data), size)
        result = bytes(memoryview(output)[: self.size])
        give_back(output)
        return result

    def inflate_from(
        self, source: bytes | bytearray, start: int, length: int, size: int
    ) -> bytearray:
        """Inflate exactly `size` bytes from ``source[start : start + length]``.

        Returns:
            A buffer that begins with them, for `scratch.give_back`.

        Raises:
            DecodeError: the data is not zlib's, or inflates to less or more.
        """
        output = self.inflate_at_most_from(source, start, length, size)
        if self.size != size:
            raise DecodeError(f"{self.name} inflates to {self.size} bytes, {size} expected")
        return output

    def inflate_at_most_from(
        self, source: bytes | bytearray, start: int, length: int, size: int
    ) -> bytearray:
        """Inflate up to `size` bytes from ``source[start : start + length]``.

        The caller has checked that the bytes are there, and that `size` is no more than a rectangle
        can need; memory is taken for what `length` bytes can bring at most.

        Returns:
            A buffer that begins with `self.size` inflated bytes, for `scratch.give_back`.

        Raises:
            DecodeError: the data is not zlib's, or inflates to more.
        """
        most = self._ratio * length + _RATIO_SLACK
        is_bounded = most < size
        if not is_bounded:
            most = size
        # One byte more than wanted: room to see that there is more, and enough for the library to
        # use up the flush marker at the end of the input.
        output = borrow(most + 1)
        if cython.compiled and _functions.inflate is not cython.NULL:
            self.size = self._inflate_native(source, start, length, output, most + 1)
        else:
            data = bytes(source[start : start + length])
            result = self._inflate_object(data, most + 1)
            self.size = len(result)
            output[: self.size] = result
        self.total += self.size
        if self.size > most:
            if is_bounded:
                raise DecodeError(f"{self.name} inflates {length} bytes to more than {most}")
            raise DecodeError(f"{self.name} inflates to more than the {size} bytes it may hold")
        return output

    def _inflate_object(self, data: bytes, room: int) -> bytes:
        """Inflate up to `room` bytes with a Python object of the library."""
        stream = self._stream
        if stream is None:
            stream = self._stream = library.decompressobj()
            self._tail = b""
        try:
            result: bytes = stream.decompress(data, room)
        except library.error as error:
            raise DecodeError(f"{self.name} cannot be inflated: {error}") from error
        if len(result) < room and (stream.unused_data or stream.unconsumed_tail):
            raise DecodeError(f"{self.name} goes on after the end of its zlib stream")
        self._tail = (self._tail + result[-_WINDOW_BYTES:])[-_WINDOW_BYTES:]
        self._is_flushed = data.endswith(_FLUSHED)
        return result

    def _inflate_native(
        self, source: bytes, start: int, length: int, output: bytearray, room: int
    ) -> int:
        """Inflate up to `room` bytes into `output`, in compiled code; return how many."""
        stream = cython.address(self._native)
        left = room
        if length > _MOST_AT_ONCE:
            raise DecodeError(f"{self.name} has {length} bytes")
        if not self._is_open:
            self._open()
        stream.next_in = source + start
        stream.avail_in = length
        stream.next_out = output
        while True:
            step = left if left < _MOST_AT_ONCE else _MOST_AT_ONCE
            stream.avail_out = step
            status = _functions.inflate(stream, _SYNC_FLUSH)
            left -= step - stream.avail_out
            if status != _OK or stream.avail_out > 0 or left == 0:
                break
        if status != _OK and status != _STREAM_END and status != _NO_PROGRESS:
            # The words of Python's objects.
            reason = f"Error {status} while decompressing data"
            if stream.msg is not cython.NULL:
                reason = f"{reason}: {stream.msg.decode()}"
            raise DecodeError(f"{self.name} cannot be inflated: {reason}")
        if left > 0 and stream.avail_in > 0:
            raise DecodeError(f"{self.name} goes on after the end of its zlib stream")
        return room - left

    def _window_native(self) -> bytes | None:
        """Return the window of the library's stream, in compiled code."""
        stream = cython.address(self._native)
        if _functions.window is cython.NULL or stream.data_type != _BETWEEN_BLOCKS:
            return None
        result = bytearray(_WINDOW_BYTES)
        length = 0
        if _functions.window(stream, result, cython.address(length)) != _OK:
            return None
        return bytes(result[:length])

    def _open(self) -> None:
        """Begin the stream, in compiled code."""
        status = _functions.open(
            cython.address(self._native),
            _WINDOW_BITS,
            _functions.version(),
            cython.sizeof(self._native),
        )
        if status != _OK:
            raise MemoryError(f"zlib-ng begins no stream: error {status}")
        self._is_open = True


def _find_functions() -> bool:
    """Look zlib-ng's functions up, where its module exports them and takes our structure.

    Returns:
        Whether they are called; else Python objects do the work, as everywhere when interpreted.
    """
    if not cython.compiled or library is zlib:
        return False
    import ctypes

    try:
        exported = ctypes.PyDLL(library.__file__)
        addresses = [
            ctypes.cast(exported[f"zng_{name}"], ctypes.c_void_p).value
            for name in (
                "inflate",
                "inflateReset",
                "inflateEnd",
                "inflateInit2_",
                "inflateGetDictionary",
            )
        ]
        version = ctypes.cast(exported["zlibng_version"], ctypes.c_void_p).value
    except (OSError, AttributeError):
        return False
    _set_functions(*addresses, version)
    stream = InflateStream("", Limits())
    try:
        stream._open()
    except MemoryError:
        _set_functions(0, 0, 0, 0, 0, 0)
        return False
    return True


def _set_functions(
    inflate: int, reset: int, end: int, open_: int, window: int, version: int
) -> None:
    """Take the addresses as those of the functions, in compiled code."""
    table = cython.cast("size_t *", cython.address(_functions))
    table[0] = inflate
    table[1] = reset
    table[2] = end
    table[3] = open_
    table[4] = window
    table[5] = version


IS_NATIVE = _find_functions()
"""Whether zlib-ng is called without Python objects between."""
