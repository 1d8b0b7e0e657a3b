"""A picture as a PNG file, without a picture library (PNG specification, third edition)."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from vncwall.framebuffer.framebuffer import Words

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUECOLOUR = 2
_LEVEL = 6


def encode_png(words: Words, *, texts: dict[str, str] | None = None) -> bytes:
    """Return `words` (height, width) as an RGB PNG, 8 bits a channel; alpha is left out.

    Rows are not filtered: text and flat colours compress best so. Two copies of the picture.

    Args:
        words: canonical pixels, at least one; may be a strided view.
        texts: keyword to text, stored as tEXt chunks, or as iTXt where it is not Latin-1.
    """
    height, width = words.shape
    pixels = np.ascontiguousarray(words).view(np.uint8).reshape(height, width, 4)
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with filter type 0
    rows[:, 1:] = pixels[:, :, 2::-1].reshape(height, 3 * width)
    header = struct.pack(">IIBBBBB", width, height, 8, _TRUECOLOUR, 0, 0, 0)
    described = [_text(key, text) for key, text in (texts or {}).items()]
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            *described,
            _chunk(b"IDAT", zlib.compress(rows.data, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _text(keyword: str, text: str) -> bytes:
    key = keyword.encode("latin-1") + b"\0"
    try:
        return _chunk(b"tEXt", key + text.encode("latin-1"))
    except UnicodeEncodeError:
        # Not compressed, in no particular language, without a translated keyword.
        return _chunk(b"iTXt", key + b"\0\0\0\0" + text.encode("utf-8", "replace"))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
