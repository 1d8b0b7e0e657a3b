"""What is done with a session's bytes: recorded, kept, saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import pytest

from tests.support import wire
from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import (
    Notice,
    PrerollSaved,
    RecordingChanged,
    RecordingState,
    SavePreroll,
    SegmentFinished,
)
from vncwall.recording.disk import DirectDisk
from vncwall.recording.fbs import read_blocks
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Connected
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings, VideoFormat
from vncwall.states import Reason, SessionState
from vncwall.workers.wire import WireTaps

HEAD = wire.BANNER_33 + b"\0\0\0\1"
HOST = HostSettings("lab", HostAddress("lab", 5900))
SECOND = 1_000_000_000


class Rig:
    """Taps on a connection, with made-up times."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.notices: Queue[Notice] = Queue()
        self.connection: Connection | None = None
        self.settings = RecordingSettings(
            folder=str(folder), format=VideoFormat.WIRE, preroll_s=60.0
        )
        self.taps = WireTaps(
            1,
            HOST,
            lambda: self.connection,
            clock=self.clock,
            emit=self.notices.put,
            disk=DirectDisk,
        )

    def connect(self) -> None:
        connection = Connection(ConnectionOptions())
        connection.receive_data(HEAD + wire.server_init(8, 4))
        (event,) = (one for one in connection.events() if isinstance(one, Connected))
        self.connection = connection
        self.taps.connected(event, picture=PictureOptions(), data=b"")
        self.taps.state_changed(SessionState.LIVE, Reason.NONE)

    def receive(self, data: bytes) -> None:
        self.clock.now_ns += SECOND
        assert self.connection is not None
        self.taps.bytes_received(data, time_ns=self.clock.now_ns)
        self.connection.receive_data(data)
        self.taps.bytes_handled()

    def told(self, wanted: Callable[[Notice], bool]) -> Notice:
        while True:
            notice = self.notices.get(timeout=10)
            if wanted(notice):
                return notice


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path)
    yield rig
    rig.taps.close()


def is_finished(notice: Notice) -> bool:
    return isinstance(notice, SegmentFinished)


def test_nothing_is_done_unless_it_is_wanted(rig: Rig, tmp_path: Path) -> None:
    rig.connect()
    rig.receive(wire.update(wire.raw(0, 0, 8, 4)))
    assert not rig.taps.step()
    assert rig.notices.empty()
    assert list(tmp_path.iterdir()) == []


def test_a_recording_ends_with_the_connection_and_goes_on_with_the_next(rig: Rig) -> None:
    rig.taps.record(rig.settings, "always")
    rig.connect()
    rig.taps.state_changed(SessionState.BACKING_OFF, Reason.DISCONNECTED)
    finished = rig.told(is_finished)
    assert isinstance(finished, SegmentFinished)
    assert finished.facts is not None
    assert (finished.facts.cause, finished.facts.ended) == ("always", "connection lost")
    rig.connect()
    rig.told(lambda n: isinstance(n, RecordingChanged) and n.state is RecordingState.RECORDING)


def test_saving_makes_a_recording_of_true_times(rig: Rig) -> None:
    rig.taps.keep(rig.settings)
    rig.connect()
    for _ in range(20):
        rig.receive(wire.update(wire.raw(0, 0, 8, 4)))
    rig.taps.save(SavePreroll(1, 10.0, "event dark"))
    finished = rig.told(is_finished)
    assert isinstance(finished, SegmentFinished)
    facts = finished.facts
    assert facts is not None
    assert facts.cause == "event dark"
    assert (facts.start_ns, facts.end_ns) == (rig.clock.now_ns - 10 * SECOND, rig.clock.now_ns)
    times = [block.time_ms for block in read_blocks(facts.path)]
    assert times[0] == 0
    assert times[-11:] == [*range(1000, 10_001, 1000), 10_000]
    saved = rig.told(lambda n: isinstance(n, PrerollSaved))
    assert saved == PrerollSaved(1, (facts.path,), 10.0, "")


def test_a_folder_that_cannot_be_made_is_told(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    rig.taps.keep(RecordingSettings(folder=str(tmp_path / "file"), preroll_s=60.0))
    rig.connect()
    rig.taps.save(SavePreroll(1))
    saved = rig.told(lambda n: isinstance(n, PrerollSaved))
    assert isinstance(saved, PrerollSaved)
    assert "Not a directory" in saved.detail or "exists" in saved.detail
