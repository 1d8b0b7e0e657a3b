"""Rectangles of every encoding, written from the specification for the tests of the decoders.

A writer takes pixel values in the connection's format, (height, width), picks at random among all
that its encoding allows and keeps the zlib streams of a connection. It shares nothing with the
decoders or with the demo fleet, so it can stand as the other side's word.
"""

from __future__ import annotations

import io
import random
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vncwall.rfb.pixel_format import NAMED_FORMATS, Translation, translation

Values = NDArray[np.uint32]  # (height, width): pixel values as they go on the wire

FORMATS = ("rgb888", "rgb565", "bgr233", "colour-map")
COLOUR_MAP = (np.random.default_rng(5).integers(0, 1 << 24, 256, np.uint32)) | np.uint32(0xFF000000)


def translation_of(format_name: str) -> Translation:
    """Return what a decoder is given for a format."""
    return translation(NAMED_FORMATS[format_name], COLOUR_MAP)


def words_of(values: Values, format_name: str) -> Values:
    """Return the canonical words of pixel values."""
    if format_name == "colour-map":
        return COLOUR_MAP[values]
    if format_name == "rgb888":
        return values | np.uint32(0xFF000000)
    if format_name == "rgb565":
        channels = [(values >> 11 & 31, 31), (values >> 5 & 63, 63), (values & 31, 31)]
    else:
        channels = [(values & 7, 7), (values >> 3 & 7, 7), (values >> 6 & 3, 3)]
    red, green, blue = (np.floor(c * 255 / top + 0.5).astype(np.uint32) for c, top in channels)
    return red << 16 | green << 8 | blue | np.uint32(0xFF000000)


def random_values(generator: random.Random, width: int, height: int, *, format_name: str) -> Values:
    """Return a picture of few or many colours in runs and patches, or of one colour."""
    top = {"rgb888": 1 << 24, "rgb565": 1 << 16}.get(format_name, 256)
    numbers = np.random.default_rng(generator.getrandbits(32))
    colours = numbers.integers(0, top, generator.choice([1, 2, 3, 5, 17, 100, 500]), np.uint32)
    picture = colours[numbers.integers(0, len(colours), (height, width))]
    if generator.random() < 0.7:  # patches: runs for the run-length encodings
        step = generator.choice([2, 3, 8])
        picture = np.kron(picture[::step, ::step], np.ones((step, step), np.uint32))
    return np.ascontiguousarray(picture[:height, :width]).astype(np.uint32)


class Writer:
    """Base: the sizes and bytes of pixels."""

    def __init__(self, format_name: str, generator: random.Random) -> None:
        self.format_name = format_name
        self.random = generator
        self.size = {"rgb888": 4, "rgb565": 2}.get(format_name, 1)

    def pixel(self, value: int) -> bytes:
        return int(value).to_bytes(self.size, "little")

    def cpixel(self, value: int) -> bytes:
        return int(value).to_bytes(min(3, self.size), "little")

    def tpixel(self, value: int) -> bytes:
        return int(value).to_bytes(3, "big") if self.size == 4 else self.pixel(value)

    def pixels(self, values: Values) -> bytes:
        return b"".join(self.pixel(value) for value in values.ravel())

    def cpixels(self, values: Values) -> bytes:
        return b"".join(self.cpixel(value) for value in values.ravel())

    def tpixels(self, values: Values) -> bytes:
        return b"".join(self.tpixel(value) for value in values.ravel())

    def write(self, values: Values) -> bytes:
        """Return a rectangle's bytes after its header."""
        raise NotImplementedError


class RawWriter(Writer):
    def write(self, values: Values) -> bytes:
        return self.pixels(values)


def runs(values: Values) -> list[tuple[int, int, int, int]]:
    """Return the horizontal runs of equal values: (x, y, length, value)."""
    result = []
    for y, row in enumerate(values.tolist()):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end] == row[x]:
                end += 1
            result.append((x, y, end - x, row[x]))
            x = end
    return result


class RREWriter(Writer):
    coordinates = ">4H"

    def write(self, values: Values) -> bytes:
        background = int(values[0, 0])
        parts = [
            self.pixel(value) + struct.pack(self.coordinates, x, y, length, 1)
            for x, y, length, value in runs(values)
            if value != background
        ]
        return struct.pack(">I", len(parts)) + self.pixel(background) + b"".join(parts)


class CoRREWriter(RREWriter):
    coordinates = ">4B"


class HextileWriter(Writer):
    def write(self, values: Values) -> bytes:
        result = b""
        background = foreground = None
        for y in range(0, values.shape[0], 16):
            for x in range(0, values.shape[1], 16):
                tile = values[y : y + 16, x : x + 16]
                first = int(tile[0, 0])
                others = [run for run in runs(tile) if run[3] != first]
                colours = {run[3] for run in others}
                if len(others) > 255 or self.random.random() < 0.2:
                    result += b"\1" + self.pixels(tile)
                    # What a raw tile leaves of the two colours is not said: set them again.
                    background = foreground = None
                    continue
                flags, head, body = 0, b"", b""
                if first != background or self.random.random() < 0.3:
                    flags, head, background = flags | 2, self.pixel(first), first
                if others:
                    flags |= 8
                    if len(colours) == 1 and self.random.random() < 0.8:
                        (colour,) = colours
                        if colour != foreground or self.random.random() < 0.3:
                            flags, head, foreground = flags | 4, head + self.pixel(colour), colour
                    else:
                        flags |= 16
                        foreground = None
                    body = bytes([len(others)])
                    for left, top, length, value in others:
                        body += self.pixel(value) if flags & 16 else b""
                        body += bytes([left << 4 | top, (length - 1) << 4])
                result += bytes([flags]) + head + body
        return result


class ZlibWriter(Writer):
    def __init__(self, format_name: str, generator: random.Random) -> None:
        super().__init__(format_name, generator)
        self.stream = zlib.compressobj(generator.randrange(10))

    def deflate(self, data: bytes) -> bytes:
        mode = self.random.choice([zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH])
        return self.stream.compress(data) + self.stream.flush(mode)

    def write(self, values: Values) -> bytes:
        data = self.deflate(self.pixels(values))
        return struct.pack(">I", len(data)) + data


def run_length(length: int) -> bytes:
    """Return the bytes of a run length of TRLE and ZRLE."""
    return b"\xff" * ((length - 1) // 255) + bytes([(length - 1) % 255])


class TRLEWriter(Writer):
    side = 16
    can_reuse = True

    def write(self, values: Values) -> bytes:
        return self.tiles(values)

    def tiles(self, values: Values) -> bytes:
        self.palette: list[int] = []
        result = b""
        for y in range(0, values.shape[0], self.side):
            for x in range(0, values.shape[1], self.side):
                result += self.tile(values[y : y + self.side, x : x + self.side])
        return result

    def tile(self, values: Values) -> bytes:
        colours = sorted({int(value) for value in values.ravel()})
        self.random.shuffle(colours)
        is_reused = (
            self.can_reuse
            and set(colours) <= set(self.palette)
            and self.random.random() < 0.7
            and len(self.palette) > 1
        )
        if is_reused:
            colours = self.palette
        kinds = ["raw", "runs"]
        if len(colours) == 1:
            kinds += ["solid"] * 3
        if 2 <= len(colours) <= 16:
            kinds += ["packed"] * 3
        if 2 <= len(colours) <= 127:
            kinds += ["palette runs"] * 3
        kind = self.random.choice(kinds)
        palette = b"".join(self.cpixel(value) for value in colours)
        if kind == "raw":
            return b"\0" + self.cpixels(values)
        if kind == "solid":
            self.palette = []
            return b"\1" + palette
        if kind == "runs":
            return b"\x80" + b"".join(
                self.cpixel(value) + run_length(length) for value, length in self.long_runs(values)
            )
        head = palette
        if is_reused:
            head = b""
        self.palette = colours
        indices = np.array([[colours.index(value) for value in row] for row in values.tolist()])
        if kind == "packed":
            bits = 1 if len(colours) == 2 else 2 if len(colours) <= 4 else 4
            body = b""
            for row in indices.tolist():
                text = "".join(f"{index:0{bits}b}" for index in row)
                text += "0" * (-len(text) % 8)
                body += int(text, 2).to_bytes(len(text) // 8, "big")
            return bytes([127 if is_reused else len(colours)]) + head + body
        body = b""
        for index, length in self.long_runs(indices):
            body += bytes([index]) if length == 1 else bytes([index | 128]) + run_length(length)
        return bytes([129 if is_reused else 128 + len(colours)]) + head + body

    def long_runs(self, values: NDArray[np.generic]) -> list[tuple[int, int]]:
        """Return (value, length) of runs that go on from row to row; some are cut."""
        result: list[tuple[int, int]] = []
        for value in values.ravel().tolist():
            if result and result[-1][0] == value and self.random.random() < 0.99:
                result[-1] = (value, result[-1][1] + 1)
            else:
                result.append((value, 1))
        return result


class ZRLEWriter(TRLEWriter):
    side = 64
    can_reuse = False

    def __init__(self, format_name: str, generator: random.Random) -> None:
        super().__init__(format_name, generator)
        self.zlib = ZlibWriter(format_name, generator)

    def write(self, values: Values) -> bytes:
        data = self.zlib.deflate(self.tiles(values))
        return struct.pack(">I", len(data)) + data


def compact(length: int) -> bytes:
    """Return Tight's compact length."""
    if length < 1 << 7:
        return bytes([length])
    if length < 1 << 14:
        return bytes([length & 127 | 128, length >> 7])
    return bytes([length & 127 | 128, length >> 7 & 127 | 128, length >> 14])


class TightWriter(Writer):
    """Everything but JPEG, which is not exact."""

    def __init__(self, format_name: str, generator: random.Random) -> None:
        super().__init__(format_name, generator)
        self.streams = [zlib.compressobj() for _ in range(4)]
        self.is_fresh = [True] * 4

    def write(self, values: Values) -> bytes:
        resets = self.random.choice([0, 0, 0, self.random.randrange(16)])
        for n in range(4):
            if resets >> n & 1:
                self.streams[n] = zlib.compressobj(self.random.randrange(10))
        colours = sorted({int(value) for value in values.ravel()})
        self.random.shuffle(colours)
        kinds = ["copy", "copy with filter"]
        if len(colours) == 1:
            kinds += ["fill"] * 3
        if 2 <= len(colours) <= 256:
            kinds += ["palette"] * 3
        if self.size > 1:
            kinds += ["gradient"] * 2
        kind = self.random.choice(kinds)
        if kind == "fill":
            return bytes([0x80 | resets]) + self.tpixel(colours[0])
        is_raw = self.random.random() < 0.15
        stream = self.random.randrange(4)
        control = (0xA0 if is_raw else stream << 4) | resets
        if kind == "copy":
            return bytes([control]) + self.payload(self.tpixels(values), stream, is_raw=is_raw)
        head = bytes([control | 0x40])
        if kind == "copy with filter":
            return head + b"\0" + self.payload(self.tpixels(values), stream, is_raw=is_raw)
        if kind == "gradient":
            return head + b"\2" + self.payload(self.gradient(values), stream, is_raw=is_raw)
        head += b"\1" + bytes([len(colours) - 1]) + b"".join(map(self.tpixel, colours))
        indices = np.array([[colours.index(value) for value in row] for row in values.tolist()])
        if len(colours) == 2:
            indices = np.packbits(indices, axis=1)
        return head + self.payload(indices.astype(np.uint8).tobytes(), stream, is_raw=is_raw)

    def payload(self, data: bytes, stream: int, *, is_raw: bool) -> bytes:
        if len(data) < 12:
            return data
        if not is_raw:
            deflate = self.streams[stream]
            data = deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
        return compact(len(data)) + data

    def gradient(self, values: Values) -> bytes:
        """Filter as rfbproto's pseudo-code does it."""
        rgb888, rgb565 = ((16, 255), (8, 255), (0, 255)), ((11, 31), (5, 63), (0, 31))
        layout = rgb888 if self.size == 4 else rgb565
        height, width = values.shape
        planes = []
        for shift, top in layout:
            v = np.zeros((height + 1, width + 1), int)
            v[1:, 1:] = values >> shift & top
            predicted = np.clip(v[1:, :-1] + v[:-1, 1:] - v[:-1, :-1], 0, top)
            planes.append(v[1:, 1:] - predicted & top)
        if self.size == 4:
            return np.dstack(planes).astype(np.uint8).tobytes()
        packed = sum(plane << shift for plane, (shift, _) in zip(planes, layout, strict=True))
        return np.asarray(packed).astype("<u2").tobytes()


def tight_jpeg(rgb: NDArray[np.uint8], *, quality: int = 95) -> bytes:
    """Return a Tight JPEG rectangle of an (height, width, 3) picture, made by Pillow."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=quality, subsampling=0)
    return b"\x90" + compact(len(file.getvalue())) + file.getvalue()


class ZlibHexWriter(Writer):
    """Hextile tiles, each plain or deflated through one of the two streams."""

    def __init__(self, format_name: str, generator: random.Random) -> None:
        super().__init__(format_name, generator)
        self.raw = ZlibWriter(format_name, generator)
        self.hex = ZlibWriter(format_name, generator)

    def write(self, values: Values) -> bytes:
        result = b""
        for y in range(0, values.shape[0], 16):
            for x in range(0, values.shape[1], 16):
                # A writer of its own for each tile: every tile sets its background.
                tile = values[y : y + 16, x : x + 16]
                plain = HextileWriter(self.format_name, self.random).write(tile)
                if self.random.random() < 0.4:
                    result += plain
                    continue
                deflate, flag = (self.raw, 32) if plain[0] & 1 else (self.hex, 64)
                packed = deflate.deflate(plain[1:])
                flags = plain[0] & ~1 | flag
                result += bytes([flags]) + struct.pack(">H", len(packed)) + packed
        return result


def lzo1x(data: bytes) -> bytes:
    """Compress with the long and short matches of LZO1X; from Linux's staging/lzo.rst."""
    out = bytearray()
    seen: dict[bytes, int] = {}
    at = start = 0
    low_bits_at = None  # where the last match keeps the number of literals behind it

    def literals(end: int) -> None:
        run = data[start:end]
        if low_bits_at is None and not out:
            if 0 < len(run) <= 238:
                out.extend(bytes([17 + len(run)]) + run)
                return
        elif 0 < len(run) <= 3:
            assert low_bits_at is not None
            out[low_bits_at] |= len(run)
            out.extend(run)
            return
        if run:
            out.extend(long_length(0, len(run) - 3, 15) + run)

    def long_length(mark: int, length: int, top: int) -> bytes:
        if length <= top:
            return bytes([mark | length])
        length -= top
        return bytes([mark]) + bytes((length - 1) // 255) + bytes([(length - 1) % 255 + 1])

    while at < len(data):
        before = seen.get(data[at : at + 3])
        seen[data[at : at + 3]] = at
        if before is None or at + 3 > len(data) or not 0 < at - before <= 49151:
            at += 1
            continue
        length, distance = 3, at - before
        while at + length < len(data) and data[at + length] == data[before + length]:
            length += 1
        literals(at)
        if length <= 8 and distance <= 2048:
            out.append((length - 1) << 5 | ((distance - 1) & 7) << 2)
            low_bits_at = len(out) - 1
            out.append((distance - 1) >> 3)
        else:
            if distance <= 16384:
                out += long_length(32, length - 2, 31)
                distance -= 1
            else:
                distance -= 16384
                out += long_length(16 | (distance >> 11 & 8), length - 2, 7)
            low_bits_at = len(out)
            out += struct.pack("<H", (distance & 0x3FFF) << 2)
        at += length
        start = at
    literals(len(data))
    return bytes(out) + b"\x11\0\0"


class UltraWriter(Writer):
    def write(self, values: Values) -> bytes:
        data = lzo1x(self.pixels(values))
        return struct.pack(">I", len(data)) + data


class TightPNGWriter(Writer):
    """Fill, and pictures that Pillow has made: true colour, palette or, of greys, grey."""

    def write(self, values: Values) -> bytes:
        colours = {int(value) for value in values.ravel()}
        if len(colours) == 1 and self.random.random() < 0.8:
            return b"\x80" + self.tpixel(colours.pop())
        words = words_of(values, self.format_name)
        rgb = np.dstack([words >> shift & 255 for shift in (16, 8, 0)]).astype(np.uint8)
        picture = Image.fromarray(rgb)
        if len(colours) <= 256 and self.random.random() < 0.5:
            table, index = np.unique(words, return_inverse=True)
            indices = index.reshape(words.shape).astype(np.uint8)
            picture = Image.fromarray(indices, "P")
            picture.putpalette([int(w) >> s & 255 for w in table for s in (16, 8, 0)])
        elif self.random.random() < 0.3:
            picture = picture.convert("RGBA")
        file = io.BytesIO()
        picture.save(file, "PNG", compress_level=self.random.randrange(10))
        return b"\xa0" + compact(len(file.getvalue())) + file.getvalue()


class ZYWRLEWriter(ZRLEWriter):
    """Everything but raw tiles, which are not exact."""

    def tile(self, values: Values) -> bytes:
        while True:
            data = super().tile(values)
            if data[0] or self.size == 1:
                return data


WRITERS: dict[int, type[Writer]] = {
    0: RawWriter,
    2: RREWriter,
    4: CoRREWriter,
    5: HextileWriter,
    6: ZlibWriter,
    7: TightWriter,
    15: TRLEWriter,
    16: ZRLEWriter,
    8: ZlibHexWriter,
    9: UltraWriter,
    17: ZYWRLEWriter,
    -260: TightPNGWriter,
}
"""By encoding-type; CopyRect needs no picture and has its own tests."""
