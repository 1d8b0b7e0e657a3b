# cython: boundscheck=False, wraparound=False, annotation_typing=False, language_level=3
# ruff: noqa: F821 - compiled names from inflate.pxd
"""One zlib stream of a connection, which goes on from rectangle to rectangle.

Compiled, a kernel does it as long as each rectangle's data is whole blocks, as servers flush it
(`kernels.deflate`). What it declines goes to a library, and so does all that follows in the stream:
data that is cut anywhere, or wrong. What an error is, and its words, are the library's.

Three ways to call one, the first that is there:

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

from vncwall.kernels import deflate
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
_NOT_ALL = -2
"""What the kernel says when there is no more room."""

_ROOM = 1 << 15
"""Output up to this is written behind what came before it, in the stream's own memory."""
_SLACK = deflate.SLACK
_FEW_BYTES = 1 << 11
"""What so few bytes bring mostly fits, however much they might bring."""
_TRAILER_BYTES = 4
"""Of the stream's checksum (RFC 1950)."""

_tables = deflate.new_tables()
_has_kernel = deflate.COMPILED


class InflateStream:
    """A continuing zlib stream (RFC 1950) with bounded output.

    The window (some 64 KB) is allocated with the first data. Every call must use up its input and
    leave nothing for the next: a server flushes at each rectangle's end.

    Attributes:
        name: message and field, for the errors.
        size: how many bytes the last call has brought.
        start: where they begin in the buffer that it has returned.
        total: how many bytes all calls have brought since the stream began.
    """

    __slots__ = (
        "_filled",
        "_has_begun",
        "_history",
        "_is_flushed",
        "_is_raw",
        "_is_whole",
        "_ratio",
        "_stream",
        "_tail",
        "name",
        "size",
        "start",
        "total",
    )

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self.size = 0
        self.start = 0
        self.total = 0
        self._ratio = limits.inflate_ratio
        # Each call has brought whole blocks; the kernel can do the next.
        self._is_whole = _has_kernel
        self._has_begun = False
        # What has come out, for the kernel; its first `_filled` bytes.
        self._history: bytearray | None = None
        self._filled = 0
        # The library was handed a stream that had begun: it has seen no header.
        self._is_raw = False
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
        self._has_begun = False
        self._filled = 0
        self._is_raw = False
        if cython.compiled and self._is_open:
            _functions.reset(cython.address(self._native), _WINDOW_BITS)

    def window(self) -> bytes | None:
        """Return the last bytes that came out, to which later data may refer back.

        Another stream that has brought these, in stored blocks say, can go on with what comes next.

        Returns:
            At most 32 KB, fewer where the stream is younger and none where it has not begun. None:
            the stream stands in the middle of a block, or its window cannot be had.
        """
        if not self.total:
            return b""
        if self._is_whole:
            return self._last_bytes()
        if cython.compiled and _functions.inflate is not cython.NULL:
            return self._window_native()
        return self._tail if self._is_flushed else None

    def inflate(self, data: bytes, size: int) -> bytes:
        """Return exactly `size` bytes.

        Raises:
            DecodeError: the data is not zlib's, or inflates to less or more.
        """
        output = self.inflate_from(data, 0, len(data), size)
        result = bytes(memoryview(output)[self.start : self.start + size])
        self.give_back(output)
        return result

    def inflate_at_most(self, data: bytes, size: int) -> bytes:
        """Return all that `data` holds, up to `size` bytes.

        Raises:
            DecodeError: the data is not zlib's, or inflates to more.
        """
        output = self.inflate_at_most_from(data, 0, len(data), size)
        result = bytes(memoryview(output)[self.start : self.start + self.size])
        self.give_back(output)
        return result

    def inflate_from(
        self, source: bytes | bytearray, start: int, length: int, size: int
    ) -> bytearray:
        """Inflate exactly `size` bytes from ``source[start : start + length]``.

        Returns:
            A buffer that holds them from `self.start` on, for `give_back`.

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
            A buffer that holds `self.size` inflated bytes from `self.start` on, for `give_back`.

        Raises:
            DecodeError: the data is not zlib's, or inflates to more.
        """
        most = self._ratio * length + _RATIO_SLACK
        is_bounded = most < size
        if not is_bounded:
            most = size
        if self._is_whole:
            blocks = self._inflate_blocks(source, start, length, most)
            if blocks is not None:
                self.total += self.size
                return blocks
            self._hand_over()
        self.start = 0
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

    def give_back(self, output: bytearray) -> None:
        """Say that what a call has returned was read; do so before the next call."""
        if output is not self._history:
            give_back(output)

    def _inflate_blocks(
        self, source: bytes | bytearray, start: int, length: int, most: int
    ) -> bytearray | None:
        """Inflate with the kernel; set `start` and `size`. None: it cannot be done that way."""
        end = start + length
        history = self._history
        if history is None:
            history = self._history = bytearray(_WINDOW_BYTES + _ROOM + _SLACK)
        if not self._has_begun:
            if not _begins_stream(source, start, length):
                return None
            start += 2
        if most <= _ROOM or length <= _FEW_BYTES:
            room = most if most <= _ROOM else _ROOM
            filled = self._filled
            if filled + room > _WINDOW_BYTES + _ROOM:
                filled = self._filled = self._move_window(history, history)
            size = deflate.inflate(source, start, end, history, filled, filled + room, _tables)
            if size >= 0:
                self._has_begun = True
                self.start, self.size = filled, size
                self._filled = filled + size
                return history
            if size != _NOT_ALL or room == most:
                return None
        output = borrow(_WINDOW_BYTES + most + _SLACK)
        kept = self._move_window(history, output)
        size = deflate.inflate(source, start, end, output, kept, kept + most, _tables)
        if size < 0:
            give_back(output)
            return None
        self._has_begun = True
        self.start, self.size = kept, size
        self._filled = kept + size
        self._filled = self._move_window(output, history)
        return output

    def _move_window(self, source: bytearray, destination: bytearray) -> int:
        """Copy what later data may refer to, the last of `_filled` bytes; return its length."""
        size = min(self._filled, _WINDOW_BYTES)
        start = self._filled - size
        if cython.compiled:
            to: cython.p_uchar = destination
            origin: cython.p_uchar = source
            memmove(to, origin + start, size)
        else:
            destination[:size] = source[start : start + size]
        return size

    def _last_bytes(self) -> bytes:
        """Return the window of what the kernel has inflated."""
        history = self._history
        assert history is not None
        return bytes(memoryview(history)[max(0, self._filled - _WINDOW_BYTES) : self._filled])

    def _hand_over(self) -> None:
        """Let the library go on, from here to the next reset and beyond."""
        self._is_whole = False
        if self._has_begun:
            window = self._last_bytes()
            self._is_raw = True
            if cython.compiled and _functions.inflate is not cython.NULL:
                self._open_after(window)
            else:
                self._stream = library.decompressobj(-_WINDOW_BITS, zdict=window)
                self._tail = window
        self._history = None

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
            if self._is_raw and len(stream.unused_data) == _TRAILER_BYTES:
                self._is_raw = False
                return result
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
            if self._is_raw and status == _STREAM_END and stream.avail_in == _TRAILER_BYTES:
                self._is_raw = False
                return room - left
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

    def _open_after(self, window: bytes) -> None:
        """Begin in the middle of a stream that has brought `window`, in compiled code."""
        stream = cython.address(self._native)
        if not self._is_open:
            self._open()
        status = _functions.reset(stream, -_WINDOW_BITS)
        if status == _OK and window:
            status = _functions.set_window(stream, window, len(window))
        if status != _OK:
            raise DecodeError(f"{self.name} cannot be inflated: error {status}")


def _begins_stream(source: bytes | bytearray, start: int, length: int) -> bool:
    """Whether there is a header without a preset dictionary (RFC 1950, 2.2)."""
    if length < 2:
        return False
    method, flags = source[start], source[start + 1]
    return method & 15 == 8 and method < 0x80 and not flags & 32 and not (method << 8 | flags) % 31


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
                "inflateReset2",
                "inflateEnd",
                "inflateInit2_",
                "inflateGetDictionary",
                "inflateSetDictionary",
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
        _set_functions(0, 0, 0, 0, 0, 0, 0)
        return False
    return True


def _set_functions(
    inflate: int, reset: int, end: int, open_: int, window: int, set_window: int, version: int
) -> None:
    """Take the addresses as those of the functions, in compiled code."""
    table = cython.cast("size_t *", cython.address(_functions))
    table[0] = inflate
    table[1] = reset
    table[2] = end
    table[3] = open_
    table[4] = window
    table[5] = set_window
    table[6] = version


def _use_kernel(used: bool) -> None:
    """Let streams that are made from now on begin with the kernel, or with a library."""
    global _has_kernel
    _has_kernel = used


IS_NATIVE = _find_functions()
"""Whether zlib-ng is called without Python objects between."""
