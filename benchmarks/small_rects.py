"""What a rectangle costs by itself: streams of tiny ones, in which pixels hardly count.

    python -m benchmarks.small_rects [--rects N] [--runs N]

Each stream has one kind of rectangle, many thousand times, in updates of a thousand as busy
desktops send them; it is replayed over loopback to our client and to libvncclient. Printed is the
CPU time of the client (user and system) for a rectangle, less that of a stream without any: the
reading of the socket, the header, the checks, the decoder, the kernel and the damage it leaves.
"floor" is what receiving, inflating and writing its pixels takes alone; "own" is what is above it.
"""

from __future__ import annotations

import argparse
import statistics
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from benchmarks import contenders, stream
from benchmarks.contenders import BUILD, ROOT, Setting
from vncwall.geometry import Size
from vncwall.rfb.constants import Encoding, ServerMessage
from vncwall.rfb.messages import ServerInit
from vncwall.rfb.pixel_format import CANONICAL

SIZE = Size(1024, 768)
RECTS = 60_000
RUNS = 5
PER_UPDATE = 1000
GOAL_US = 3.0
NAMES = ("vncwall", "libvncclient", "floor")

Writer = Callable[[int], bytes]
"""Writes the contents of the rectangle with this number."""


class Flushed:
    """A zlib stream that goes on from rectangle to rectangle."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(1)

    def __call__(self, data: bytes) -> bytes:
        return self._deflate.compress(data) + self._deflate.flush(zlib.Z_SYNC_FLUSH)


def colour(number: int) -> bytes:
    """Return three bytes that differ from rectangle to rectangle."""
    return (number * 0x9E3779B1 & 0xFFFFFF).to_bytes(3, "big")


def tight_fill(number: int) -> bytes:
    return b"\x80" + colour(number)


def tight_raw(number: int) -> bytes:
    """One pixel as it is: less than 12 bytes are never compressed."""
    return b"\0" + colour(number)


def tight_two_colours() -> Writer:
    """Text of two colours: 16x16 bits through zlib."""
    deflate = Flushed()

    def write(number: int) -> bytes:
        data = deflate((colour(number) + colour(number + 1)) * 5 + b"\0\0")
        return b"\x50\x01\x01" + colour(number) + colour(number + 7) + bytes([len(data)]) + data

    return write


def zrle(side: int) -> Writer:
    """A tile of one colour, or of a palette of two."""
    deflate = Flushed()

    def write(number: int) -> bytes:
        tile = b"\1" + colour(number)
        if side > 1:
            tile = b"\2" + colour(number) + colour(number + 7) + colour(number) * 10 + b"\0\0"
        data = deflate(tile)
        return struct.pack(">I", len(data)) + data

    return write


def raw(side: int) -> Writer:
    return lambda number: (colour(number) + b"\0") * (side * side)


def copy(number: int) -> bytes:
    return struct.pack(">HH", number % 64, number % 96)


def hextile(number: int) -> bytes:
    """One tile: a background and one subrectangle in the foreground's colour."""
    return b"\x0e" + colour(number) + b"\0" + colour(number + 7) + b"\0" + b"\1\x11\x22"


CASES: dict[str, tuple[Encoding, int, Callable[[], Writer]]] = {
    "tight fill 1x1": (Encoding.TIGHT, 1, lambda: tight_fill),
    "tight fill 16x16": (Encoding.TIGHT, 16, lambda: tight_fill),
    "tight plain 1x1": (Encoding.TIGHT, 1, lambda: tight_raw),
    "tight zlib 16x16": (Encoding.TIGHT, 16, tight_two_colours),
    "zrle 1x1": (Encoding.ZRLE, 1, lambda: zrle(1)),
    "zrle 16x16": (Encoding.ZRLE, 16, lambda: zrle(16)),
    "hextile 16x16": (Encoding.HEXTILE, 16, lambda: hextile),
    "raw 1x1": (Encoding.RAW, 1, lambda: raw(1)),
    "copyrect 16x16": (Encoding.COPYRECT, 16, lambda: copy),
}
"""Encoding, width and height, and who writes the contents."""


def places(side: int) -> Iterator[tuple[int, int]]:
    """Go over the desktop from left to right and top to bottom, and again."""
    for number in count():
        columns = SIZE.width // 16
        yield number % columns * 16, number // columns % (SIZE.height // 16) * 16


def updates(name: str, rects: int) -> bytes:
    """Return a stream of so many rectangles of a case."""
    encoding, side, writer = CASES[name]
    write, place = writer(), places(side)
    result = bytearray()
    for number in range(rects):
        if number % PER_UPDATE == 0:
            left = min(PER_UPDATE, rects - number)
            result += struct.pack(">BxH", ServerMessage.FRAMEBUFFER_UPDATE, left)
        result += struct.pack(">HHHHi", *next(place), side, side, encoding) + write(number)
    return bytes(result)


def measure(name: str, rects: int, runs: int, setting: Setting) -> dict[str, float]:
    """Return each client's microseconds of CPU for a rectangle, the median of the runs."""
    init = ServerInit(SIZE, CANONICAL, 0)
    data = updates(name, rects)
    work = {True: bytes(stream.cut(init, data).work), False: b""}
    clients = [client for client in contenders.CONTENDERS if client.name in NAMES]
    found: dict[str, list[float]] = {client.name: [] for client in clients}
    for _ in range(runs):
        for client in clients:
            cpu = {}
            for is_full in (True, False):
                setting.work.write_bytes(work[is_full])
                line = contenders.run(client, init.pack(), data if is_full else b"", setting)
                cpu[is_full] = line["cpu"]
            found[client.name].append((cpu[True] - cpu[False]) / rects * 1e6)  # type: ignore[operator]
    return {client: statistics.median(figures) for client, figures in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rects", type=int, default=RECTS, help=f"in a stream; {RECTS}")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"rounds; {RUNS}")
    options = parser.parse_args()
    subprocess.run(
        ("make", "-s", "-C", str(ROOT / "benchmarks" / "peers"), f"OUT={BUILD}"), check=True
    )
    print(f"{'us of CPU a rectangle':22}" + "".join(f"{name:>14}" for name in (*NAMES, "own")))
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name in CASES:
            figures = measure(name, options.rects, options.runs, Setting(Path(folder)))
            own = figures["vncwall"] - figures["floor"]
            worst = max(worst, own)
            cells = "".join(f"{figures[client]:14.2f}" for client in NAMES)
            print(f"{name:22}{cells}{own:14.2f}", flush=True)
    print(f"at most {worst:.2f} us of our own a rectangle (goal {GOAL_US:.0f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
