from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import (
    ControlChanged,
    KeepPreroll,
    KeepRecordings,
    KeepSegment,
    RecordingChanged,
    RecordingState,
    RecordWire,
    SegmentFinished,
    SessionChanged,
    SetTilePicture,
    ShareFramebuffer,
    StartRecording,
    StopRecording,
)
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.operator import operator
from vncwall.settings.address import HostAddress
from vncwall.settings.keeping import KeepingSettings
from vncwall.settings.model import Convert, HostSettings, RecordingSettings, VideoFormat, WhenFull
from vncwall.states import Reason, SessionState
from vncwall.workers.recordings import Recordings
from vncwall.workers.roster import Entry, Roster

HOST = HostSettings("pc1", HostAddress("127.0.0.1", 5901))
LIVE = SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0)


class Crew:
    """Keeps what the recorder is told."""

    def __init__(self) -> None:
        self.told: list[object] = []
        self.starts = 0

    def start_recorder(self) -> None:
        self.starts += 1

    def to_recorder(self, message: object) -> None:
        self.told.append(message)


@pytest.fixture
def crew() -> Crew:
    return Crew()


def desk(crew: Crew, settings: RecordingSettings) -> tuple[Recordings, Entry]:
    roster = Roster(settings)
    entry = roster.add(0, HOST, posts=1)
    entry.note(LIVE)
    return Recordings(settings, roster, crew, FakeClock()), entry  # type: ignore[arg-type]


def test_a_recording_starts_with_what_the_recorder_missed(crew: Crew) -> None:
    settings = RecordingSettings()
    recordings, entry = desk(crew, settings)
    assert list(recordings.set(entry, enabled=True)) == [
        SetTilePicture(0, entry.tile_picture),
        ShareFramebuffer(0, True),
    ]
    assert (crew.starts, crew.told) == (1, [StartRecording(0, "pc1", settings), LIVE])
    assert list(recordings.set(entry, enabled=True)) == []  # it runs


def test_a_stopped_recording_asks_as_the_tile_does(crew: Crew) -> None:
    recordings, entry = desk(crew, RecordingSettings())
    list(recordings.set(entry, enabled=True))
    crew.told.clear()
    assert list(recordings.set(entry, enabled=False)) == [
        SetTilePicture(0, HOST.tile),
        ShareFramebuffer(0, False),
    ]
    assert crew.told == [StopRecording(0)]


def test_a_new_recorder_is_told_everything_again(crew: Crew) -> None:
    settings = RecordingSettings()
    recordings, entry = desk(crew, settings)
    recordings.resume()
    assert crew.told == []
    list(recordings.set(entry, enabled=True))
    assert list(recordings.lost("it ended")) == [
        RecordingChanged(0, RecordingState.FAILED, "", "it ended")
    ]
    crew.told.clear()
    recordings.resume()
    assert crew.told == [StartRecording(0, "pc1", settings), LIVE]


def test_the_wire_is_recorded_by_the_worker(crew: Crew, tmp_path: Path) -> None:
    settings = RecordingSettings(folder=str(tmp_path), format=VideoFormat.WIRE)
    recordings, entry = desk(crew, settings)
    command = RecordWire(0, settings, "hand")
    assert list(recordings.set(entry, enabled=True)) == [
        SetTilePicture(0, entry.tile_picture),
        command,
    ]
    assert entry.wire == command
    assert list(recordings.lost("it ended")) == []
    assert list(recordings.set(entry, enabled=False))[1:] == [RecordWire(0, None)]
    assert entry.wire is None
    assert crew.told == []


def test_files_of_workers_are_entered_by_the_recorder(crew: Crew) -> None:
    recordings, _ = desk(crew, RecordingSettings())
    facts = SegmentFacts("a.fbs", ".", "pc1", 1, 2, VideoFormat.WIRE, 4, 3, 1)
    recordings.enter(SegmentFinished(0, "a.fbs", 1.0, 1, 100, facts))
    recordings.enter(SegmentFinished(0, "a.mkv", 1.0, 1, 100, replace(facts, format="h264")))
    assert (crew.starts, crew.told) == (1, [KeepSegment(facts)])


def test_at_the_end_files_are_entered_by_a_recorder_that_is_there_and_none_is_converted(
    crew: Crew,
) -> None:
    recordings, _ = desk(crew, RecordingSettings(convert=Convert.IDLE))
    facts = SegmentFacts("a.fbs", ".", "pc1", 1, 2, VideoFormat.WIRE, 4, 3, 1)
    recordings.close()
    recordings.enter(SegmentFinished(0, "a.fbs", 1.0, 1, 100, facts))
    assert (crew.starts, crew.told) == (0, [KeepSegment(facts)])


def test_workers_are_told_when_something_else_is_to_be_kept(crew: Crew) -> None:
    recordings, entry = desk(crew, RecordingSettings())
    kept = RecordingSettings(preroll_s=60.0)
    faster = replace(kept, max_fps=9.0)
    own = replace(entry.host, recording=replace(kept, preroll_s=30.0))

    def told(settings: RecordingSettings) -> list[object]:
        return [one for _, messages in recordings.configure(settings) for one in messages]

    assert told(kept) == [KeepPreroll(0, kept)]
    assert told(faster) == []
    assert list(recordings.change(entry, own)) == [KeepPreroll(0, own.recording)]
    assert told(RecordingSettings()) == []


def test_a_recorder_that_is_lost_concerns_no_recording_of_the_wire(
    crew: Crew, tmp_path: Path
) -> None:
    settings = RecordingSettings(folder=str(tmp_path), format=VideoFormat.WIRE)
    recordings, entry = desk(crew, settings)
    list(recordings.set(entry, enabled=True))
    assert list(recordings.lost("it ended")) == []
    recordings.resume()
    assert crew.told == []


def test_what_a_lost_worker_was_writing_of_the_wire_is_finished(crew: Crew) -> None:
    settings = RecordingSettings(format=VideoFormat.WIRE)
    recordings, entry = desk(crew, settings)
    recordings.worker_lost([entry])
    assert crew.told == []
    list(recordings.set(entry, enabled=True))
    recordings.worker_lost([entry])
    assert crew.told == [KeepRecordings(settings.folder, KeepingSettings())]


def test_a_host_is_recorded_as_it_says_itself(crew: Crew) -> None:
    usual, own = RecordingSettings(), RecordingSettings(max_fps=1.0)
    recordings, entry = desk(crew, usual)
    list(recordings.change(entry, replace(HOST, recording=own)))
    list(recordings.set(entry, enabled=True))
    assert crew.told[0] == StartRecording(0, "pc1", own)
    assert entry.tile_picture.update_interval == 1.0
    crew.told.clear()
    changed = RecordingSettings(max_fps=9.0)
    assert list(recordings.configure(changed)) == []  # no concern of this host
    list(recordings.change(entry, entry.host))
    assert crew.told == []
    list(recordings.change(entry, HOST))
    assert crew.told == [StopRecording(0), StartRecording(0, "pc1", changed), LIVE]


def test_other_settings_begin_another_file_of_what_is_recorded_only(crew: Crew) -> None:
    before, after = RecordingSettings(), RecordingSettings(max_fps=2.0)
    recordings, entry = desk(crew, before)
    assert list(recordings.configure(after)) == []  # nothing is recorded
    list(recordings.set(entry, enabled=True))
    crew.told.clear()
    assert list(recordings.configure(after)) == []  # nothing has changed
    changes = [(one, list(messages)) for one, messages in recordings.configure(before)]
    assert changes == [
        (entry, [SetTilePicture(0, HOST.tile), ShareFramebuffer(0, False)]),
        (entry, [SetTilePicture(0, entry.tile_picture), ShareFramebuffer(0, True)]),
    ]
    assert entry.tile_picture.update_interval == 1 / before.max_fps
    assert crew.told == [StopRecording(0), StartRecording(0, "pc1", before), LIVE]


def test_the_recorder_knows_who_controls_what_it_records(crew: Crew) -> None:
    recordings, entry = desk(crew, RecordingSettings())
    entry.has_control = True
    recordings.control_changed(entry)
    assert crew.told == []  # nothing is recorded
    list(recordings.set(entry, enabled=True))
    assert crew.told[-1] == ControlChanged(0, operator())
    entry.has_control = False
    recordings.control_changed(entry)
    assert crew.told[-1] == ControlChanged(0, "")


def test_what_the_next_recording_does_leaves_those_that_run_alone(crew: Crew) -> None:
    before = RecordingSettings()
    recordings, entry = desk(crew, before)
    list(recordings.set(entry, enabled=True))
    crew.told.clear()
    after = RecordingSettings(when_full=WhenFull.REFUSE)
    assert list(recordings.configure(after)) == []
    assert crew.told == []
    list(recordings.set(entry, enabled=False))
    list(recordings.set(entry, enabled=True))
    assert crew.told[1] == StartRecording(0, "pc1", after)
