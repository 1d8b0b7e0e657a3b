"""One file of a recorder: its frames, its end, and its draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.errors import SinkError
from vncwall.geometry import Size
from vncwall.ipc.messages import SegmentFinished
from vncwall.ipc.segment import Ended, Span
from vncwall.recording.composition import Composition
from vncwall.recording.disk import DirectDisk
from vncwall.recording.draft import read_draft
from vncwall.recording.history import History
from vncwall.recording.open_segment import OpenSegment
from vncwall.recording.origin import Origin
from vncwall.recording.pointer import Pointer
from vncwall.recording.sinks.null import NullSink
from vncwall.settings.model import RecordingSettings

SIZE = Size(64, 48)
S = 1_000_000_000


class Writing:
    """A segment that has begun."""

    def __init__(self, folder: Path, *, fail: str = "") -> None:
        self.clock = FakeClock()
        self.sink = NullSink(SIZE)
        self.sink.fail = fail
        self.history = History()
        self.told: list[SegmentFinished] = []
        settings = RecordingSettings(folder=str(folder))
        self.segment = OpenSegment(
            Origin("lab", settings, "labs"),
            self.sink,
            Composition(settings, SIZE, "lab", Pointer()),
            self.history,
            cause="always",
            start_ns=self.clock.now_ns,
            clock=self.clock,
        )

    def begin(self) -> OpenSegment:
        self.segment.begin(DirectDisk(), lambda _: 1 << 40, lambda: None)
        return self.segment

    def hand_over(self, end_ms: int, ended: Ended) -> None:
        def failed(error: OSError) -> None:
            raise error

        self.segment.hand_over(
            DirectDisk(), end_ms, ended, session=0, emit=self.told.append, failed=failed
        )


def test_frames_have_their_times_and_the_last_one_is_repeated(tmp_path: Path) -> None:
    w = Writing(tmp_path)
    segment = w.begin()
    segment.write(w.clock.now_ns + 500_000_000)
    segment.write(w.clock.now_ns + 500_000_000)
    assert segment.repeat_at_ns == segment.start_ns + 1_501_000_000
    w.clock.now_ns += round(1.501 * S)
    segment.repeat(w.clock.now_ns)
    assert segment.finish(segment.start_ns + 4 * S) == 4000
    assert w.sink.calls == [
        ("begin",),
        ("write", 0, True),
        ("write", 500, False),
        ("write", 501, False),
        ("write", 1501, False),
        ("finish", 4000),
    ]


def test_what_is_known_is_written_down_while_the_file_is_open(tmp_path: Path) -> None:
    w = Writing(tmp_path)
    segment = w.begin()
    final = segment.path.with_name(segment.path.name.removesuffix(".part"))
    draft = read_draft(final)
    assert draft is not None
    assert (draft.host, draft.group, draft.cause, draft.ended) == (
        "lab",
        "labs",
        "always",
        "recovered",
    )
    w.clock.now_ns += round(11 * S)
    w.history.control("alice", w.clock.now_ns)
    w.clock.now_ns += round(1 * S)
    segment.write(w.clock.now_ns)
    draft = read_draft(final)
    assert draft is not None
    begin_ns = draft.start_ns + 11 * S
    assert draft.controlled == (Span(begin_ns, begin_ns + S, "alice"),)
    segment.finish(w.clock.now_ns)
    w.hand_over(12_000, Ended.STOPPED)
    draft = read_draft(final)
    assert draft is not None
    assert (draft.ended, draft.end_ns - draft.start_ns) == ("stopped", 12 * S)
    assert [one.path for one in w.told] == [str(final)]


def test_a_file_without_a_frame_leaves_nothing(tmp_path: Path) -> None:
    w = Writing(tmp_path, fail="no")
    with pytest.raises(SinkError):
        w.begin()
    w.hand_over(w.segment.break_off(w.clock.now_ns), Ended.CODEC)
    assert w.told == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_was_written_before_an_error_is_kept(tmp_path: Path) -> None:
    w = Writing(tmp_path)
    segment = w.begin()
    w.clock.now_ns += round(2 * S)
    w.sink.fail = "the codec"
    with pytest.raises(SinkError):
        segment.write(w.clock.now_ns)
    end_ms = segment.break_off(w.clock.now_ns)
    w.hand_over(end_ms, Ended.CODEC)
    assert end_ms == 2000
    assert [(one.duration_s, one.facts and one.facts.ended) for one in w.told] == [
        (2.0, Ended.CODEC)
    ]
