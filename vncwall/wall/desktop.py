"""What the wall knows of one session, told by notices, and what of it an operator must see.

`Desktop` only remembers. `Desktop.status` is the one place that turns what is remembered into a
condition, the same for the tile, the status bar and the promoted view: it depends on nothing
but the notices and the time that is passed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.messages import (
    AbilitiesChanged,
    AlertChanged,
    Bell,
    ControlledElsewhere,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    LightsChanged,
    LookChanged,
    MaintenanceChanged,
    Notice,
    PlanChanged,
    RecordingChanged,
    RecordingState,
    SessionAlive,
    SessionChanged,
    SessionExplained,
    SessionStats,
)
from vncwall.ipc.segment import BY_HAND
from vncwall.language import _
from vncwall.settings.model import HostSettings
from vncwall.states import Abilities, PictureLook, Reason, SessionState
from vncwall.wall.alarm import Alarm, maintenance_in_words
from vncwall.wall.condition import OF_LOOKS, Condition, Status
from vncwall.wall.phrases import age_in_words
from vncwall.wall.reasons import in_words

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
BELL_SHOWN_NS = 10 * SECOND
FOR_EVER_NS = 1 << 62
LAST_SEEN_AFTER_S = 60
"""A host that has been away for less is most likely coming back."""
STALE_AFTER_AT_LEAST_S = 4.0
"""A tile is not called stale for less: a still desktop is asked for a sign of life only after two
seconds of silence, and one late answer on a busy network is no news."""

MOST_MONITORS = 16
"""Of one desktop; a server may tell of more."""

UNSEEN_STALE_AFTER_S = 25.0
"""The same for a desktop that nobody sees, which is asked for a sign of life every ten seconds."""

_UNREACHABLE = {Reason.UNREACHABLE, Reason.REFUSED, Reason.NAME_NOT_FOUND, Reason.TIMED_OUT}
_LOCKED = {
    Reason.WRONG_PASSWORD,
    Reason.NEEDS_PASSWORD,
    Reason.NEEDS_USERNAME,
    Reason.NEW_KEY,
    Reason.KEY_CHANGED,
    Reason.NOT_ALLOWED,
}
_FAILED = {Reason.PROTOCOL_ERROR, Reason.QUARANTINED, Reason.OUT_OF_FILES}


class Desktop:
    """One session as the wall sees it.

    Attributes:
        session: its number in messages.
        host: what the configuration says of it.
        size: of the remote desktop; None until it was told.
        screens: its monitors, from left to right; empty until they were told, one where the server
            speaks of none.
        descriptors: the shared framebuffers there are at the moment.
        serials: number of the last picture published in each.
        explained: the last answer to `ExplainSession`.
        asked: what its server is asked for, in words; "" before it was told.
        why: why just that, one sentence.
        look: what its picture looks like.
        alarm: what is an alert about it.
        plan: why it is to be recorded now and until when; None: nothing was ever planned.
        kbit_s: its traffic.
        updates_s: updates a second.
        is_shown: there is a tile of it; else nobody asks for its picture.
        is_controlled: this wall's input goes to it.
        controlled_by: who has control of it at other walls that share this one's folder for state;
            "": nobody. What other programs do to it no server tells.
        abilities: what it can be asked for, as far as its server has told while under control.
        lights: whether Caps Lock and Num Lock are on there; None: not known.
    """

    def __init__(self, session: int, host: HostSettings, *, now_ns: int) -> None:
        self.session = session
        self.host = host
        self.size: Size | None = None
        self.screens: tuple[Rect, ...] = ()
        self.remote_name = ""
        self.state = SessionState.CONNECTING
        self.reason = Reason.NONE
        self.detail = ""
        self.retry_at_ns = 0
        self.descriptors: dict[FramebufferKind, FramebufferDescriptor] = {}
        self.serials: dict[FramebufferKind, int] = {}
        self.recording = RecordingState.OFF
        self.recording_path = ""
        self.alarm = Alarm()
        self.plan: PlanChanged | None = None
        self.kbit_s = 0.0
        self.updates_s = 0.0
        self.encodings: tuple[str, ...] = ()
        self.explained: SessionExplained | None = None
        self.asked = ""
        self.why = ""
        self._trouble = Reason.NONE
        self._trouble_detail = ""
        self.look = PictureLook.BUSY
        self.is_shown = True
        self.is_controlled = False
        self.controlled_by = ""
        self.abilities = Abilities()
        self.lights: tuple[bool, bool] | None = None
        self._look_since_ns = now_ns
        self._fresh_ns = now_ns
        self._heard_ns = now_ns
        self._has_picture = False
        self._rang_ns: int | None = None
        self._seen_ns: int | None = None
        """Since when it is not live though it was; None: it is, or never was."""

    @property
    def waits(self) -> bool:
        """Whether it is not live, and no attempt to change that is under way."""
        return self.state in (
            SessionState.BACKING_OFF,
            SessionState.FAILED,
            SessionState.STALLED,
        )

    @property
    def name(self) -> str:
        """The configured name, else what the server calls its desktop, else the address."""
        return self.host.name or self.remote_name or str(self.host.address)

    @property
    def is_recorded(self) -> bool:
        """Whether a recording of it runs, or waits for a change."""
        return self.recording is not RecordingState.OFF

    @property
    def is_recorded_by_hand(self) -> bool:
        """Whether it is recorded because a person began it."""
        is_planned = self.plan is not None and self.plan.cause not in ("", BY_HAND)
        return self.recording is not RecordingState.OFF and not is_planned

    def apply(self, notice: Notice, *, now_ns: int) -> None:
        """Remember what a notice about this session says."""
        match notice:
            case SessionChanged():
                self._change_state(notice, now_ns)
            case DesktopChanged():
                self.size = Size(notice.width, notice.height)
                self.screens = monitors_of(self.size, notice.screens)
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
                if notice.is_whole:
                    self._fresh_ns = max(self._fresh_ns, notice.time_ns)
                self._heard_ns = max(self._heard_ns, notice.time_ns)
            case SessionAlive():
                self._heard_ns = max(self._heard_ns, notice.time_ns)
                if notice.is_current:
                    self._fresh_ns = max(self._fresh_ns, notice.time_ns)
            case LookChanged():
                self.look = notice.look
                self._look_since_ns = notice.since_ns
            case RecordingChanged():
                self.recording = notice.state
                self.recording_path = notice.path
            case PlanChanged():
                self.plan = notice
            case SessionExplained():
                self.explained = notice
            case AlertChanged() | MaintenanceChanged():
                self.alarm.apply(notice)
            case ControlledElsewhere():
                self.controlled_by = notice.who
            case SessionStats():
                self.kbit_s, self.updates_s = notice.kbit_s, notice.updates_s
                self.encodings = notice.encodings
                self.asked, self.why = notice.asked, notice.why
            case AbilitiesChanged():
                self.abilities = notice.abilities
            case LightsChanged():
                self.lights = notice.caps_lock, notice.num_lock
            case Bell():
                self._rang_ns = now_ns

    def was_seen(self, seen_ns: int) -> None:
        """Note when its picture was last known, before this wall began."""
        if self.state is not SessionState.LIVE and self._seen_ns is None:
            self._seen_ns = seen_ns

    def age_s(self, now_ns: int) -> float:
        """Return the seconds since the picture was last known to be current."""
        return max(0.0, (now_ns - self._fresh_ns) / SECOND)

    def _is_stale(self, now_ns: int) -> bool:
        # Of a desktop that nobody sees no picture is asked for, only a sign of life.
        seen_ns = self._fresh_ns if self.is_shown else self._heard_ns
        return now_ns - seen_ns > self._stale_after_s() * SECOND

    def steady_until_ns(self, now_ns: int) -> int:
        """Return until when `status` stays as it is at `now_ns` if no notice comes."""
        until = now_ns
        if self.state is SessionState.LIVE and self._has_picture:
            seen_ns = self._fresh_ns if self.is_shown else self._heard_ns
            until = max(now_ns, seen_ns + int(self._stale_after_s() * SECOND))
            if self.look in OF_LOOKS:
                until = min(until, now_ns + MINUTE - (now_ns - self._look_since_ns) % MINUTE)
        elif self.state in (SessionState.IDLE, SessionState.STOPPED):
            until = FOR_EVER_NS
        if self._rang_ns is not None and now_ns < self._rang_ns + BELL_SHOWN_NS:
            until = min(until, self._rang_ns + BELL_SHOWN_NS)
        return until

    def status(self, now_ns: int) -> Status:
        """Return what an operator must know now."""
        status, alarm = self._with_last_seen(self._seen(now_ns), now_ns), self.alarm
        if alarm.maintenance is not None:
            # Whatever it shows meanwhile is expected; the word for it stands behind.
            words = (
                [_("maintenance")] if status.condition.is_live else [_("maintenance"), status.word]
            )
            detail = maintenance_in_words(alarm.maintenance, now=datetime.now())
            return Status(Condition.MAINTENANCE, " · ".join(words), detail, status.age_s)
        if alarm.alerts:
            return replace(status, alert=alarm.label, is_known=alarm.is_known)
        return status

    def _with_last_seen(self, status: Status, now_ns: int) -> Status:
        """Say of one that is off since when, once that is worth a word."""
        away_s = 0 if self._seen_ns is None else (now_ns - self._seen_ns) // SECOND
        if away_s < LAST_SEEN_AFTER_S or status.age_s is not None:
            return status
        words = _("last seen {time} ago").format(time=age_in_words(away_s))
        return replace(status, detail=" · ".join(part for part in (status.detail, words) if part))

    def _seen(self, now_ns: int) -> Status:
        """Return what the session and its picture say."""
        rings = self._rang_ns is not None and now_ns - self._rang_ns < BELL_SHOWN_NS
        age = int(self.age_s(now_ns))
        match self.state:
            case SessionState.LIVE:
                if self.look is PictureLook.UNSHOWN:
                    detail = _("no shared memory is left for its picture (/dev/shm)")
                    return Status(Condition.UNSHOWN, _(self.look.value), detail, rings=rings)
                if not self._has_picture:
                    detail = _("connected, the first picture is on its way")
                    return Status(Condition.CONNECTING, _("connecting"), detail, rings=rings)
                if self._is_stale(now_ns):
                    return Status(Condition.STALE, _("stale"), age_s=age, rings=rings)
                if self.look in OF_LOOKS:
                    condition, detail = OF_LOOKS[self.look]
                    minutes = max(0, now_ns - self._look_since_ns) // MINUTE
                    age_s = 60 * minutes if minutes else None
                    return Status(condition, _(self.look.value), _(detail), age_s, rings=rings)
                return Status(Condition.LIVE, _("live"), rings=rings)
            case SessionState.STALLED:
                return Status(
                    Condition.FROZEN,
                    _("frozen"),
                    self.detail or _("the server answers nothing"),
                    age,
                )
            case SessionState.IDLE | SessionState.STOPPED:
                return Status(Condition.PAUSED, _("paused"), self.detail)
            case _:
                return self._status_of_trouble(now_ns)

    def _stale_after_s(self) -> float:
        if not self.is_shown:
            return UNSEEN_STALE_AFTER_S
        return max(2 * self.host.tile.update_interval, STALE_AFTER_AT_LEAST_S)

    def _change_state(self, notice: SessionChanged, now_ns: int) -> None:
        became_live = notice.state is SessionState.LIVE and self.state is not SessionState.LIVE
        if notice.state is SessionState.LIVE:
            self._seen_ns = None
        elif self.state is SessionState.LIVE:
            self._seen_ns = now_ns
        self.state = notice.state
        self.reason = notice.reason
        self.detail = in_words(notice.detail)
        self.retry_at_ns = notice.retry_at_ns
        if notice.state is SessionState.LIVE:
            self._trouble, self._trouble_detail = Reason.NONE, ""
            if became_live:
                self.look = PictureLook.BUSY
                self._fresh_ns = max(self._fresh_ns, now_ns)
                self._heard_ns = max(self._heard_ns, now_ns)
        else:
            self.kbit_s = self.updates_s = 0.0
            if notice.state is not SessionState.STALLED:
                self.abilities, self.lights = Abilities(), None
            if notice.reason is not Reason.NONE:
                self._trouble, self._trouble_detail = notice.reason, self.detail

    def _status_of_trouble(self, now_ns: int) -> Status:
        # While another attempt runs the tile goes on saying what was wrong with the last one: a
        # host that refuses every few seconds must not flicker between two states.
        reason, detail = self._trouble, self._trouble_detail
        retry: int | None = None
        if self.state is SessionState.BACKING_OFF and self.retry_at_ns:
            retry = max(0, -((now_ns - self.retry_at_ns) // SECOND))
        if reason in _UNREACHABLE:
            return Status(Condition.UNREACHABLE, _(reason.value), detail, retry_s=retry)
        if reason in _LOCKED:
            return Status(Condition.LOCKED, _(reason.value), detail, retry_s=retry)
        if self.state is SessionState.FAILED or reason in _FAILED:
            word = _(reason.value or Condition.FAILED.value)
            return Status(Condition.FAILED, word, detail, retry_s=retry)
        if reason is Reason.NONE and self.state is not SessionState.BACKING_OFF:
            return Status(Condition.CONNECTING, _("connecting"), self.detail)
        word = _("reconnecting")
        if retry is not None:
            word = _("reconnecting in {n} s").format(n=retry)
        return Status(Condition.RECONNECTING, word, detail or _(reason.value), retry_s=retry)


def monitors_of(size: Size, screens: Iterable[Rect]) -> tuple[Rect, ...]:
    """Return the monitors that an operator can see, from left to right, top to bottom.

    Servers tell of screens that lie outside the desktop, have no pixel, or are told twice
    (mirrored).

    >>> monitors_of(Size(30, 10), (Rect(20, 0, 10, 10), Rect(0, 0, 20, 10), Rect(30, 0, 9, 9)))
    (Rect(x=0, y=0, width=20, height=10), Rect(x=20, y=0, width=10, height=10))
    """
    whole = Rect(0, 0, size.width, size.height)
    inside = dict.fromkeys(screen.intersection(whole) for screen in screens)
    seen = sorted((rect for rect in inside if not rect.is_empty), key=lambda r: (r.x, r.y))
    return tuple(seen[:MOST_MONITORS]) or (whole,)
