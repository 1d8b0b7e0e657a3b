"""Inputs to begin with: recorded servers, and rectangles of every encoding."""

from __future__ import annotations

import hashlib
import io
import itertools
import random
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from fuzz.kernels import CASES
from fuzz.targets import (
    CHANGES,
    FORMATS,
    KEEPS_HISTORY,
    LARGE,
    RECORDED_HEIGHT,
    RECORDED_WIDTH,
)
from tests.rfb.decoders.test_empty import EMPTY
from tests.rfb.extensions import test_contract as extensions
from tests.rfb.extensions.test_alpha_pixels import ENCODINGS, writer_with_alpha, written
from tests.rfb.test_robustness import HANDSHAKE, SESSION
from tests.support.golden import goldens
from tests.support.rectangles import WRITERS, compact, random_values
from tests.support.video import H264Encoder
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.pixel_format import NAMED_FORMATS

GOLDEN_BYTES = 16_000
"""Of each recording: enough for a rectangle of most, little enough to be mutated."""
INDEXED, QUICK = 128, 128
"""Bits of the second and of the third byte of a decoder's input."""


def seeds(target: str) -> Iterator[bytes]:
    """Yield the seeds of a target."""
    if target == "handshake":
        yield b"\0" + SESSION
        for version in (b"3", b"7"):
            yield b"\0" + HANDSHAKE.replace(b"003.008", b"003.00" + version)
    elif target == "conversation":
        yield from _conversations()
    elif target == "cursor":
        yield from _cursors()
    elif target == "decoder":
        yield from _rectangles()
        yield from _pictures()
    else:
        yield from _kernels()


def _conversations() -> Iterator[bytes]:
    yield b"\0\x30" + SESSION[len(HANDSHAKE) :]
    yield bytes([CHANGES, 0x30]) + SESSION[len(HANDSHAKE) :]
    for choice in (0, CHANGES, 2 | CHANGES, 3):  # without pixels, in every encoding
        for encoding, payload in EMPTY.values():
            empty = extensions.wire.rectangle(0, 0, 0, 0, encoding, payload)
            yield bytes([choice, 7]) + extensions.wire.update(empty, empty)
    for mark in extensions.RECTANGLES:
        yield b"\0\x07" + extensions.wire.update(mark)
    for golden in goldens():
        kind = list(NAMED_FORMATS).index(golden.conditions["pixel_format"])
        assert golden.size.width <= RECORDED_WIDTH
        assert golden.size.height <= RECORDED_HEIGHT
        yield bytes([kind | LARGE, 60]) + golden.stream[:GOLDEN_BYTES]
        yield bytes([kind | LARGE | KEEPS_HISTORY | CHANGES, 60]) + golden.stream[:GOLDEN_BYTES]


def _cursors() -> Iterator[bytes]:
    generator = random.Random(2)
    numbers = list(DECODERS)
    for encoding in ENCODINGS:
        for _ in range(6):
            values = random_values(generator, 20, 18, format_name="rgb888")
            data, _ = written(writer_with_alpha(encoding, generator), values, generator)
            yield bytes([numbers.index(encoding), 20, 18, 200]) + data


def _rectangles() -> Iterator[bytes]:
    generator = random.Random(1)
    numbers = list(DECODERS)
    for encoding, writer in WRITERS.items():
        for kind, name in enumerate(NAMED_FORMATS):
            assert NAMED_FORMATS[name] == FORMATS[kind]
            made = writer(name, generator)
            values = [random_values(generator, 20, 18, format_name=name) for _ in range(2)]
            data = b"".join(made.write(v) for v in values)
            for flags in (
                (kind, kind | INDEXED) if NAMED_FORMATS[name].bits_per_pixel == 8 else (kind,)
            ):
                for quality in (8, 8 | QUICK):
                    head = bytes([numbers.index(encoding), flags, quality, 19, 17])
                    yield head + bytes([100 if quality == 8 else 0]) + data


def _pictures() -> Iterator[bytes]:
    """Rectangles of 20x18 in encodings of whole pictures, and wavelets; two of each."""
    generator = np.random.default_rng(6)
    rgb = np.kron(generator.integers(0, 256, (9, 10, 3), np.uint8), np.ones((2, 2, 1), np.uint8))
    image = Image.fromarray(rgb)

    def rectangles(encoding: int, *data: bytes, kind: int = 0, quality: int = 8) -> bytes:
        head = bytes([list(DECODERS).index(encoding), kind, quality, 19, 17, 100])
        return head + b"".join(data)

    whole = saved(image, "JPEG")
    for picture in (
        whole,
        saved(image, "JPEG", progressive=True),
        saved(image, "JPEG", optimize=True),
    ):
        yield rectangles(Encoding.JPEG, picture, without_tables(whole))
    encoder = H264Encoder(20, 18)
    for flags in (0, 1, 2):
        videos = [encoder.encode(rgb), encoder.encode(rgb[::-1].copy())]
        yield rectangles(
            Encoding.OPEN_H264, *(struct.pack(">II", len(v), flags) + v for v in videos)
        )
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        png = saved(image.convert(mode), "PNG")
        yield rectangles(Encoding.TIGHT_PNG, *[b"\xa0" + compact(len(png)) + png] * 2)
    for encoding, kind in ((Encoding.TIGHT, 0), (Encoding.TIGHT_PNG, 0), (Encoding.TIGHT, 1)):
        yield rectangles(encoding, *[b"\x90" + compact(len(whole)) + whole] * 2, kind=kind)
    for kind, size in ((0, 3), (1, 2)):
        for quality in (1, 4, 8):
            stream = zlib.compressobj()
            tile = b"\0\0" + generator.integers(0, 256, 360 * size, np.uint8).tobytes()
            packed = stream.compress(tile) + stream.flush(zlib.Z_SYNC_FLUSH)
            again = stream.compress(tile) + stream.flush(zlib.Z_SYNC_FLUSH)
            data = (struct.pack(">I", len(part)) + part for part in (packed, again))
            yield rectangles(Encoding.ZYWRLE, *data, kind=kind, quality=quality)


def saved(image: Image.Image, form: str, **options: bool) -> bytes:
    """Return a picture as a file of this form."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def without_tables(data: bytes) -> bytes:
    """Return a JPEG picture without its DQT and DHT segments."""
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] not in (0xC4, 0xDB):
            out += data[at:end]
        at = end
    return out + data[at:]


def _kernels() -> Iterator[bytes]:
    """Tiles and rectangles for the kernel that reads them, and noise for the others."""
    generator = random.Random(3)
    readers = {case.__name__: number for number, (_, case) in enumerate(CASES)}
    names = {
        Encoding.TRLE: ("_tiles", 128),
        Encoding.HEXTILE: ("_hextile", 0),
        Encoding.ULTRA: ("_lzo", 0),
    }
    for encoding, (name, flags) in names.items():
        for choice, format_name in enumerate(("bgr233", "rgb565", "rgb888")):
            values = random_values(generator, 20, 18, format_name=format_name)
            body = WRITERS[encoding](format_name, generator).write(values)
            for indexed in (0, 64):
                yield bytes([readers[name], 19, 17, choice | flags | indexed]) + body
    for level, strategy in itertools.product((0, 1, 9), range(5)):
        compress = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy, bytes(range(200)))
        body = compress.compress(bytes(range(250)) + b"abc" * 99 + generator.randbytes(40) * 3)
        body += compress.flush(zlib.Z_SYNC_FLUSH)
        yield bytes([readers["_blocks"], 69, 39, 200]) + body
    for number in readers.values():
        for choice in range(0, 256, 37):
            yield bytes([number, 33, 5, choice]) + generator.randbytes(1500)


if __name__ == "__main__":
    for seed in seeds(sys.argv[1]):
        Path(sys.argv[2], hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
