"""Which desktops the fleet serves, and what is special about some of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from vncwall.geometry import Rect, Size
from vncwall.rfb.events import Screen
from vncwall.settings.address import HostAddress
from vncwall.settings.model import EncodingName, HostSettings, PictureSettings, PixelFormatName

PASSWORD = "wall-8ch"
"""Of the demo's protected desktops: 8 characters, all that VNC Authentication looks at."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """Something that happens again and again."""

    first_s: float
    """Its first beginning after the start of the fleet."""
    lasts_s: float
    every_s: float
    """From one beginning to the next."""

    def is_on(self, elapsed_s: float) -> bool:
        """Whether it happens at this time after the start."""
        since = elapsed_s - self.first_s
        return since >= 0 and since % self.every_s < self.lasts_s

    def next_switch(self, elapsed_s: float) -> float:
        """Return the next time after the start at which it begins or ends."""
        since = elapsed_s - self.first_s
        if since < 0:
            return self.first_s
        round_start = elapsed_s - since % self.every_s
        end = round_start + self.lasts_s
        return end if elapsed_s < end else round_start + self.every_s


@dataclass(frozen=True, slots=True)
class HostPlan:
    """One desktop of the fleet, before it is made. Pickles."""

    name: str
    kind: str
    """Key of `desktops.DESKTOPS`."""
    size: Size
    seed: int
    group: str = ""
    note: str = ""
    """What is special, for people."""
    password: str | None = None
    screens: tuple[Screen, ...] = ()
    """The monitors, where there is more than one."""
    is_resizable: bool = True
    rate_bits: int = 0
    """Speed of its line in both directions, bit/s; 0: not limited."""
    latency_s: float = 0.0
    outage: Cycle | None = None
    """While on, nothing listens and nobody stays connected."""
    freeze: Cycle | None = None
    """While on, nothing is read or answered, and TCP stays."""
    fixed_quality: int | None = None
    """JPEG quality level of all its pictures, whatever a client asks for; None: as it asks."""
    copies: int = 1
    """So many hosts, each on a port of its own, show this one desktop: it is painted once for all
    of them, and what their clients ask for alike is encoded once."""

    def settings(self, address: HostAddress, copy: int = 0) -> HostSettings:
        """Return how a wall is told to reach it, or one of its copies, at `address`."""
        name = f"{self.name}-{copy + 1:03}" if self.copies > 1 else self.name
        settings = HostSettings(
            name=name, address=address, password=self.password, group=self.group
        )
        if self.rate_bits:
            slow = PictureSettings(
                encoding=EncodingName.TIGHT,
                compression=9,
                jpeg_quality=None,
                pixel_format=PixelFormatName.BGR233,
                update_interval=2.0,
            )
            control = replace(slow, update_interval=0.2)
            settings = replace(settings, tile=slow, control=control)
        return settings


def _two_screens(width: int, height: int) -> tuple[Screen, ...]:
    return (Screen(1, Rect(0, 0, width, height)), Screen(2, Rect(width, 0, width, height)))


FIRST_HOSTS: tuple[HostPlan, ...] = (
    HostPlan("noc-log-01", "log", Size(1920, 1080), 11, "Operations"),
    HostPlan("ops-metrics", "dashboard", Size(1920, 1080), 12, "Operations"),
    HostPlan("intake-02", "form", Size(1280, 1024), 13, "Office"),
    HostPlan("plant-hmi", "plant", Size(1280, 800), 14, "Plant"),
    HostPlan("dispatch-2", "dispatch", Size(2560, 1024), 15, "Operations", "two monitors",
             screens=_two_screens(1280, 1024), is_resizable=False),
    HostPlan("finance-11", "sheet", Size(1600, 900), 16, "Office", f"password {PASSWORD}",
             password=PASSWORD),
    HostPlan("lobby-sign", "sign", Size(1080, 1920), 17, "Public", "portrait",
             is_resizable=False),
    HostPlan("dev-ws-04", "editor", Size(2560, 1440), 18, "Office"),
    HostPlan("studio-3", "video", Size(1600, 1000), 19, "Public", "moving picture"),
    HostPlan("till-3", "till", Size(800, 600), 20, "Public", "256 kbit/s, 80 ms",
             rate_bits=256_000, latency_s=0.08),
    HostPlan("net-map", "network", Size(1680, 1050), 21, "Operations"),
    HostPlan("reception", "idle", Size(1366, 768), 22, "Office", "still, but for its clock"),
    HostPlan("helpdesk-5", "chat", Size(1440, 900), 23, "Office"),
    HostPlan("lab-scope", "scope", Size(1280, 720), 24, "Plant",
             "away for 10 s in every 40 s", outage=Cycle(25, 10, 40)),
    HostPlan("classroom-07", "lesson", Size(1024, 768), 25, "Public",
             "freezes for 30 s, TCP stays", freeze=Cycle(20, 30, 90)),
    HostPlan("planning", "board", Size(1920, 1200), 26, "Office"),
)  # fmt: skip
"""The fleet up to 16 hosts, in the order of the demo wall."""

_MORE_SIZES = (
    Size(1280, 1024), Size(1024, 768), Size(1366, 768), Size(1280, 800),
    Size(1440, 900), Size(1280, 720), Size(1600, 900), Size(1152, 864),
)  # fmt: skip
_MORE_NAMES = {
    "log": "log", "dashboard": "metrics", "form": "intake", "plant": "line", "sheet": "finance",
    "editor": "dev", "video": "studio", "till": "till", "network": "netmap", "idle": "desk",
    "chat": "helpdesk", "scope": "scope", "lesson": "classroom", "board": "planning",
}  # fmt: skip


def plan_fleet(count: int, *, seed: int = 0) -> tuple[HostPlan, ...]:
    """Return the plans of `count` hosts: the first 16 are fixed, the kinds repeat after them.

    Args:
        count: how many.
        seed: changes the content of all of them.
    """
    plans = [replace(plan, seed=plan.seed + 1000 * seed) for plan in FIRST_HOSTS[:count]]
    kinds = tuple(_MORE_NAMES)
    for index in range(len(plans), count):
        kind = kinds[index % len(kinds)]
        number = random.Random(index).randrange(2, 9) + 10 * (index // len(kinds))
        plans.append(
            HostPlan(
                f"{_MORE_NAMES[kind]}-{number:02}",
                kind,
                _MORE_SIZES[index % len(_MORE_SIZES)],
                index + 100 + 1000 * seed,
                ("Operations", "Office", "Plant", "Public")[index % 4],
            )
        )
    return tuple(plans)
