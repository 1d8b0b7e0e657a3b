"""A schedule that begins in a moment, a real server, and what coverage says afterwards."""

from __future__ import annotations

import json
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes import wait_for
from tests.integration.program import Program, start_s
from tests.integration.servers import SERVERS
from tests.support.stopwatch import Stopwatch
from vncwall import cli

pytestmark = pytest.mark.real

CONFIGURATION = """
[recording]
folder = "{folder}"

[schedules.soon]
start = {start}
end = {end}

[[hosts]]
name = "stage"
address = "{address}"
record = "soon"
"""


def soon() -> datetime:
    """Return a time by which the program runs, also on a machine that is slow to start it."""
    return datetime.now().replace(microsecond=0) + timedelta(seconds=4 + 4 * start_s())


def coverage(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = cli.run(["recordings", "coverage", "-c", str(path), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_window_is_recorded_whole_and_the_death_of_the_server_is_a_gap_with_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = tmp_path / "wall.toml", tmp_path / "recordings"
    with SERVERS["xtigervnc"](tmp_path) as server:
        watch = Stopwatch()
        start = soon()
        end = start + timedelta(seconds=15)
        path.write_text(
            CONFIGURATION.format(
                folder=folder, start=start.isoformat(), end=end.isoformat(), address=server.address
            )
        )
        with Program(["record", path], tmp_path) as program:
            wait_for(lambda: list(folder.rglob("*.part")), "a recording", timeout_s=20)
            began = datetime.now()
            most_s = 5 + watch.taken_s
            assert start <= began < start + timedelta(seconds=most_s)
            wait_for(lambda: datetime.now() > start + timedelta(seconds=7), "seven seconds")
            watch = Stopwatch()
            server.kill()
            killed = datetime.now()
            wait_for(lambda: datetime.now() > end + timedelta(seconds=1), "the end", timeout_s=20)
            late_s = 2.0 + watch.taken_s
            program.process.send_signal(signal.SIGTERM)
            watch = Stopwatch()
            assert program.wait() == 0, "a service that was told to end has not failed"
            assert watch.seconds < 5
    (file,) = folder.rglob("*.mkv")
    assert abs((datetime.strptime(file.stem, "%H%M%S") - start).seconds) % 86399 <= most_s
    code, answer = coverage(path, capsys)
    (row,) = answer["coverage"]
    assert (code, row["host"], row["cause"]) == (1, "stage", "schedule soon")
    assert row["planned_s"] == pytest.approx(15.0, abs=1.0)
    (gap,) = row["gaps"]
    assert gap["reason"] in ("disconnected", "refused")
    assert gap["seconds"] == pytest.approx((end - killed).total_seconds(), abs=late_s)
    assert datetime.fromisoformat(gap["to"]).timestamp() == pytest.approx(end.timestamp(), abs=1)


def test_a_window_without_trouble_is_complete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, folder = tmp_path / "wall.toml", tmp_path / "recordings"
    with SERVERS["xtigervnc"](tmp_path) as server:
        start = soon()
        end = start + timedelta(seconds=6)
        path.write_text(
            CONFIGURATION.format(
                folder=folder, start=start.isoformat(), end=end.isoformat(), address=server.address
            )
        )
        with Program(["record", path], tmp_path):
            wait_for(lambda: list(folder.rglob("*.mkv")), "a whole file", timeout_s=30)
    code, answer = coverage(path, capsys)
    assert (code, answer["complete"]) == (0, True)
    assert [row["percent"] for row in answer["coverage"]] == [100.0]
