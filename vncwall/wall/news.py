"""Which notices an operator is told of for a few seconds, and in which words."""

from __future__ import annotations

from vncwall.ipc.messages import (
    NoteTaken,
    Notice,
    PrerollSaved,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    SessionChanged,
    WorkerReplaced,
)
from vncwall.language import _
from vncwall.states import Reason


def news_of(notice: Notice, name: str) -> tuple[bool, str] | None:
    """Return whether a notice is good news, and a sentence; None: nobody need be told.

    Args:
        notice: what has happened.
        name: of the desktop that it is about; "": it is about none that is still there.
    """
    match notice:
        case SegmentFinished():
            return True, _("recorded {path}").format(path=notice.path)
        case WorkerReplaced():
            return False, notice.detail
    if not name:
        return None
    match notice:
        case RecordingChanged(state=RecordingState.FAILED):
            said = _("recording of {name} failed: {detail}")
            return False, said.format(name=name, detail=notice.detail)
        case PrerollSaved(detail=""):
            length = f"{notice.length_s // 60:.0f}:{notice.length_s % 60:02.0f}"
            return True, _("saved the last {time} of {name}").format(time=length, name=name)
        case PrerollSaved():
            return False, f"{name}: {notice.detail}"
        case NoteTaken(detail=""):
            return True, _("noted of {name}").format(name=name)
        case NoteTaken():
            return False, _("no note: {detail}").format(detail=notice.detail)
        case SessionChanged(reason=Reason.QUARANTINED):
            return False, f"{name} · {_(notice.reason)}: {notice.detail}"
    return None
