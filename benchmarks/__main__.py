"""Records real desktops, replays them to every client in turn and prints what each took.

    python -m benchmarks [--recording GLOB] [--runs N] [--peers a,b] [--quick]

`docs/reference/benchmarks.md` says how to read the figures.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks import machine, pictures, recordings, replay, results, stream, tables
from benchmarks.contenders import (
    BUILD,
    CONTENDERS,
    ROOT,
    Contender,
    RunFailed,
    Setting,
    run,
    run_for_picture,
)
from benchmarks.screen import virtual_screen

RUNS = 5
QUICK_RUNS = 2
QUICK_RECORDING = "terminal-[tz]*[8e]"
"""tight-jpeg8 and zrle."""
QUICK_PEERS = "vncwall,libvncclient,floor"
FLOOR_PARTS = ("receive", "inflate", "jpeg", "write")


class Bench:
    """Measures recordings with a set of clients."""

    def __init__(self, contenders: Sequence[Contender], runs: int, setting: Setting) -> None:
        self._contenders = contenders
        self._runs = runs
        self._setting = setting

    def measure(self, path: Path) -> dict[str, object]:
        """Replay one recording to all clients; return what goes into the results."""
        init, server_init, data = replay.load(path)
        contents = stream.cut(init, data)
        setting = replace(self._setting, bits_per_pixel=init.pixel_format.bits_per_pixel)
        setting.work.write_bytes(contents.work)
        able, compared, firsts = self._compare(server_init, data, setting)
        cpu: dict[str, list[float]] = {contender.name: [] for contender in able}
        parts: dict[str, list[float]] = defaultdict(list)
        for number in range(self._runs):
            turn = number % len(able)
            for contender in (*able[turn:], *able[:turn]):
                line = run(contender, server_init, data, setting)
                spent = _seconds(line, "cpu")
                if contender.needs_display:
                    spent -= _seconds(run(contender, server_init, b"", setting), "cpu")
                cpu[contender.name].append(round(spent, 6))
                for part in FLOOR_PARTS:
                    if part in line:
                        parts[part].append(_seconds(line, part))
        return {
            "recording": path.stem,
            "bytes": len(data),
            "updates": contents.updates,
            "rects": contents.rects,
            "pixels": contents.pixels,
            "rectangles": dict(contents.rectangles),
            "is_jpeg_heavy": contents.is_jpeg_heavy,
            "cpu": cpu,
            "floor": {name: round(statistics.median(all_), 6) for name, all_ in parts.items()},
            "maxrss_kb": {name: line["maxrss_kb"] for name, line in firsts.items()},
            "pictures": compared,
        }

    def _compare(
        self, server_init: bytes, data: bytes, setting: Setting
    ) -> tuple[list[Contender], dict[str, str], dict[str, dict[str, object]]]:
        """Run each client once for its last picture, against the reference's.

        Returns:
            The clients that can decode this stream, how each picture compares, what each printed.
        """
        able, compared, firsts = [], {}, {}
        reference: pictures.Picture | None = None
        order = sorted(self._contenders, key=lambda client: client.name != tables.REFERENCE)
        for contender in order:
            try:
                line, picture = run_for_picture(contender, server_init, data, setting)
            except RunFailed as error:
                compared[contender.name] = str(error)
                continue
            able.append(contender)
            firsts[contender.name] = line
            if picture is None:
                continue
            if reference is None:
                reference, compared[contender.name] = picture, "reference"
                continue
            expected = reference
            if contender.needs_display:
                if setting.bits_per_pixel == 8:
                    expected = pictures.reread_as_rgb332(reference)
                picture = pictures.find(picture, expected)
            compared[contender.name] = pictures.compare(picture, expected)
        return able, compared, firsts


def table_of(result: dict[str, object]) -> tables.Table:
    """Make the table of one measured recording, e.g. of a line of the results."""
    megabytes, megapixels = result["bytes"] / 1e6, result["pixels"] / 1e6  # type: ignore[operator]
    return tables.tabulate(
        str(result["recording"]),
        result["cpu"],  # type: ignore[arg-type]
        rects=result["rects"],  # type: ignore[arg-type]
        pictures=result["pictures"],  # type: ignore[arg-type]
        is_jpeg_heavy=bool(result["is_jpeg_heavy"]),
        facts=f"{megabytes:.1f} MB, {result['updates']} updates, {result['rects']} rectangles, "
        f"{megapixels:.0f} Mpixel",
        parts=result["floor"],  # type: ignore[arg-type]
    )


def choose(names: str | None) -> list[Contender]:
    """Return the clients with these names, separated by commas; None: all."""
    if names is None:
        return list(CONTENDERS)
    known = {contender.name: contender for contender in CONTENDERS}
    unknown = [name for name in names.split(",") if name not in known]
    if unknown:
        raise SystemExit(f"no client {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names.split(",")]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--recording", metavar="GLOB", help="only those whose name matches")
    parser.add_argument("--runs", type=int, help=f"rounds, {RUNS} unless told")
    parser.add_argument("--peers", help="clients, separated by commas; all unless told")
    parser.add_argument("--seconds", type=float, help="length of new recordings")
    parser.add_argument("--quick", action="store_true",
                        help="a look at two recordings in a few seconds; is not kept")  # fmt: skip
    results.add_option(parser)
    return parser.parse_args()


def main() -> int:
    options = arguments()
    pattern = options.recording or (QUICK_RECORDING if options.quick else "*")
    contenders = choose(options.peers or (QUICK_PEERS if options.quick else None))
    runs = options.runs or (QUICK_RUNS if options.quick else RUNS)
    subprocess.run(
        ("make", "-s", "-C", str(ROOT / "benchmarks" / "peers"), f"OUT={BUILD}"), check=True
    )
    paths = recordings.make(pattern, seconds=options.seconds)
    if not paths:
        raise SystemExit(f"no recording is called {pattern}")
    found: list[tables.Table] = []
    described = {"when": time.strftime("%F %T"), "machine": machine.describe()}
    with contextlib.ExitStack() as stack:
        setting = Setting(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        if any(contender.needs_display for contender in contenders):
            setting = replace(setting, display=stack.enter_context(virtual_screen()))
        bench = Bench(contenders, runs, setting)
        for path in paths:
            result = bench.measure(path)
            table = table_of(result)
            found.append(table)
            print(tables.render(table), end="\n\n", flush=True)
            if not (options.quick or options.no_results):
                figures = {"lines": [asdict(line) for line in table.lines]}
                own = {"own_us_per_rect": table.own_us_per_rect}
                results.keep({**described, **result, **own, **figures})
    print(tables.render_summary(found))
    return 0


def _seconds(line: dict[str, object], key: str) -> float:
    value = line[key]
    assert isinstance(value, int | float)
    return float(value)


if __name__ == "__main__":
    sys.exit(main())
