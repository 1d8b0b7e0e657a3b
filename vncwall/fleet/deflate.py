"""One zlib stream that lasts as long as its connection, with a level that may change."""

from __future__ import annotations

import zlib
from contextlib import suppress
from types import ModuleType
from typing import Protocol, cast

_zlib: ModuleType = zlib
with suppress(ImportError):
    from zlib_ng import zlib_ng

    _zlib = zlib_ng

_RAW_WINDOW = -15
_HEADER = b"\x78\x01"
"""CMF and FLG of a 32 KiB window (RFC 1950); what follows is plain deflate data."""


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self, mode: int = ..., /) -> bytes: ...


class DeflateStream:
    """Compresses rectangle by rectangle; each result ends on a byte and can be inflated at once.

    The header is sent first and the data is raw deflate, so another level simply begins a new
    compressor: its blocks refer to nothing before them. The memory of the compressor (256 KiB)
    is taken at the first use.
    """

    def __init__(self) -> None:
        self._compressor: _Compressor | None = None
        self._level = -1
        self._is_started = False

    def compress(self, data: bytes, level: int) -> bytes:
        """Return the next piece of the stream, ended by a sync flush.

        Args:
            data: the bytes to add.
            level: 0 stores, 1 is fastest, 9 smallest.
        """
        header = b"" if self._is_started else _HEADER
        self._is_started = True
        if self._compressor is None or level != self._level:
            self._compressor = cast(
                _Compressor, _zlib.compressobj(level, _zlib.DEFLATED, _RAW_WINDOW)
            )
            self._level = level
        body = self._compressor.compress(data)
        return header + body + self._compressor.flush(_zlib.Z_SYNC_FLUSH)

    def reset(self) -> None:
        """Begin a new stream: the other side has been told to do the same."""
        self._compressor = None
        self._is_started = False
