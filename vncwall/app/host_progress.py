"""What `vncwall record` knows about one host, and what it says about it."""

from __future__ import annotations

import contextlib
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from vncwall.ipc.messages import (
    Notice,
    PlanChanged,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    SessionChanged,
)
from vncwall.settings.model import HostSettings
from vncwall.states import Reason, SessionState

_SECOND = 1_000_000_000
_FIRST_STEPS = (SessionState.CONNECTING, SessionState.AUTHENTICATING)
_MOST_SEGMENTS = 100
"""Files of a host that are told of one by one at the end; it may run for years."""


@dataclass(slots=True)
class HostProgress:
    """What is known about one host, and what is to be printed about it."""

    host: HostSettings
    session: SessionState = SessionState.IDLE
    reason: Reason = Reason.NONE
    detail: str = ""
    recording: RecordingState = RecordingState.OFF
    trouble: str = ""
    """Why recording failed."""
    was_live: bool = False
    is_gone: bool = False
    """The configuration does not name it any more, or only at another address."""
    first_ns: int = 0
    """When the first file began."""
    open_path: str = ""
    said: str = ""
    """The last line about the session, so that retries do not repeat it."""
    plan: PlanChanged | None = None
    was_wanted: bool = True
    """It was to be recorded at some time; a host whose window did not come is no failure."""
    files: int = 0
    finished_bytes: int = 0
    finished: deque[SegmentFinished] = field(default_factory=lambda: deque(maxlen=_MOST_SEGMENTS))
    """The last files."""

    def update(self, notice: Notice, now_ns: int) -> str:
        """Take note; return a line for people, or "" when nothing new is to be said."""
        match notice:
            case SessionChanged(state=state, reason=reason, detail=detail):
                self.session = state
                if state is SessionState.LIVE:
                    self.was_live = True
                    self.reason, self.detail = Reason.NONE, ""
                    return self._news(str(state))
                if state is SessionState.IDLE:
                    self.reason, self.detail = Reason.NONE, ""
                    return self._news(notice.detail)
                if reason is Reason.NONE:
                    return ""  # connecting again: what went wrong before is still the cause
                self.reason, self.detail = reason, detail
                return self._news(f"{state}: {detail or reason}")
            case RecordingChanged(state=state, path=path, detail=detail):
                self.recording, self.trouble = state, detail
                self.open_path = path
                if state is RecordingState.RECORDING:
                    self.first_ns = self.first_ns or now_ns
                    return f"recording to {path}"
                return f"recording stopped: {detail}" if state is RecordingState.FAILED else ""
            case PlanChanged():
                is_first = self.plan is None
                self.plan = notice
                self.was_wanted = bool(notice.cause) or (self.was_wanted and not is_first)
                return plan_in_words(notice) if notice.cause else ""
            case SegmentFinished():
                self.add(notice)
                return (
                    f"{notice.path}: {duration(notice.duration_s)}, {notice.frames} frames, "
                    f"{megabytes(notice.size_bytes)}"
                )
            case _:
                return ""

    def add(self, segment: SegmentFinished) -> None:
        """Count a file."""
        self.finished.append(segment)
        self.files += 1
        self.finished_bytes += segment.size_bytes

    @property
    def cause(self) -> str:
        """Why nothing was recorded, in words."""
        return self.trouble or self.detail or str(self.reason) or "no picture came"

    def _news(self, text: str) -> str:
        if text == self.said:
            return ""
        self.said = text
        return text

    @property
    def size_bytes(self) -> int:
        """Bytes on the disk, the open file included."""
        total = self.finished_bytes
        if self.open_path:
            with contextlib.suppress(OSError):
                total += Path(self.open_path).stat().st_size
        return total

    @property
    def is_about_to_begin(self) -> bool:
        """Whether a desktop is there, or first asked, whose first picture is not recorded yet."""
        is_not_heard_of = self.session is SessionState.IDLE and not self.said
        is_first_step = self.session in _FIRST_STEPS and self.reason is Reason.NONE
        is_first_asked = self.was_wanted and (is_not_heard_of or is_first_step)
        is_there = self.session is SessionState.LIVE or is_first_asked
        return is_there and self.recording in (
            RecordingState.OFF,
            RecordingState.WAITING,
        )

    @property
    def is_hopeless(self) -> bool:
        """Whether the session has ended and nothing will be tried again."""
        return self.is_gone or self.session in (SessionState.FAILED, SessionState.STOPPED)


def plan_in_words(plan: PlanChanged) -> str:
    """Return why a host is recorded and until when, in the computer's time."""
    text = f"to be recorded: {plan.cause}"
    if plan.until_ns:
        text += f", until {datetime.fromtimestamp(plan.until_ns // _SECOND):%a %d %b %H:%M}"
    return text


def duration(seconds: float) -> str:
    """Return a length of time as players show it.

    >>> duration(3725.4)
    '1:02:05'
    """
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 60}:{whole % 60:02}"


def megabytes(size_bytes: int) -> str:
    """Return a size in MB (10^6 bytes), with more digits where it is small.

    >>> megabytes(1_234_000), megabytes(56_789)
    ('1.2 MB', '0.057 MB')
    """
    size = size_bytes / 1e6
    return f"{size:.1f} MB" if size >= 1 else f"{size:.3f} MB"
