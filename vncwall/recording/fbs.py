"""Wire recordings: the bytes that a server sent, with times (FBS 001.000).

The format is the one that rfbproxy writes and the players of TightVNC and noVNC's relatives read::

    "FBS 001.000\n"
    block*:  u32 length | data, padded with zeros to a multiple of 4 | u32 milliseconds

All numbers are big-endian; the time is that of the block's arrival since the start. The data of all
blocks together is the whole stream from server to client, from ProtocolVersion on. What the client
said is not kept, so players expect the shortest handshake: version 3.3 with security None. A
writer that records a connection with another handshake starts the file with `HANDSHAKE` and the
ServerInit message instead of what was really exchanged. A reader accepts any handshake that can be
understood without the client's half (`fleet.replay`).

A recording that was cut off by a crash ends inside a block; everything before is usable.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol

from vncwall.errors import VNCWallError

SIGNATURE = b"FBS 001.000\n"
HANDSHAKE = b"RFB 003.003\n" + struct.pack(">I", 1)
"""ProtocolVersion 3.3 and security type None: what stands before ServerInit (RFC 6143, 7.1)."""

MAX_BLOCK_BYTES = 64 << 20
"""A longer block is taken for damage. Writers store what one read returned: kilobytes."""

_U32 = struct.Struct(">I")


class FbsError(VNCWallError):
    """A wire recording cannot be read.

    Attributes:
        path: the file.
        offset: byte position in the file of the block that is wrong.
        reason: what is wrong with it.
    """

    def __init__(self, path: str, offset: int, reason: str) -> None:
        super().__init__(f"{path}: at byte {offset}: {reason}")
        self.path = path
        self.offset = offset
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the stream and when it arrived."""

    offset: int
    """Position in the file of the block's length field."""
    data: bytes
    time_ms: int
    """Since the start of the recording."""


class FbsFile(Protocol):
    """What a recording is written to: an unbuffered file, or `recording.segments.PartFile`."""

    def write(self, data: bytes, /) -> int:
        """Append; return how many bytes were taken."""

    def close(self) -> None:
        """Close; more than once is allowed."""


class FbsWriter:
    """Writes one recording; a context manager that closes the file.

    Every block goes to the operating system at once, so a killed process loses nothing it wrote.
    """

    def __init__(self, file: FbsFile | str | os.PathLike[str]) -> None:
        """Begin a recording.

        Args:
            file: open and empty, or the path of one to create.

        Raises:
            OSError: the file exists, cannot be created or cannot be written.
        """
        if isinstance(file, str | os.PathLike):
            file = open(Path(file), "xb", buffering=0)  # noqa: SIM115
        self._file: FbsFile | BinaryIO = file
        self._file.write(SIGNATURE)
        self._last_ms = 0
        self.size_bytes = len(SIGNATURE)

    def write(self, data: bytes | bytearray | memoryview, time_ms: int) -> None:
        """Append a piece of the stream; times that run backwards are raised to the last one.

        Raises:
            OSError: the disk is full or gone.
        """
        if not data:
            return
        self._last_ms = max(self._last_ms, min(int(time_ms), 0xFFFFFFFF))
        padding = bytes(-len(data) % 4)
        block = b"".join((_U32.pack(len(data)), data, padding, _U32.pack(self._last_ms)))
        self.size_bytes += len(block)
        while block:
            block = block[self._file.write(block) :]

    def close(self) -> None:
        """Close the file; more than once is allowed."""
        self._file.close()

    def __enter__(self) -> FbsWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_blocks(
    path: str | os.PathLike[str],
    *,
    accept_truncated: bool = False,
    offset: int = len(SIGNATURE),
) -> Iterator[Block]:
    """Yield the blocks of a recording in order, reading as they are asked for.

    Args:
        path: the file.
        accept_truncated: end quietly where the file ends inside a block, as a crash leaves it.
        offset: position in the file of the first block to yield.

    Raises:
        FbsError: the file is not FBS 001.000, is cut off, has a length that cannot be, or times
            that run backwards.
        OSError: the file cannot be read.
    """
    name = os.fspath(path)
    with open(path, "rb") as file:
        remaining = os.fstat(file.fileno()).st_size
        signature = file.read(len(SIGNATURE))
        if signature != SIGNATURE:
            raise FbsError(name, 0, f"begins with {signature!r}, not with {SIGNATURE!r}")
        file.seek(offset)
        last_ms = 0
        while header := file.read(4):
            remaining = max(remaining, os.fstat(file.fileno()).st_size)
            if len(header) < 4:
                if accept_truncated:
                    return
                raise FbsError(name, offset, "the file ends inside a block's length")
            (length,) = _U32.unpack(header)
            if length > MAX_BLOCK_BYTES:
                raise FbsError(name, offset, f"block length is {length}, limit {MAX_BLOCK_BYTES}")
            padded = length + -length % 4
            if offset + 4 + padded + 4 > remaining:
                if accept_truncated:
                    return
                raise FbsError(name, offset, f"the file ends inside a block of {length} bytes")
            data = file.read(padded)[:length]
            (time_ms,) = _U32.unpack(file.read(4))
            if time_ms < last_ms:
                raise FbsError(name, offset, f"time {time_ms} ms after {last_ms} ms")
            last_ms = time_ms
            yield Block(offset, data, time_ms)
            offset += 4 + padded + 4
