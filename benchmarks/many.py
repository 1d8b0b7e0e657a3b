"""Many desktops recorded at once, and every second of them looked for in the files.

Each desktop of the crowd (`crowd.py`) paints the time into its picture, at least once a second.
When the recordings are finished their frames are decoded and the times read again: a second that
no frame shows was dropped, by whomever. What a frame shows is compared with its place in the file.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from benchmarks import stamps
from benchmarks.contenders import ROOT
from benchmarks.crowd import SIZE, STAMP, Crowd, CrowdHost, moving
from benchmarks.processes import costs, family, pss_bytes
from vncwall.geometry import Rect

SECONDS = 60.0
START_TIMEOUT_S = 90.0
END_TIMEOUT_S = 90.0
SETTLE_S = 5.0
UNITS_PER_S = stamps.UNITS_PER_S


@dataclass(frozen=True, slots=True)
class Track:
    """What the frames of one file show."""

    began_s: float
    """When the first frame was, in seconds since 1970."""
    times_s: NDArray[np.float64]
    """Of each frame, after the first."""
    units: NDArray[np.int64]
    """The stamp on it, -1 where there is none."""
    size_bytes: int


def track(path: Path) -> Track:
    """Decode a file and read the stamps."""
    whole = Rect(0, 0, SIZE.width, SIZE.height)
    rows, columns = stamps.centres(STAMP, SIZE, whole).T
    times, bits = [], []
    with av.open(str(path)) as container:
        began_s = datetime.fromisoformat(container.metadata["VNCWALL_START"]).timestamp()
        container.streams.video[0].thread_type = "AUTO"
        for frame in container.decode(video=0):
            luma = np.frombuffer(frame.planes[0], np.uint8).reshape(-1, frame.planes[0].line_size)
            bits.append(luma[rows, columns] > 127)
            times.append(frame.time or 0.0)
    units = stamps.decode(np.array(bits))
    return Track(began_s, np.array(times), units, path.stat().st_size)


def missing(one: Track, host: CrowdHost, begin_s: float, end_s: float) -> int:
    """Return how many of the desktop's seconds from `begin_s` to `end_s` no frame shows."""
    now = stamps.seconds_since(one.units, begin_s + host.phase_s)
    painted = begin_s + host.phase_s - now[one.units >= 0]
    shown = {int(second) for second in np.floor(painted + 0.5 / UNITS_PER_S)}
    first, last = int(np.ceil(begin_s + host.phase_s)), int(np.floor(end_s + host.phase_s))
    return len(set(range(first, last)) - shown)


def delays(one: Track, host: CrowdHost) -> NDArray[np.float64]:
    """Return how much later than its stamp each picture begins in the file, in seconds."""
    known = one.units >= 0
    units, times = one.units[known], one.times_s[known]
    is_new = np.append(False, np.diff(units) != 0)  # the first was there before
    walls = one.began_s + times[is_new] + host.phase_s
    return np.array(
        [
            stamps.seconds_since(units[is_new][index : index + 1], wall)[0]
            for index, wall in enumerate(walls)
        ]
    )


def measure(desktops: int, *, seconds: float) -> dict[str, Any]:
    """Record so many desktops for some time; return the figures."""
    with tempfile.TemporaryDirectory() as work, Crowd(desktops, mix="moving") as crowd:
        folder = Path(work)
        with (folder / "log.txt").open("wb") as log:
            process = subprocess.Popen(
                (sys.executable, "-m", "vncwall", "record", "--out", str(folder),
                 *(f"127.0.0.1::{host.port}" for host in crowd.hosts)),
                cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            _await_parts(folder, process, len(crowd.hosts))
            time.sleep(SETTLE_S)
            pids = family(process.pid)
            before, fleet_before, begin_s = costs(pids), costs([crowd.pid]), time.time()
            time.sleep(seconds)
            after, fleet_after, end_s = costs(pids), costs([crowd.pid]), time.time()
            held_bytes = pss_bytes(pids)
            time.sleep(SETTLE_S)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        period_s = end_s - begin_s
        by_name: dict[str, float] = {}
        for pid, cost in before.items():
            share = (after[pid].cpu_s - cost.cpu_s) / period_s
            by_name[cost.name] = round(by_name.get(cost.name, 0.0) + share, 3)
        fleet_s = fleet_after[crowd.pid].cpu_s - fleet_before[crowd.pid].cpu_s
        tracks = [track(_file_of(folder, host.port)) for host in crowd.hosts]
        return {
            "desktops": desktops,
            "mix": {kind: count for kind, count in moving(desktops).items() if count},
            "seconds": seconds,
            "cores": by_name,
            "fleet_cores": round(fleet_s / period_s, 3),
            "mb_a_desktop": round(held_bytes / 1e6 / desktops, 1),
            **figures(tracks, crowd.hosts, begin_s, end_s),
        }


def figures(
    tracks: Sequence[Track], hosts: Sequence[CrowdHost], begin_s: float, end_s: float
) -> dict[str, Any]:
    """Return what the files say."""
    lost = [missing(one, host, begin_s, end_s) for one, host in zip(tracks, hosts, strict=True)]
    late = np.concatenate([delays(one, host) for one, host in zip(tracks, hosts, strict=True)])
    frames = sum(len(one.times_s) for one in tracks)
    length = sum(float(one.times_s[-1]) for one in tracks)
    return {
        "looked_for_seconds": int(end_s - begin_s) * len(hosts),
        "missing_seconds": sum(lost),
        "desktops_with_gaps": sum(count > 0 for count in lost),
        "unreadable_frames": int(sum((one.units < 0).sum() for one in tracks)),
        "frames_s": round(frames / length * len(hosts), 1),
        "delay_median_s": round(float(np.median(late)), 3),
        "delay_p99_s": round(float(np.percentile(late, 99)), 3),
        "mb_a_desktop_hour": round(sum(one.size_bytes for one in tracks) * 3600 / length / 1e6, 1),
    }


def report(result: dict[str, Any]) -> str:
    """Return the figures for people."""
    mix = ", ".join(f"{count} {kind}" for kind, count in result["mix"].items())
    cores = ", ".join(f"{name} {share:.2f}" for name, share in result["cores"].items() if share)
    return "\n".join(
        (
            f"{result['desktops']} desktops of 1920x1080 ({mix}), {result['seconds']:g} s",
            f"  seconds looked for   {result['looked_for_seconds']}",
            f"  missing              {result['missing_seconds']}"
            f" (of {result['desktops_with_gaps']} desktops)",
            f"  frames a second      {result['frames_s']}",
            f"  change to its frame  {result['delay_median_s']:.3f} s median, "
            f"{result['delay_p99_s']:.3f} s 99th percentile",
            f"  MB a desktop-hour    {result['mb_a_desktop_hour']}",
            f"  MB of memory each    {result['mb_a_desktop']}",
            f"  cores                {cores}",
            f"  cores of the servers {result['fleet_cores']:.2f}",
        )
    )


def _await_parts(folder: Path, process: subprocess.Popen[bytes], count: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while sum(path.stat().st_size > 0 for path in folder.rglob("*.mkv.part")) < count:
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("not all desktops are recorded:\n" + (folder / "log.txt").read_text())
        time.sleep(0.1)


def _file_of(folder: Path, port: int) -> Path:
    """Return the file of a host: its folder is called by the address, made safe for a name."""
    (file,) = (path for path in folder.rglob("*.mkv") if str(port) in path.parts[-3])
    return file
