"""Alerts on the wall: what happened, what is brought forward, what is said and heard."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vncwall.ipc.messages import AlertChanged, MaintenanceChanged
from vncwall.language import _, ngettext
from vncwall.settings.alert import AlertSettings, Show
from vncwall.states import AlertState, Severity
from vncwall.wall.actions.base import Hands
from vncwall.wall.chime import Chime
from vncwall.wall.choices import go_to

_SECOND = 1_000_000_000
MOST_HAPPENINGS = 500
AGAIN_NS = 30 * _SECOND
"""A critical alert that nobody has acknowledged rings again so much later."""
_SAID_ONE_BY_ONE = 3
"""More alerts at once are said in one sentence: two hundred hosts may be lost together."""
_TOAST = "alerts"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of what happened."""

    session: int
    name: str
    """Of the host."""
    time_ns: int
    """Wall time."""
    notice: AlertChanged | MaintenanceChanged


class Alarms:
    """Keeps the last happenings, and acts on new alerts as their rules say.

    Attributes:
        happenings: the newest first.
        chime: rings.
        changed: how often something has happened.
    """

    def __init__(self, hands: Hands, *, wall_ns: Callable[[], int] = time.time_ns) -> None:
        self._hands = hands
        self._wall_ns = wall_ns
        self.happenings: deque[Happening] = deque(maxlen=MOST_HAPPENINGS)
        self.chime = Chime(is_wanted=hands.settings.wall.sound)
        self.changed = 0
        self._news: list[AlertChanged] = []
        self._ring_again_ns = 0

    def take(self, notice: AlertChanged | MaintenanceChanged) -> None:
        """Take in what was told; what follows from it is done by `advance`."""
        desktop = self._hands.desktops.get(notice.session)
        if desktop is None:
            return
        self.changed += 1
        if isinstance(notice, MaintenanceChanged):
            self._list(notice, desktop.name, self._wall_ns())
        elif notice.is_news or not self._is_listed(notice):  # else only more is known of it
            self._list(notice, desktop.name, notice.changed_ns)
            if notice.is_news:
                self._news.append(notice)

    def _list(self, notice: AlertChanged | MaintenanceChanged, name: str, time_ns: int) -> None:
        self.happenings.appendleft(Happening(notice.session, name, time_ns, notice))

    def _is_listed(self, notice: AlertChanged) -> bool:
        return any(
            isinstance(one.notice, AlertChanged)
            and (one.session, one.notice.rule, one.notice.raised_ns)
            == (notice.session, notice.rule, notice.raised_ns)
            for one in self.happenings
        )

    def advance(self) -> None:
        """Say, ring and bring forward what is new; ring again for what nobody cares about."""
        news, self._news = self._news, []
        raised = [one for one in news if one.state is AlertState.RAISED]
        if raised:
            self._say(raised)
            self._ring(raised)
            self._bring_forward(raised)
            self._hands.showing.pages.hold(self._hands.now_ns)
        cleared = [one for one in news if one.state is AlertState.CLEARED]
        if cleared and not raised and len(cleared) <= _SAID_ONE_BY_ONE:
            for one in cleared:
                sentence = _("{name}: {rule} is over").format(name=self._name(one), rule=one.rule)
                self._hands.report(True, sentence)
        if self._ring_again_ns and self._hands.now_ns >= self._ring_again_ns:
            self._ring_again_ns = 0
            self._ring([one for one in self.unknown() if one.severity is Severity.CRITICAL])

    def unknown(self) -> Iterator[AlertChanged]:
        """Yield the alerts that last and that nobody has acknowledged."""
        for desktop in self._hands.desktops.values():
            for alert in desktop.alarm.alerts.values():
                if alert.state is AlertState.RAISED:
                    yield alert

    def close(self) -> None:
        """Let go of the audio device."""
        self.chime.close()

    # --- what follows from new alerts

    def _say(self, raised: list[AlertChanged]) -> None:
        hands = self._hands
        if len(raised) <= _SAID_ONE_BY_ONE:
            for one in raised:
                detail = f": {one.detail}" if one.detail else ""
                hands.report(False, f"{self._name(one)} · {one.rule}{detail}")
            return
        sentence = ngettext("{n} new alert: {names}", "{n} new alerts: {names}", len(raised))
        names = ", ".join(dict.fromkeys(self._name(one) for one in raised[:5]))
        hands.report(False, sentence.format(n=len(raised), names=f"{names} ..."), key=_TOAST)

    def _ring(self, alerts: list[AlertChanged]) -> None:
        loud = [one for one in alerts if (rule := self._rule(one)) and rule.actions.sound]
        if not loud:
            return
        worst = max((one.severity for one in loud), key=lambda one: one.rank)
        self.chime.ring(worst)
        if worst is Severity.CRITICAL:
            self._ring_again_ns = self._hands.now_ns + AGAIN_NS

    def _bring_forward(self, raised: list[AlertChanged]) -> None:
        """Show the gravest that wants it; a desktop that is promoted is never taken away."""
        hands = self._hands
        if hands.promoted is not None:
            return
        shown = [
            (one.severity.rank, rule.actions.show, one.session)
            for one in raised
            if (rule := self._rule(one)) and rule.actions.show is not Show.NO
        ]
        if not shown:
            return
        _rank, show, session = max(shown, key=lambda one: one[0])
        go_to(hands, session)
        if show is Show.LARGE:
            hands.promote(session, with_control=False)

    def _rule(self, alert: AlertChanged) -> AlertSettings | None:
        desktop = self._hands.desktops.get(alert.session)
        rules = desktop.host.alerts if desktop is not None else ()
        return next((rule for rule in rules if rule.name == alert.rule), None)

    def _name(self, alert: AlertChanged) -> str:
        desktop = self._hands.desktops.get(alert.session)
        return desktop.name if desktop is not None else ""
