"""What the wall's own process costs when every tile changes all the time.

    python -m benchmarks.drawing [--hosts 64] [--seconds 20] [--json]

Small desktops that change whole, ten times a second, are served from another process; each has the
size of its tile, so that nothing is scaled and decoding stays cheap. Session workers are processes
of their own: what is measured is the main process, which takes notices in and draws.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pygame

from benchmarks import machine, results
from benchmarks.processes import costs, family
from benchmarks.wall import ROOT, virtual_screen
from vncwall.fleet.desktops import DESKTOPS
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.desktops.video import Picture
from vncwall.fleet.hosts import HostPlan
from vncwall.fleet.painting.theme import DARK
from vncwall.fleet.server import DesktopServer
from vncwall.geometry import Rect, Size
from vncwall.ui.theme import Measures

TILE = Size(320, 180)
INTERVAL_S = 0.1
SETTLE_S = 5.0
START_TIMEOUT_S = 60.0
GOAL = 0.20
"""Of one core, for 64 tiles."""


class Lively(Desktop):
    """A desktop all of which is a moving picture."""

    kind = "bench-lively"

    def build(self) -> list[Part]:
        return [Picture(Rect(0, 0, self.size.width, self.size.height), self.seed)]

    def paint_background(self, surface: pygame.Surface) -> None:
        surface.fill(DARK.ground)


async def serve(hosts: int) -> None:
    """Serve until standard input ends."""
    DESKTOPS[Lively.kind] = Lively
    loop = asyncio.get_running_loop()
    server = DesktopServer(
        HostPlan("lively", Lively.kind, TILE, 40, copies=hosts), started=loop.time()
    )
    await server.open(0)
    print(json.dumps(list(server.ports)), flush=True)
    gone = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), gone.set)
    await gone.wait()
    await server.close()


@contextmanager
def lively(hosts: int) -> Iterator[list[int]]:
    """Serve so many desktops while the block lasts; yield their ports."""
    process = subprocess.Popen(
        (sys.executable, "-m", "benchmarks.drawing", "serve", str(hosts)),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(10)


def window(hosts: int) -> Size:
    """Return the size of a window in which every tile has its desktop's size."""
    columns = round(hosts**0.5)
    rows = -(-hosts // columns)
    height = 0
    for _ in range(4):  # lengths depend on the height, which depends on them
        measures = Measures.for_height(height)
        across = columns * TILE.width + (columns - 1) * measures.gap + 2 * measures.margin
        height = rows * TILE.height + (rows - 1) * measures.gap + 2 * measures.margin
        height += measures.status_bar
    return Size(across, height)


def measure(hosts: int, seconds: float) -> dict[str, object]:
    """Run the wall once; return what is kept."""
    size = window(hosts)
    with lively(hosts) as ports, virtual_screen(size) as screen:
        environment = {**os.environ, "DISPLAY": screen.display, "SDL_VIDEODRIVER": "x11"}
        process = subprocess.Popen(
            (sys.executable, "-m", "benchmarks.shown", "--size", f"{size.width}x{size.height}",
             "--interval", str(INTERVAL_S), *map(str, ports)),
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            time.sleep(SETTLE_S)
            pids = family(process.pid)
            before, begin_ns = costs(pids), time.monotonic_ns()
            time.sleep(seconds)
            after, end_ns = costs(pids), time.monotonic_ns()
        finally:
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=20)
    period_s = (end_ns - begin_ns) / 1e9
    shown = json.loads(said)
    frames = np.array(shown["frames_ns"])
    frames = frames[(frames >= begin_ns) & (frames <= end_ns)]
    by_name: dict[str, float] = {}
    for pid, cost in after.items():
        if pid in before:
            cores = (cost.cpu_s - before[pid].cpu_s) / period_s
            by_name[cost.name] = round(by_name.get(cost.name, 0.0) + cores, 4)
    main = (after[process.pid].cpu_s - before[process.pid].cpu_s) / period_s
    return {
        "when": time.strftime("%F %T"),
        "machine": machine.describe(),
        "benchmark": "drawing",
        "hosts": hosts,
        "window": f"{size.width}x{size.height}",
        "seconds": seconds,
        "vncwall": {
            "main_cores": round(main, 4),
            "cores": by_name,
            "updates_a_tile_s": round(shown["published"] / shown["lasted_s"] / hosts, 2),
            "frames_s": round(len(frames) / period_s, 1),
        },
        "goal": GOAL,
    }


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.drawing", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--hosts", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", action="store_true", help="print what is kept, not a line")
    results.add_option(parser)
    options = parser.parse_args(given)
    result = measure(options.hosts, options.seconds)
    if not options.no_results:
        results.keep(result)
    if options.json:
        print(json.dumps(result))
    else:
        found = result["vncwall"]
        assert isinstance(found, dict)
        print(
            f"{options.hosts} tiles of {TILE.width}x{TILE.height}, "
            f"{found['updates_a_tile_s']} updates a second each: the wall's process takes "
            f"{found['main_cores']:.0%} of a core (goal {GOAL:.0%}), {found['frames_s']} frames/s"
        )
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(int(sys.argv[2])))
        sys.exit(0)
    sys.exit(main())
