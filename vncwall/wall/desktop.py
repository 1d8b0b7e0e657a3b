"""What the wall knows of one session, told by notices, and what of it an operator must see.

`Desktop` only remembers. `Desktop.status` is the one place that turns what is remembered into a
condition, the same for the tile, the status bar and the promoted view: it depends on nothing
but the notices and the time that is passed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vncwall.geometry import Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.messages import (
    Bell,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    Notice,
    RecordingChanged,
    RecordingState,
    SessionAlive,
    SessionChanged,
    SessionStats,
)
from vncwall.settings.model import HostSettings
from vncwall.states import Reason, SessionState

SECOND = 1_000_000_000
BELL_SHOWN_NS = 10 * SECOND
FOR_EVER_NS = 1 << 62
STALE_AFTER_AT_LEAST_S = 4.0
"""A tile is not called stale for less: a still desktop is asked for a sign of life only after two
seconds of silence, and one late answer on a busy network is no news."""


class Condition(StrEnum):
    """What an operator must know of a desktop, worst causes apart. The value is the word shown."""

    LIVE = "live"
    CONNECTING = "connecting"
    RECONNECTING = "reconnecting"
    STALE = "stale"
    FROZEN = "frozen"
    UNREACHABLE = "unreachable"
    """No way to the server; the reason (refused, name not found) is the word shown."""
    LOCKED = "locked"
    """A person has to act: password, permission; the reason is the word shown."""
    FAILED = "failed"
    """The server does not speak RFB as it should; the reason is the word shown."""
    PAUSED = "paused"

    @property
    def needs_eyes(self) -> bool:
        """Whether an operator should look."""
        return self not in (Condition.LIVE, Condition.PAUSED, Condition.CONNECTING)


_UNREACHABLE = {Reason.UNREACHABLE, Reason.REFUSED, Reason.NAME_NOT_FOUND, Reason.TIMED_OUT}
_LOCKED = {Reason.WRONG_PASSWORD, Reason.NEEDS_PASSWORD, Reason.NOT_ALLOWED}
_FAILED = {Reason.PROTOCOL_ERROR, Reason.QUARANTINED, Reason.OUT_OF_FILES}


@dataclass(frozen=True, slots=True)
class Status:
    """A condition in words and numbers; equal statuses look equal, so a tile redraws on change."""

    condition: Condition
    word: str
    """What the tile says in one or two words."""
    detail: str = ""
    """One sentence: what, where, which value."""
    age_s: int | None = None
    """Whole seconds since the picture was last known to be current; None: not worth a word."""
    retry_s: int | None = None
    """Whole seconds to the next attempt; None: none is planned, or it has begun."""
    rings: bool = False
    """The server rang a few seconds ago."""


class Desktop:
    """One session as the wall sees it.

    Attributes:
        session: its number in messages.
        host: what the configuration says of it.
        size: of the remote desktop; None until it was told.
        descriptors: the shared framebuffers there are at the moment.
        serials: number of the last picture published in each.
    """

    def __init__(self, session: int, host: HostSettings, *, now_ns: int) -> None:
        self.session = session
        self.host = host
        self.size: Size | None = None
        self.remote_name = ""
        self.state = SessionState.CONNECTING
        self.reason = Reason.NONE
        self.detail = ""
        self.retry_at_ns = 0
        self.descriptors: dict[FramebufferKind, FramebufferDescriptor] = {}
        self.serials: dict[FramebufferKind, int] = {}
        self.recording = RecordingState.OFF
        self.recording_path = ""
        self.kbit_s = 0.0
        self.encodings: tuple[str, ...] = ()
        self._trouble = Reason.NONE
        self._trouble_detail = ""
        self._fresh_ns = now_ns
        self._has_picture = False
        self._rang_ns: int | None = None

    @property
    def name(self) -> str:
        """The configured name, else what the server calls its desktop, else the address."""
        return self.host.name or self.remote_name or str(self.host.address)

    def apply(self, notice: Notice, *, now_ns: int) -> None:
        """Remember what a notice about this session says."""
        match notice:
            case SessionChanged():
                self._change_state(notice, now_ns)
            case DesktopChanged():
                self.size = Size(notice.width, notice.height)
                self.remote_name = notice.name
            case FramebufferShared(kind=kind, descriptor=None):
                self.descriptors.pop(kind, None)
                self.serials.pop(kind, None)
            case FramebufferShared(kind=kind, descriptor=descriptor) if descriptor:
                self.descriptors[kind] = descriptor
                self.serials.pop(kind, None)
            case FramePublished():
                self.serials[notice.kind] = notice.serial
                self._has_picture = True
                self._fresh_ns = max(self._fresh_ns, notice.time_ns)
            case SessionAlive():
                self._fresh_ns = max(self._fresh_ns, notice.time_ns)
            case RecordingChanged():
                self.recording = notice.state
                self.recording_path = notice.path
            case SessionStats():
                self.kbit_s = notice.kbit_s
                self.encodings = notice.encodings
            case Bell():
                self._rang_ns = now_ns

    def age_s(self, now_ns: int) -> float:
        """Return the seconds since the picture was last known to be current."""
        return max(0.0, (now_ns - self._fresh_ns) / SECOND)

    def steady_until_ns(self, now_ns: int) -> int:
        """Return until when `status` stays as it is at `now_ns` if no notice comes."""
        until = now_ns
        if self.state is SessionState.LIVE and self._has_picture:
            until = max(now_ns, self._fresh_ns + int(self._stale_after_s() * SECOND))
        elif self.state in (SessionState.IDLE, SessionState.STOPPED):
            until = FOR_EVER_NS
        if self._rang_ns is not None and now_ns < self._rang_ns + BELL_SHOWN_NS:
            until = min(until, self._rang_ns + BELL_SHOWN_NS)
        return until

    def status(self, now_ns: int) -> Status:
        """Return what an operator must know now."""
        rings = self._rang_ns is not None and now_ns - self._rang_ns < BELL_SHOWN_NS
        age = int(self.age_s(now_ns))
        match self.state:
            case SessionState.LIVE:
                if not self._has_picture:
                    detail = "connected, the first picture is on its way"
                    return Status(Condition.CONNECTING, "connecting", detail, rings=rings)
                if self.age_s(now_ns) > self._stale_after_s():
                    return Status(Condition.STALE, "stale", age_s=age, rings=rings)
                return Status(Condition.LIVE, "live", rings=rings)
            case SessionState.STALLED:
                return Status(
                    Condition.FROZEN, "frozen", self.detail or "the server answers nothing", age
                )
            case SessionState.IDLE | SessionState.STOPPED:
                return Status(Condition.PAUSED, "paused", self.detail)
            case _:
                return self._status_of_trouble(now_ns)

    def _stale_after_s(self) -> float:
        return max(2 * self.host.tile.update_interval, STALE_AFTER_AT_LEAST_S)

    def _change_state(self, notice: SessionChanged, now_ns: int) -> None:
        became_live = notice.state is SessionState.LIVE and self.state is not SessionState.LIVE
        self.state = notice.state
        self.reason = notice.reason
        self.detail = notice.detail
        self.retry_at_ns = notice.retry_at_ns
        if notice.state is SessionState.LIVE:
            self._trouble, self._trouble_detail = Reason.NONE, ""
            if became_live:
                self._fresh_ns = max(self._fresh_ns, now_ns)
        else:
            self.kbit_s = 0.0
            if notice.reason is not Reason.NONE:
                self._trouble, self._trouble_detail = notice.reason, notice.detail

    def _status_of_trouble(self, now_ns: int) -> Status:
        # While another attempt runs the tile goes on saying what was wrong with the last one: a
        # host that refuses every few seconds must not flicker between two states.
        reason, detail = self._trouble, self._trouble_detail
        retry: int | None = None
        if self.state is SessionState.BACKING_OFF and self.retry_at_ns:
            retry = max(0, -((now_ns - self.retry_at_ns) // SECOND))
        if reason in _UNREACHABLE:
            return Status(Condition.UNREACHABLE, reason.value, detail, retry_s=retry)
        if reason in _LOCKED:
            return Status(Condition.LOCKED, reason.value, detail, retry_s=retry)
        if self.state is SessionState.FAILED or reason in _FAILED:
            word = reason.value or Condition.FAILED.value
            return Status(Condition.FAILED, word, detail, retry_s=retry)
        if reason is Reason.NONE and self.state is not SessionState.BACKING_OFF:
            return Status(Condition.CONNECTING, "connecting", self.detail)
        word = "reconnecting" if retry is None else f"reconnecting in {retry} s"
        return Status(Condition.RECONNECTING, word, detail or reason.value, retry_s=retry)


def age_in_words(seconds: int) -> str:
    """Return a duration in at most five characters.

    >>> [age_in_words(s) for s in (0, 59, 61, 3599, 3600, 90000)]
    ['0 s', '59 s', '1 min', '59 min', '1 h', '25 h']
    """
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 48 * 3600 else f"{seconds // 86400} d"
