"""Recordings of the wire become videos in the background."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Queue

import pytest

from tests.support import wire
from vncwall.ipc.messages import ConvertSegment, Notice, SegmentFinished
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.fbs import HANDSHAKE, FbsWriter
from vncwall.settings.model import RecordingSettings, VideoFormat
from vncwall.workers.conversions import Conversions


def command(folder: Path, *, keep_wire: bool = True, is_empty: bool = False) -> ConvertSegment:
    path = folder / "120000.fbs"
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + wire.server_init(64, 48), 0)
        if not is_empty:
            writer.write(wire.update(wire.raw(0, 0, 64, 48)), 10)
    facts = SegmentFacts(str(path), str(folder), "lab", 0, 10**9, "fbs", 64, 48, 1)
    return ConvertSegment(3, facts, RecordingSettings(format=VideoFormat.WIRE, keep_wire=keep_wire))


@pytest.mark.parametrize("keep_wire", [True, False])
def test_a_video_is_told_and_the_wire_stays_if_it_is_wanted(
    tmp_path: Path, keep_wire: bool
) -> None:
    told: Queue[Notice] = Queue()
    removed: list[SegmentFacts] = []
    conversions = Conversions(told.put, removed.append, is_busy=lambda: False)
    order = command(tmp_path, keep_wire=keep_wire)
    conversions.add(order)
    notice = told.get(timeout=20)
    conversions.close()
    assert isinstance(notice, SegmentFinished)
    assert (notice.session, Path(notice.path).name) == (3, "120000.mkv")
    assert removed == ([] if keep_wire else [order.facts])


def test_while_the_machine_is_busy_it_waits(tmp_path: Path) -> None:
    told: Queue[Notice] = Queue()
    asked = threading.Event()

    def is_busy() -> bool:
        asked.set()
        return True

    conversions = Conversions(told.put, lambda facts: None, is_busy=is_busy)
    conversions.add(command(tmp_path))
    assert asked.wait(10)
    conversions.close()
    assert told.empty()
    assert [path.name for path in tmp_path.iterdir()] == ["120000.fbs"]


def test_what_cannot_be_converted_stays(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    removed: list[SegmentFacts] = []
    conversions = Conversions(lambda notice: None, removed.append, is_busy=lambda: False)
    conversions.add(command(tmp_path, keep_wire=False, is_empty=True))
    while "stays as it is" not in caplog.text:
        assert conversions._thread is not None
        conversions._thread.join(0.01)
    conversions.close()
    assert removed == []
