"""Raw encoding (RFC 6143, 7.7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from vncwall.fleet.encoders.base import EncodeOptions, Encoder, rectangle_header
from vncwall.fleet.pixels import PixelPacker, Words
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding


class RawEncoder(Encoder):
    """Every pixel as it is."""

    is_shareable = True

    def encode(
        self, rect: Rect, words: Words, packer: PixelPacker, options: EncodeOptions
    ) -> Iterator[bytes]:
        """Yield one rectangle."""
        yield rectangle_header(rect, Encoding.RAW) + packer.pack(packer.values(words))
