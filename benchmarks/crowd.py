"""The desktops that the wall is measured with, served from a process of their own.

    python -m benchmarks.crowd HOSTS [moving | films]

prints its hosts as JSON and serves until its input ends. With `moving`, those that would be still
have a clock; with `films`, half of all show a video.

All are 1920x1080 and carry a stamp (`stamps.py`) that changes with what goes on:

    clock     still, but for a clock that moves every second
    still     nothing but a note that changes every 15 s
    scroll    a log of three lines a second
    video     ten pictures a second on two thirds of each side

Few desktops are painted, each for many hosts (`HostPlan.copies`), and each has its own idea of the
time, so that not all of them change at the same moment.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from types import TracebackType

import pygame

from benchmarks.stamps import STAMP_SIZE, Stamp
from vncwall.fleet import server as server_module
from vncwall.fleet.desktops import DESKTOPS
from vncwall.fleet.desktops.bar import BAR_HEIGHT, TaskBar
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.desktops.log import LogView
from vncwall.fleet.desktops.video import Picture
from vncwall.fleet.hosts import HostPlan
from vncwall.fleet.painting.theme import DARK, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.server import DesktopServer
from vncwall.geometry import Rect, Size

SIZE = Size(1920, 1080)
STAMP = Rect(1300, 400, STAMP_SIZE.width, STAMP_SIZE.height)
"""Where every desktop has its stamp: away from the corners, where a tile may say something."""
CLOCK_S, STILL_S, SCROLL_S, VIDEO_S = 1.0, 15.0, 1 / 2, 0.1
VIDEOS = 2
SCROLL_SHARE = 8
"""One host of so many scrolls."""
VARIANTS = 4
"""Different desktops of a kind at most."""
KEEP_S = 3600.0
"""Pictures are kept from one measurement to the next."""


class _Stamped(Desktop):
    """A desktop with a stamp, a task bar and whatever goes on."""

    interval_s = 1.0
    wallpaper = "hills"

    def build(self) -> list[Part]:
        bar = Rect(0, self.size.height - BAR_HEIGHT, self.size.width, BAR_HEIGHT)
        programs = [("Files", rgb("#f2b84b"))]
        return [
            Stamp(STAMP, self.interval_s),
            TaskBar(bar, self, DARK, programs, has_clock=False),
            *self.content(),
        ]

    def content(self) -> list[Part]:
        """Return what goes on."""
        return []

    def paint_background(self, surface: pygame.Surface) -> None:
        paint_wallpaper(surface, self.wallpaper, self.seed)


class Clock(_Stamped):
    kind = "bench-clock"
    interval_s = CLOCK_S


class Still(_Stamped):
    kind = "bench-still"
    interval_s = STILL_S
    wallpaper = "contours"


class Scroll(_Stamped):
    kind = "bench-scroll"
    interval_s = SCROLL_S
    wallpaper = "facets"

    def content(self) -> list[Part]:
        area = Rect(20, 20, 1240, self.size.height - BAR_HEIGHT - 40)
        return [LogView(area, self.seed, lines_a_second=1 / SCROLL_S, size=16)]


class Video(_Stamped):
    kind = "bench-video"
    interval_s = VIDEO_S

    def content(self) -> list[Part]:
        return [Picture(Rect(10, 160, 1280, 720), self.seed)]


KINDS: dict[str, type[_Stamped]] = {
    "clock": Clock,
    "still": Still,
    "scroll": Scroll,
    "video": Video,
}


@dataclass(frozen=True, slots=True)
class CrowdHost:
    """One host as the measuring side knows it."""

    port: int
    kind: str
    interval_s: float
    """Between two changes of the stamp."""
    phase_s: float
    """What its desktop's clock adds to ours."""


def counts(hosts: int) -> dict[str, int]:
    """Return how many hosts of each kind there are."""
    video = min(VIDEOS, hosts)
    scroll = min(max(1, hosts // SCROLL_SHARE), hosts - video)
    clock = (hosts - video - scroll) // 2
    return {
        "video": video,
        "scroll": scroll,
        "clock": clock,
        "still": hosts - video - scroll - clock,
    }


def moving(hosts: int) -> dict[str, int]:
    """Return the same without a still one: every desktop shows every second."""
    found = counts(hosts)
    return {**found, "clock": found["clock"] + found["still"], "still": 0}


def films(hosts: int) -> dict[str, int]:
    """Return a crowd of which half show a video: more than two processors can decode."""
    video, scroll = hosts // 2, hosts // SCROLL_SHARE
    clock = (hosts - video - scroll) // 2
    still = hosts - video - scroll - clock
    return {"video": video, "scroll": scroll, "clock": clock, "still": still}


MIXES = {"mixed": counts, "moving": moving, "films": films}
"""What a crowd of so many hosts shows."""


def plans(hosts: dict[str, int]) -> list[HostPlan]:
    """Return the desktops, with as many copies as there are hosts of each kind."""
    result = []
    for kind, count in hosts.items():
        variants = min(VARIANTS, count)
        for index in range(variants):
            copies = count // variants + (index < count % variants)
            name = f"{kind}-{index}"
            result.append(HostPlan(name, KINDS[kind].kind, SIZE, 40 + index, copies=copies))
    return result


async def serve(hosts: dict[str, int]) -> None:
    """Serve until standard input ends."""
    for desktop in KINDS.values():
        DESKTOPS[desktop.kind] = desktop
    server_module.RELEASE_AFTER_S = KEEP_S
    loop = asyncio.get_running_loop()
    servers: list[tuple[DesktopServer, float]] = []
    for index, plan in enumerate(plans(hosts)):
        phase = index * 0.137

        def now(phase: float = phase) -> float:
            return time.time() + phase

        server = DesktopServer(plan, started=loop.time(), wall_time=now)
        server.desktop.advance(now())  # as of a machine that has been on for a while
        await server.open(0)
        servers.append((server, phase))
    listed = [
        CrowdHost(port, plan_kind, KINDS[plan_kind].interval_s, phase)
        for server, phase in servers
        for plan_kind in [server.plan.name.partition("-")[0]]
        for port in server.ports
    ]
    # Kinds lie mixed on the wall, as they would.
    mixed = [host for start in range(7) for host in listed[start::7]]
    print(json.dumps([asdict(host) for host in mixed]), flush=True)
    gone = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), gone.set)
    await gone.wait()
    for server, _ in servers:
        await server.close()


class Crowd:
    """The process, while the block lasts.

    Attributes:
        hosts: what it serves.
        pid: of the process.
    """

    def __init__(self, hosts: int, *, mix: str = "mixed") -> None:
        self._arguments = (str(hosts), mix)
        self.hosts: tuple[CrowdHost, ...] = ()
        self.pid = 0

    def __enter__(self) -> Crowd:
        self._process = subprocess.Popen(
            (sys.executable, "-m", "benchmarks.crowd", *self._arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the crowd does not start")
        self.hosts = tuple(CrowdHost(**host) for host in json.loads(line))
        self.pid = self._process.pid
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    mix = sys.argv[2] if len(sys.argv) > 2 else "mixed"
    asyncio.run(serve(MIXES[mix](int(sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
