"""The wall as `vncwall wall` shows it, for a list of ports, with its frames counted.

python -m benchmarks.shown [--workers N] PORT...      SIGTERM ends it; prints a line of JSON
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time

from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, WallSettings

WIDTH, HEIGHT = 1920, 1080


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shown")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("ports", nargs="*", type=int)
    options = parser.parse_args()
    hosts = tuple(
        HostSettings(name=f"host-{index + 1:03}", address=HostAddress("127.0.0.1", port))
        for index, port in enumerate(options.ports)
    )
    window = WallSettings(width=WIDTH, height=HEIGHT, workers=options.workers)
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
    with Supervisor(settings) as supervisor:
        wall = Wall(settings, supervisor)
        signal.signal(signal.SIGTERM, lambda *_: wall.quit())
        wall.run()
    print(json.dumps({"frames_ns": frames}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
