"""When each session last changed its state, showed a picture and was recorded."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.clock import Clock
from vncwall.ipc.messages import (
    Command,
    FramePublished,
    LookChanged,
    Notice,
    RecordingChanged,
    RecordingState,
    RemoveSession,
    SessionAlive,
    SessionChanged,
)
from vncwall.states import PictureLook, Reason, SessionState
from vncwall.workers.followers.base import Follower


@dataclass(slots=True)
class Heard:
    """What the messages themselves do not say about one session: since when."""

    changed_ns: int = 0
    """When its state or reason became another; 0: never."""
    fresh_ns: int = 0
    """When its picture was last known to be current; 0: never."""
    recording: RecordingState = RecordingState.OFF
    recording_detail: str = ""
    look: PictureLook = PictureLook.BUSY
    state: SessionState = SessionState.IDLE
    reason: Reason = Reason.NONE


class Chronicle(Follower):
    """Remembers for every session what is said of it, with the times."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: dict[int, Heard] = {}

    def of(self, session: int) -> Heard:
        """Return what was heard of a session."""
        return self._heard.setdefault(session, Heard())

    def sent(self, command: Command) -> None:
        """Forget sessions that are removed."""
        if isinstance(command, RemoveSession):
            self._heard.pop(command.session, None)

    def noticed(self, notice: Notice) -> None:
        """Take the time."""
        match notice:
            case FramePublished(session=session, time_ns=time_ns):
                self._fresh(session, time_ns)
            case SessionAlive(session=session, time_ns=time_ns, is_current=True):
                self._fresh(session, time_ns)
            case LookChanged(session=session, look=look):
                self.of(session).look = look
            case SessionChanged(session=session, state=state, reason=reason):
                heard = self.of(session)
                if (state, reason) != (heard.state, heard.reason):
                    heard.look = PictureLook.BUSY
                    heard.state, heard.reason = state, reason
                    heard.changed_ns = self._clock.monotonic_ns()
            case RecordingChanged(session=session, state=recording, detail=detail):
                heard = self.of(session)
                heard.recording, heard.recording_detail = recording, detail

    def _fresh(self, session: int, time_ns: int) -> None:
        heard = self.of(session)
        heard.fresh_ns = max(heard.fresh_ns, time_ns)
