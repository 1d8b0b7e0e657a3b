"""ZYWRLE encoding: ZRLE whose raw tiles are wavelet coefficients (libvncserver; not in rfbproto).

After the subencoding of a raw tile stands another whole tile of ZRLE. Its pixels are the
coefficients of a piecewise-linear Haar transform of the tile: Y in green, two colour differences
in red and blue. How often the transform was applied, 1 to 3 times, is not said: it follows from
the JPEG quality level that the client has asked for.

Servers have one zlib stream for ZRLE and ZYWRLE: libvncserver, and with it x11vnc, as QEMU, whose
choice between the two changes with the quality level.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vncwall.framebuffer.framebuffer import BLACK, Framebuffer, Words
from vncwall.geometry import Rect
from vncwall.kernels import zrle
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.decoders.trle import TILE_ERRORS
from vncwall.rfb.decoders.zrle import ZRLEDecoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.inflate import InflateStream
from vncwall.rfb.options import Limits, PictureOptions
from vncwall.rfb.pixel_format import Translation
from vncwall.rfb.reader import ByteReader, Steps

Coefficients = NDArray[np.int16]  # (height, width, 3): U, Y, V

_SIDE = 64
_KEPT_OF_565 = 0x00F8FCF8


class ZYWRLEDecoder(Decoder):
    """Draws tiles one by one; in a connection its zlib stream is that of ZRLE."""

    encoding = Encoding.ZYWRLE
    preference = 76
    is_on_request = True  # Tight's JPEG is better and smaller

    def __init__(self, limits: Limits, translation: Translation) -> None:
        super().__init__(limits, translation)
        self._stream = InflateStream("ZYWRLE rectangle", limits)
        self._state = np.full(zrle.STATE_SIZE, BLACK, np.uint32)  # never a colour without alpha
        self._state[zrle.COLOURS] = 0
        self._level = 1

    @property
    def stream(self) -> InflateStream:
        """What rectangles without pixels go on with as well."""
        return self._stream

    def share(self, decoder_of: Callable[[int], Decoder]) -> None:
        """Take the stream of ZRLE."""
        zrle_decoder = decoder_of(Encoding.ZRLE)
        assert isinstance(zrle_decoder, ZRLEDecoder)
        self._stream = zrle_decoder.stream

    def use_picture(self, picture: PictureOptions) -> None:
        """Know what the server makes of the quality level (libvncserver, UltraVNC, TurboVNC)."""
        quality = picture.jpeg_quality
        self._level = 1 if quality is None or quality >= 6 else 2 if quality >= 3 else 3

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Inflate the tiles and draw them."""
        length = yield from reader.read_u32()
        self.limits.check("ZYWRLE length", length, self.limits.compressed_rectangle_bytes)
        packed = yield from reader.read(length)
        size = self.translation.bytes_per_cpixel
        tiles = -(-rect.width // _SIDE) * -(-rect.height // _SIDE)
        # As in ZRLE, and one more subencoding a tile.
        longest = rect.width * rect.height * (size + 1) + tiles * (2 + 127 * size)
        data = self._stream.inflate_at_most(packed, longest)
        view = framebuffer.view(rect)
        at = number = 0
        for top in range(0, rect.height, _SIDE):
            for left in range(0, rect.width, _SIDE):
                tile = view[top : top + _SIDE, left : left + _SIDE]
                if size > 1 and at < len(data) and data[at] == 0:
                    # Never in the framebuffer itself: coefficients are no picture.
                    coefficients = np.zeros(tile.shape, np.uint32)
                    at = self._draw(data, at + 1, coefficients, number)
                    tile[:] = self._picture(coefficients)
                else:
                    at = self._draw(data, at, tile, number)
                number += 1
        if at != len(data):
            raise DecodeError(f"ZYWRLE data has {len(data) - at} bytes after its last tile")

    def _draw(self, data: bytes, at: int, tile: Words, number: int) -> int:
        """Draw the tile of ZRLE at `at`; return where the next one begins."""
        translation = self.translation
        self._state[zrle.TILE] = 0
        size, table = translation.bytes_per_cpixel, translation.table
        consumed = zrle.draw(data, at, len(data), self._state, _SIDE, size, table, tile)
        if consumed < 0:
            raise DecodeError(f"ZYWRLE tile {number} {TILE_ERRORS[consumed]}")
        if self._state[zrle.TILE] != 1:
            raise DecodeError(f"ZYWRLE data ends in tile {number}")
        return at + int(consumed)

    def _picture(self, words: Words) -> Words:
        """Return the picture behind a tile of coefficients."""
        translation = self.translation
        if translation.bytes_per_pixel == 4:
            return synthesize(words, self._level)
        words = synthesize(words & np.uint32(_KEPT_OF_565), self._level)
        red, green, blue = (words >> np.uint32(shift) & np.uint32(255) for shift in (16, 8, 0))
        value = red >> np.uint32(3) << np.uint32(11) | green >> np.uint32(2) << np.uint32(5)
        picture: Words = translation.table[value | blue >> np.uint32(3)]
        return picture


def synthesize(words: Words, level: int) -> Words:
    """Return the picture of a tile whose words are coefficients, in the order of the wire.

    Only the part whose sides are multiples of 2**level is transformed. Its coefficients come
    first, the finest first and each kind together; the pixels of the strips at the right and at
    the bottom follow as they are.
    """
    height, width = words.shape
    side = 1 << level
    inner_height, inner_width = height // side * side, width // side * side
    if not inner_height or not inner_width:
        return words
    stream = words.ravel()
    bands = np.empty((inner_height, inner_width), np.uint32)
    at = 0
    for depth in range(level):
        step, half = 2 << depth, 1 << depth
        for kind in (3, 2, 1, 0) if depth == level - 1 else (3, 2, 1):
            band = bands[half * (kind >> 1) :: step, half * (kind & 1) :: step]
            band[:] = stream[at : at + band.size].reshape(band.shape)
            at += band.size
    out = np.empty_like(words)
    strips = (
        out[:inner_height, inner_width:],
        out[inner_height:, :inner_width],
        out[inner_height:, inner_width:],
    )
    for strip in strips:
        strip[:] = stream[at : at + strip.size].reshape(strip.shape)
        at += strip.size
    pixels = bands.view(np.int8).reshape(inner_height, inner_width, 4)[..., :3]
    out[:inner_height, :inner_width] = _words(_inverse(pixels.astype(np.int16), level))
    return out


def _inverse(values: Coefficients, level: int) -> Coefficients:
    """Undo the transform, the coarsest step first."""
    for depth in reversed(range(level)):
        step, half = 2 << depth, 1 << depth
        _haar(values[::step, ::half], values[half::step, ::half])
        _haar(values[::half, ::step], values[::half, half::step])
    return values


def _haar(low: Coefficients, high: Coefficients) -> None:
    """Exchange pairs of values for the pairs that they stand for, in place.

    The transform is its own inverse and needs no more than 8 bits: Senecal and others, "An
    Improved N-Bit to N-Bit Reversible Haar-Like Transform", Pacific Graphics 2004.
    """
    a, b = low.copy(), high.copy()
    differ = (a < 0) != (b < 0)
    total, difference = a + b, a - b
    keeps_sign_b = (total < 0) == (b < 0)
    keeps_sign_a = (difference < 0) == (a < 0)
    low[:] = np.where(differ, total, np.where(keeps_sign_a, a, b))
    # The one value that does not fit, -(-128), wraps as in the 8 bits of the servers.
    high[:] = np.where(differ, np.where(keeps_sign_b, -b, a), difference).astype(np.int8)


def _words(values: Coefficients) -> Words:
    """Return the canonical words of U, Y and V."""
    u, y, v = values[..., 0] * 2, values[..., 1] + 128, values[..., 2] * 2
    green = y - ((u + v) >> 2)
    blue, red, green = (np.clip(c, 0, 255).astype(np.uint32) for c in (u + green, v + green, green))
    words: Words = np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
    return words
