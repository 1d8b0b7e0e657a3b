"""Files without a manifest tell what they are, get one, or are left alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.archive import MIDNIGHT, S, Shelf
from tests.support.recording import make_recording
from vncwall.ipc.segment import Ended, SegmentFacts, Span
from vncwall.recording.draft import write_draft
from vncwall.recording.fbs import HANDSHAKE, FbsWriter
from vncwall.recording.latecomers import SETTLED_NS, enter_latecomers
from vncwall.recording.segments import draft_path
from vncwall.recording.verification import verify


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "r")


def age(path: Path, time_ns: int = MIDNIGHT) -> Path:
    os.utime(path, ns=(time_ns, time_ns))
    return path


def test_a_recording_of_vncwall_is_entered_from_its_own_tags(shelf: Shelf) -> None:
    age(
        make_recording(
            shelf.folder / "lab/2026-01-02/120000.mkv", start="2026-01-02T12:00:00+00:00"
        )
    )
    shelf.records()
    steps: list[tuple[int, int]] = []
    done = enter_latecomers(
        shelf.archive, now_ns=shelf.now_ns, progress=lambda *step: steps.append(step)
    )
    assert done.entered == ("lab/2026-01-02/120000.mkv",)
    assert steps == [(0, 1)]
    (record,) = shelf.records()
    assert record.manifest is not None
    assert (record.host, record.manifest.ended, record.manifest.frames) == ("lab", "recovered", 5)
    assert (record.manifest.width, record.manifest.height) == (160, 96)
    assert record.start_ns == 1_767_355_200 * S
    assert record.duration_s == pytest.approx(4.0, abs=0.05)
    assert verify(shelf.folder).is_proved


def test_a_wire_recording_is_entered_from_its_name_and_blocks(shelf: Shelf) -> None:
    path = shelf.folder / "pc1/2026-03-01/120000.fbs"
    path.parent.mkdir(parents=True)
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + b"\x04\x00\x03\x00" + bytes(20), 0)
        writer.write(b"x", 5000)
    age(path)
    shelf.records()
    assert len(enter_latecomers(shelf.archive, now_ns=shelf.now_ns).entered) == 1
    (record,) = shelf.records()
    assert record.manifest is not None
    assert (record.host, record.manifest.format, record.duration_s) == ("pc1", "fbs", 5.0)
    assert (record.manifest.width, record.manifest.height) == (1024, 768)


@pytest.mark.parametrize("content", [b"", b"no video", b"FBS 001.000\n", b"\x1a\x45\xdf\xa3" * 50])
@pytest.mark.parametrize("suffix", [".mkv", ".fbs"])
def test_what_is_no_recording_is_left_alone(shelf: Shelf, content: bytes, suffix: str) -> None:
    path = age(shelf.file(f"pc1/2026-03-01/holiday{suffix}", content))
    shelf.records()
    done = enter_latecomers(shelf.archive, now_ns=shelf.now_ns)
    assert (done.entered, done.foreign) == ((), (f"pc1/2026-03-01/holiday{suffix}",))
    assert path.read_bytes() == content


def test_what_was_just_finished_is_left_to_its_recorder(shelf: Shelf) -> None:
    path = make_recording(shelf.folder / "lab/2026-01-02/120000.mkv")
    age(path, shelf.now_ns - SETTLED_NS + S)
    shelf.records()
    done = enter_latecomers(shelf.archive, now_ns=shelf.now_ns)
    assert (done.entered, done.waiting) == ((), 1)
    dead = ["lab/2026-01-02/120000.mkv"]
    assert enter_latecomers(shelf.archive, now_ns=shelf.now_ns, dead=dead).entered == tuple(dead)


def test_several_are_entered_in_the_order_of_their_times(shelf: Shelf) -> None:
    for name in ("130000", "110000", "120000"):
        age(make_recording(shelf.folder / f"lab/2026-01-02/{name}.mkv"))
    shelf.records()
    enter_latecomers(shelf.archive, now_ns=shelf.now_ns)
    numbers = {Path(one.path).stem: one.sequence for one in shelf.records()}
    assert numbers == {"110000": 1, "120000": 2, "130000": 3}


def test_a_wire_recording_is_entered_with_what_its_writer_had_written_down(shelf: Shelf) -> None:
    path = shelf.folder / "till_ 1/2026-03-01/120000.fbs"
    path.parent.mkdir(parents=True)
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + b"\x04\x00\x03\x00" + bytes(20), 0)
        writer.write(b"x", 25_000)
    age(path)
    begin_ns = MIDNIGHT + 123_456_789
    write_draft(
        SegmentFacts(
            path=str(path),
            folder=str(shelf.folder),
            host="till: 1",
            group="tills",
            start_ns=begin_ns,
            end_ns=begin_ns + 12 * S,
            format="fbs",
            width=1024,
            height=768,
            frames=1,
            cause="schedule night",
            ended=Ended.RECOVERED,
            activity=(5,),
            controlled=(Span(begin_ns, begin_ns + S, "alice"),),
        )
    )
    shelf.records()
    assert len(enter_latecomers(shelf.archive, now_ns=shelf.now_ns).entered) == 1
    (record,) = shelf.records()
    manifest = record.manifest
    assert manifest is not None
    assert (record.host, record.group, record.cause) == ("till: 1", "tills", "schedule night")
    assert (manifest.start_ns, manifest.end_ns) == (begin_ns, begin_ns + 25 * S)
    assert (manifest.activity, manifest.ended) == ((5, 0, 0), "recovered")
    assert manifest.controlled == (Span(begin_ns, begin_ns + S, "alice"),)
    assert not draft_path(path).exists()
    assert verify(shelf.folder).is_proved


def test_a_draft_from_the_end_of_a_segment_is_its_manifest(shelf: Shelf) -> None:
    path = make_recording(
        shelf.folder / "lab/2026-01-02/120000.mkv", start="2026-01-02T12:00:00+00:00"
    )
    age(path)
    write_draft(
        SegmentFacts(
            path=str(path),
            folder=str(shelf.folder),
            host="lab",
            start_ns=MIDNIGHT,
            end_ns=MIDNIGHT + 9 * S,
            format="h264",
            width=160,
            height=96,
            frames=7,
            cause="event incidents",
            ended=Ended.STOPPED,
            activity=(50,),
        )
    )
    shelf.records()
    enter_latecomers(shelf.archive, now_ns=shelf.now_ns)
    (record,) = shelf.records()
    assert record.manifest is not None
    assert (record.cause, record.manifest.ended, record.manifest.frames, record.duration_s) == (
        "event incidents",
        "stopped",
        7,
        9.0,
    )
