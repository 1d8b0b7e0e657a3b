"""More desktops than the processors carry: who is slowed, what is said, and what stays as it was.

    python -m benchmarks.overload [--hosts N] [--seconds S] [--json] [--no-results]

A crowd is held without a window, asked for twice a second; one desktop with video is under control
and four are recorded. Then programs that do nothing but count take the processors, too. Measured:
when desktops begin to be slowed and how far it goes, how old the pictures of each group are while
it lasts, and whether all is as before afterwards.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks import results
from benchmarks.crowd import Crowd
from vncwall.ipc.messages import (
    LoadChanged,
    SetControl,
    SetPreviewSize,
    SetRecording,
    WorkerReplaced,
)
from vncwall.scheduling.placement import available_cores
from vncwall.settings.address import HostAddress
from vncwall.settings.model import TILE_PICTURE, HostSettings, RecordingSettings, Settings
from vncwall.states import SessionState
from vncwall.wall.desktop import Desktop
from vncwall.workers.files import allow_open_files
from vncwall.workers.supervisor import Supervisor

RECORDED = 4
INTERVAL_S = 0.5
START_S = 120.0
"""Most time until all are live."""
BEFORE_S = 30.0
"""From then on, so that the load has been judged for some time."""
AFTER_S = 150.0
"""Most time for everybody to be asked as before."""
SAMPLE_S = 0.5
BOXES = ((160, 90), (100, 56))
"""Of every other tile: the smaller ones are less important."""
_COUNT = "while True: pass"


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured."""

    hosts: int
    live: int
    """At the end."""
    levels: tuple[tuple[float, int, str], ...]
    """Seconds after the programs began, level, what was said."""
    ages_s: dict[str, tuple[float, float]]
    """Of each group while it lasted: median and 99th part in a hundred."""
    replaced: int
    """Workers that did not live through it."""
    is_over: bool
    """Everybody is asked as before in the end."""

    def failures(self) -> list[str]:
        """Return what is not as it should be, in words."""
        said = []
        if self.live < self.hosts:
            said.append(f"{self.hosts - self.live} desktops are not live")
        if not any(level for _, level, _ in self.levels):
            said.append("nobody was slowed")
        if any(level and not sentence for _, level, sentence in self.levels):
            said.append("somebody was slowed, and it was not said")
        if self.replaced:
            said.append(f"{self.replaced} workers were replaced")
        if self.ages_s["controlled"][0] > self.ages_s["tiles"][0]:
            said.append("the desktop under control is older than the tiles")
        if not self.is_over:
            said.append("it did not end")
        return said


class Watch:
    """A supervisor, what it says, and how old the pictures are."""

    def __init__(self, supervisor: Supervisor, hosts: Sequence[HostSettings]) -> None:
        now = time.monotonic_ns()
        self.desktops = [Desktop(n, host, now_ns=now) for n, host in enumerate(hosts)]
        self.levels: list[tuple[float, LoadChanged]] = []
        self.replaced = 0
        self._supervisor = supervisor

    @property
    def level(self) -> int:
        """How much is slowed now."""
        return self.levels[-1][1].level if self.levels else 0

    @property
    def live(self) -> int:
        """How many desktops are."""
        return sum(desktop.state is SessionState.LIVE for desktop in self.desktops)

    def spend(self, seconds: float) -> list[list[float]]:
        """Let time pass; return the ages of all desktops, once each `SAMPLE_S`."""
        ages = []
        until, sample_at = time.monotonic() + seconds, 0.0
        while (now := time.monotonic()) < until:
            for notice in self._supervisor.poll(0.05):
                if isinstance(notice, LoadChanged):
                    self.levels.append((now, notice))
                elif isinstance(notice, WorkerReplaced):
                    self.replaced += 1
                elif (session := getattr(notice, "session", None)) is not None:
                    self.desktops[session].apply(notice, now_ns=time.monotonic_ns())
            if now >= sample_at:
                sample_at = now + SAMPLE_S
                now_ns = time.monotonic_ns()
                ages.append([desktop.age_s(now_ns) for desktop in self.desktops])
        return ages


def run(*, hosts: int, seconds: float) -> Result:
    """Measure."""
    allow_open_files(hosts)
    with tempfile.TemporaryDirectory() as folder, Crowd(hosts) as crowd:
        settings = settings_for([(host.port, host.kind) for host in crowd.hosts], Path(folder))
        with Supervisor(settings) as supervisor:
            for session in range(hosts):
                supervisor.send(SetPreviewSize(session, *BOXES[session % 2]))
            for session in range(1, 1 + RECORDED):
                supervisor.send(SetRecording(session, True))
            supervisor.send(SetControl(0, True))
            watch = Watch(supervisor, settings.hosts)
            begun = time.monotonic()
            while watch.live < hosts and time.monotonic() - begun < START_S:
                watch.spend(1.0)
            watch.spend(BEFORE_S)
            began = time.monotonic()
            counting = [
                subprocess.Popen((sys.executable, "-c", _COUNT)) for _ in range(available_cores())
            ]
            try:
                ages = watch.spend(seconds)
            finally:
                for one in counting:
                    one.kill()
                    one.wait()
            ended = time.monotonic()
            while watch.level and time.monotonic() - ended < AFTER_S:
                watch.spend(1.0)
            late = ages[len(ages) // 2 :]  # once it has settled
            return Result(
                hosts,
                watch.live,
                tuple((at - began, said.level, said.detail) for at, said in watch.levels),
                {
                    name: spread([row[n] for row in late for n in who])
                    for name, who in groups(hosts)
                },
                watch.replaced,
                not watch.level,
            )


def settings_for(hosts: Sequence[tuple[int, str]], folder: Path) -> Settings:
    """Return a configuration of (port, kind), one with video first: it is taken under control."""
    ordered = sorted(hosts, key=lambda host: host[1] != "video")
    tile = replace(TILE_PICTURE, update_interval=INTERVAL_S)
    return Settings(
        hosts=tuple(
            HostSettings(f"{kind}-{port}", HostAddress("127.0.0.1", port), tile=tile)
            for port, kind in ordered
        ),
        recording=RecordingSettings(folder=str(folder)),
    )


def groups(hosts: int) -> list[tuple[str, range]]:
    """Return the sessions of each group, by its name."""
    return [
        ("controlled", range(1)),
        ("recorded", range(1, 1 + RECORDED)),
        ("tiles", range(1 + RECORDED, hosts)),
    ]


def spread(ages: Sequence[float]) -> tuple[float, float]:
    """Return the median and what 99 of a hundred do not exceed.

    >>> spread([1.0, 2.0, 9.0])
    (2.0, 9.0)
    """
    if not ages:
        return math.inf, math.inf
    ordered = sorted(ages)
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]


def table(result: Result) -> str:
    """Return the figures for people."""
    lines = [f"{result.hosts} desktops, {result.live} live in the end"]
    lines += [f"  {at:6.1f} s  step {level}: {said}" for at, level, said in result.levels]
    lines += [
        f"  {name:<10} {median:5.1f} s old, {worst:.1f} s at most but for one in a hundred"
        for name, (median, worst) in result.ages_s.items()
    ]
    return results.judged(lines, result.failures(), good="as it should be", bad="FAILED")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overload", description=__doc__)
    parser.add_argument("--hosts", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=90.0, help="of overload")
    results.add_options(parser)
    options = parser.parse_args(arguments)
    result = run(hosts=options.hosts, seconds=options.seconds)
    failures = result.failures()
    found = results.described("overload", {**asdict(result), "failures": failures})
    results.tell(found, table(result), options)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
