"""PNG pictures (RFC 2083): a decoder of what servers send, on zlib and a kernel for the filters."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.framebuffer import Words
from vncwall.kernels import png
from vncwall.rfb.errors import DecodeError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHUNK = struct.Struct(">I4s")
_HEADER = struct.Struct(">IIBBBBB")
_ANCILLARY = 0x20
"""In the first byte of a chunk's type: a decoder may do without it."""

_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGBA = 0, 2, 3, 4, 6
_CHANNELS = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGBA: 4}
_DEPTHS = {_GREY: (1, 2, 4, 8, 16), _PALETTE: (1, 2, 4, 8)}
_ALPHA = np.uint32(0xFF000000)


def draw_png(data: bytes, view: Words) -> None:
    """Decode a PNG picture into `view`; its alpha, if it has any, is ignored.

    Every length is checked before memory is taken for it, and the picture has the size of `view`
    or is refused. Adam7 interlacing is not supported: it is of no use inside a rectangle.

    Raises:
        DecodeError: no whole picture, an unknown form, or one of another size.
    """
    height, width = view.shape
    if data[: len(_SIGNATURE)] != _SIGNATURE:
        raise DecodeError("PNG picture without its signature")
    header = b""
    palette = np.zeros(0, np.uint32)
    parts: list[memoryview] = []
    at = len(_SIGNATURE)
    kind = b""
    while kind != b"IEND":
        kind, body, at = _chunk(data, at)
        if kind == b"IHDR":
            header = bytes(body)
        elif not header:
            raise DecodeError(f"PNG picture begins with chunk {kind!r}")
        elif kind == b"PLTE":
            palette = _palette(body)
        elif kind == b"IDAT":
            parts.append(body)
        elif kind != b"IEND" and not kind[0] & _ANCILLARY:
            raise DecodeError(f"PNG chunk {kind!r} is unknown")
    depth, colour = _form(header, width, height)
    row_size = (width * depth * _CHANNELS[colour] + 7) // 8
    rows = _inflate(b"".join(parts), (row_size + 1) * height)
    out = np.empty((height, row_size), np.uint8)
    step = max(1, depth * _CHANNELS[colour] // 8)
    consumed = png.unfilter(rows, out, step)
    if consumed < 0:
        raise DecodeError(f"PNG row {-1 - consumed} has an unknown filter")
    view[:] = _words(out, width, depth, colour, palette)


def _chunk(data: bytes, at: int) -> tuple[bytes, memoryview, int]:
    """Return type and contents of the chunk at `at`, and where the next one begins."""
    if len(data) - at < _CHUNK.size:
        raise DecodeError("PNG picture ends before its IEND chunk")
    length, kind = _CHUNK.unpack_from(data, at)
    start = at + _CHUNK.size
    if len(data) - start < length + 4:
        raise DecodeError(f"PNG chunk {kind!r} of {length} bytes ends early")
    end = start + length
    body = memoryview(data)[start:end]
    if zlib.crc32(memoryview(data)[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
        raise DecodeError(f"PNG chunk {kind!r} has a wrong checksum")
    return kind, body, end + 4


def _form(header: bytes, width: int, height: int) -> tuple[int, int]:
    """Return bit depth and colour type."""
    if len(header) != _HEADER.size:
        raise DecodeError(f"PNG header of {len(header)} bytes")
    got_width, got_height, depth, colour, compression, filtering, interlace = _HEADER.unpack(header)
    if (got_width, got_height) != (width, height):
        raise DecodeError(f"PNG picture is {got_width}x{got_height}, rectangle {width}x{height}")
    if colour not in _CHANNELS or depth not in _DEPTHS.get(colour, (8, 16)):
        raise DecodeError(f"PNG colour type {colour} with depth {depth} does not exist")
    if compression or filtering or interlace:
        raise DecodeError(f"PNG methods {compression}, {filtering}, {interlace} are not supported")
    return depth, colour


def _palette(body: memoryview) -> NDArray[np.uint32]:
    if len(body) % 3 or not 3 <= len(body) <= 768:
        raise DecodeError(f"PNG palette of {len(body)} bytes")
    red, green, blue = np.frombuffer(body, np.uint8).reshape(-1, 3).T.astype(np.uint32)
    return _ALPHA | red << np.uint32(16) | green << np.uint32(8) | blue


def _inflate(data: bytes, size: int) -> bytes:
    stream = zlib.decompressobj()
    try:
        rows = stream.decompress(data, size + 1)
    except zlib.error as error:
        raise DecodeError(f"PNG picture cannot be inflated: {error}") from error
    if len(rows) != size:
        raise DecodeError(f"PNG picture inflates to {len(rows)} bytes, {size} expected")
    return rows


def _words(
    rows: NDArray[np.uint8], width: int, depth: int, colour: int, palette: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """Return the canonical words of unfiltered rows."""
    height = len(rows)
    if depth == 16:
        rows = rows[:, ::2]  # the high byte of each sample
    elif depth < 8:
        bits = np.unpackbits(rows, axis=1).reshape(height, -1, depth)
        rows = (np.packbits(bits, axis=2)[..., 0] >> np.uint8(8 - depth)).astype(np.uint8)
        rows = rows[:, :width]
    samples = rows.reshape(height, width, _CHANNELS[colour])
    if colour == _PALETTE:
        index = samples[..., 0]
        if index.max() >= len(palette):
            raise DecodeError(f"PNG index {index.max()} beyond the palette of {len(palette)}")
        return palette[index]
    if depth < 8:
        samples = (samples.astype(np.uint16) * 255 // ((1 << depth) - 1)).astype(np.uint8)
    values = samples.astype(np.uint32)
    if colour in (_GREY, _GREY_ALPHA):
        return _ALPHA | values[..., 0] * np.uint32(0x010101)
    red, green, blue = values[..., 0], values[..., 1], values[..., 2]
    return _ALPHA | red << np.uint32(16) | green << np.uint32(8) | blue
