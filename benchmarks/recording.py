"""Measures what it costs to record desktops, beside what people use for it today.

    python -m benchmarks.recording [--content idle,typing] [--seconds S] [--peers x11grab] [--json]
    python -m benchmarks.recording --desktops 32 [--seconds S]
    python -m benchmarks.recording --preroll [--content idle,typing] [--seconds S]

The first form records one desktop with every recorder at the same time; the second records many
with ours, and proves from the files that no second is missing; the third keeps the last minutes of
a desktop, beside recording it and without. `docs/reference/benchmarks.md` says
how to read the figures.
"""

from __future__ import annotations

import argparse
import functools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks import kept, likeness, machine, many
from benchmarks.contenders import BUILD, ROOT
from benchmarks.desktops import Shown
from benchmarks.pictures import Picture
from benchmarks.processes import costs
from benchmarks.recordings import folder as cache_folder
from benchmarks.truths import EACH, Truth
from benchmarks.video_recorders import RECORDERS, VideoRecorder, Vncwall
from benchmarks.workplaces import WORKPLACES, workplace
from benchmarks.workplaces import truth as truth_of
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.matroska import open_sink
from vncwall.settings.model import VideoFormat

RESULTS = ROOT / machine.RESULTS
SECONDS = {"idle": 125.0}
USUAL_SECONDS = 25.0
"""x264 makes a key frame every 250 frames unless told: 25 s at ten a second have one."""
SETTLE_S = 4.0
SERVER_SECONDS = 6.0
HOUR_S = 3600.0
GOALS = {"idle_cpu_s": 10.0, "idle_mb": 2.0, "cpu_ratio": 0.25}


class Round:
    """One desktop recorded by several at the same time."""

    def __init__(
        self, shown: Shown, recorders: Sequence[VideoRecorder], truth: Truth, seconds: float
    ) -> None:
        self._shown = shown
        self._recorders = recorders
        self._truth = truth
        self._seconds = seconds

    def measure(self) -> dict[str, dict[str, Any]]:
        """Return the figures of each recorder by name."""
        for recorder in self._recorders:
            recorder.start(self._shown)
        try:
            for recorder in self._recorders:
                recorder.wait_begun()
            time.sleep(SETTLE_S)
            pids = {recorder.name: recorder.pids() for recorder in self._recorders}
            before, begin_s = self._spent(pids), time.time()
            time.sleep(self._seconds)
            after, end_s = self._spent(pids), time.time()
            picture = self._truth.observe()
        finally:
            for recorder in self._recorders:
                recorder.stop()
        period_s = end_s - begin_s
        found = self._truth.figures(self._recorders, begin_s, end_s)
        for recorder in self._recorders:
            spent = after[recorder.name] - before[recorder.name]
            opening_cpu_s, opening_bytes = opening(recorder, picture)
            size, frames = written(recorder, begin_s, end_s)
            found[recorder.name] |= {
                "cpu_s_an_hour": round(spent * HOUR_S / period_s + opening_cpu_s, 1),
                "mb_an_hour": round((size * HOUR_S / period_s + opening_bytes) / 1e6, 2),
                "frames_s": round(frames / period_s, 2),
            }
        return found

    def _spent(self, pids: dict[str, list[int]]) -> dict[str, float]:
        return {
            name: sum(cost.cpu_s for cost in costs(members).values())
            for name, members in pids.items()
        }


def written(recorder: VideoRecorder, begin_s: float, end_s: float) -> tuple[float, int]:
    """Return what a recorder wrote for a span of time: bytes, the container's share too, frames."""
    path, began_s = recorder.file(), recorder.began_s()
    frames = likeness.packets(path)
    inside = [one for one in frames if begin_s <= began_s + one.time_s < end_s]
    container = path.stat().st_size - sum(one.size for one in frames)
    size = sum(one.size for one in inside) + container * len(inside) / len(frames)
    return size, len(inside)


def opening(recorder: VideoRecorder, picture: Picture) -> tuple[float, float]:
    """Return the CPU seconds and bytes that beginning its files costs a recorder in an hour.

    A file is begun so seldom that it is not in the span that is measured.
    """
    if not isinstance(recorder, Vncwall):
        return 0.0, 0.0
    words = _words(picture)
    size = Size(words.shape[1], words.shape[0])
    begun_s = time.process_time()
    sink = open_sink(VideoFormat.H264, size)
    file = PartFile(recorder.folder / "opening.mkv")
    sink.draw(words, [Rect(0, 0, size.width, size.height)])
    sink.begin(file, {})
    sink.write(0, keyframe=True)
    sink.finish(1000)
    spent_s, written_bytes = time.process_time() - begun_s, file.size_bytes
    sink.close()
    file.discard()
    return spent_s * recorder.files_an_hour, float(written_bytes * recorder.files_an_hour)


def _words(picture: Picture) -> Words:
    red, green, blue = (picture[:, :, channel].astype("u4") for channel in range(3))
    words: Words = 0xFF000000 | red << 16 | green << 8 | blue
    return words


def server_costs(shown: Shown, names: Sequence[str], folder: Path) -> dict[str, float]:
    """Return the CPU seconds an hour of the VNC server with no recorder, and with each alone."""
    found = {}
    for name in ("nobody", *names):
        recorder = RECORDERS[name](folder) if name != "nobody" else None
        if recorder is not None:
            recorder.start(shown)
            recorder.wait_begun()
            time.sleep(1.0)
        before, begin_s = costs([shown.server_pid]), time.monotonic()
        time.sleep(SERVER_SECONDS)
        after, period_s = costs([shown.server_pid]), time.monotonic() - begin_s
        if recorder is not None:
            recorder.stop()
        spent = after[shown.server_pid].cpu_s - before[shown.server_pid].cpu_s
        found[name] = round(spent * HOUR_S / period_s, 1)
    return found


def measure(content: str, names: Sequence[str], *, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure one desktop; return medians over the rounds, and ratios of the same round."""
    runs: list[dict[str, dict[str, Any]]] = []
    servers: list[dict[str, float]] = []
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shown = stack.enter_context(workplace(content, cache_folder()))
        truth = functools.partial(truth_of, content, shown, cache_folder())
        for number in range(rounds):
            turn = number % len(names)
            order = [*names[turn:], *names[:turn]]
            recorders = [RECORDERS[name](work / f"round{number}") for name in order]
            runs.append(Round(shown, recorders, truth(), seconds).measure())
            servers.append(server_costs(shown, order, work / f"server{number}"))
    return {"content": content, "seconds": seconds, "rounds": rounds, **summary(runs, servers)}


def summary(
    runs: Sequence[dict[str, dict[str, Any]]], servers: Sequence[dict[str, float]]
) -> dict[str, Any]:
    """Return medians over the rounds; ratios are medians of those of the same round."""
    names = list(runs[0])
    found: dict[str, Any] = {
        "recorders": {
            name: {
                key: statistics.median(run[name][key] for run in runs)
                for key in runs[0][name]
                if key != EACH
            }
            for name in sorted(names, key=list(RECORDERS).index)
        },
        "server_cpu_s_an_hour": {
            name: statistics.median(server[name] for server in servers) for name in servers[0]
        },
        "cpu_ratio": {},
        "psnr_gain_db": {},
        "psnr_gain_least_db": {},
    }
    for name in names:
        if name != Vncwall.name and Vncwall.name in names:
            ratios = [
                run[Vncwall.name]["cpu_s_an_hour"] / run[name]["cpu_s_an_hour"] for run in runs
            ]
            found["cpu_ratio"][name] = round(statistics.median(ratios), 3)
            gained = gains(runs, name)
            found["psnr_gain_db"][name] = round(statistics.median(gained), 2)
            found["psnr_gain_least_db"][name] = round(min(gained), 2)
    return found


def gains(runs: Sequence[dict[str, dict[str, Any]]], name: str) -> list[float]:
    """Return how much more like ours is than another: at each moment, or in each round."""
    found: list[float] = []
    for run in runs:
        own, other = run[Vncwall.name], run[name]
        if EACH in own:
            found += (a - b for a, b in zip(own[EACH], other[EACH], strict=True))
        else:
            found.append(own["psnr_db"] - other["psnr_db"])
    return found


def report(result: dict[str, Any]) -> str:
    """Return the table for people."""
    lines = [f"{result['content']}: {result['rounds']} x {result['seconds']:g} s, 1920x1080"]
    lines.append(f"  {'':14} {'CPU s/h':>8} {'ratio':>6} {'MB/h':>8} {'frames/s':>8} {'PSNR':>6} "
                 f"{'least':>6} {'gain':>6} {'SSIM':>7} {'server CPU s/h':>15}")  # fmt: skip
    server = result["server_cpu_s_an_hour"]
    for name, one in result["recorders"].items():
        ratio, gain = result["cpu_ratio"].get(name), result["psnr_gain_db"].get(name)
        lines.append(
            f"  {name:14} {one['cpu_s_an_hour']:8.1f} {'' if ratio is None else f'{ratio:.3f}':>6} "
            f"{one['mb_an_hour']:8.2f} {one['frames_s']:8.2f} {one['psnr_db']:6.2f} "
            f"{one['psnr_least_db']:6.2f} {'' if gain is None else f'{gain:+.2f}':>6} "
            f"{one['ssim']:7.4f} {server.get(name, 0.0):15.1f}"
        )
    lines.append(f"  {'nobody':14} {'':69} {server.get('nobody', 0.0):8.1f}")
    for name, one in result["recorders"].items():
        if "torn" in one:
            lines.append(
                f"  {name:14} has {one['film_frames_s']:.1f} frames of the film a second, "
                f"{one['late_median_s']:.3f} s late (90 of 100: {one['late_p90_s']:.3f} s); "
                f"{one['torn']:.1%} hold parts of two"
            )
    return "\n".join(lines)


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.recording", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--content", default=",".join(WORKPLACES),
                        help="desktops, separated by commas: %(default)s")  # fmt: skip
    parser.add_argument("--seconds", type=float,
                        help=f"measured in a round: {USUAL_SECONDS:g}, of the idle desktop "
                        f"{SECONDS['idle']:g}, of many {many.SECONDS:g}")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=3, help="(%(default)s)")
    parser.add_argument("--peers", default=",".join(RECORDERS),
                        help="recorders, separated by commas: %(default)s")  # fmt: skip
    parser.add_argument("--desktops", type=int, metavar="N", help="record so many at once")
    parser.add_argument("--preroll", action="store_true", help="keep the last minutes")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--no-results", action="store_true", help=f"do not add to {RESULTS.name}")
    options = parser.parse_args(words)
    options.content = _known(parser, options.content, WORKPLACES)
    options.peers = _known(parser, options.peers, RECORDERS)
    return options


def _known(parser: argparse.ArgumentParser, text: str, known: dict[str, Any]) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in known:
            parser.error(f"{name} is none of {', '.join(known)}")
    return names


def keep(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Print a result, and add it to the file of all results."""
    described = {"when": time.strftime("%F %T"), "machine": machine.describe()}
    line = json.dumps({**described, "benchmark": "recording", **result})
    if options.json:
        print(line, flush=True)
    if not options.no_results:
        with RESULTS.open("a") as file:
            file.write(line + "\n")


def main() -> int:
    options = arguments()
    if options.desktops:
        result = many.measure(options.desktops, seconds=options.seconds or many.SECONDS)
        if not options.json:
            print(many.report(result), flush=True)
        keep(result, options)
        return 1 if result["missing_seconds"] else 0
    if options.preroll:
        for content in options.content:
            result = kept.measure(content, seconds=options.seconds or kept.SECONDS)
            if not options.json:
                print(kept.report(result), end="\n\n", flush=True)
            keep(result, options)
        return 0
    subprocess.run(
        ("make", "-s", "-C", str(ROOT / "benchmarks" / "peers"), f"OUT={BUILD}",
         str(BUILD / "grabber")),
        check=True,
    )  # fmt: skip
    for content in options.content:
        seconds = options.seconds or SECONDS.get(content, USUAL_SECONDS)
        result = measure(content, options.peers, seconds=seconds, rounds=options.rounds)
        if not options.json:
            print(report(result), end="\n\n", flush=True)
        keep(result, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
