"""`vncwall capacity`: what tiles and recordings cost on this machine, and how many more fit."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

import psutil

from vncwall.app.running import Running, ask
from vncwall.errors import VNCWallError
from vncwall.ipc.desk_client import DeskError, as_text
from vncwall.scheduling.capacity import MANY, Cost, Figures, Room
from vncwall.workers.followers.answers import fit

DEMO_HOSTS = 16
DEMO_RECORDINGS = 2
DEMO_S = 20.0
"""Time in which an estimate is measured, after all is live."""
START_S = 30.0
"""Longest time for the demo to come live."""
_NO_MEASUREMENT = "not measured yet: ask again in a few seconds"


def run(
    *,
    folder: Path,
    pid: int | None = None,
    estimate: bool = False,
    as_json: bool = False,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
) -> int:
    """Print how many more tiles and recordings fit; return 0.

    Args:
        folder: of the desks.
        pid: which vncwall to ask.
        estimate: measure the demo fleet also when a vncwall runs.
        as_json: print the answer as it is.
        note: is told what goes on.
        out: where to print.

    Raises:
        DeskError: `pid` does not run.
        VNCWallError: the demo fleet did not start.
    """
    out = out or sys.stdout
    answer: Mapping[str, Any]
    one: Running | None = None
    if not estimate:
        try:
            one, answer = ask(folder, "capacity", pid=pid, note=note)
        except DeskError:
            if pid is not None:
                raise
            note("no vncwall runs here: measuring the demo fleet instead")
    if one is None:
        answer = measure_demo(note)
    title = f"{one.title}, process {one.pid}" if one else "estimate from the built-in demo fleet"
    if as_json:
        print(as_text({"title": title, "estimate": one is None, **answer}), file=out)
    else:
        for line in lines(answer, title):
            print(line, file=out)
    return 0


# --- what is printed


def lines(answer: Mapping[str, Any], title: str) -> Iterator[str]:
    """Yield what a person is told."""
    figures = answer["figures"]
    yield (
        f"{title}: {figures['live']} live ({figures['idle']} idle), "
        f"{figures['recordings']} recorded, over {figures['measured_s']:.0f} s"
    )
    yield ""
    yield f"{'one costs':<16}{'processor':>14}{'memory':>12}"
    for name, key in (
        ("tile, average", "tile"),
        ("tile, idle", "idle_tile"),
        ("tile, busy", "busy_tile"),
        ("recording", "recording"),
    ):
        cost = figures[key]
        if cost is None:
            if key in ("tile", "recording"):
                reason = "none is recorded now" if figures["tile"] else _NO_MEASUREMENT
                yield f"{name:<16}{'':>4}{reason}"
            continue
        yield f"{name:<16}{cost['cpu_ms_s']:>9.1f} ms/s{cost['memory_mb']:>9.1f} MB"
    yield ""
    yield f"{'left':<16}{'':>14}{'more tiles':>12}{'or recordings':>15}"
    for limit in answer["limits"]:
        free = f"{limit['free']:.0f} {limit['unit']}".strip()
        tiles, recordings = _number(limit["tiles"]), _number(limit["recordings"])
        yield f"{limit['what']:<16}{free:>14}{tiles:>12}{recordings:>15}"
    for link in answer["links"]:
        used = f"{link['kbit_s']:.0f} of {link['budget_kbit_s']:.0f}"
        yield f"link {link['link']}: {used} kbit/s in use by {link['live']} hosts"
    yield ""
    yield from _verdict(answer)


def _number(count: int | None) -> str:
    if count is None:
        return "?"
    return f"{MANY}+" if count >= MANY else str(count)


def _verdict(answer: Mapping[str, Any]) -> Iterator[str]:
    room = answer["figures"]["room"]
    if answer["load"]["detail"]:
        yield f"Overloaded: {answer['load']['detail']}."
    if answer["more_tiles"] is None:
        yield f"How many more fit is {_NO_MEASUREMENT}."
    else:
        yield (
            f"About {_number(answer['more_tiles'])} more tiles like these fit; "
            f"first runs out: {answer['tiles_limited_by']}."
        )
    if answer["more_recordings"] is not None:
        yield (
            f"Or about {_number(answer['more_recordings'])} more recordings; "
            f"first runs out: {answer['recordings_limited_by']}."
        )
    others = max(0.0, room["cpu_used_ms_s"] - room["ours_ms_s"])
    yield (
        f"{room['cores']:g} cores, {room['cpu_used_ms_s']:.0f} ms/s in use, "
        f"{others:.0f} of it by other programs; 15 % are kept free."
    )
    alone = answer["more_tiles_alone"]
    if alone is not None and alone > answer["more_tiles"]:
        text = f"Without those: about {_number(alone)} more tiles"
        if answer["more_recordings_alone"] is not None:
            text += f", or {_number(answer['more_recordings_alone'])} more recordings"
        yield f"{text}."


# --- the estimate


def measure_demo(note: Callable[[str], None]) -> Mapping[str, Any]:
    """Run the demo without a window, record some of it, ask it, end it; return the answer.

    The demo fleet's own cost is not counted: real desktops are on other machines.

    Raises:
        VNCWallError: it did not come live.
    """
    with tempfile.TemporaryDirectory(prefix="vncwall-") as name:
        folder = Path(name)
        with _demo(folder) as process:
            note(f"measuring {DEMO_HOSTS} demo desktops for about {DEMO_S + 10:.0f} s")
            _await_live(folder, process)
            before = _fleet_cpu_s(process.pid)
            begun = time.monotonic()
            time.sleep(DEMO_S)
            _, answer = ask(_desks(folder), "capacity")
            seconds = time.monotonic() - begun
            fleet_ms_s = (_fleet_cpu_s(process.pid) - before) * 1000 / seconds
    return without(answer, fleet_ms_s)


def without(answer: Mapping[str, Any], fleet_ms_s: float) -> Mapping[str, Any]:
    """Return the answer as if `fleet_ms_s` were not in use."""
    figures = figures_of(answer["figures"])
    room = figures.room
    used = max(room.ours_ms_s, round(room.cpu_used_ms_s - fleet_ms_s, 1))
    figures = replace(figures, room=replace(room, cpu_used_ms_s=used))
    said = {**answer["figures"], "room": {**answer["figures"]["room"], "cpu_used_ms_s": used}}
    return {**answer, "figures": said, **fit(figures)}


def figures_of(said: Mapping[str, Any]) -> Figures:
    """Return what an answer says as the figures that it was made from."""
    costs = {
        key: Cost(**said[key]) if said[key] is not None else None
        for key in ("tile", "idle_tile", "busy_tile", "recording")
    }
    return Figures(**{**said, **costs, "room": Room(**said["room"])})


@contextmanager
def _demo(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    # Apart: Python looks for packages where it starts, and would find the desks' folder.
    (folder / "work").mkdir()
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "vncwall", "demo", "--headless", "--hosts", str(DEMO_HOSTS)],
        cwd=folder / "work",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


def _desks(folder: Path) -> Path:
    return folder / "vncwall"


def _await_live(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the demo is live and records."""
    desks = _desks(folder)
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise VNCWallError(
                f"the demo ended with exit code {process.returncode}; "
                "see what it says: vncwall demo --headless --after 5"
            )
        time.sleep(0.5)
        with suppress(DeskError):
            _, status = ask(desks, "status")
            hosts = [host["host"] for host in status["hosts"] if host["state"] == "live"]
            if len(hosts) >= DEMO_HOSTS - 2:
                for host in hosts[:DEMO_RECORDINGS]:
                    ask(desks, "record", host=host)
                return
    raise VNCWallError(f"the demo did not come live within {START_S:g} s")


def _fleet_cpu_s(pid: int) -> float:
    """Return the processor seconds of the fleet: of the demo's children the one that serves."""
    seconds = 0.0
    for child in psutil.Process(pid).children():
        with suppress(psutil.Error):
            if any(one.status == psutil.CONN_LISTEN for one in child.net_connections("tcp")):
                times = child.cpu_times()
                seconds += times.user + times.system
    return seconds
