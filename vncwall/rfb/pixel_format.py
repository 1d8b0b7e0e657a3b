"""PIXEL_FORMAT (RFC 6143, 7.4) and its translation into the canonical pixel.

The canonical pixel is a little-endian 32-bit word 0xAARRGGBB, in memory B, G, R, A, alpha 255.
A client chooses the format, so decoders meet three kinds only: the canonical layout itself in
3 or 4 bytes, two-byte pixels, and one-byte pixels (true colour or colour map). The small ones
are translated by a table with an entry for every value.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.uint32]  # (256,) or (65536,): canonical word of each pixel value

_STRUCT = struct.Struct(">BBBBHHHBBB3x")
ALPHA = 0xFF000000


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """The wire struct, field by field (RFC 6143, 7.4)."""

    bits_per_pixel: int
    depth: int
    big_endian: bool
    true_colour: bool
    red_max: int
    green_max: int
    blue_max: int
    red_shift: int
    green_shift: int
    blue_shift: int

    SIZE = 16

    def pack(self) -> bytes:
        """Return the 16 bytes of the wire struct."""
        return _STRUCT.pack(
            self.bits_per_pixel,
            self.depth,
            self.big_endian,
            self.true_colour,
            self.red_max,
            self.green_max,
            self.blue_max,
            self.red_shift,
            self.green_shift,
            self.blue_shift,
        )

    @classmethod
    def unpack(cls, data: bytes) -> PixelFormat:
        """Read the 16 bytes of the wire struct; a flag that is not zero is true (255 occurs)."""
        bpp, depth, big, true, *rest = _STRUCT.unpack(data)
        return cls(bpp, depth, bool(big), bool(true), *rest)

    @property
    def bytes_per_pixel(self) -> int:
        """Bytes of a PIXEL."""
        return self.bits_per_pixel // 8

    @property
    def bytes_per_cpixel(self) -> int:
        """Bytes of a CPIXEL (RFC 6143, 7.7.5): 3 where a 32-bit pixel uses only 3 bytes."""
        if self.bits_per_pixel != 32 or not self.true_colour or self.depth > 24:
            return self.bytes_per_pixel
        used = (
            self.red_max << self.red_shift
            | self.green_max << self.green_shift
            | self.blue_max << self.blue_shift
        )
        return 3 if not used & 0xFF000000 or not used & 0xFF else 4

    @property
    def bytes_per_tpixel(self) -> int:
        """Bytes of a TPIXEL (rfbproto, Tight): 3 for depth 24 in 32 bits with 8-bit channels."""
        is_rgb24 = (
            self.bits_per_pixel == 32
            and self.depth == 24
            and self.true_colour
            and (self.red_max, self.green_max, self.blue_max) == (255, 255, 255)
        )
        return 3 if is_rgb24 else self.bytes_per_pixel

    def __str__(self) -> str:
        for name, known in NAMED_FORMATS.items():
            if known == self:
                return name
        kind = "true colour" if self.true_colour else "colour map"
        return f"{self.bits_per_pixel} bpp, depth {self.depth}, {kind}"


CANONICAL = PixelFormat(32, 24, False, True, 255, 255, 255, 16, 8, 0)
RGB565 = PixelFormat(16, 16, False, True, 31, 63, 31, 11, 5, 0)
BGR233 = PixelFormat(8, 8, False, True, 7, 7, 3, 0, 3, 6)
COLOUR_MAP = PixelFormat(8, 8, False, False, 0, 0, 0, 0, 0, 0)

NAMED_FORMATS = {
    "rgb888": CANONICAL,
    "rgb565": RGB565,
    "bgr233": BGR233,
    "colour-map": COLOUR_MAP,
}
"""The formats that a connection may ask for, by the names used in settings."""


@dataclass(frozen=True, slots=True)
class Translation:
    """How the decoders of one connection turn wire pixels into canonical words.

    `table` is empty for the canonical 32-bit layout; then pixels are B, G, R (and a fourth byte
    to be ignored) and only alpha is set. TPIXELs are R, G, B in that layout (rfbproto, Tight).
    Where pixels stay the indices that they are (`keeping_indices`), each stands for itself in it.
    """

    bytes_per_pixel: int
    bytes_per_cpixel: int
    bytes_per_tpixel: int
    table: NDArray[Any]  # a Table, or (256,) uint8
    pixel_format: PixelFormat = CANONICAL
    """What it translates from: the components that Tight's gradient filter predicts."""
    keeps_indices: bool = False
    """Whether it is for an indexed framebuffer."""

    @property
    def blank(self) -> int:
        """The pixel that stands where no colour was given: opaque black, or index 0."""
        return 0 if self.keeps_indices else ALPHA

    def keeping_indices(self) -> Translation:
        """Return the one of an indexed framebuffer for the same pixels, which have 8 bits."""
        return replace(self, table=_INDICES, keeps_indices=True)


_NO_TABLE: Table = np.zeros(0, np.uint32)
_INDICES = np.arange(256, dtype=np.uint8)


def translation(pixel_format: PixelFormat, colour_map: Table | None = None) -> Translation:
    """Build the translation for a format of `NAMED_FORMATS`.

    Args:
        pixel_format: what the connection asked for.
        colour_map: (256,) canonical words, for a colour-map format; black where absent.

    Raises:
        ValueError: for a 32-bit format that is not canonical, an unusual number of bits a pixel,
            or a colour map for more than 8.
    """
    bpp = pixel_format.bytes_per_pixel
    if bpp == 4 and pixel_format == CANONICAL:
        return Translation(4, 3, 3, _NO_TABLE)
    if pixel_format.bits_per_pixel not in (8, 16):
        raise ValueError(f"no translation for {pixel_format}")
    if not pixel_format.true_colour:
        if bpp != 1:
            raise ValueError(f"no translation for a colour map of {bpp} bytes a pixel")
        table = np.full(256, ALPHA, np.uint32) if colour_map is None else colour_map
        return Translation(bpp, bpp, bpp, table, pixel_format)
    values = np.arange(1 << pixel_format.bits_per_pixel, dtype=np.uint32)
    if pixel_format.big_endian and bpp == 2:
        values = values.astype(np.uint16).byteswap().astype(np.uint32)
    words = np.full(values.shape, ALPHA, np.uint32)
    for maximum, shift, position in (
        (pixel_format.red_max, pixel_format.red_shift, 16),
        (pixel_format.green_max, pixel_format.green_shift, 8),
        (pixel_format.blue_max, pixel_format.blue_shift, 0),
    ):
        channel = values >> np.uint32(shift) & np.uint32(maximum)
        expanded = (channel * 255 + maximum // 2) // max(1, maximum)
        words |= expanded.astype(np.uint32) << np.uint32(position)
    return Translation(bpp, bpp, bpp, words, pixel_format)


def pack_words(words: Table, pixel_format: PixelFormat) -> NDArray[np.uint8]:
    """Return canonical words as PIXELs: what `translation` undoes, as near as the format allows.

    Args:
        words: any shape.
        pixel_format: canonical, or true colour of 8 or 16 bits.

    Returns:
        The bytes; the last axis is as long as a PIXEL.
    """
    if pixel_format == CANONICAL:
        return words.view(np.uint8).reshape(*words.shape, 4)
    size = pixel_format.bytes_per_pixel
    values = np.zeros(words.shape, np.uint32)
    for maximum, shift, position in (
        (pixel_format.red_max, pixel_format.red_shift, 16),
        (pixel_format.green_max, pixel_format.green_shift, 8),
        (pixel_format.blue_max, pixel_format.blue_shift, 0),
    ):
        levels = (np.arange(256, dtype=np.uint32) * maximum + 127) // 255 << np.uint32(shift)
        values |= levels[words >> np.uint32(position) & np.uint32(255)]
    wire = values.astype(np.dtype(f"{'>' if pixel_format.big_endian else '<'}u{size}"))
    return wire.view(np.uint8).reshape(*words.shape, size)
