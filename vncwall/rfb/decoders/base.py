# cython: annotation_typing=False, language_level=3
"""What every decoder is. Compiled with the types in base.pxd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.options import Limits, PictureOptions
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps


@dataclass(frozen=True, slots=True)
class Carried:
    """A zlib stream of an encoding that later rectangles go on with."""

    encoding: int
    number: int
    """Which of the encoding's streams, as the wire counts them."""
    window: bytes
    """What the stream has brought last; later data refers back into it. Never empty."""
    rectangles: tuple[tuple[int, int, int], ...] = ()
    """Width, height and bytes of rectangles that the window consists of, where an encoding does not
    take any bytes as pixels; they follow each other without a gap."""


class Decoder:
    """Draws the rectangles of one encoding. One instance a connection: zlib streams live in it.

    The caller has checked that the rectangle lies inside the framebuffer and is not empty. A
    decoder consumes exactly the rectangle's bytes, writes only inside the rectangle, keeps no view
    across a yield and knows no other decoder.

    `decode` is all that a decoder must have. A frequent encoding has `decode_buffered` as well,
    which saves the generator where all bytes are there: of most rectangles, as they are small.
    """

    encoding = Encoding.RAW
    """Each class says its own."""
    preference = 0
    """Larger is offered earlier in SetEncodings."""
    is_on_request = False
    """Whether it is offered only where the picture options name it."""
    needs = ""
    """Third-party module without which `is_available` is false."""

    def __init__(self, limits: Limits, translation: Translation) -> None:
        self.limits = limits
        self.translation = translation

    @property
    def limits(self) -> Limits:
        """The most that is accepted."""
        return self._limits

    @limits.setter
    def limits(self, limits: Limits) -> None:
        self._limits = limits
        self.compressed_limit = limits.compressed_rectangle_bytes

    @property
    def translation(self) -> Translation:
        """Wire pixels to the framebuffer's; replaced when pixel format or colour map change."""
        return self._translation

    @translation.setter
    def translation(self, translation: Translation) -> None:
        self._translation = translation
        self.pixel_size = translation.bytes_per_pixel
        self.cpixel_size = translation.bytes_per_cpixel
        self.tpixel_size = translation.bytes_per_tpixel
        self.blank = translation.blank
        if translation.keeps_indices:
            self.index_table = translation.table
        else:
            self.table = translation.table

    def require_colours(self, what: str) -> None:
        """Refuse a picture with colours of its own where a pixel is one of 256.

        Raises:
            DecodeError: pixels have 8 bits; nobody asks for such a picture then.
        """
        if self.pixel_size == 1:
            raise DecodeError(f"{what} with 8 bits a pixel")

    @classmethod
    def is_available(cls) -> bool:
        """Whether what it needs is installed."""
        return True

    def share(self, decoder_of: Callable[[int], Decoder]) -> None:
        """Take what is shared with the connection's decoder of another encoding, once."""
        return

    def use_picture(self, picture: PictureOptions) -> None:
        """Take note of what the server was asked for: something in it has a meaning for few."""
        return

    def carried(self) -> tuple[Carried, ...] | None:
        """Return what must be known to decode later rectangles, when one has just ended.

        None: it cannot be said in rectangles of the encoding.
        """
        return ()

    def keep_history(self) -> None:
        """Keep from now on what `carried` needs and decoding does not."""
        return

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Read the rectangle's data and draw it.

        Raises:
            DecodeError: the data breaks the encoding's rules.
            LimitExceeded: a length in it is above `limits`.
        """
        raise NotImplementedError

    def decode_buffered(
        self,
        x: int,
        y: int,
        width: int,
        height: int,
        reader: ByteReader,
        framebuffer: Framebuffer,
    ) -> bool:
        """Read and draw the rectangle if all its bytes are there; else consume nothing.

        Returns:
            Whether it was drawn. If not, `reader.wanted` may have been set, the rectangle may
            have been drawn in part, and nothing else has changed: `decode` begins it again.

        Raises:
            DecodeError, LimitExceeded: as `decode`.
        """
        return False


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
