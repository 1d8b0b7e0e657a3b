"""What a conversation knows about the remote desktop: size, screens, name, picture, decoders."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vncwall.framebuffer.damage import BLOCK
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Carried, Decoder
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import Screen
from vncwall.rfb.options import Limits, PictureOptions
from vncwall.rfb.pixel_format import ALPHA, Table, Translation, translation

_LOSSY = frozenset({Encoding.JPEG, Encoding.OPEN_H264, Encoding.ZYWRLE})
"""Encodings that cannot be lossless: offered only with a JPEG quality level."""

_JPEG_BITS_PER_PIXEL = 16
"""Fewest bits a pixel at which Tight may carry JPEG (rfbproto, Tight)."""


class Desktop:
    """The negotiated state, shared by the rectangle loop and the extensions.

    Attributes:
        framebuffer: what decoders draw into; another object after each change of size.
        picture: what the server was last told to send.
        translation: wire pixels to canonical words, for the present pixel format.
        drawing: wire pixels to what the framebuffer holds; all decoders have it.
        also_read: encodings that are decoded although they are not offered.
        decoders: one instance an encoding, for the whole connection, of all that was offered.
        received_encodings: numbers of all rectangles so far, pseudo-encodings too.
    """

    __slots__ = (
        "_colour_map",
        "_keeps_history",
        "_made",
        "_table",
        "also_read",
        "decoders",
        "drawing",
        "framebuffer",
        "limits",
        "name",
        "picture",
        "received_encodings",
        "screens",
        "translation",
    )

    def __init__(
        self, limits: Limits, picture: PictureOptions, table: Mapping[int, type[Decoder]]
    ) -> None:
        self.limits = limits
        self.name = ""
        self.screens: tuple[Screen, ...] = ()
        self.picture = picture
        self._table = table
        self._made: dict[int, Decoder] = {}
        self._colour_map: Table = np.full(256, ALPHA, np.uint32)
        self.framebuffer = Framebuffer(Size(0, 0))
        self.translation = self.drawing = _translation(picture, self._colour_map)
        self._fit_framebuffer(self.translation)
        self._use(self.translation)
        self.also_read: frozenset[int] = frozenset()
        self.decoders: dict[int, Decoder] = {}
        self._keeps_history = False
        self.received_encodings: set[int] = set()

    @property
    def size(self) -> Size:
        """Size of the framebuffer."""
        return self.framebuffer.size

    @property
    def has_jpeg(self) -> bool:
        """Whether the picture asks for JPEG: a quality level, and enough bits a pixel for it."""
        return (
            self.picture.jpeg_quality is not None or self.picture.fine_quality is not None
        ) and self.picture.pixel_format.bits_per_pixel >= _JPEG_BITS_PER_PIXEL

    def resize(self, size: Size) -> None:
        """Replace the framebuffer; what fits is kept (rfbproto, DesktopSize), numbers go on.

        The caller has checked `size` against the limits.
        """
        old = self.framebuffer
        new = Framebuffer(size, old.colours if old.is_indexed else None)
        width, height = min(old.size.width, size.width), min(old.size.height, size.height)
        new.values[:height, :width] = old.values[:height, :width]
        new.damage.serial = old.damage.serial
        self.framebuffer = new
        self.screens = (Screen(0, new.rect),)

    def encodings(self) -> list[int]:
        """Return the real encodings for SetEncodings, best first, and prepare their decoders."""
        wanted = self.picture.encodings
        if wanted is None:
            ranked = sorted(self._table.items(), key=lambda item: -item[1].preference)
            numbers = [int(number) for number, kind in ranked if not kind.is_on_request]
        else:
            numbers = [int(number) for number in wanted if number in self._table]
        if not self.has_jpeg:
            numbers = [number for number in numbers if number not in _LOSSY]
        numbers = [number for number in numbers if self._table[number].is_available()]
        for number in (*numbers, *self.also_read, Encoding.RAW):
            # A decoder lives as long as the connection: the server's zlib streams do as well.
            if number not in self.decoders and number in self._table:
                self.decoders[int(number)] = self._decoder(number)
        for decoder in self._made.values():
            decoder.use_picture(self.picture)
        return numbers

    def _decoder(self, number: int) -> Decoder:
        """Return the connection's one decoder of an encoding; it may serve another one alone."""
        decoder = self._made.get(number)
        if decoder is None:
            decoder = self._made[number] = self._table[number](self.limits, self.drawing)
            decoder.share(self._decoder)
            if self._keeps_history:
                decoder.keep_history()
        return decoder

    def keep_history(self) -> None:
        """Have all decoders keep what `carried` needs, from now on."""
        self._keeps_history = True
        for decoder in self._made.values():
            decoder.keep_history()

    def carried(self) -> tuple[Carried, ...] | None:
        """Return what decoders carry from one update to the next; None: one cannot say it."""
        found: list[Carried] = []
        for decoder in self._made.values():
            carried = decoder.carried()
            if carried is None:
                return None
            found += carried
        return tuple(found)

    def set_picture(self, picture: PictureOptions) -> None:
        """Decode in the format of `picture` from now on."""
        new = _translation(picture, self._colour_map)
        if picture.pixel_format != self.picture.pixel_format:
            self._fit_framebuffer(new)
        self.picture = picture
        self._use(new)

    def set_colours(self, first: int, words: Table) -> None:
        """Replace colour-map entries from `first` on; those above 255 are of no use and ignored."""
        if first < 256:
            colour_map = self._colour_map.copy()
            end = min(256, first + len(words))
            colour_map[first:end] = words[: end - first]
            self._colour_map = colour_map
            new = _translation(self.picture, colour_map)
            if self.framebuffer.is_indexed:
                self.framebuffer.use_colours(new.table)  # of what is shown already as well
            self._use(new)

    def _fit_framebuffer(self, new: Translation) -> None:
        """Have the framebuffer hold what pixels of another format bring.

        At 8 bits a pixel it is indexed if nothing was drawn before. A picture that was drawn in
        another format is kept as it was, so the framebuffer then has words and keeps them.
        """
        if new.bytes_per_pixel == 1 and not self.framebuffer.damage.serial:
            self.framebuffer.use_colours(new.table)
        else:
            self.framebuffer.use_words()

    def _use(self, new: Translation) -> None:
        self.translation = new
        self.drawing = new.keeping_indices() if self.framebuffer.is_indexed else new
        for decoder in self._made.values():
            decoder.translation = self.drawing

    def resting_pixel(self, *, other_than: Rect | None = None) -> Rect:
        """Return the last pixel of the block that has not changed for longest, as a rectangle.

        If that is `other_than`, the desktop's last pixel, or the one before it.
        """
        width, height = self.size.width, self.size.height
        numbers = self.framebuffer.damage.numbers
        if not numbers.size:
            return Rect(0, 0, 0, 0)
        row, column = divmod(int(numbers.argmin()), numbers.shape[1])
        x, y = min((column + 1) * BLOCK, width) - 1, min((row + 1) * BLOCK, height) - 1
        for pixel in (Rect(x, y, 1, 1), Rect(width - 1, height - 1, 1, 1)):
            if pixel != other_than:
                return pixel
        return Rect(max(0, width - 2), height - 1, 1, 1)


def _translation(picture: PictureOptions, colour_map: Table) -> Translation:
    try:
        return translation(picture.pixel_format, colour_map)
    except ValueError as error:
        raise LocalProtocolError(str(error)) from error
