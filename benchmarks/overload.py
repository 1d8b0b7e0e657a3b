"""More pictures than the processors can decode: who is slowed, what is said, and what stays.

    python -m benchmarks.overload [--hosts N] [--seconds S] [--others N] [--json] [--no-results]

Half of a crowd shows films. At first only the quiet half is on the page, and five films: one under
control and four recorded. Then the operator shows all of them, twice a second, which two processors
cannot do; in the end the films leave the page again. Measured: when desktops begin to be slowed,
how far it goes and in which order, how many pictures of each group come meanwhile and how old they
are, what the running program answers when it is asked, and whether all is as before in the end.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import results
from benchmarks.crowd import Crowd, CrowdHost
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.desk import DeskPlace, desks
from vncwall.ipc.desk_client import DeskClient
from vncwall.ipc.messages import (
    Command,
    FramePublished,
    LoadChanged,
    SetControl,
    SetPace,
    SetPreviewSize,
    SetRecording,
    WorkerReplaced,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import TILE_PICTURE, HostSettings, RecordingSettings, Settings
from vncwall.states import SessionState
from vncwall.wall.desktop import Desktop
from vncwall.workers.files import allow_open_files
from vncwall.workers.followers.base import Follower
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
LARGE, SMALL, OFF_PAGE = (160, 90), (100, 56), (0, 0)
"""Boxes of tiles: the smaller ones are less important."""
QUIET = frozenset({"clock", "still"})
NEARLY_ALL = 0.95
"""Of a group, that count as the group: what a desktop shows is judged by what came of late."""
_COUNT = "while True: pass"

GROUPS = ("quiet", "small", "tiles", "recorded", "controlled")
"""The least important first."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was asked of each group at one level, at its end."""

    after_s: float
    """Since the films were shown."""
    level: int
    said: str
    slowed: Mapping[str, float]
    """Part of each group that is slowed."""
    interval_s: Mapping[str, float]
    """The median of the least intervals of each group."""


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured."""

    hosts: int
    live: int
    """At the end."""
    steps: tuple[Step, ...]
    before_s: Mapping[str, float]
    """Pictures a second of each group before, the median."""
    pictures_s: Mapping[str, float]
    """The same in the second half of the overload."""
    ages_s: Mapping[str, tuple[float, float]]
    """Of each group then: median and 99th part in a hundred."""
    answers: Mapping[str, str]
    """What the running program answered meanwhile, by question."""
    replaced: int
    """Workers that did not live through it."""
    is_over: bool
    """Everybody is asked as before in the end."""

    def failures(self) -> list[str]:
        """Return what is not as it should be, in words."""
        said = []
        if self.live < self.hosts:
            said.append(f"{self.hosts - self.live} desktops are not live")
        if not any(step.level for step in self.steps):
            said.append("nobody was slowed")
        if any(step.level and not step.said for step in self.steps):
            said.append("somebody was slowed, and it was not said")
        said += [wrong for step in self.steps if (wrong := disorder(step))]
        said += [f"{question} says nothing of it" for question, a in self.answers.items() if not a]
        if self.replaced:
            said.append(f"{self.replaced} workers were replaced")
        if self.ages_s["controlled"][0] > self.ages_s["tiles"][0]:
            said.append("the desktop under control is older than the tiles")
        if self.pictures_s["controlled"] < self.before_s["controlled"] / 2:
            said.append("the desktop under control has less than half of its pictures")
        if not self.is_over:
            said.append("it did not end")
        return said


def disorder(step: Step) -> str:
    """Return who was slowed before somebody less important, or although nothing may slow it."""
    if step.slowed["controlled"]:
        return f"step {step.level} slows the desktop under control"
    for number, name in enumerate(GROUPS):
        for lesser in GROUPS[:number]:
            if step.slowed[name] and (
                step.slowed[lesser] < NEARLY_ALL or step.interval_s[lesser] < step.interval_s[name]
            ):
                return f"step {step.level} slows {name} before {lesser}"
    return ""


class Paces(Follower):
    """Remembers how far apart the requests of each session are at least."""

    def __init__(self) -> None:
        self.least_s: dict[int, float] = {}

    def sent(self, command: Command) -> None:
        """Keep what a session was told."""
        if isinstance(command, SetPace):
            self.least_s[command.session] = command.least_interval_s


class Watch:
    """A supervisor, what it says, and which pictures come."""

    def __init__(self, supervisor: Supervisor, hosts: Sequence[HostSettings]) -> None:
        now = time.monotonic_ns()
        self.desktops = [Desktop(n, host, now_ns=now) for n, host in enumerate(hosts)]
        self.load = LoadChanged(0, 0, "")
        self.replaced = 0
        self.pictures = [0] * len(hosts)
        """Of each desktop so far."""
        self.paces = Paces()
        supervisor.follow(self.paces)
        self._supervisor = supervisor

    @property
    def live(self) -> int:
        """How many desktops are."""
        return sum(desktop.state is SessionState.LIVE for desktop in self.desktops)

    def spend(self, seconds: float, *, until_load: bool = False) -> list[list[float]]:
        """Let time pass; return the ages of all desktops, once each `SAMPLE_S`.

        Args:
            seconds: how long.
            until_load: return sooner when another level is said.
        """
        ages = []
        until, sample_at, level = time.monotonic() + seconds, 0.0, self.load.level
        while (now := time.monotonic()) < until:
            for notice in self._supervisor.poll(0.05):
                if isinstance(notice, LoadChanged):
                    self.load = notice
                elif isinstance(notice, WorkerReplaced):
                    self.replaced += 1
                elif (session := getattr(notice, "session", None)) is not None:
                    self.desktops[session].apply(notice, now_ns=time.monotonic_ns())
                    if isinstance(notice, FramePublished):
                        self.pictures[session] += notice.kind is FramebufferKind.PREVIEW
            if now >= sample_at:
                sample_at = now + SAMPLE_S
                now_ns = time.monotonic_ns()
                ages.append([desktop.age_s(now_ns) for desktop in self.desktops])
            if until_load and self.load.level != level:
                break
        return ages

    def pictures_s(
        self, who: Mapping[str, range], before: Sequence[int], seconds: float
    ) -> Figures:
        """Return the median of the pictures a second of each group since `before`."""
        rates = [(now - then) / seconds for now, then in zip(self.pictures, before, strict=True)]
        return {name: middle([rates[n] for n in them]) for name, them in who.items()}

    def step(self, who: Mapping[str, range], after_s: float) -> Step:
        """Return what is asked of each group now."""
        least_s = {name: [self.paces.least_s.get(n, 0.0) for n in who[name]] for name in who}
        return Step(
            after_s,
            self.load.level,
            self.load.detail,
            {name: sum(map(bool, all_s)) / max(1, len(all_s)) for name, all_s in least_s.items()},
            {name: middle(all_s) for name, all_s in least_s.items()},
        )


Figures = dict[str, float]


def run(*, hosts: int, seconds: float, others: int = 0) -> Result:
    """Measure."""
    allow_open_files(hosts)
    with tempfile.TemporaryDirectory() as name, Crowd(hosts, mix="films") as crowd:
        folder = Path(name)
        settings = settings_for(crowd.hosts, folder / "recordings")
        who = groups(crowd.hosts)
        place = DeskPlace(folder / "desk", "overload")
        with Supervisor(settings, desk=place) as supervisor, ThreadPoolExecutor(1) as asking:
            for session in range(hosts):
                supervisor.send(SetPreviewSize(session, *LARGE))
            watch = Watch(supervisor, settings.hosts)
            shown = [*who["small"], *who["tiles"]]
            for session in shown:
                supervisor.send(SetPreviewSize(session, *OFF_PAGE))
            for session in who["recorded"]:
                supervisor.send(SetRecording(session, True))
            supervisor.send(SetControl(who["controlled"][0], True))
            begun = time.monotonic()
            while watch.live < hosts and time.monotonic() - begun < START_S:
                watch.spend(1.0)
            watch.spend(BEFORE_S / 2)
            counted = list(watch.pictures)
            watch.spend(BEFORE_S / 2)
            before_s = watch.pictures_s(who, counted, BEFORE_S / 2)
            for session in shown:
                box = SMALL if session in who["small"] else LARGE
                supervisor.send(SetPreviewSize(session, *box))
            counting = [subprocess.Popen((sys.executable, "-c", _COUNT)) for _ in range(others)]
            began = time.monotonic()
            steps: list[Step] = []
            try:
                while (left_s := began + seconds / 2 - time.monotonic()) > 0:
                    watch.spend(left_s, until_load=True)
                    watch.spend(3.0)  # all have been told
                    steps.append(watch.step(who, time.monotonic() - began))
                counted = list(watch.pictures)
                answers = asking.submit(ask, place.folder, settings.hosts[who["small"][0]].name)
                ages = watch.spend(seconds / 2)
                pictures_s = watch.pictures_s(who, counted, seconds / 2)
                steps.append(watch.step(who, time.monotonic() - began))
            finally:
                for one in counting:
                    one.kill()
                    one.wait()
            for session in shown:
                supervisor.send(SetPreviewSize(session, *OFF_PAGE))
            ended = time.monotonic()
            while watch.load.level and time.monotonic() - ended < AFTER_S:
                watch.spend(1.0)
            return Result(
                hosts,
                watch.live,
                tuple(steps),
                before_s,
                pictures_s,
                {name: spread([row[n] for row in ages for n in who[name]]) for name in GROUPS},
                answered(answers),
                watch.replaced,
                not watch.load.level,
            )


def ask(folder: Path, host: str) -> dict[str, Any]:
    """Return what the running program says of itself, by question."""
    (path,) = desks(folder)
    with DeskClient(path) as desk:
        return {
            "status": desk.ask("status")["load"]["detail"],
            "capacity": desk.ask("capacity")["load"]["detail"],
            "why": desk.ask("why", host=host)["slowed"],
        }


def answered(answers: Future[dict[str, Any]]) -> dict[str, str]:
    """Return the answers; none came: the question is without one."""
    try:
        return {question: str(answer) for question, answer in answers.result(0).items()}
    except (OSError, ValueError, KeyError, TimeoutError) as error:
        return {"the desk": "", str(error): ""}


def settings_for(hosts: Sequence[CrowdHost], folder: Path) -> Settings:
    """Return a configuration of the hosts in the order of `groups`."""
    tile = replace(TILE_PICTURE, update_interval=INTERVAL_S)
    return Settings(
        hosts=tuple(
            HostSettings(f"{host.kind}-{host.port}", HostAddress("127.0.0.1", host.port), tile=tile)
            for host in ordered(hosts)
        ),
        recording=RecordingSettings(folder=str(folder)),
    )


def ordered(hosts: Sequence[CrowdHost]) -> list[CrowdHost]:
    """Return the hosts with videos first and quiet ones last."""
    return sorted(hosts, key=lambda host: (host.kind in QUIET, host.kind != "video"))


def groups(hosts: Sequence[CrowdHost]) -> dict[str, range]:
    """Return the sessions of each group, by its name."""
    quiet = len(hosts) - sum(host.kind in QUIET for host in hosts)
    first = 1 + RECORDED
    half = (first + quiet) // 2
    return {
        "quiet": range(quiet, len(hosts)),
        "small": range(half, quiet),
        "tiles": range(first, half),
        "recorded": range(1, first),
        "controlled": range(1),
    }


def middle(values: Sequence[float]) -> float:
    """Return the median; 0 of nothing.

    >>> middle([3.0, 1.0, 2.0])
    2.0
    """
    return sorted(values)[len(values) // 2] if values else 0.0


def spread(ages: Sequence[float]) -> tuple[float, float]:
    """Return the median and what 99 of a hundred do not exceed.

    >>> spread([1.0, 2.0, 9.0])
    (2.0, 9.0)
    """
    if not ages:
        return math.inf, math.inf
    ranked = sorted(ages)
    return ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)]


def table(result: Result) -> str:
    """Return the figures for people."""
    lines = [f"{result.hosts} desktops, {result.live} live in the end"]
    for step in result.steps:
        slowed = ", ".join(
            f"{name} {step.interval_s[name]:g} s" for name in GROUPS if step.slowed[name]
        )
        lines.append(f"  {step.after_s:6.1f} s  step {step.level}: {step.said}")
        lines.append(f"            asked at most every: {slowed or 'nobody is slowed'}")
    lines += [
        f"  {name:<10} {result.before_s[name]:5.2f} pictures a second before, "
        f"{result.pictures_s[name]:5.2f} in the overload; {median:5.1f} s old, {worst:.1f} s at "
        "most but for one in a hundred"
        for name, (median, worst) in result.ages_s.items()
    ]
    lines += [f"  {question}: {answer}" for question, answer in result.answers.items()]
    return results.judged(lines, result.failures(), good="as it should be", bad="FAILED")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overload", description=__doc__)
    parser.add_argument("--hosts", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=120.0, help="of overload")
    parser.add_argument("--others", type=int, default=0, help="programs that only count, beside it")
    results.add_options(parser)
    options = parser.parse_args(arguments)
    result = run(hosts=options.hosts, seconds=options.seconds, others=options.others)
    failures = result.failures()
    found = results.described("overload", {**asdict(result), "failures": failures})
    results.tell(found, table(result), options)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
