"""Rectangles without pixels: of no use, but no violation, and some servers send them.

noVNC has met them in Tight. What each encoding has to say of no pixels at all is read here, so
that the next rectangle begins where it should and zlib streams stay in step.
"""

from __future__ import annotations

from vncwall.kernels import tight
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.rre import RREDecoder
from vncwall.rfb.decoders.tight import TightDecoder
from vncwall.rfb.decoders.tight_png import TightPNGDecoder, compact_length
from vncwall.rfb.decoders.ultra import UltraDecoder, unpack
from vncwall.rfb.decoders.zlib import ZlibDecoder
from vncwall.rfb.decoders.zrle import ZRLEDecoder
from vncwall.rfb.decoders.zywrle import ZYWRLEDecoder
from vncwall.rfb.errors import DecodeError, LimitExceeded
from vncwall.rfb.reader import ByteReader, Steps

_SIZES = {
    Encoding.RAW: 0,
    Encoding.COPYRECT: 4,
    Encoding.HEXTILE: 0,
    Encoding.TRLE: 0,
    Encoding.ZLIBHEX: 0,
}
"""Bytes where they are always so many: nothing, or a place to copy from."""
_FILL = 8
"""compression-control of Tight PNG: one colour follows; a picture with its length else."""


def skip_empty(decoder: Decoder, reader: ByteReader) -> Steps[None]:
    """Read what follows the header of a rectangle without pixels.

    Raises:
        DecodeError: there are pixels all the same, or the encoding has no picture without any.
        LimitExceeded: a length in it is above the limits.
    """
    size = _SIZES.get(decoder.encoding)
    if size is not None:
        yield from reader.skip_ahead(size)
    elif isinstance(decoder, RREDecoder):
        count = yield from reader.read_u32()
        if count:
            raise LimitExceeded(f"{decoder.encoding.name} number-of-subrectangles", count, 0)
        yield from reader.skip_ahead(decoder.pixel_size)
    elif isinstance(decoder, ZlibDecoder | ZRLEDecoder | ZYWRLEDecoder):
        decoder.stream.inflate_at_most((yield from _block(decoder, reader)), 0)
    elif isinstance(decoder, UltraDecoder):
        unpack((yield from _block(decoder, reader)), 0, "Ultra rectangle")
    elif isinstance(decoder, TightDecoder):
        yield from _skip_tight(decoder, reader)
    elif isinstance(decoder, TightPNGDecoder):
        is_fill = (yield from reader.read_u8()) >> 4 == _FILL
        size = decoder.tpixel_size if is_fill else (yield from compact_length(reader))
        yield from reader.skip_ahead(size)
    else:
        raise DecodeError(f"{decoder.encoding.name} rectangle without pixels")


def _block(decoder: Decoder, reader: ByteReader) -> Steps[bytes]:
    """Read a U32 length and so many bytes."""
    length = yield from reader.read_u32()
    limit = decoder.limits.compressed_rectangle_bytes
    decoder.limits.check(f"{decoder.encoding.name} length", length, limit)
    return (yield from reader.read(length))


def _skip_tight(decoder: TightDecoder, reader: ByteReader) -> Steps[None]:
    """Read a colour, a picture, or the filter of no pixels; data of no bytes has no length."""
    while True:
        start, end = reader.start, reader.start + reader.available
        kind, resets, _, _, header, length, _ = tight.parse(
            reader.buffer, start, end, decoder.tpixel_size, 0, 0
        )
        if kind != tight.INCOMPLETE:
            break
        reader.wanted = reader.available + 1
        yield
    if kind < 0:
        raise DecodeError(f"{decoder.encoding.name} rectangle without pixels is of no known form")
    yield from reader.skip_ahead(header + length)
    for number, stream in enumerate(decoder.streams):
        if resets >> number & 1:
            stream.reset()
