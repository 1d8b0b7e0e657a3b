"""The wall as `vncwall wall` shows it, for a list of ports, with its frames counted.

python -m benchmarks.shown [--workers N] PORT...      SIGTERM ends it; prints a line of JSON
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from dataclasses import replace

from vncwall.settings.address import HostAddress
from vncwall.settings.model import TILE_PICTURE, HostSettings, Settings, WallSettings

WIDTH, HEIGHT = 1920, 1080


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shown")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--size", default=f"{WIDTH}x{HEIGHT}", help="of the window")
    parser.add_argument("--interval", type=float, help="between two updates of a tile")
    parser.add_argument("ports", nargs="*", type=int)
    options = parser.parse_args()
    tile = TILE_PICTURE
    if options.interval:
        tile = replace(tile, update_interval=options.interval)
    hosts = tuple(
        HostSettings(f"host-{index + 1:03}", HostAddress("127.0.0.1", port), tile=tile)
        for index, port in enumerate(options.ports)
    )
    width, height = map(int, options.size.split("x"))
    window = WallSettings(width=width, height=height, workers=options.workers)
    settings = Settings(hosts=hosts, wall=window)

    import pygame

    from vncwall.wall.window import Wall
    from vncwall.workers.supervisor import Supervisor

    frames: list[int] = []
    update = pygame.display.update

    def count(*arguments: object) -> None:
        update(*arguments)
        frames.append(time.monotonic_ns())

    pygame.display.update = count
    begun = time.monotonic_ns()
    with Supervisor(settings) as supervisor:
        wall = Wall(settings, supervisor)
        signal.signal(signal.SIGTERM, lambda *_: wall.quit())
        wall.run()
    published = sum(sum(d.serials.values()) for d in wall.desktops.values())
    lasted_s = (time.monotonic_ns() - begun) / 1e9
    print(
        json.dumps({"frames_ns": frames, "published": published, "lasted_s": lasted_s}), flush=True
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
