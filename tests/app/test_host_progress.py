"""What is said about a host while it is recorded."""

from __future__ import annotations

from vncwall.app.host_progress import HostProgress, plan_in_words
from vncwall.ipc.messages import (
    PlanChanged,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    SessionChanged,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import Reason, SessionState

LAB = HostSettings("lab", HostAddress("127.0.0.1", 5901))


def changed(state: SessionState, reason: Reason = Reason.NONE, detail: str = "") -> SessionChanged:
    return SessionChanged(0, state, reason, detail, 0)


def test_retries_do_not_repeat_what_is_wrong() -> None:
    host = HostProgress(LAB)
    refused = changed(SessionState.BACKING_OFF, Reason.REFUSED, "nothing listens")
    assert host.update(refused, 0) == "reconnecting: nothing listens"
    assert host.update(changed(SessionState.CONNECTING), 0) == ""
    assert host.update(refused, 0) == ""
    assert host.cause == "nothing listens"


def test_files_are_told_and_counted() -> None:
    host = HostProgress(LAB)
    assert host.update(RecordingChanged(0, RecordingState.RECORDING, "a.part", ""), 7) == (
        "recording to a.part"
    )
    told = host.update(SegmentFinished(0, "a.mkv", 61.0, 12, 1_500_000), 8)
    assert told == "a.mkv: 1:01, 12 frames, 1.5 MB"
    assert (host.first_ns, host.files, host.finished_bytes) == (7, 1, 1_500_000)


def test_a_host_is_about_to_begin_until_its_first_attempt_has_failed() -> None:
    host = HostProgress(LAB)
    assert host.is_about_to_begin, "its process may still be starting"
    host.update(changed(SessionState.CONNECTING), 0)
    assert host.is_about_to_begin
    host.update(changed(SessionState.BACKING_OFF, Reason.REFUSED), 0)
    host.update(changed(SessionState.CONNECTING), 0)
    assert not host.is_about_to_begin
    host.update(changed(SessionState.LIVE), 0)
    assert host.is_about_to_begin


def test_a_plan_without_an_end_says_none() -> None:
    assert plan_in_words(PlanChanged(0, "always", 0, "", 0)) == "to be recorded: always"
