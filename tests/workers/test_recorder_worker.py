"""The recorder process: its files survive every way in which it can end."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import av
import pytest

from tests.support.fake_clock import FakeClock
from tests.support.shared_desktop import SharedDesktop
from vncwall.clock import SystemClock
from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import (
    FinishRecordings,
    KeepSegment,
    Notice,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    Shutdown,
    StartRecording,
    StopRecording,
    WorkerStats,
)
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.manifest import manifest_path, read_manifest
from vncwall.recording.segments import recover
from vncwall.recording.sinks.matroska import plays
from vncwall.settings.model import RecordingSettings
from vncwall.workers.recorder_worker import main

SIZE = Size(320, 200)
_PATIENCE_S = 30.0


class RealClock(FakeClock):
    """The computer's clock for the notices of a `SharedDesktop`."""

    def monotonic_ns(self) -> int:
        return SystemClock().monotonic_ns()


class Child:
    """A recorder process, the sessions it records, and what it has said."""

    def __init__(self, folder: Path, sessions: int = 1) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=main, args=(theirs, "recorder-0", "t"), daemon=True)
        self.process.start()
        theirs.close()
        self.notices: list[Notice] = []
        self.folder = folder
        self.settings = RecordingSettings(folder=str(folder), max_fps=50.0)
        self.desktops = [SharedDesktop(SIZE, RealClock(), session=n) for n in range(sessions)]

    def start(self) -> None:
        for desktop in self.desktops:
            session = desktop.session
            self.connection.send(StartRecording(session, f"host {session}", self.settings))
            self.connection.send(desktop.shared)
            self.connection.send(desktop.publish())

    def paint(self, number: int) -> None:
        for desktop in self.desktops:
            rect = Rect(number % 40 * 8, 0, 8, 8)
            self.connection.send(desktop.fill(rect, 0xFF000000 | 1 + number * 7919))

    def wait_for(self, kind: type[Notice], count: int = 1, **fields: object) -> list[Notice]:
        """Read notices until `count` of this kind with these fields have come."""
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            found = [
                notice
                for notice in self.notices
                if isinstance(notice, kind)
                and all(getattr(notice, name) == value for name, value in fields.items())
            ]
            if len(found) >= count:
                return found
            self.read(0.1)
        raise AssertionError(f"no {kind.__name__} {fields} among {self.notices}")

    def read(self, timeout_s: float = 0.0) -> None:
        try:
            while self.connection.poll(timeout_s):
                self.notices.append(self.connection.recv())
                timeout_s = 0.0
        except (EOFError, ConnectionError):
            pass

    def record_for(self, seconds: float) -> float:
        """Change the screen all the time; return the time that the files should have."""
        self.start()
        self.wait_for(RecordingChanged, len(self.desktops), state=RecordingState.RECORDING)
        start = time.monotonic()
        number = 0
        while time.monotonic() < start + seconds:
            self.paint(number)
            number += 1
            self.read(0.02)
        return time.monotonic() - start

    def end(self) -> int | None:
        self.process.join(_PATIENCE_S)
        self.read()
        return self.process.exitcode

    def files(self) -> list[Path]:
        """The recordings, without their manifests and the catalogue."""
        suffixes = (".mkv", ".part", ".broken")
        return sorted(path for path in self.folder.rglob("*") if path.suffix in suffixes)

    def manifests(self) -> list[Path]:
        return sorted(self.folder.rglob("*.mkv.json"))


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    one = Child(tmp_path / "recordings", sessions=2)
    yield one
    if one.process.is_alive():
        one.process.kill()
    one.process.join(10)
    for desktop in one.desktops:
        desktop.close()
    one.connection.close()


def duration_s(path: Path) -> float:
    with av.open(str(path)) as container:
        assert next(container.decode(video=0), None) is not None
        return float(container.duration) / 1e6


def last_frame_s(path: Path) -> float:
    with av.open(str(path)) as container:
        return [frame.time for frame in container.decode(video=0)][-1]


def test_shutdown_finishes_every_file_and_says_so(child: Child) -> None:
    seconds = child.record_for(1.0)
    begun = time.monotonic() - seconds
    child.connection.send(Shutdown())
    assert child.end() == 0
    longest = time.monotonic() - begun + 0.1
    finished = child.wait_for(SegmentFinished, 2)
    assert sorted(notice.path for notice in finished) == [str(path) for path in child.files()]
    for path in child.files():
        assert seconds - 0.5 < duration_s(path) < longest


def test_sigterm_finishes_every_file(child: Child) -> None:
    seconds = child.record_for(1.0)
    begun = time.monotonic() - seconds
    child.process.terminate()
    assert child.end() == 0
    longest = time.monotonic() - begun + 0.1
    assert [path.suffix for path in child.files()] == [".mkv", ".mkv"]
    for path in child.files():
        assert seconds - 0.5 < duration_s(path) < longest


def test_the_death_of_the_main_process_finishes_every_file(child: Child) -> None:
    child.record_for(0.5)
    child.connection.close()
    child.process.join(_PATIENCE_S)
    assert child.process.exitcode == 0
    assert [path.suffix for path in child.files()] == [".mkv", ".mkv"]
    child.connection, _ = multiprocessing.Pipe()


def test_kill_leaves_files_that_play_to_within_two_seconds(child: Child, tmp_path: Path) -> None:
    seconds = child.record_for(3.0)
    child.process.kill()
    assert child.end() == -9
    parts = child.files()
    assert [path.suffix for path in parts] == [".part", ".part"]
    for part in parts:
        assert last_frame_s(part) > seconds - 2.0
        assert seconds - 2.0 < duration_s(part) < seconds + 1.0
    recovered = recover(child.folder, plays)
    assert [one.path for one in recovered] == [path.with_suffix("") for path in parts]
    assert child.files() == [path.with_suffix("") for path in parts]


def test_a_new_recorder_recovers_what_the_killed_one_left(child: Child, tmp_path: Path) -> None:
    child.record_for(1.5)
    child.process.kill()
    child.end()
    (left, other) = child.files()
    second = Child(child.folder)
    try:
        second.start()
        second.wait_for(RecordingChanged, state=RecordingState.RECORDING)
        deadline = time.monotonic() + _PATIENCE_S
        while (left.exists() or other.exists()) and time.monotonic() < deadline:
            second.read(0.05)
        assert left.with_suffix("") in child.files()
        assert other.with_suffix("") in child.files()
        second.connection.send(Shutdown())
        assert second.end() == 0
    finally:
        second.process.kill()
        second.desktops[0].close()


def test_what_others_finish_while_all_end_is_entered(child: Child) -> None:
    child.record_for(0.3)
    child.connection.send(FinishRecordings())
    child.wait_for(RecordingChanged, 2, state=RecordingState.OFF)
    wire = child.folder / "pc1" / "2026-03-01" / "120000.fbs"
    wire.parent.mkdir(parents=True)
    wire.write_bytes(b"FBS 001.000\n")
    child.connection.send(
        KeepSegment(SegmentFacts(str(wire), str(child.folder), "pc1", 1, 2, "fbs", 4, 3, 9))
    )
    child.connection.send(Shutdown())
    assert child.end() == 0
    assert read_manifest(manifest_path(wire))[0].frames == 9
    assert len(child.manifests()) == 2


def test_stop_ends_one_recording_and_start_begins_another(child: Child) -> None:
    child.start()
    child.wait_for(RecordingChanged, 2, state=RecordingState.RECORDING)
    child.connection.send(StopRecording(0))
    child.wait_for(RecordingChanged, session=0, state=RecordingState.OFF)
    child.wait_for(SegmentFinished, session=0)
    child.connection.send(StartRecording(0, "host 0", child.settings))  # the framebuffer is known
    child.wait_for(RecordingChanged, 2, session=0, state=RecordingState.RECORDING)
    child.connection.send(Shutdown())
    assert child.end() == 0
    assert len(child.files()) == 3


def test_it_beats_with_the_number_of_recordings(child: Child) -> None:
    child.start()
    (stats, *_) = child.wait_for(WorkerStats, sessions=2)
    assert isinstance(stats, WorkerStats)
    assert (stats.worker, stats.pid) == ("recorder-0", child.process.pid)
    assert isinstance(child.connection, Connection)
