"""Tight rectangles whose pixels have alpha (rfbproto, Tight Encoding): a TPIXEL has four bytes.

JPEG has no alpha, and the gradient filter works on red, green and blue alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vncwall.kernels import tight
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.extensions.alpha_tiles import PIXEL, Pixels
from vncwall.rfb.inflate import InflateStream
from vncwall.rfb.options import Limits
from vncwall.rfb.reader import ByteReader, Steps

_PALETTE_AT = 3
"""Offset of the palette, after compression-control, filter-id and its size."""


def read_tight(
    out: Pixels, reader: ByteReader, limits: Limits, streams: Sequence[InflateStream]
) -> Steps[None]:
    """Read one rectangle into `out`; `streams` are the connection's.

    Raises:
        DecodeError: a form without alpha, or its data is wrong.
        LimitExceeded: a length in it is above `limits`.
    """
    if not out.size:
        raise DecodeError("Cursor With Alpha in tight without pixels")
    height, width = out.shape[:2]
    while True:
        start, end = reader.start, reader.start + reader.available
        kind, resets, number, colours, header_size, length, expected = tight.parse(
            reader.buffer, start, end, PIXEL, width, height
        )
        if kind != tight.INCOMPLETE:
            break
        reader.wanted = reader.available + 1
        yield
    if kind not in (tight.FILL, tight.COPY, tight.PALETTE):
        raise DecodeError("Cursor With Alpha in a form of Tight that has no alpha")
    limits.check("Cursor With Alpha length", length, limits.compressed_rectangle_bytes)
    header = yield from reader.read(header_size)
    data = yield from reader.read(length)
    for each, stream in enumerate(streams):
        if resets >> each & 1:
            stream.reset()
    if number != tight.UNCOMPRESSED:
        data = streams[number].inflate(data, expected)
    elif length != expected:
        raise DecodeError(f"Cursor With Alpha data length is {length}, {expected} expected")
    values = np.frombuffer(data, np.uint8)
    if kind == tight.FILL:
        out[:] = values
    elif kind == tight.COPY:
        out[:] = values.reshape(out.shape)
    else:
        palette = np.frombuffer(header, np.uint8, colours * PIXEL, _PALETTE_AT)
        out[:] = _looked_up(values.reshape(height, -1), width, palette.reshape(-1, PIXEL))


def _looked_up(rows: Pixels, width: int, palette: Pixels) -> Pixels:
    """Return the colours of indices: of one bit for two colours, else of a byte."""
    index = np.unpackbits(rows, axis=1)[:, :width] if len(palette) == 2 else rows
    if index.max() >= len(palette):
        raise DecodeError("Cursor With Alpha has an index beyond its palette")
    return palette[index]
