"""Which alerts there are: facts about hosts in, changes of alerts out. Pure.

Only hosts of which something was heard, or whose time has come, are looked at, so a wall of many
quiet hosts costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from vncwall.alerting.alert import Alert, Maintenance
from vncwall.alerting.facts import Facts
from vncwall.alerting.vigil import Vigil
from vncwall.ipc.messages import Notice
from vncwall.scheduling.schedule import Schedule
from vncwall.settings.model import HostSettings

_NS = 1_000_000_000
LOOK_AGAIN_NS = 60 * _NS
"""Everything is looked at so often in any case: a clock may have been set."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is new of one host."""

    session: int
    what: Alert | Maintenance | None
    """None: maintenance is over."""


@dataclass(slots=True)
class _Host:
    settings: HostSettings
    facts: Facts
    vigils: dict[str, Vigil]
    times: dict[str, Schedule]
    windows: list[Schedule]
    by_hand: Maintenance | None = None
    maintenance: Maintenance | None = None
    """As it was last told."""
    changes: list[Change] = field(default_factory=list)


class Engine:
    """All hosts and their alerts. Times are monotonic (`now_ns`) and of the wall (`wall_ns`)."""

    def __init__(self) -> None:
        self._hosts: dict[int, _Host] = {}
        self._dirty: set[int] = set()
        self._due_ns = 0
        self._due_wall_ns = 0

    # --- hosts

    def enter(
        self,
        session: int,
        host: HostSettings,
        *,
        active_wall_ns: int,
        known: Mapping[str, Alert] | None = None,
        by_hand: Maintenance | None = None,
    ) -> None:
        """Watch over a host.

        Args:
            session: its number.
            host: with its rules.
            active_wall_ns: when something last changed on its screen, or now.
            known: alerts by rule that a former run has left.
            by_hand: maintenance that somebody began in a former run.
        """
        known = known or {}
        vigils = {rule.name: Vigil(rule, known.get(rule.name)) for rule in host.alerts}
        entered = _Host(host, Facts(active_wall_ns), vigils, {}, [], by_hand)
        self._hosts[session] = entered
        self._schedule(entered)
        self._dirty.add(session)

    def change(self, session: int, host: HostSettings, now_ns: int, *, wall_ns: int) -> None:
        """Go on by other settings of the same host; alerts of rules that are gone are cleared."""
        one = self._hosts.get(session)
        if one is None:
            return
        before, one.settings = one.vigils, host
        one.vigils = {}
        for rule in host.alerts:
            vigil = before.pop(rule.name, None)
            if vigil is not None and vigil.rule.when is rule.when:
                vigil.adopt(rule)
            else:
                vigil = Vigil(rule)
            one.vigils[rule.name] = vigil
        for vigil in before.values():
            if (alert := vigil.clear("the rule is gone", now_ns, wall_ns=wall_ns)) is not None:
                one.changes.append(Change(session, alert))
        one.facts.forget(host.alerts)
        self._schedule(one)
        self._dirty.add(session)

    def leave(self, session: int) -> None:
        """Watch over a host no more; its alerts are no news."""
        self._hosts.pop(session, None)
        self._dirty.discard(session)

    def _schedule(self, one: _Host) -> None:
        one.windows = [Schedule(settings) for settings in one.settings.maintenance]
        one.times = {
            rule.name: Schedule(rule.times)
            for rule in one.settings.alerts
            if rule.times is not None
        }

    # --- what happens

    def hear(self, session: int, notice: Notice, now_ns: int, *, wall_ns: int) -> None:
        """Take in what was said of a session."""
        one = self._hosts.get(session)
        if one is not None and one.facts.hear(notice, now_ns, wall_ns=wall_ns):
            self._dirty.add(session)

    def rest(self, session: int, *, is_resting: bool) -> None:
        """A session is not connected any more because nothing is wanted of it, or it is again."""
        one = self._hosts.get(session)
        if one is not None:
            one.facts.rest(is_resting=is_resting)
            self._dirty.add(session)

    def acknowledge(
        self, session: int, rule: str, *, who: str, note: str, wall_ns: int
    ) -> list[Change]:
        """Somebody knows of an alert, or with `rule` "" of all of a host; return what is new."""
        one = self._hosts.get(session)
        if one is None:
            return []
        vigils = (
            one.vigils.values() if not rule else [one.vigils[rule]] if rule in one.vigils else []
        )
        changed = [vigil.acknowledge(who, note, wall_ns=wall_ns) for vigil in vigils]
        self._dirty.add(session)
        return [Change(session, alert) for alert in changed if alert is not None]

    def maintain(self, session: int, maintenance: Maintenance | None) -> None:
        """Somebody begins to work on a host, or (None) has done."""
        one = self._hosts.get(session)
        if one is not None:
            one.by_hand = maintenance
            self._dirty.add(session)

    # --- what is seen

    def open(self) -> Iterator[tuple[int, Alert]]:
        """Yield all alerts that last, by session."""
        for session, one in self._hosts.items():
            for vigil in one.vigils.values():
                if vigil.alert is not None:
                    yield session, vigil.alert

    def maintained(self) -> Iterator[tuple[int, Maintenance]]:
        """Yield the sessions that are being worked on, as it was last told."""
        for session, one in self._hosts.items():
            if one.maintenance is not None:
                yield session, one.maintenance

    def activity(self) -> Iterator[tuple[int, int]]:
        """Yield by session when something last changed on its screen, as wall time."""
        for session, one in self._hosts.items():
            yield session, one.facts.active_wall_ns

    def tick(self, now_ns: int, *, wall_ns: int) -> list[Change]:
        """Return what is new now."""
        if now_ns >= self._due_ns or wall_ns >= self._due_wall_ns:
            self._dirty |= self._hosts.keys()
        if not self._dirty:
            return []
        is_all = len(self._dirty) == len(self._hosts)
        if is_all:
            self._due_ns, self._due_wall_ns = now_ns + LOOK_AGAIN_NS, wall_ns + LOOK_AGAIN_NS
        dirty, self._dirty = self._dirty, set()
        changes: list[Change] = []
        for session in sorted(dirty):
            changes += self._look(session, self._hosts[session], now_ns, wall_ns=wall_ns)
        return changes

    # --- inside

    def _look(self, session: int, one: _Host, now_ns: int, *, wall_ns: int) -> Iterable[Change]:
        changes, one.changes = one.changes, []
        maintenance = self._maintenance(one, wall_ns)
        if maintenance != one.maintenance:
            one.maintenance = maintenance
            changes.append(Change(session, maintenance))
        for name, vigil in one.vigils.items():
            times = one.times.get(name)
            finding = one.facts.find(vigil.rule, now_ns, wall_ns=wall_ns)
            if maintenance is not None:
                alert = vigil.clear("maintenance", now_ns, wall_ns=wall_ns)
            elif times is not None and not self._runs(times, wall_ns):
                alert = vigil.clear("outside of its hours", now_ns, wall_ns=wall_ns)
            else:
                alert = vigil.step(finding, now_ns, wall_ns=wall_ns)
                for due_ns in (finding.due_ns, vigil.due_ns):
                    if due_ns is not None:
                        self._due_ns = min(self._due_ns, due_ns)
                if finding.due_wall_ns is not None:
                    self._due_wall_ns = min(self._due_wall_ns, finding.due_wall_ns)
            if alert is not None:
                changes.append(Change(session, alert))
        return changes

    def _maintenance(self, one: _Host, wall_ns: int) -> Maintenance | None:
        if one.by_hand is not None:
            if not one.by_hand.until_ns or wall_ns < one.by_hand.until_ns:
                if one.by_hand.until_ns:
                    self._due_wall_ns = min(self._due_wall_ns, one.by_hand.until_ns)
                return one.by_hand
            one.by_hand = None
        for window in one.windows:
            if self._runs(window, wall_ns):
                return Maintenance(window.ahead(wall_ns)[0].end_ns, window.name)
        return None

    def _runs(self, schedule: Schedule, wall_ns: int) -> bool:
        """Whether it is its time; notes when that changes."""
        spans = schedule.ahead(wall_ns)
        if not spans:
            return False
        is_now = spans[0].start_ns <= wall_ns
        edge_ns = spans[0].end_ns if is_now else spans[0].start_ns
        self._due_wall_ns = min(self._due_wall_ns, edge_ns)
        return is_now
