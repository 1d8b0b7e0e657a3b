"""Desktops behind lines with a budget: is it kept, how old is a tile, how like the desktop is it.

    python -m benchmarks.links [SCENARIO...] [--seconds S] [--pictures FOLDER] [--json]

`docs/reference/benchmarks.md` says what is measured and how.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import numpy as np
import pygame
from numpy.typing import NDArray
from PIL import Image

from benchmarks import results
from benchmarks.relay import Bins, RelayProcess, windows
from vncwall.fleet.desktops import DESKTOPS
from vncwall.fleet.desktops.base import Desktop
from vncwall.fleet.hosts import HostPlan
from vncwall.fleet.process import FleetProcess
from vncwall.geometry import Rect, Size
from vncwall.settings.address import HostAddress
from vncwall.settings.model import BudgetSettings, HostSettings, Settings, WallSettings
from vncwall.wall.tile import Tile
from vncwall.wall.window import Wall
from vncwall.workers.supervisor import Supervisor

WINDOW_S = 10.0
"""A budget is kept over any time of this length."""
OVER = 1.1
"""What the worst window may be, in budgets."""
OLDEST_S = 10.0
"""Greatest age of a tile's picture."""
LIKE_DB = 20.0
"""Least likeness of a readable tile; eight bits a pixel leave 21 to 26 dB."""
WHOLE_DB = 15.0
"""Likeness at which a tile's first picture is there, and not only bands of it."""
SHOWN_TIMEOUT_S = 120.0
SETTLE_S = 5.0
"""From the last tile's first picture to the measurement."""
SAMPLE_S = 0.25
LOOK_S = 2.0
TURN_S = 1 / 30
BACK_S = 12.0
"""A tile is compared with its desktop as it was up to so long ago."""

Picture = NDArray[np.uint8]  # (height, width, 3), R G B

IDLE: tuple[HostPlan, ...] = (
    HostPlan("reception", "idle", Size(1366, 768), 22),
    HostPlan("desk-2", "idle", Size(1920, 1080), 31),
    HostPlan("desk-3", "idle", Size(1280, 1024), 32),
    HostPlan("desk-4", "idle", Size(1600, 900), 33),
    HostPlan("desk-5", "idle", Size(1280, 800), 34),
    HostPlan("intake", "form", Size(1280, 1024), 13),
    HostPlan("finance", "sheet", Size(1600, 900), 16),
    HostPlan("planning", "board", Size(1920, 1200), 26),
    HostPlan("till", "till", Size(800, 600), 20),
    HostPlan("kiosk", "idle", Size(1024, 768), 35),
)
BUSY: tuple[HostPlan, ...] = (
    HostPlan("noc-log", "log", Size(1920, 1080), 11),
    HostPlan("metrics", "dashboard", Size(1920, 1080), 12),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Desktops, their lines, and what the operator does."""

    name: str
    title: str
    plans: tuple[HostPlan, ...]
    links: tuple[str, ...]
    """Of each desktop."""
    budgets: BudgetSettings
    promoted: int | None = None
    """The desktop that the operator takes under control."""


RADIO = BudgetSettings(links_kbit_s={"radio": 256.0})
SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("idle", "ten mostly idle desktops, 256 kbit/s", IDLE, ("radio",) * 10, RADIO),
        Scenario(
            "busy", "two busy and eight idle desktops, 256 kbit/s", BUSY + IDLE[:8],
            ("radio",) * 10, RADIO,
        ),
        Scenario(
            "control", "the same, a busy one under control", BUSY + IDLE[:8],
            ("radio",) * 10, RADIO, promoted=0,
        ),
        Scenario(
            "site", "two links of 256 kbit/s under a site of 384 kbit/s",
            (BUSY[0], *IDLE[:4], BUSY[1], *IDLE[4:8]), ("radio",) * 5 + ("mine",) * 5,
            BudgetSettings(384.0, {"radio": 256.0, "mine": 256.0}),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HostFigures:
    """What was measured of one desktop."""

    name: str
    kbit_s: float
    oldest_s: float
    like_db: float
    late_s: float
    """How long ago the desktop looked most like its tile."""


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What was measured of one line, or of the site."""

    name: str
    budget: float
    worst: float
    """kbit/s of the worst window, the start included."""
    mean: float
    """kbit/s after the start."""


@dataclass(frozen=True, slots=True)
class Result:
    """A whole run."""

    scenario: str
    shown_after_s: float
    """Until every tile had all of its first picture."""
    seconds: float
    lines: tuple[LineFigures, ...]
    hosts: tuple[HostFigures, ...]
    promoted: str

    def failures(self) -> list[str]:
        """Return what is not as it should be, in words."""
        said = [
            f"{line.name}: {line.worst:.0f} kbit/s over {WINDOW_S:g} s, budget {line.budget:.0f}"
            for line in self.lines
            if line.worst > OVER * line.budget
        ]
        for host in self.hosts:
            if host.oldest_s > OLDEST_S:
                said.append(f"{host.name}: {host.oldest_s:.1f} s old")
            if host.like_db < LIKE_DB and host.name != self.promoted:
                said.append(f"{host.name}: {host.like_db:.1f} dB")
        return said


def run(scenario: Scenario, *, seconds: float, folder: Path | None = None) -> Result:
    """Run one scenario on a wall without a screen.

    Args:
        scenario: what to run.
        seconds: to measure for, after all tiles have a picture.
        folder: where to save the wall and, beside it, the desktops as they really are.
    """
    with FleetProcess(plans=scenario.plans, nice=0) as fleet:
        addresses = [host.address for host in fleet.hosts]
        with RelayProcess(addresses) as relay:
            hosts = tuple(
                HostSettings(plan.name, HostAddress("127.0.0.1", port), link=link)
                for plan, port, link in zip(
                    scenario.plans, relay.ports, scenario.links, strict=True
                )
            )
            settings = Settings(
                hosts=hosts, wall=WallSettings(width=1280, height=720), budgets=scenario.budgets
            )
            with Supervisor(settings) as supervisor:
                wall = Wall(settings, supervisor)
                wall.open()
                try:
                    return _measure(scenario, wall, relay, seconds=seconds, folder=folder)
                finally:
                    wall.close()


def _measure(
    scenario: Scenario, wall: Wall, relay: RelayProcess, *, seconds: float, folder: Path | None
) -> Result:
    started = time.monotonic()
    tiles = wall.board.tiles
    ages: dict[int, list[float]] = {session: [] for session in tiles}

    def turn_for(duration_s: float, *, is_measured: bool) -> None:
        until = time.monotonic() + duration_s
        sample_at = 0.0
        while time.monotonic() < until:
            wall.turn(TURN_S)
            if is_measured and time.monotonic() >= sample_at:
                sample_at = time.monotonic() + SAMPLE_S
                for session, desktop in wall.desktops.items():
                    ages[session].append(desktop.age_s(wall.now_ns))

    missing = [
        (tile, desktop_of(plan)) for plan, tile in zip(scenario.plans, tiles.values(), strict=True)
    ]
    while missing and time.monotonic() - started < SHOWN_TIMEOUT_S:
        turn_for(LOOK_S, is_measured=False)
        missing = [one for one in missing if not is_whole(*one)]
    shown_after_s = time.monotonic() - started
    if scenario.promoted is not None:
        wall.promote(scenario.promoted)
    turn_for(SETTLE_S, is_measured=False)
    first = relay.counts()
    turn_for(seconds, is_measured=True)
    bins = relay.counts()
    likeness = compare(wall, scenario.plans)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        wall.save(folder / f"{scenario.name}.png")
        for plan, tile in zip(scenario.plans, tiles.values(), strict=True):
            save_pair(plan, tile, folder / f"{scenario.name}-{plan.name}.png")
    used = [
        (sum(late.values()) - sum(early.values())) * 8 / 1000 / seconds
        for late, early in zip(bins, first, strict=True)
    ]
    return Result(
        scenario.name,
        shown_after_s,
        seconds,
        line_figures(scenario, bins, used),
        tuple(
            HostFigures(plan.name, kbit_s, max(ages[n], default=math.inf), *likeness[n])
            for n, (plan, kbit_s) in enumerate(zip(scenario.plans, used, strict=True))
        ),
        "" if scenario.promoted is None else scenario.plans[scenario.promoted].name,
    )


def line_figures(
    scenario: Scenario, bins: Sequence[Bins], used: Sequence[float]
) -> tuple[LineFigures, ...]:
    """Return what went over each line, and over all of them where the site has a budget."""
    members = {
        link: [n for n, own in enumerate(scenario.links) if own == link]
        for link in scenario.budgets.links_kbit_s
    }
    limits = dict(scenario.budgets.links_kbit_s)
    if scenario.budgets.site_kbit_s:
        members["site"] = list(range(len(scenario.plans)))
        limits["site"] = scenario.budgets.site_kbit_s
    return tuple(
        LineFigures(
            name,
            limits[name],
            max(windows([bins[n] for n in numbers], WINDOW_S)),
            sum(used[n] for n in numbers),
        )
        for name, numbers in members.items()
    )


# --- likeness


def compare(wall: Wall, plans: Sequence[HostPlan]) -> list[tuple[float, float]]:
    """Return for each tile how like its desktop it is, in dB, and how long ago it was most so."""
    return [
        likeness(shown(tile), desktop_of(plan), time.time())
        for plan, tile in zip(plans, wall.board.tiles.values(), strict=True)
    ]


def is_whole(tile: Tile, desktop: Desktop) -> bool:
    """Whether a tile shows all of its desktop, not only bands of its first picture."""
    picture = shown(tile)
    if picture is None:
        return False
    return psnr_db(picture, reduced(true_picture(desktop, time.time()), picture.shape)) >= WHOLE_DB


def likeness(tile: Picture | None, desktop: Desktop, now: float) -> tuple[float, float]:
    """Return the best likeness to the desktop of the last seconds, and when that was."""
    if tile is None:
        return 0.0, math.inf
    best = (0.0, math.inf)
    # From the past to the present: desktops know no way back.
    for late_s in np.arange(BACK_S, -0.1, -1.0):
        db = psnr_db(tile, reduced(true_picture(desktop, now - float(late_s)), tile.shape))
        if db >= best[0] - 0.05:
            best = (max(db, best[0]), float(late_s))
    return best


def desktop_of(plan: HostPlan) -> Desktop:
    """Return a desktop like the one that the fleet serves: it is a function of the time."""
    offset = time.localtime().tm_gmtoff
    return DESKTOPS[plan.kind](plan.name, plan.size, plan.seed, utc_offset_s=offset)


def true_picture(desktop: Desktop, now: float) -> Picture:
    """Return the desktop as it is at `now` (Unix seconds)."""
    desktop.advance(now)
    words = desktop.words(Rect(0, 0, desktop.size.width, desktop.size.height))
    return np.ascontiguousarray(words.view(np.uint8).reshape(*words.shape, 4)[..., 2::-1])


def reduced(picture: Picture, shape: Sequence[int]) -> Picture:
    """Return the picture averaged down to (height, width, 3)."""
    size = (shape[1], shape[0])
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))


def shown(tile: Tile) -> Picture | None:
    """Return a tile's picture without what the wall draws over it; None: it has none."""
    size = tile.picture.size
    if size is None:
        return None
    surface = pygame.Surface((size.width, size.height))
    tile.picture.draw(surface, Rect(0, 0, size.width, size.height))
    data = np.frombuffer(pygame.image.tobytes(surface, "RGB"), np.uint8)
    return data.reshape(size.height, size.width, 3)


def psnr_db(one: Picture, other: Picture) -> float:
    """Return the peak signal-to-noise ratio, 99 for equal pictures."""
    error = float(np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2))
    return 99.0 if error == 0 else min(99.0, 10 * math.log10(255**2 / error))


def save_pair(plan: HostPlan, tile: Tile, path: Path) -> None:
    """Save the tile's picture with the desktop as it is now to its right."""
    picture = shown(tile)
    if picture is None:
        return
    true = reduced(true_picture(desktop_of(plan), time.time()), picture.shape)
    Image.fromarray(np.concatenate((picture, true), axis=1)).save(path)


# --- words


def table(result: Result, title: str) -> str:
    """Return the figures for people."""
    lines = [
        f"{result.scenario}: {title}",
        f"  all shown after {result.shown_after_s:.1f} s, then measured for {result.seconds:g} s",
    ]
    lines += [
        f"  {line.name:<10} budget {line.budget:5.0f} kbit/s   worst {WINDOW_S:g} s "
        f"{line.worst:6.1f} ({line.worst / line.budget:4.0%})   mean {line.mean:6.1f}"
        for line in result.lines
    ]
    lines.append(f"  {'':<10} {'kbit/s':>8} {'oldest s':>9} {'like dB':>8} {'late s':>7}")
    lines += [
        f"  {host.name:<10} {host.kbit_s:8.1f} {host.oldest_s:9.1f} {host.like_db:8.1f} "
        f"{host.late_s:7.0f}{'  under control' if host.name == result.promoted else ''}"
        for host in result.hosts
    ]
    return results.judged(lines, result.failures(), good="kept", bad="NOT KEPT")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the scenarios that are named, or all; return 1 when one is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.links", description=__doc__)
    parser.add_argument("scenarios", nargs="*", choices=[[], *SCENARIOS], metavar="SCENARIO")
    parser.add_argument("--seconds", type=float, default=30.0, help="to measure each for")
    results.add_options(parser)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="save walls and tiles here")
    options = parser.parse_args(arguments)
    are_kept = True
    for name in options.scenarios or SCENARIOS:
        scenario = SCENARIOS[name]
        result = run(scenario, seconds=options.seconds, folder=options.pictures)
        failures = result.failures()
        are_kept &= not failures
        found = results.described("links", {**asdict(result), "failures": failures})
        results.tell(found, table(result, scenario.title), options)
    return 0 if are_kept else 1


if __name__ == "__main__":
    sys.exit(main())
