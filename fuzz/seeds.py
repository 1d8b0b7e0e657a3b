"""Inputs to begin with: recorded servers, and rectangles of every encoding."""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from fuzz.targets import FORMATS
from tests.rfb.extensions import test_contract as extensions
from tests.rfb.extensions.test_alpha_pixels import ENCODINGS, writer_with_alpha, written
from tests.rfb.test_robustness import HANDSHAKE, SESSION
from tests.support.golden import goldens
from tests.support.rectangles import WRITERS, random_values
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.pixel_format import NAMED_FORMATS

GOLDEN_BYTES = 4096
"""Of each recording: enough for some rectangles, little enough to be mutated."""


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
    else:
        yield from _rectangles()


def _conversations() -> Iterator[bytes]:
    yield b"\0\x30" + SESSION[len(HANDSHAKE) :]
    for mark in extensions.RECTANGLES:
        yield b"\0\x07" + extensions.wire.update(mark)
    for golden in goldens():
        kind = list(NAMED_FORMATS).index(golden.conditions["pixel_format"])
        yield bytes([kind, 60]) + golden.stream[:GOLDEN_BYTES]


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
            head = bytes([numbers.index(encoding), kind, 8, 19, 17, 100])
            yield head + b"".join(made.write(v) for v in values)


if __name__ == "__main__":
    for seed in seeds(sys.argv[1]):
        Path(sys.argv[2], hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
