"""Cost of a rectangle in each decoder, beside the libraries that it cannot do without.

    python benchmarks/decoders.py               # the streams of real servers in tests/goldens
    python benchmarks/decoders.py FILE.rfb 1920x1080 rgb888

A stream holds what a server sent after ServerInit. It is cut into rectangles first; then those of
each encoding are decoded again, and the zlib and JPEG calls that they make are run alone: the
floor. Times are the best of several rounds, in microseconds of a rectangle; MB/s are megabytes of
32-bit picture. `ours` is the difference: what is not the libraries' work.
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
import simplejpeg

from vncwall.framebuffer.framebuffer import Framebuffer, Words
from vncwall.geometry import Rect, Size
from vncwall.kernels import hextile, pixels, rre, tight, zrle
from vncwall.rfb import inflate
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.decoders import tight as tight_decoder
from vncwall.rfb.options import Limits
from vncwall.rfb.pixel_format import NAMED_FORMATS, Translation, translation
from vncwall.rfb.reader import ByteReader

GOLDENS = Path(__file__).parents[1] / "tests" / "goldens"


@dataclass
class Work:
    """The rectangles of one encoding in a stream, and the library calls they make."""

    rects: list[Rect] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)
    inflated: list[tuple[int, bytes, int]] = field(default_factory=list)
    resets: list[tuple[int, int]] = field(default_factory=list)
    pictures: list[tuple[bytes, int]] = field(default_factory=list)

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
    current = Work()
    inflate_at_most = inflate.InflateStream.inflate_at_most
    reset = inflate.InflateStream.reset
    draw_jpeg = tight_decoder.draw_jpeg

    def note_inflate(stream: inflate.InflateStream, data: bytes, limit: int) -> bytes:
        current.inflated.append((id(stream), data, limit))
        return inflate_at_most(stream, data, limit)

    def note_reset(stream: inflate.InflateStream) -> None:
        current.inflated.append((id(stream), b"", -1))
        reset(stream)

    def note_jpeg(data: bytes, view: Words) -> None:
        current.pictures.append((data, view.size))
        draw_jpeg(data, view)

    inflate.InflateStream.inflate_at_most = note_inflate  # type: ignore[method-assign]
    inflate.InflateStream.reset = note_reset  # type: ignore[method-assign]
    tight_decoder.draw_jpeg = note_jpeg
    try:
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
    finally:
        inflate.InflateStream.inflate_at_most = inflate_at_most  # type: ignore[method-assign]
        inflate.InflateStream.reset = reset  # type: ignore[method-assign]
        tight_decoder.draw_jpeg = draw_jpeg
    return works, wire


def best_of(rounds: int, run: Callable[[], float]) -> float:
    """Return the shortest of several runs in seconds."""
    return min(run() for _ in range(rounds))


def decode_all(encoding: int, work: Work, wire: Translation, size: Size) -> float:
    """Decode all rectangles of one encoding; return the seconds."""
    framebuffer, reader = Framebuffer(size), ByteReader()
    decode = DECODERS[encoding](Limits(), wire).decode
    reader.feed(work.data)
    rects = work.rects
    begin = time.perf_counter()
    for rect in rects:
        for _ in decode(rect, reader, framebuffer):
            raise AssertionError("starved")
    return time.perf_counter() - begin


def libraries_alone(work: Work) -> float:
    """Run the zlib and JPEG calls of `work` and nothing else; return the seconds."""
    streams: dict[int, object] = {}
    buffer = bytearray(4 * max((pixels for _, pixels in work.pictures), default=0))
    begin = time.perf_counter()
    for stream, data, limit in work.inflated:
        if limit < 0:
            streams.pop(stream, None)
            continue
        inflater = streams.get(stream)
        if inflater is None:
            inflater = streams[stream] = inflate.library.decompressobj()
        inflater.decompress(data, limit + 1)  # type: ignore[attr-defined]
    for data, _ in work.pictures:
        simplejpeg.decode_jpeg(data, "BGRA", buffer=buffer)
    return time.perf_counter() - begin


def report(name: str, data: bytes, size: Size, format_name: str, rounds: int) -> None:
    """Print a line for each encoding of a stream."""
    works, wire = cut(data, size, format_name)
    for encoding, work in sorted(works.items()):
        count = len(work.rects)
        ours = best_of(rounds, lambda: decode_all(encoding, work, wire, size))  # noqa: B023
        floor = best_of(rounds, lambda: libraries_alone(work))  # noqa: B023
        print(
            f"{name:30} {Encoding(encoding).name:9} {count:6} {work.pixels / count:8.0f} "
            f"{len(work.data) / count:8.0f} {ours / count * 1e6:8.2f} {floor / count * 1e6:8.2f} "
            f"{(ours - floor) / count * 1e6:8.2f} {work.pixels * 4 / ours / 1e6:8.0f}"
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
        f"{'us':>8} {'floor':>8} {'ours':>8} {'MB/s':>8}"
    )
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
