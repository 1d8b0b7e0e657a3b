"""What it costs to keep the last minutes of a desktop: `python -m benchmarks.recording --preroll`.

The same desktop is held by three programs at the same time: one that records it, one that records
it and keeps its last minutes, and one that keeps them and nothing else. What is kept is saved at
the end, so its size is known.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contenders import ROOT
from benchmarks.processes import costs, family, pss_bytes
from benchmarks.recordings import folder as cache_folder
from benchmarks.workplaces import workplace

SECONDS = 60.0
SETTLE_S = 5.0
START_TIMEOUT_S = 20.0
HOUR_S = 3600.0
SELDOM = "[schedules.seldom]\nstart = 2001-01-01T00:00:00\nend = 2001-01-01T00:01:00\n"
"""A host with it alone is not recorded."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What one of the programs does with the desktop."""

    name: str
    records: bool
    keeps: bool


MANNERS = (
    Manner("recorded", records=True, keeps=False),
    Manner("recorded and kept", records=True, keeps=True),
    Manner("kept", records=False, keeps=True),
)


class Keeper:
    """`vncwall record` with a configuration of its own."""

    def __init__(self, manner: Manner, port: int, folder: Path) -> None:
        self.manner = manner
        folder.mkdir()
        wanted = "record = true" if manner.records else 'record = ["seldom"]'
        self._path = folder / "wall.toml"
        self._path.write_text(
            f'{SELDOM}[recording]\nfolder = "{folder / "r"}"\nmax_fps = 10\n'
            f'preroll = "{"5m" if manner.keeps else "0s"}"\n'
            f'[[hosts]]\nname = "pc"\naddress = "127.0.0.1::{port}"\n{wanted}\n'
        )
        self._environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder)}
        self._log = (folder / "log").open("w+")
        self._process = subprocess.Popen(
            (sys.executable, "-m", "vncwall", "record", str(self._path)),
            cwd=ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def wait_live(self) -> None:
        """Wait until it has the desktop."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while "pc: live" not in Path(self._log.name).read_text():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise SystemExit(f"{self.manner.name}: {Path(self._log.name).read_text()}")
            time.sleep(0.05)

    def spent(self) -> tuple[float, float]:
        """Return the CPU seconds so far and the memory in MB, of all of its processes."""
        pids = family(self._process.pid)
        return sum(cost.cpu_s for cost in costs(pids).values()), pss_bytes(pids) / 1e6

    def save(self) -> tuple[float, float]:
        """Return the seconds and the MB that are kept."""
        if not self.manner.keeps:
            return 0.0, 0.0
        said = subprocess.run(
            (sys.executable, "-m", "vncwall", "save", "pc", "--json"),
            cwd=ROOT, env=self._environment, capture_output=True, check=True, timeout=60,
        )  # fmt: skip
        (saved,) = json.loads(said.stdout)["saved"]
        paths = [Path(path) for path in saved["paths"]]
        return saved["length_s"], sum(path.stat().st_size for path in paths) / 1e6

    def stop(self) -> None:
        """End it in order."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()


def measure(content: str, *, seconds: float = SECONDS) -> dict[str, Any]:
    """Hold one desktop in all manners at once; return what each costs."""
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shown = stack.enter_context(workplace(content, cache_folder()))
        keepers = []
        for number, manner in enumerate(MANNERS):
            keepers.append(Keeper(manner, shown.port, work / str(number)))
            stack.callback(keepers[-1].stop)
        for keeper in keepers:
            keeper.wait_live()
        time.sleep(SETTLE_S)
        before, begun_s = [keeper.spent()[0] for keeper in keepers], time.monotonic()
        time.sleep(seconds)
        period_s = time.monotonic() - begun_s
        found = {}
        for keeper, first_s in zip(keepers, before, strict=True):
            cpu_s, memory_mb = keeper.spent()
            length_s, kept_mb = keeper.save()
            found[keeper.manner.name] = {
                "cpu_s_an_hour": round((cpu_s - first_s) * HOUR_S / period_s, 1),
                "memory_mb": round(memory_mb, 1),
                "kept_s": round(length_s, 1),
                "kept_mb": round(kept_mb, 3),
            }
    return {"content": content, "preroll": True, "seconds": seconds, "manners": found}


def report(result: dict[str, Any]) -> str:
    """Return the table for people."""
    lines = [f"{result['content']}: the last minutes, {result['seconds']:g} s, 1920x1080"]
    lines.append(f"  {'':18} {'CPU s/h':>8} {'memory MB':>10} {'kept s':>8} {'kept MB':>8}")
    for name, one in result["manners"].items():
        lines.append(
            f"  {name:18} {one['cpu_s_an_hour']:8.1f} {one['memory_mb']:10.1f} "
            f"{one['kept_s']:8.1f} {one['kept_mb']:8.3f}"
        )
    return "\n".join(lines)
