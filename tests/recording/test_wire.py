"""Segments of a wire recording: each plays alone, and together they miss nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support import wire
from tests.support.fake_clock import FakeClock
from vncwall.geometry import Rect
from vncwall.ipc.messages import Notice, RecordingChanged, RecordingState, SegmentFinished
from vncwall.ipc.segment import Ended
from vncwall.recording.disk import DirectDisk
from vncwall.recording.fbs import read_blocks
from vncwall.recording.wire import WireRecording
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Connected, FramebufferUpdated
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.settings.model import RecordingSettings, VideoFormat

MS = 1_000_000
FREE = 1 << 40
HEAD = wire.BANNER_33 + b"\0\0\0\1"


class Rig:
    """A recording of a connection that is told what its server sends, at made-up times."""

    def __init__(self, folder: Path, segment_s: float = 10.0) -> None:
        self.clock = FakeClock()
        self.notices: list[Notice] = []
        self.free = FREE
        self.settings = RecordingSettings(
            folder=str(folder), format=VideoFormat.WIRE, segment_s=segment_s
        )
        self.recording = self.new()
        self.connection: Connection | None = None

    def new(self) -> WireRecording:
        return WireRecording(
            1,
            "lab",
            self.settings,
            clock=self.clock,
            emit=self.notices.append,
            disk=DirectDisk(),
            free=lambda folder: self.free,
        )

    def connect(self, width: int = 8, height: int = 4) -> None:
        self.connection = None
        connection = Connection(ConnectionOptions())
        connection.receive_data(HEAD + wire.server_init(width, height))
        connection.request_update()
        (event,) = (one for one in connection.events() if isinstance(one, Connected))
        self.connection = connection
        self.recording.connected(event, picture=PictureOptions(), data=b"")

    def receive(self, data: bytes, *, after_ms: int = 0) -> None:
        assert self.connection is not None
        self.clock.now_ns += after_ms * MS
        now = self.clock.monotonic_ns()
        self.recording.bytes_received(data, connection=self.connection, time_ns=now)
        self.connection.receive_data(data)
        for event in self.connection.events():
            if isinstance(event, FramebufferUpdated):
                self.recording.updated([Rect(0, 0, 1, 1)])
        self.recording.bytes_handled(self.connection)

    @property
    def finished(self) -> list[SegmentFinished]:
        return [one for one in self.notices if isinstance(one, SegmentFinished)]

    @property
    def states(self) -> list[RecordingState]:
        return [one.state for one in self.notices if isinstance(one, RecordingChanged)]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path)
    yield rig
    rig.recording.close()


def shown(path: str) -> np.ndarray:
    """What a client sees that is sent a whole file."""
    client = Connection(ConnectionOptions())
    for block in read_blocks(path):
        client.receive_data(block.data)
    assert not [one for one in client.events() if "Failed" in type(one).__name__]
    return client.framebuffer.words


def dot(x: int, colour: int) -> bytes:
    return wire.update(wire.raw(x, 0, 1, 1, bytes([colour, colour, colour, 0])))


def test_a_segment_begins_with_the_connection(rig: Rig) -> None:
    rig.connect()
    rig.receive(dot(0, 9), after_ms=250)
    rig.recording.close(rig.connection)
    (one,) = rig.finished
    blocks = [(block.time_ms, block.data) for block in read_blocks(one.path)]
    assert blocks == [
        (0, HEAD + wire.server_init(8, 4)),
        (250, dot(0, 9)),
        (250, b"\0\0\0\0"),
    ]
    assert rig.states == [RecordingState.WAITING, RecordingState.RECORDING, RecordingState.OFF]


def test_after_its_length_the_next_segment_begins_with_the_picture(rig: Rig) -> None:
    rig.connect()
    for second in range(8):
        rig.receive(dot(second, second + 1), after_ms=4000)
    assert rig.connection is not None
    picture = rig.connection.framebuffer.words
    rig.recording.close(rig.connection)
    facts = [one.facts for one in rig.finished if one.facts]
    assert [one.ended for one in facts] == [Ended.LENGTH, Ended.LENGTH, Ended.STOPPED]
    assert [(one.end_ns - one.start_ns) // MS for one in facts] == [12000, 12000, 8000]
    assert [one.start_ns for one in facts[1:]] == [one.end_ns for one in facts[:-1]]
    assert [one.frames for one in facts] == [3, 3, 2]
    assert np.array_equal(shown(facts[-1].path), picture)
    assert [int(word & 255) for word in shown(facts[0].path)[0]] == [1, 2, 3, 0, 0, 0, 0, 0]
    assert [int(word & 255) for word in shown(facts[1].path)[0]] == [1, 2, 3, 4, 5, 6, 0, 0]


def test_an_idle_desktop_has_segments_too(rig: Rig) -> None:
    rig.connect()
    rig.receive(dot(0, 7))
    for _ in range(21):
        rig.clock.now_ns += 1000 * MS
        assert not rig.recording.step(rig.connection)
    assert [one.duration_s for one in rig.finished] == [10.0, 10.0]
    assert [shown(one.path)[0, 0] & 255 for one in rig.finished] == [7, 7]


def test_inside_a_message_a_segment_goes_on(rig: Rig) -> None:
    rig.connect()
    rig.receive(dot(0, 7))
    rig.receive(dot(1, 8)[:-2], after_ms=11000)
    rig.recording.step(rig.connection)
    assert rig.finished == []
    rig.receive(dot(1, 8)[-2:], after_ms=500)
    (one,) = rig.finished
    assert one.duration_s == 11.5


def test_another_size_is_another_segment(rig: Rig) -> None:
    rig.connect()
    rig.receive(dot(0, 7))
    rig.receive(wire.update(wire.desktop_size(6, 5)))
    rig.receive(dot(1, 8))
    rig.recording.close(rig.connection)
    facts = [one.facts for one in rig.finished if one.facts]
    assert [(one.width, one.height, one.ended) for one in facts] == [
        (8, 4, Ended.RESIZE),
        (6, 5, Ended.STOPPED),
    ]
    assert shown(facts[1].path).shape == (5, 6)


def test_a_lost_connection_ends_a_segment(rig: Rig) -> None:
    rig.connect()
    rig.receive(dot(0, 7))
    rig.recording.disconnected()
    rig.connect()
    assert [one.facts.ended for one in rig.finished if one.facts] == [Ended.CONNECTION_LOST]
    assert rig.states[1:] == [
        RecordingState.RECORDING,
        RecordingState.WAITING,
        RecordingState.RECORDING,
    ]


def test_a_recording_that_is_begun_in_the_middle_has_the_picture(rig: Rig) -> None:
    rig.recording.close()
    rig.connect()
    rig.recording.close()
    rig.receive(dot(3, 5))
    rig.recording = rig.new()
    rig.recording.bytes_handled(rig.connection)
    rig.receive(dot(4, 6))
    rig.recording.close(rig.connection)
    assert [int(word & 255) for word in shown(rig.finished[-1].path)[0]] == [0, 0, 0, 5, 6, 0, 0, 0]


def test_where_nothing_can_begin_a_new_connection_is_asked_for(rig: Rig) -> None:
    rig.connect()
    rig.recording.close()
    rig.recording = rig.new()
    rig.receive(dot(0, 7)[:-1])
    asked = []
    for _ in range(4):
        rig.clock.now_ns += 1000 * MS
        asked.append(rig.recording.step(rig.connection))
    assert asked == [False, False, True, False]


def test_a_full_disk_ends_the_file_and_room_begins_another(rig: Rig) -> None:
    rig.connect()
    rig.receive(dot(0, 7))
    rig.free = 1 << 20
    rig.recording.step(rig.connection)
    assert [one.facts.ended for one in rig.finished if one.facts] == [Ended.DISK]
    assert rig.states[-1] is RecordingState.FAILED
    rig.free = FREE
    rig.receive(dot(1, 8))
    assert rig.states[-1] is RecordingState.FAILED, "not at once"
    rig.clock.now_ns += 6000 * MS
    rig.recording.step(rig.connection)
    assert rig.states[-1] is RecordingState.RECORDING
    rig.recording.close(rig.connection)
    assert [int(word & 255) for word in shown(rig.finished[-1].path)[0][:2]] == [7, 8]


def test_a_folder_that_cannot_be_made_ends_the_recording_and_not_the_session(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    rig = Rig(tmp_path / "file")
    rig.connect()
    rig.receive(dot(0, 7))
    assert not rig.recording.is_writing
    assert rig.states == [RecordingState.WAITING, RecordingState.FAILED]
    assert "wire recording of lab stopped" in caplog.text


def test_who_controlled_it_and_what_changed_is_told(rig: Rig) -> None:
    rig.connect()
    rig.recording.controlled("ann")
    rig.receive(dot(0, 7), after_ms=1000)
    rig.recording.controlled("")
    rig.receive(dot(0, 8), after_ms=5000)
    rig.recording.close(rig.connection)
    facts = rig.finished[0].facts
    assert facts is not None
    assert [(span.what, (span.end_ns - span.start_ns) // MS) for span in facts.controlled] == [
        ("ann", 1000)
    ]
    assert facts.activity == (100,)
