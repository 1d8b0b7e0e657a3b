"""Canonical words into the pixels that a client asked for (RFC 6143, 7.4)."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vncwall.rfb.constants import ServerMessage
from vncwall.rfb.pixel_format import BGR233, CANONICAL, PixelFormat

Words = NDArray[np.uint32]  # (h, w), each 0x00RRGGBB (the top byte is ignored)
Values = NDArray[Any]  # (h, w) or (n,) of uint8, uint16 or uint32: numeric pixel values

_DTYPES = {8: np.uint8, 16: np.uint16, 32: np.uint32}


def is_supported(pixel_format: PixelFormat) -> bool:
    """Whether the format is one that a client may ask for: 8, 16 or 32 bits, channels inside."""
    if pixel_format.bits_per_pixel not in _DTYPES:
        return False
    if not pixel_format.true_colour:
        return pixel_format.bits_per_pixel == 8
    bits = 0
    for maximum, shift in (
        (pixel_format.red_max, pixel_format.red_shift),
        (pixel_format.green_max, pixel_format.green_shift),
        (pixel_format.blue_max, pixel_format.blue_shift),
    ):
        mask = maximum << shift
        if not maximum or maximum & (maximum + 1) or maximum > 255 or bits & mask:
            return False
        bits |= mask
    return bits < 1 << pixel_format.bits_per_pixel


class Palette332:
    """The colour map for clients that ask for one: the 256 colours of bgr233."""

    @staticmethod
    def message() -> bytes:
        """Return SetColourMapEntries for all 256 entries (RFC 6143, 7.6.2)."""
        entries = bytearray(struct.pack(">BxHH", ServerMessage.SET_COLOUR_MAP_ENTRIES, 0, 256))
        for value in range(256):
            for maximum, shift in ((7, 0), (7, 3), (3, 6)):
                level = (value >> shift & maximum) * 65535 // maximum
                entries += struct.pack(">H", level)
        return bytes(entries)


class PixelPacker:
    """Translates and packs pixels for one client format."""

    def __init__(self, pixel_format: PixelFormat) -> None:
        """Prepare the tables.

        Raises:
            ValueError: the format cannot be served.
        """
        if not is_supported(pixel_format):
            raise ValueError(f"pixel format {pixel_format} is not supported")
        self.pixel_format = pixel_format
        layout = pixel_format if pixel_format.true_colour else BGR233
        self.dtype = np.dtype(_DTYPES[pixel_format.bits_per_pixel])
        self.bytes_per_pixel = self.dtype.itemsize
        self.bytes_per_cpixel = pixel_format.bytes_per_cpixel
        self.bytes_per_tpixel = pixel_format.bytes_per_tpixel
        self._shifts = (layout.red_shift, layout.green_shift, layout.blue_shift)
        self._wire = self.dtype.newbyteorder(">" if pixel_format.big_endian else "<")
        self._is_canonical = pixel_format == CANONICAL
        levels = np.arange(256, dtype=np.uint32)
        self._tables = [
            ((levels * maximum + 127) // 255 << shift).astype(self.dtype)
            for maximum, shift in (
                (layout.red_max, layout.red_shift),
                (layout.green_max, layout.green_shift),
                (layout.blue_max, layout.blue_shift),
            )
        ]
        used = sum(
            maximum << shift
            for maximum, shift in (
                (layout.red_max, layout.red_shift),
                (layout.green_max, layout.green_shift),
                (layout.blue_max, layout.blue_shift),
            )
        )
        # A 3-byte CPIXEL drops the byte of the value that no channel uses.
        drops_high = not used & 0xFF000000
        self._cpixel = slice(0, 3) if drops_high != pixel_format.big_endian else slice(1, 4)

    def values(self, words: Words) -> Values:
        """Return the numeric pixel values of `words`, in a new array of the same shape."""
        if self._is_canonical:
            return words & np.uint32(0xFFFFFF)
        red, green, blue = self._tables
        result: Values = red[words >> 16 & 255]
        result |= green[words >> 8 & 255]
        result |= blue[words & 255]
        return result

    def pack(self, values: Values) -> bytes:
        """Return PIXELs."""
        return values.astype(self._wire, copy=False).tobytes()

    def pack_cpixels(self, values: Values) -> bytes:
        """Return CPIXELs (RFC 6143, 7.7.5)."""
        return self.cpixel_bytes(values).tobytes()

    def cpixel_bytes(self, values: Values) -> NDArray[np.uint8]:
        """Return CPIXELs as an array (n, bytes of one)."""
        wire = np.ascontiguousarray(values.astype(self._wire, copy=False)).reshape(-1)
        pixels = wire.view(np.uint8).reshape(-1, self.bytes_per_pixel)
        return pixels if self.bytes_per_cpixel == self.bytes_per_pixel else pixels[:, self._cpixel]

    def pack_tpixels(self, values: Values) -> bytes:
        """Return TPIXELs (rfbproto, Tight): red, green, blue bytes where 3 suffice."""
        if self.bytes_per_tpixel == self.bytes_per_pixel:
            return self.pack(values)
        return self.channels(values).astype(np.uint8).tobytes()

    def channels(self, values: Values) -> Values:
        """Return the channels as (..., 3), for true-colour formats."""
        pixel_format = self.pixel_format
        maxima = (pixel_format.red_max, pixel_format.green_max, pixel_format.blue_max)
        parts = [
            values >> shift & maximum for maximum, shift in zip(maxima, self._shifts, strict=True)
        ]
        return np.stack(parts, axis=-1)
