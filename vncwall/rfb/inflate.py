# cython: annotation_typing=False, language_level=3
"""One zlib stream of a connection, which goes on from rectangle to rectangle.

zlib-ng where it is installed, else the standard library's zlib: the same interface, but error
classes of their own. Compiled with the types in inflate.pxd.
"""

from __future__ import annotations

import zlib
from types import ModuleType

from vncwall.rfb.errors import DecodeError
from vncwall.rfb.options import Limits

library: ModuleType
try:
    from zlib_ng import zlib_ng as library
except ImportError:
    library = zlib

_RATIO_SLACK = 1 << 10
"""Output that a few bytes of input may still bring: what was not flushed before."""


class InflateStream:
    """A continuing zlib stream (RFC 1950) with bounded output.

    The window (some 40 KB) is allocated with the first data and freed by `reset`. Every call must
    use up its input and leave nothing for the next: a server flushes at each rectangle's end.

    Attributes:
        name: message and field, for the errors.
    """

    __slots__ = ("_ratio", "_stream", "name")

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self._ratio = limits.inflate_ratio
        # mypy does not know the decompressor type of either library.
        self._stream = None

    def reset(self) -> None:
        """Forget the stream; the next data begins with a zlib header."""
        self._stream = None

    def inflate(self, data: bytes, size: int) -> bytes:
        """Return exactly `size` bytes.

        Raises:
            DecodeError: the data is not zlib's, or inflates to less or more.
        """
        result = self.inflate_at_most(data, size)
        if len(result) != size:
            raise DecodeError(f"{self.name} inflates to {len(result)} bytes, {size} expected")
        return result

    def inflate_at_most(self, data: bytes, size: int) -> bytes:
        """Return all that `data` holds, up to `size` bytes.

        Raises:
            DecodeError: the data is not zlib's, or inflates to more.
        """
        stream = self._stream
        if stream is None:
            stream = self._stream = library.decompressobj()
        try:
            # One byte more than wanted: room to see that there is more, and enough for the
            # library to use up the flush marker at the end of the input.
            result: bytes = stream.decompress(data, size + 1)
        except library.error as error:
            raise DecodeError(f"{self.name} cannot be inflated: {error}") from error
        if len(result) > size:
            raise DecodeError(f"{self.name} inflates to more than the {size} bytes it may hold")
        if stream.unused_data or stream.unconsumed_tail:
            raise DecodeError(f"{self.name} goes on after the end of its zlib stream")
        if len(result) > self._ratio * len(data) + _RATIO_SLACK:
            raise DecodeError(f"{self.name} inflates {len(data)} bytes to {len(result)}")
        return result
