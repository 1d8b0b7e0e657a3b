"""Open H.264 encoding (rfbproto): a video stream for each place on the desktop."""

from __future__ import annotations

import struct

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.codecs.h264 import H264Stream, is_available
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Carried, Decoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import ALPHA, Translation
from vncwall.rfb.reader import ByteReader, Steps

CONTEXTS = 64
"""Streams at a time; rfbproto: a client has to have so many."""

_HEADER = struct.Struct(">II")
_RESET, _RESET_ALL = 1, 2
_SLACK = 128
"""A stream is wider and higher than its rectangle by parts of macroblocks, and may be by more."""
_DESKTOPS = 4
"""So many times its pixels may all streams have: those of windows that overlap. A decoder holds up
to 17 pictures of each (ITU-T H.264, A.3.1), so what a desktop costs is bounded by its size."""


class OpenH264Decoder(Decoder):
    """Keeps the streams; the one not used for longest goes when there are too many."""

    encoding = Encoding.OPEN_H264
    preference = 74
    needs = "av"

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._streams: dict[Rect, H264Stream] = {}
        """The one used last stands last."""

    @classmethod
    def is_available(cls) -> bool:
        """Whether PyAV is installed."""
        return is_available()

    def carried(self) -> tuple[Carried, ...] | None:
        """Return nothing while there is no video; a stream of it cannot begin in the middle."""
        return None if self._streams else ()

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Decode the pictures and draw the last; an empty rectangle may still reset streams."""
        length, flags = _HEADER.unpack((yield from reader.read(_HEADER.size)))
        self.limits.check("Open H.264 length", length, self.limits.compressed_rectangle_bytes)
        data = yield from reader.read(length)
        # neatvnc (0.5 to 1.0) writes the numbers of the bits, not the bits: 1 for "all", with an
        # empty rectangle, and that has no stream of its own.
        if flags & _RESET_ALL or (flags & _RESET and rect.is_empty):
            self._streams.clear()
        elif flags & _RESET:
            self._streams.pop(rect, None)
        if not data or rect.is_empty:
            return
        self.require_colours("Open H.264")
        pixels = self._stream(rect, framebuffer.size.area).decode(data, self.limits.video_pictures)
        if pixels is None:
            return
        height, width = pixels.shape[:2]
        if height < rect.height or width < rect.width:
            raise DecodeError(
                f"H.264 picture is {width}x{height}, rectangle {rect.width}x{rect.height}"
            )
        view = framebuffer.view(rect)
        view[:] = pixels.view("<u4")[: rect.height, : rect.width, 0]
        view |= ALPHA

    def _stream(self, rect: Rect, desktop_pixels: int) -> H264Stream:
        """Return the stream of a place, which becomes the one used last."""
        stream = self._streams.pop(rect, None)
        if stream is None:
            limit = self.limits.video_pixels
            self.limits.check("Open H.264 pixels", rect.area, limit)
            limit = min(limit, _DESKTOPS * desktop_pixels)
            while self._streams and (
                len(self._streams) >= CONTEXTS
                or rect.area + sum(place.area for place in self._streams) > limit
            ):
                del self._streams[next(iter(self._streams))]
            most = (rect.width + _SLACK) * (rect.height + _SLACK)
            stream = H264Stream(min(self.limits.video_pixels, most))
        self._streams[rect] = stream
        return stream
