"""JPEG pictures (ITU-T T.81) through simplejpeg, which wraps libjpeg-turbo."""

from __future__ import annotations

import simplejpeg

from vncwall.framebuffer.framebuffer import Words
from vncwall.rfb.errors import DecodeError

_KEPT_BYTES = 1 << 20
"""A larger scratch buffer is given back; servers send 64 Kpixel (256 KiB) a rectangle at most."""

_scratch: list[bytearray] = []
"""Buffers not in use, shared by all connections of the process; at most one a decoding thread."""


def draw_jpeg(data: bytes, view: Words) -> None:
    """Decode a JPEG picture into `view`, alpha 255.

    libjpeg-turbo writes adjacent rows only: straight into `view` where its rows are adjacent,
    else into a scratch buffer (one copy).

    Raises:
        DecodeError: the data is no whole picture, or one of another size. Its header is read
            before anything is decoded, and a picture that is too large is not decoded.
    """
    height, width = view.shape
    if view.flags.c_contiguous:
        _decode(data, width, height, view)
        return
    size = width * height * 4
    try:
        buffer = _scratch.pop()
    except IndexError:
        buffer = bytearray(size)
    if len(buffer) < size:
        buffer = bytearray(size)
    try:
        view[:] = _decode(data, width, height, memoryview(buffer)[:size])
    finally:
        if len(buffer) <= _KEPT_BYTES:
            _scratch.append(buffer)


def _decode(data: bytes, width: int, height: int, buffer: Words | memoryview) -> Words:
    """Decode into `buffer`, which has room for exactly this size; return its words."""
    try:
        picture = simplejpeg.decode_jpeg(data, "BGRA", buffer=buffer)
    except ValueError as error:
        raise DecodeError(f"JPEG picture for {width}x{height} pixels: {error}") from error
    if picture.shape != (height, width, 4):
        got_height, got_width = picture.shape[:2]
        raise DecodeError(f"JPEG picture is {got_width}x{got_height}, rectangle {width}x{height}")
    words: Words = picture.view("<u4")[..., 0]
    return words
