"""Measures a whole wall: CPU, memory, age of its tiles, frames, start; and others beside it.

    python benchmarks/wall.py --hosts 64 --seconds 30 [--rounds 1] [--json] [--no-peer]

`docs/reference/benchmarks.md` says what is served, how the pixels are read and what is compared.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
if not __package__:  # run as a file: the folder above is not on the path
    sys.path.insert(0, str(ROOT))

import numpy as np
from numpy.typing import NDArray

from benchmarks import results, stamps
from benchmarks.contenders import BUILD
from benchmarks.crowd import SIZE, STAMP, Crowd, CrowdHost, counts
from benchmarks.processes import costs, family, pss_bytes
from benchmarks.shown import HEIGHT, WIDTH
from vncwall.framebuffer.png import encode_png
from vncwall.geometry import Rect, Size
from vncwall.settings.model import TILE_PICTURE
from vncwall.ui.theme import Measures
from vncwall.wall.layout import picture_rect
from vncwall.wall.views.base import Desk, Spot
from vncwall.wall.views.grid import GridView

LAST_SCREEN = BUILD / "wall.png"
SCREEN = Size(WIDTH, HEIGHT)
INTERVAL_S = TILE_PICTURE.update_interval
SAMPLE_S = 0.05
SETTLE_S = 3.0
"""From the last live tile to the measurement: what the start left to do is no cost a minute."""
START_TIMEOUT_S = 60.0
END_TIMEOUT_S = 20.0
GOALS = {
    "cpu_ratio": 0.5,
    "mb_a_host": 11.0,
    "age_p99_s": 2 * INTERVAL_S,
    "live_after_s": 15.0,
}


@dataclass(frozen=True, slots=True)
class Screen:
    """An X display without a monitor whose pixels lie in a mapped file."""

    display: str
    pixels: NDArray[np.uint32]
    """(height, width), what is on the screen now."""


@contextmanager
def virtual_screen(size: Size = SCREEN) -> Iterator[Screen]:
    """Start Xvfb with its picture in a file, on a free display."""
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            ("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size.width}x{size.height}x24",
             "-fbdir", folder, "-nolisten", "tcp"),
            pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        try:
            with os.fdopen(reading) as pipe:
                number = pipe.readline().strip()
            if not number:
                raise SystemExit("Xvfb does not start")
            dump = np.memmap(Path(folder) / "Xvfb_screen0", np.uint8, "r")
            head = dump[:100].view(">u4")
            header, width, height, line, colours = (int(head[i]) for i in (0, 4, 5, 12, 19))
            first = header + 12 * colours
            pixels = dump[first : first + line * height].view(np.uint32)
            yield Screen(f":{number}", pixels.reshape(height, line // 4)[:, :width])
        finally:
            process.terminate()
            process.wait()


def save(screen: Screen) -> None:
    """Keep what is on the screen, to see what went wrong."""
    LAST_SCREEN.parent.mkdir(parents=True, exist_ok=True)
    LAST_SCREEN.write_bytes(encode_png(np.ascontiguousarray(screen.pixels)))


class Eye:
    """Reads the stamps of all tiles from the screen.

    Attributes:
        tile: size of a tile's picture.
    """

    def __init__(self, screen: Screen, hosts: Sequence[CrowdHost]) -> None:
        measures = Measures.for_height(HEIGHT)
        area = Rect(0, 0, WIDTH, HEIGHT - measures.status_bar).inset(measures.margin)
        desks = [Desk(Spot(session), SIZE, index=session) for session in range(len(hosts))]
        cells = GridView().layout(area, desks, measures).cells
        shown = [picture_rect(cells[Spot(session)], SIZE) for session in range(len(hosts))]
        self.tile = shown[0].size
        self._screen = screen
        points = np.array([stamps.centres(STAMP, SIZE, rect) for rect in shown])
        self._rows, self._columns = points[..., 0], points[..., 1]
        self._phases = np.array([host.phase_s for host in hosts])
        self._intervals = np.array([host.interval_s for host in hosts])

    def look(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the stamps (tiles) in tenths of a second, -1 for none, and their ages.

        The age of a tile is the time since the desktop has looked different from what the tile
        shows: 0 while it shows the desktop as it is.
        """
        now = time.time()
        green = self._screen.pixels[self._rows, self._columns] >> 8 & 0xFF
        units = stamps.decode(green > 127)
        # What is shown was replaced on the desktop an interval after its own time.
        age = stamps.seconds_since(units, now + self._phases) - self._intervals
        return units, np.maximum(age, 0.0)


@dataclass(slots=True)
class Seen:
    """What the eye saw over a while."""

    ages: NDArray[np.float64]
    """(looks, tiles), seconds; nan where no stamp could be read."""
    delays: list[float]
    """From the desktop's change to its tile, of each change that was seen; to a look's distance."""


def watch(eye: Eye, hosts: Sequence[CrowdHost], seconds: float) -> Seen:
    """Look again and again."""
    ages, delays = [], []
    shown, _ = eye.look()
    end = time.monotonic() + seconds
    due = time.monotonic()
    while due < end:
        due += SAMPLE_S
        time.sleep(max(0.0, due - time.monotonic()))
        now = time.time()
        units, age = eye.look()
        ages.append(np.where(units < 0, np.nan, age))
        for tile in np.flatnonzero((units != shown) & (units >= 0)):
            since = stamps.seconds_since(units[tile : tile + 1], now + hosts[tile].phase_s)
            delays.append(float(since[0]))
            shown[tile] = units[tile]
    return Seen(np.array(ages), delays)


@contextmanager
def wall(screen: Screen, ports: Sequence[int], workers: int) -> Iterator[subprocess.Popen[str]]:
    """Run the wall while the block lasts; it prints its frames at the end."""
    environment = {**os.environ, "DISPLAY": screen.display, "SDL_VIDEODRIVER": "x11"}
    process = subprocess.Popen(
        (sys.executable, "-m", "benchmarks.shown", "--workers", str(workers), *map(str, ports)),
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def measure_wall(
    crowd: Crowd, screen: Screen, *, seconds: float, base_bytes: int
) -> dict[str, object]:
    """Run the wall on a crowd once; return its figures."""
    hosts = crowd.hosts
    eye = Eye(screen, hosts)
    begun = time.monotonic()
    with wall(screen, [host.port for host in hosts], workers=0) as process:
        live = np.zeros(len(hosts), np.bool_)
        while not live.all():
            time.sleep(SAMPLE_S)
            live |= eye.look()[0] >= 0
            if process.poll() is not None:
                raise SystemExit("the wall ended by itself")
            if time.monotonic() - begun > START_TIMEOUT_S:
                save(screen)
                raise SystemExit(f"{int((~live).sum())} tiles are not live; see {LAST_SCREEN}")
        live_after_s = time.monotonic() - begun
        pids = family(process.pid)
        start_cpu = sum(cost.cpu_s for cost in costs(pids).values())
        time.sleep(SETTLE_S)
        pids = family(process.pid)
        before, begin_ns = costs(pids), time.monotonic_ns()
        fleet_before = costs([crowd.pid])
        seen = watch(eye, hosts, seconds)
        after, end_ns = costs(pids), time.monotonic_ns()
        fleet_after = costs([crowd.pid])
        pss = pss_bytes(pids)
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=END_TIMEOUT_S)
    frames = np.array(json.loads(said)["frames_ns"])
    frames = frames[(frames >= begin_ns) & (frames <= end_ns)]
    period_s = (end_ns - begin_ns) / 1e9
    spent = {pid: after[pid].cpu_s - before[pid].cpu_s for pid in after if pid in before}
    by_name: dict[str, float] = {}
    for pid, cpu_s in spent.items():
        name = after[pid].name
        by_name[name] = round(by_name.get(name, 0.0) + cpu_s / period_s, 4)
    ages = seen.ages[~np.isnan(seen.ages)]
    kinds = np.array([host.kind for host in hosts])
    by_kind = {
        kind: round(float(np.nanpercentile(seen.ages[:, kinds == kind], 99)), 3)
        for kind in dict.fromkeys(kinds.tolist())
    }
    gaps = np.diff(frames) / 1e9
    fleet = fleet_after[crowd.pid].cpu_s - fleet_before[crowd.pid].cpu_s
    return {
        "cpu_s_a_host_minute": round(sum(spent.values()) * 60 / period_s / len(hosts), 4),
        "cores": by_name,
        "fleet_cores": round(fleet / period_s, 3),
        "start_cpu_s": round(start_cpu, 2),
        "mb_a_host": round((pss - base_bytes) / 1e6 / len(hosts), 2),
        "age_median_s": round(float(np.median(ages)), 3),
        "age_p99_s": round(float(np.percentile(ages, 99)), 3),
        "age_p99_by_kind_s": by_kind,
        "age_most_s": round(float(ages.max()), 3),
        "delay_median_s": round(statistics.median(seen.delays), 3),
        "delay_p99_s": round(float(np.percentile(seen.delays, 99)), 3),
        "unreadable": round(float(np.isnan(seen.ages).mean()), 4),
        "frames_s": round(len(frames) / period_s, 1),
        "longest_gap_s": round(float(gaps.max()), 3) if len(gaps) else None,
        "live_after_s": round(live_after_s, 2),
    }


def scaled_in_vain(process: subprocess.Popen[str]) -> float:
    """Ask the peers for the CPU seconds they have spent on scaling what had not changed."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("?")
    process.stdin.flush()
    return float(process.stdout.readline())


def measure_peer(crowd: Crowd, screen: Screen, *, seconds: float) -> dict[str, object]:
    """Run one libvncclient process a host, each with a scale; return its figures."""
    hosts = crowd.hosts
    tile = Eye(screen, hosts).tile
    begun = time.monotonic()
    process = subprocess.Popen(
        (str(BUILD / "tiles"), str(tile.width), str(tile.height), str(1 / INTERVAL_S),
         *(str(host.port) for host in hosts)),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        if process.stdout.readline() != "LIVE\n":
            raise SystemExit("not all libvncclient processes got a picture")
        live_after_s = time.monotonic() - begun
        pids = family(process.pid)
        start_cpu = sum(cost.cpu_s for cost in costs(pids).values())
        time.sleep(SETTLE_S)
        in_vain = scaled_in_vain(process)
        before, began = costs(pids), time.monotonic()
        time.sleep(seconds)
        after, period_s = costs(pids), time.monotonic() - began
        in_vain = scaled_in_vain(process) - in_vain
        pss = pss_bytes(pids)
    finally:
        process.stdin.close()
        process.wait()
    spent = [after[pid].cpu_s - before[pid].cpu_s for pid in pids]
    kinds: dict[str, list[float]] = {}
    for host, cpu_s in zip(hosts, spent[1:], strict=True):
        kinds.setdefault(host.kind, []).append(cpu_s * 60 / period_s)
    return {
        "cpu_s_a_host_minute": round(sum(spent) * 60 / period_s / len(hosts), 4),
        "only_changes_cpu_s": round((sum(spent) - in_vain) * 60 / period_s / len(hosts), 4),
        "by_kind": {kind: round(statistics.median(all_), 4) for kind, all_ in kinds.items()},
        "start_cpu_s": round(start_cpu, 2),
        "mb_a_host": round(pss / 1e6 / len(hosts), 2),
        "live_after_s": round(live_after_s, 2),
    }


def measure_base(screen: Screen) -> int:
    """Return the bytes that a wall holds that has no desktop: as many workers, nothing to show."""
    # Nothing listens on these ports; their tiles wait between attempts.
    with wall(screen, [1, 1], workers=0) as process:
        time.sleep(3.0)
        size = pss_bytes(family(process.pid))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=END_TIMEOUT_S)
    return size


def medians(runs: Sequence[dict[str, object]]) -> dict[str, float]:
    """Return the median of each figure over the rounds."""
    numbers = [
        key
        for key, value in runs[0].items()
        if isinstance(value, int | float) and all(run[key] is not None for run in runs)
    ]
    return {key: statistics.median(float(run[key]) for run in runs) for key in numbers}  # type: ignore[arg-type]


def report(result: dict[str, object], figures: dict[str, float], peer: dict[str, float]) -> str:
    """Return the result for people."""
    mix = ", ".join(f"{count} {kind}" for kind, count in result["mix"].items())  # type: ignore[attr-defined]
    lines = [f"{result['hosts']} hosts of 1920x1080 ({mix}), {result['seconds']:g} s"]
    lines.append(f"  {'':24} {'vncwall':>9} {'libvncclient + scale':>21}  {'goal':>6}")
    for key, words in (
        ("cpu_s_a_host_minute", "CPU s a host-minute"),
        ("mb_a_host", "MB a host"),
        ("live_after_s", "s until all are live"),
        ("start_cpu_s", "CPU s until then"),
        ("age_median_s", "age of tiles, median s"),
        ("age_p99_s", "                99th pc"),
        ("delay_median_s", "change to tile, median s"),
        ("delay_p99_s", "                99th pc"),
        ("frames_s", "frames a second"),
    ):
        beside = f"{peer[key]:21.3f}" if key in peer else " " * 21
        goal = f"  {GOALS[key]:6g}" if key in GOALS else ""
        lines.append(f"  {words:24} {figures[key]:9.3f} {beside}{goal}")
    if "cpu_ratio" in figures:
        lines.append(f"  {'ratio of CPU':24} {figures['cpu_ratio']:9.3f} {'':21}  "
                     f"{GOALS['cpu_ratio']:6g}")  # fmt: skip
        kinder = figures["cpu_ratio_to_scaling_changes_only"]
        lines.append(f"  {'  if it scaled changes only':26} {kinder:7.3f}")
    return "\n".join(lines)


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.wall", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--hosts", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=30.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=1, help="wall and peer take turns")
    parser.add_argument("--no-peer", action="store_true", help="the wall alone")
    results.add_options(parser)
    return parser.parse_args(given)


def measure(hosts: int, *, seconds: float, rounds: int, with_peer: bool) -> dict[str, object]:
    """Measure wall and peer in turn; return what is kept."""
    if with_peer:
        subprocess.run(
            ("make", "-s", "-C", str(ROOT / "benchmarks" / "peers"), f"OUT={BUILD}",
             str(BUILD / "tiles")), check=True,
        )  # fmt: skip
    ours: list[dict[str, object]] = []
    peers: list[dict[str, object]] = []
    with Crowd(hosts) as crowd, virtual_screen() as screen:
        base_bytes = measure_base(screen)
        for _ in range(rounds):
            ours.append(measure_wall(crowd, screen, seconds=seconds, base_bytes=base_bytes))
            if with_peer:
                peers.append(measure_peer(crowd, screen, seconds=seconds))
    figures, peer = medians(ours), medians(peers) if peers else {}
    if peers:
        ratios = [
            float(a["cpu_s_a_host_minute"]) / float(b["cpu_s_a_host_minute"])  # type: ignore[arg-type]
            for a, b in zip(ours, peers, strict=True)
        ]
        figures["cpu_ratio"] = round(statistics.median(ratios), 3)
        kinder = figures["cpu_s_a_host_minute"] / peer["only_changes_cpu_s"]
        figures["cpu_ratio_to_scaling_changes_only"] = round(kinder, 3)
    found = {
        "hosts": hosts,
        "mix": counts(hosts),
        "seconds": seconds,
        "update_interval_s": INTERVAL_S,
        "base_mb": round(base_bytes / 1e6, 1),
        "vncwall": figures,
        "libvncclient": peer,
        "met": {key: figures[key] <= goal for key, goal in GOALS.items() if key in figures},
        "rounds": {"vncwall": ours, "libvncclient": peers},
    }
    return results.described("wall", found)


def main() -> int:
    options = arguments()
    result = measure(
        options.hosts,
        seconds=options.seconds,
        rounds=options.rounds,
        with_peer=not options.no_peer,
    )
    text = report(result, result["vncwall"], result["libvncclient"])  # type: ignore[arg-type]
    results.tell(result, text, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
