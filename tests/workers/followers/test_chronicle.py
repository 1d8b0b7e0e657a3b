from __future__ import annotations

from tests.support.fake_clock import FakeClock
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import (
    FramePublished,
    RecordingChanged,
    RecordingState,
    RemoveSession,
    SessionChanged,
)
from vncwall.states import Reason, SessionState
from vncwall.workers.followers.chronicle import Chronicle, Heard

SECOND = 1_000_000_000


def changed(state: SessionState, reason: Reason = Reason.NONE, detail: str = "") -> SessionChanged:
    return SessionChanged(3, state, reason, detail, 0)


def test_a_state_is_as_old_as_its_first_mention() -> None:
    clock = FakeClock(10.0)
    chronicle = Chronicle(clock)
    assert chronicle.of(3) == Heard()
    for state, reason, detail in (
        (SessionState.BACKING_OFF, Reason.REFUSED, "port 1"),
        (SessionState.BACKING_OFF, Reason.REFUSED, "port 1 again"),
        (SessionState.BACKING_OFF, Reason.TIMED_OUT, "now silent"),
    ):
        chronicle.noticed(changed(state, reason, detail))
        clock.now_ns += SECOND
    assert chronicle.of(3).changed_ns == 12 * SECOND
    assert chronicle.of(3).reason is Reason.TIMED_OUT


def test_a_picture_does_not_grow_older_when_an_older_notice_comes_late() -> None:
    chronicle = Chronicle(FakeClock())
    for time_ns in (5, 9, 7):
        chronicle.noticed(FramePublished(3, FramebufferKind.PREVIEW, 1, 1, time_ns))
    assert chronicle.of(3).fresh_ns == 9


def test_what_a_recording_does_is_remembered_until_the_session_is_removed() -> None:
    chronicle = Chronicle(FakeClock())
    chronicle.noticed(RecordingChanged(3, RecordingState.FAILED, "", "the disk is full"))
    heard = chronicle.of(3)
    assert (heard.recording, heard.recording_detail) == (RecordingState.FAILED, "the disk is full")
    chronicle.sent(RemoveSession(3))
    assert chronicle.of(3) == Heard()
