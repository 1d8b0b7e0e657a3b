"""What every decoder is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.options import Limits, PictureOptions
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps


class Decoder(ABC):
    """Draws the rectangles of one encoding. One instance a connection: zlib streams live in it.

    The caller has checked that `rect` lies inside the framebuffer and is not empty. A decoder
    consumes exactly the rectangle's bytes, writes only inside `rect`, keeps no view across a
    yield and knows no other decoder.
    """

    encoding: ClassVar[Encoding]
    preference: ClassVar[int]
    """Larger is offered earlier in SetEncodings."""
    is_on_request: ClassVar[bool] = False
    """Whether it is offered only where the picture options name it."""
    needs: ClassVar[str] = ""
    """Third-party module without which `is_available` is false."""

    def __init__(self, limits: Limits, translation: Translation) -> None:
        self.limits = limits
        self.translation = translation
        """Replaced by the connection when the pixel format or the colour map changes."""

    @classmethod
    def is_available(cls) -> bool:
        """Whether what it needs is installed."""
        return True

    def use_picture(self, picture: PictureOptions) -> None:
        """Take note of what the server was asked for: something in it has a meaning for few."""
        return

    @abstractmethod
    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Read the rectangle's data and draw it.

        Raises:
            DecodeError: the data breaks the encoding's rules.
            LimitExceeded: a length in it is above `limits`.
        """


def decoder_table(*decoders: type[Decoder]) -> dict[int, type[Decoder]]:
    """Return the decoders by encoding-type, the preferred first.

    Raises:
        ValueError: two decoders have the same encoding-type.
    """
    table: dict[int, type[Decoder]] = {}
    for decoder in sorted(decoders, key=lambda decoder: -decoder.preference):
        if decoder.encoding in table:
            raise ValueError(f"two decoders for {decoder.encoding!r}")
        table[decoder.encoding] = decoder
    return table
