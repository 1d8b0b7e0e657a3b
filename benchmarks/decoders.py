"""Cost of a rectangle in each decoder, in this process and without a connection.

    python -m benchmarks.decoders               # the streams of real servers in tests/goldens
    python -m benchmarks.decoders FILE.rfb 1920x1080 rgb888
    python -m benchmarks.decoders FILE.fbs      # a recording, which tells its size and format

A stream holds what a server sent after ServerInit. It is cut into rectangles first; then those of
each encoding are decoded again, as the update loop has them decoded. Times are the best of several
rounds, in microseconds of a rectangle; MB/s are megabytes of 32-bit picture.
"""

from __future__ import annotations

import argparse
import struct
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.replay import load
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.kernels import hextile, pixels, rre, tight, zrle
from vncwall.rfb import inflate
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import NAMED_FORMATS, Translation, translation
from vncwall.rfb.reader import ByteReader

GOLDENS = Path(__file__).parents[1] / "tests" / "goldens"


@dataclass
class Work:
    """The rectangles of one encoding in a stream."""

    rects: list[Rect] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)

    @property
    def pixels(self) -> int:
        return sum(rect.area for rect in self.rects)


def messages(data: bytes, reader: ByteReader) -> Iterator[tuple[Rect, int] | bytes]:
    """Yield the header of each rectangle, to be consumed by the caller, or a colour map."""
    while reader.available:
        message = reader.take(1)[0]
        if message == 1:
            count = int.from_bytes(reader.take(5)[3:], "big")
            yield reader.take(6 * count)
        elif message == 3:
            reader.skip(3)
            reader.skip(int.from_bytes(reader.take(4), "big"))
        elif message == 0:
            for _ in range(int.from_bytes(reader.take(3)[1:], "big")):
                x, y, width, height, encoding = struct.unpack(">HHHHi", reader.take(12))
                if encoding == Encoding.LAST_RECT:
                    break
                yield Rect(x, y, width, height), encoding
        elif message != 2:
            raise SystemExit(f"message {message} at byte {reader.position}: not supported here")


def cut(data: bytes, size: Size, format_name: str) -> tuple[dict[int, Work], Translation]:
    """Decode the stream once and note what belongs to each encoding."""
    reader, framebuffer = ByteReader(), Framebuffer(size)
    reader.feed(data)
    wire = translation(NAMED_FORMATS[format_name])
    decoders = {number: decoder(Limits(), wire) for number, decoder in DECODERS.items()}
    works: dict[int, Work] = defaultdict(Work)
    for item in messages(data, reader):
        if isinstance(item, bytes):
            colours = np.frombuffer(item, ">u2").reshape(-1, 3).astype(np.uint32) >> 8
            table = colours[:, 0] << 16 | colours[:, 1] << 8 | colours[:, 2]
            wire = translation(NAMED_FORMATS[format_name], table | np.uint32(0xFF000000))
            for decoder in decoders.values():
                decoder.translation = wire
            continue
        rect, encoding = item
        if encoding not in decoders:
            if encoding in (Encoding.DESKTOP_SIZE, Encoding.LAST_RECT):
                continue
            if encoding == Encoding.CURSOR:
                mask = (rect.width + 7) // 8 * rect.height
                reader.skip(rect.area * wire.bytes_per_pixel + mask)
                continue
            raise SystemExit(f"encoding {encoding} at byte {reader.position}: not supported")
        current = works[encoding]
        first = reader.position
        for _ in decoders[encoding].decode(rect, reader, framebuffer):
            raise SystemExit(f"the stream ends in a rectangle of {Encoding(encoding).name}")
        current.rects.append(rect)
        current.data += data[first : reader.position]
    return works, wire


def best_of(rounds: int, run: Callable[[], float]) -> float:
    """Return the shortest of several runs in seconds."""
    return min(run() for _ in range(rounds))


def decode_all(encoding: int, work: Work, wire: Translation, size: Size) -> float:
    """Decode all rectangles of one encoding; return the seconds."""
    framebuffer, reader = Framebuffer(size), ByteReader()
    decoder = DECODERS[encoding](Limits(), wire)
    reader.feed(work.data)
    rects = work.rects
    begin = time.perf_counter()
    for rect in rects:
        if not decoder.decode_buffered(*rect, reader, framebuffer):
            for _ in decoder.decode(rect, reader, framebuffer):
                raise AssertionError("starved")
    return time.perf_counter() - begin


def report(name: str, data: bytes, size: Size, format_name: str, rounds: int) -> None:
    """Print a line for each encoding of a stream."""
    works, wire = cut(data, size, format_name)
    for encoding, work in sorted(works.items()):
        count = len(work.rects)
        ours = best_of(rounds, lambda: decode_all(encoding, work, wire, size))  # noqa: B023
        print(
            f"{name:30} {Encoding(encoding).name:9} {count:6} {work.pixels / count:8.0f} "
            f"{len(work.data) / count:8.0f} {ours / count * 1e6:8.2f} "
            f"{work.pixels * 4 / ours / 1e6:8.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stream", nargs="?", type=Path)
    parser.add_argument("size", nargs="?", default="1920x1080")
    parser.add_argument("pixel_format", nargs="?", default="rgb888", choices=NAMED_FORMATS)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    kernels = {kernel.__name__.rpartition(".")[2]: kernel.COMPILED for kernel in KERNELS}
    print(f"python {sys.version.split()[0]}, {inflate.library.__name__}, compiled: {kernels}")
    print(
        f"{'stream':30} {'encoding':9} {'rects':>6} {'pixels':>8} {'bytes':>8} "
        f"{'us':>8} {'MB/s':>8}"
    )
    if options.stream and options.stream.suffix == ".fbs":
        init, _, data = load(options.stream)
        known = {pixel_format: name for name, pixel_format in NAMED_FORMATS.items()}
        name = known[init.pixel_format]
        report(options.stream.stem, data, init.size, name, options.rounds)
        return
    if options.stream:
        width, height = map(int, options.size.split("x"))
        data = options.stream.read_bytes()
        report(options.stream.stem, data, Size(width, height), options.pixel_format, options.rounds)
        return
    for folder in sorted(GOLDENS.iterdir()):
        format_name = "colour-map" if folder.name.endswith("colour-map") else folder.name
        report(
            folder.name,
            (folder / "stream.rfb").read_bytes(),
            Size(320, 240),
            "colour-map" if format_name == "colour-map" else format_name.rpartition("-")[2],
            options.rounds,
        )


KERNELS = (hextile, pixels, rre, tight, zrle)

if __name__ == "__main__":
    main()
