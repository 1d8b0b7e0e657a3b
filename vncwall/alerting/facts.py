"""What is known of one host that rules may be about. Pure: times come in as arguments."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.ipc.messages import Bell, LookChanged, Notice, RuleSeen, SessionChanged
from vncwall.settings.alert import AlertKind, AlertSettings
from vncwall.states import PictureLook, SessionState

_NS = 1_000_000_000
BELL_LASTS_NS = 30 * _NS
"""A bell is over as it rings; its alert is there so long, so that somebody can see it."""
LOOK_KNOWN_NS = 3 * _NS
"""A desktop that has been live so long and was not called black is not black."""
_CONNECTED = (SessionState.LIVE, SessionState.STALLED)
_LOOKS = {AlertKind.BLACK: PictureLook.BLACK, AlertKind.BLANK: PictureLook.BLANK}


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether what a rule looks for is there."""

    holds: bool | None
    """None: not known now."""
    detail: str = ""
    due_ns: int | None = None
    """Monotonic time at which this may be otherwise though nothing was heard; None: no such."""
    due_wall_ns: int | None = None
    """The same as wall time."""


class Facts:
    """Follows the notices about one session."""

    def __init__(self, active_wall_ns: int) -> None:
        """Begin; `active_wall_ns`: when something last changed on its screen, as far as known."""
        self.active_wall_ns = active_wall_ns
        self._state = SessionState.IDLE
        self._detail = ""
        self._is_lost = False
        self._is_resting = False
        self._live_ns = 0
        self._look = PictureLook.BUSY
        self._rang_ns: int | None = None
        self._seen: dict[str, RuleSeen] = {}

    def forget(self, rules: tuple[AlertSettings, ...]) -> None:
        """Forget what was seen by rules that are not these."""
        names = {rule.name for rule in rules}
        self._seen = {name: seen for name, seen in self._seen.items() if name in names}

    def hear(self, notice: Notice, now_ns: int, *, wall_ns: int) -> bool:
        """Take a notice in; return whether it may matter."""
        match notice:
            case SessionChanged(state=state, detail=detail):
                self._change(state, detail, now_ns)
            case LookChanged(look=look):
                self._look = look
            case Bell():
                self._rang_ns = now_ns
            case RuleSeen(rule=rule, is_activity=False):
                self._seen[rule] = notice
            case RuleSeen():
                self.active_wall_ns = wall_ns
            case _:
                return False
        return True

    def rest(self, *, is_resting: bool) -> None:
        """It is not connected to because nothing is wanted of it, or it is again."""
        self._is_resting = is_resting
        self._is_lost = False

    def find(self, rule: AlertSettings, now_ns: int, *, wall_ns: int) -> Finding:
        """Return whether a rule holds."""
        match rule.when:
            case AlertKind.OFFLINE:
                return self._offline()
            case AlertKind.FROZEN:
                if self._state is SessionState.LIVE or self._is_lost:
                    return Finding(False)
                frozen = self._state is SessionState.STALLED
                return Finding(True, self._detail) if frozen else Finding(None)
            case AlertKind.BLACK | AlertKind.BLANK:
                return self._looks(rule.when, now_ns)
            case AlertKind.BELL:
                return self._rang(now_ns)
            case AlertKind.SILENT:
                due_ns = self.active_wall_ns + int(rule.for_s * _NS)
                if wall_ns < due_ns:
                    return Finding(False, due_wall_ns=due_ns)
                return Finding(True, "nothing has changed on its screen")
            case _:
                seen = self._seen.get(rule.name)
                if seen is None or self._state is not SessionState.LIVE:
                    return Finding(None)
                return Finding(seen.is_met, seen.detail)

    def _change(self, state: SessionState, detail: str, now_ns: int) -> None:
        was_connected = self._state in _CONNECTED
        if state is SessionState.LIVE and self._state is not SessionState.LIVE:
            self._live_ns, self._look = now_ns, PictureLook.BUSY
            if not was_connected:
                self._seen.clear()  # of another connection
        if state in _CONNECTED:
            self._is_lost = False
        elif was_connected or state in (SessionState.BACKING_OFF, SessionState.FAILED):
            self._is_lost = not self._is_resting and state is not SessionState.STOPPED
        self._state = state
        self._detail = detail or self._detail if self._is_lost else detail

    def _offline(self) -> Finding:
        if self._is_lost:
            return Finding(True, self._detail)
        return Finding(False if self._state in _CONNECTED else None)

    def _looks(self, kind: AlertKind, now_ns: int) -> Finding:
        if self._state is not SessionState.LIVE:
            return Finding(None)
        if self._look is _LOOKS[kind]:
            what = "is dark" if kind is AlertKind.BLACK else "has one colour"
            return Finding(True, f"all of its picture {what}")
        if now_ns < self._live_ns + LOOK_KNOWN_NS:
            return Finding(None, due_ns=self._live_ns + LOOK_KNOWN_NS)
        return Finding(False)

    def _rang(self, now_ns: int) -> Finding:
        if self._rang_ns is None or now_ns >= self._rang_ns + BELL_LASTS_NS:
            return Finding(False)
        return Finding(True, "it rang", due_ns=self._rang_ns + BELL_LASTS_NS)
