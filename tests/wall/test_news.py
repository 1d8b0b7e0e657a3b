import pytest

from vncwall.ipc.messages import (
    Bell,
    NoteTaken,
    Notice,
    PrerollSaved,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    SessionChanged,
    WorkerReplaced,
)
from vncwall.states import Reason, SessionState
from vncwall.wall.news import news_of

FAILED = RecordingChanged(0, RecordingState.FAILED, "", "the disk is full")


@pytest.mark.parametrize(
    ("notice", "news"),
    [
        (SegmentFinished(0, "r/a.mkv", 1.0, 2, 3), (True, "recorded r/a.mkv")),
        (FAILED, (False, "recording of lab failed: the disk is full")),
        (PrerollSaved(0, ("a",), 125.0, ""), (True, "saved the last 2:05 of lab")),
        (PrerollSaved(0, (), 0.0, "nothing is kept"), (False, "lab: nothing is kept")),
        (NoteTaken(0, ""), (True, "noted of lab")),
        (NoteTaken(0, "no space"), (False, "no note: no space")),
        (WorkerReplaced("w", "a process has died"), (False, "a process has died")),
        (
            SessionChanged(0, SessionState.FAILED, Reason.QUARANTINED, "it hung", 0),
            (False, "lab · quarantined: it hung"),
        ),
        (SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0), None),
        (RecordingChanged(0, RecordingState.RECORDING, "a", ""), None),
        (Bell(0), None),
    ],
)
def test_what_an_operator_is_told_of(notice: Notice, news: tuple[bool, str] | None):
    assert news_of(notice, "lab") == news


def test_what_befalls_a_desktop_that_is_gone_is_no_news():
    assert news_of(FAILED, "") is None
    assert news_of(SegmentFinished(0, "r/a.mkv", 1.0, 2, 3), "") == (True, "recorded r/a.mkv")
