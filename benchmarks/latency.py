"""Measures what a hand feels: key press to KeyEvent on the wire, change on the server to pixel.

    python -m benchmarks.latency [--others 64] [--samples N] [--json]

On a tile and on a promoted desktop, alone and beside other live tiles.
"""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import random
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).parents[1]
if not __package__:  # run as a file: the folder above is not on the path
    sys.path.insert(0, str(ROOT))

import numpy as np

from benchmarks import results
from benchmarks.crowd import Crowd
from benchmarks.probe import SIZE, ProbeServer
from benchmarks.shown import HEIGHT, WIDTH
from benchmarks.wall import SETTLE_S, Screen, virtual_screen, wall
from vncwall.geometry import Rect
from vncwall.ui.theme import Measures
from vncwall.wall.layout import picture_rect
from vncwall.wall.views.base import Desk, Spot
from vncwall.wall.views.grid import GridView

POLL_S = 0.0002
TIMEOUT_S = 10.0
START_TIMEOUT_S = 60.0
NEAR = 40
"""Largest difference of a channel at which a pixel has the colour."""


class Hand:
    """Moves the pointer and presses keys on an X display through its XTEST extension."""

    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._test = ctypes.CDLL(ctypes.util.find_library("Xtst") or "libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._display:
            raise SystemExit(f"no display {display}")

    def click(self, x: int, y: int) -> None:
        """Press and release the left button at a point of the screen."""
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, 0)
        for is_down in (1, 0):
            self._test.XTestFakeButtonEvent(self._display, 1, is_down, 0)
        self._x.XFlush(self._display)

    def key(self, keysym: int) -> float:
        """Press and release a key; return when (monotonic, s) it was pressed."""
        code = self._x.XKeysymToKeycode(self._display, ctypes.c_ulong(keysym))
        at = time.monotonic()
        for is_down in (1, 0):
            self._test.XTestFakeKeyEvent(self._display, code, is_down, 0)
        self._x.XFlush(self._display)
        return at


def has_colour(screen: Screen, x: int, y: int, colour: tuple[int, int, int]) -> bool:
    """Whether a pixel of the screen shows a colour, about."""
    word = int(screen.pixels[y, x])
    found = (word >> 16 & 255, word >> 8 & 255, word & 255)
    return all(abs(a - b) <= NEAR for a, b in zip(found, colour, strict=True))


def wait_colour(
    screen: Screen, point: tuple[int, int], server: ProbeServer, *, timeout_s: float = TIMEOUT_S
) -> float:
    """Wait until a pixel shows what the server's square does; return when it did."""
    end = time.monotonic() + timeout_s
    while not has_colour(screen, *point, server.colour):
        if time.monotonic() > end:
            raise SystemExit(f"{point} does not show {server.colour} within {timeout_s:g} s")
        time.sleep(POLL_S)
    return time.monotonic()


def changes(
    screen: Screen, point: tuple[int, int], server: ProbeServer, count: int, pause_s: float
) -> list[float]:
    """Change the square again and again; return the seconds until each was on the screen."""
    found = []
    for _ in range(count):
        time.sleep(pause_s * random.uniform(1.0, 1.4))
        at = server.change()
        found.append(wait_colour(screen, point, server) - at)
    return found


def keys(hand: Hand, server: ProbeServer, count: int) -> list[float]:
    """Press keys; return the seconds until each KeyEvent arrived."""
    found = []
    for _ in range(count):
        time.sleep(random.uniform(0.04, 0.1))
        known = len(server.keys)
        at = hand.key(ord("a"))
        end = at + TIMEOUT_S
        while len(server.keys) == known:
            if time.monotonic() > end:
                raise SystemExit("a key press did not arrive")
            time.sleep(POLL_S)
        found.append(server.keys[known] - at)
    return found


def figures(seconds: Sequence[float]) -> dict[str, float]:
    """Return what is reported of a row of samples, milliseconds."""
    return {
        "median_ms": round(statistics.median(seconds) * 1e3, 2),
        "p99_ms": round(float(np.percentile(seconds, 99)) * 1e3, 2),
        "most_ms": round(max(seconds) * 1e3, 2),
        "samples": len(seconds),
    }


def measure(others: int, *, samples: int) -> dict[str, dict[str, float]]:
    """Measure one wall of the probe and so many other live tiles."""
    with ExitStack() as stack:
        screen = stack.enter_context(virtual_screen())
        server = stack.enter_context(ProbeServer())
        crowd = stack.enter_context(Crowd(others)) if others else None
        ports = [server.port, *((host.port for host in crowd.hosts) if crowd else ())]
        measures = Measures.for_height(HEIGHT)
        area = Rect(0, 0, WIDTH, HEIGHT - measures.status_bar).inset(measures.margin)
        desks = [Desk(Spot(session), SIZE, index=session) for session in range(len(ports))]
        tile = picture_rect(GridView().layout(area, desks, measures).cells[Spot(0)], SIZE)
        point = (tile.x + tile.width // 2, tile.y + tile.height // 2)
        stack.enter_context(wall(screen, ports, workers=0))
        wait_colour(screen, point, server, timeout_s=START_TIMEOUT_S)
        time.sleep(SETTLE_S + (others / 8 if others else 0))
        found = {"tile": figures(changes(screen, point, server, max(10, samples // 4), 1.1))}
        hand = Hand(screen.display)
        hand.click(*point)
        point = (WIDTH // 2, HEIGHT // 2)
        time.sleep(1.5)
        wait_colour(screen, point, server)
        found["promoted"] = figures(changes(screen, point, server, samples, 0.05))
        found["key"] = figures(keys(hand, server, samples))
    return found


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.latency", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--others", type=int, default=64, help="live tiles beside the measured one")
    parser.add_argument("--samples", type=int, default=100)
    results.add_options(parser)
    return parser.parse_args(given)


def main() -> int:
    options = arguments()
    walls = {"alone": measure(0, samples=options.samples)}
    if options.others:
        walls["beside others"] = measure(options.others, samples=options.samples)
    text = "\n".join(
        f"{where:14} {what:9} median {row['median_ms']:8.2f} ms   p99 {row['p99_ms']:8.2f} ms"
        for where, rows in walls.items()
        for what, row in rows.items()
    )
    found = results.described("latency", {"others": options.others, **walls})
    results.tell(found, text, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
