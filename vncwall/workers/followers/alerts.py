"""Alerts of the whole fleet: hears what happens to hosts, says what is an alert, and acts on it.

It runs wherever the supervisor does, so a recorder without a window has alerts as the wall has.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vncwall.alerting.alert import Alert, Maintenance
from vncwall.alerting.engine import Change, Engine
from vncwall.alerting.errands import Programs, Webhooks
from vncwall.alerting.journal import AlertJournal, alert_line, stamp
from vncwall.clock import Clock
from vncwall.ipc.messages import (
    AcknowledgeAlert,
    AlertChanged,
    ChangeHost,
    Command,
    MaintenanceChanged,
    Notice,
    PictureSaved,
    RemoveSession,
    SavePicture,
    SetConnected,
    SetMaintenance,
)
from vncwall.recording.operator import operator
from vncwall.settings.alert import AlertKind, AlertSettings
from vncwall.settings.model import HostSettings
from vncwall.states import AlertState
from vncwall.workers.followers.base import Follower
from vncwall.workers.roster import Entry, Roster

logger = logging.getLogger(__name__)

_NS = 1_000_000_000
PATIENCE_NS = 5 * _NS
"""Programs and web addresses wait so long for the picture that they are told of."""
ACTIVITY_NS = 600 * _NS
"""How often it is written down when something last changed on a screen."""


@dataclass(slots=True)
class _Awaiting:
    """What is told when its picture is in a file."""

    session: int
    alert: Alert
    until_ns: int


class Alerts(Follower):
    """Keeps the engine, the journal and the errands."""

    def __init__(
        self,
        roster: Roster,
        clock: Clock,
        *,
        state: str = "",
        snapshots: str = "snapshots",
        programs: Programs | None = None,
        webhooks: Webhooks | None = None,
    ) -> None:
        """Begin with no session.

        Args:
            roster: of all sessions; to read.
            clock: of everything.
            state: folder where the journal's is; "": nothing is written down.
            snapshots: folder where the pictures of alerts go.
            programs: for tests.
            webhooks: for tests.
        """
        self._roster = roster
        self._clock = clock
        self._engine = Engine()
        self._folder = Path(state) / "alerts" if state else None
        self._snapshots = Path(snapshots).absolute()
        self._journal: AlertJournal | None = None
        self._programs = programs or Programs()
        self._webhooks = webhooks or Webhooks()
        self._said: list[Command | Notice] = []
        self._awaiting: dict[str, _Awaiting] = {}
        self._active: dict[int, int] = {}
        self._write_activity_ns = 0

    def open(self) -> Iterator[tuple[int, Alert]]:
        """Yield all alerts that last, by session."""
        return self._engine.open()

    def maintained(self) -> Iterator[tuple[int, Maintenance]]:
        """Yield all sessions that are being worked on."""
        return self._engine.maintained()

    # --- what it sees

    def entering(self, entry: Entry) -> None:
        """Watch over a new session; what a former run has left of it lasts."""
        wall, host = self._clock.wall_ns(), entry.host
        if host.alerts or host.maintenance:
            self._open_journal(wall)
        known: dict[str, Alert] = {}
        by_hand, active_ns = None, wall
        if self._journal is not None:
            standing = self._journal.standing
            known = {
                rule: alert for (name, rule), alert in standing.alerts.items() if name == host.name
            }
            by_hand = standing.maintenance.get(host.name)
            active_ns = standing.active_ns.get(host.name, wall)
        self._engine.enter(
            entry.session, host, active_wall_ns=active_ns, known=known, by_hand=by_hand
        )
        names = {rule.name for rule in host.alerts}
        for alert in known.values():
            if alert.rule in names:
                self._said.append(changed(entry.session, alert, is_news=False))

    def sent(self, command: Command) -> None:
        """See what a person says about alerts, and what the configuration says now."""
        now, wall = self._clock.monotonic_ns(), self._clock.wall_ns()
        match command:
            case ChangeHost(session=session, host=host):
                self._engine.change(session, host, now, wall_ns=wall)
            case RemoveSession(session=session):
                self._engine.leave(session)
            case SetConnected(session=session, enabled=enabled):
                self._engine.rest(session, is_resting=not enabled)
            case AcknowledgeAlert(session=session, rule=rule, who=who, note=note):
                for change in self._engine.acknowledge(
                    session, rule, who=who or operator(), note=note, wall_ns=wall
                ):
                    self._carry_out(change, now, wall)
            case SetMaintenance(session=session, for_s=for_s, who=who, note=note):
                until_ns = wall + int(for_s * _NS)
                one = Maintenance(until_ns, note, who or operator()) if for_s > 0 else None
                self._engine.maintain(session, one)
                entry = self._roster.get(session)
                if entry is not None:
                    self._open_journal(wall)
                    if self._journal is not None:
                        self._journal.maintenance(entry.host.name, one, wall)

    def noticed(self, notice: Notice) -> None:
        """Hear what happens to a host."""
        if isinstance(notice, PictureSaved):
            self._pictured(notice)
            return
        session = getattr(notice, "session", -1)
        if session >= 0:
            now, wall = self._clock.monotonic_ns(), self._clock.wall_ns()
            self._engine.hear(session, notice, now, wall_ns=wall)

    # --- what it does

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Return what is new, and what is to be done about it."""
        wall = self._clock.wall_ns()
        for change in self._engine.tick(now_ns, wall_ns=wall):
            self._carry_out(change, now_ns, wall)
        if now_ns >= self._write_activity_ns:
            self._write_activity(wall)
            self._write_activity_ns = now_ns + ACTIVITY_NS
        late = [path for path, one in self._awaiting.items() if now_ns >= one.until_ns]
        for path in late:
            waiting = self._awaiting.pop(path)
            self._tell_others(waiting.session, waiting.alert, "")
        said, self._said = self._said, []
        return said

    def close(self) -> None:
        """Write down what is to be known by the next run; end what was begun."""
        self._write_activity(self._clock.wall_ns())
        self._programs.close()
        self._webhooks.close()
        if self._journal is not None:
            self._journal.close()

    def _carry_out(self, change: Change, now_ns: int, wall_ns: int) -> None:
        entry = self._roster.get(change.session)
        if entry is None:
            return
        name, session, what = entry.host.name, change.session, change.what
        if isinstance(what, Alert):
            # What only has another detail is told to the wall; it is no news to anybody else.
            is_news = what.changed_ns == wall_ns
            self._said.append(changed(session, what, is_news=is_news))
            if not is_news:
                return
            self._open_journal(wall_ns)
            if self._journal is not None:
                self._journal.alert(name, what)
            logger.log(
                logging.WARNING if what.state is AlertState.RAISED else logging.INFO,
                "[%s] alert %s %s%s", name, what.rule, what.state,
                f": {what.detail}" if what.detail else "",
            )  # fmt: skip
            self._act(entry, what, now_ns)
        else:
            self._said.append(
                MaintenanceChanged(session, False)
                if what is None
                else MaintenanceChanged(session, True, what.until_ns, what.reason, what.who)
            )

    def _act(self, entry: Entry, alert: Alert, now_ns: int) -> None:
        rule = _rule(entry.host, alert.rule)
        if rule is None:
            return
        if alert.state is AlertState.RAISED and rule.actions.snapshot:
            path = str(picture_path(self._snapshots, entry.host.name, alert))
            self._said.append(SavePicture(entry.session, path, entry.recording.masks))
            self._awaiting[path] = _Awaiting(entry.session, alert, now_ns + PATIENCE_NS)
        else:
            self._tell_others(entry.session, alert, "")

    def _pictured(self, notice: PictureSaved) -> None:
        waiting = self._awaiting.pop(notice.path, None)
        if waiting is None:
            return
        if notice.detail:
            logger.error("no picture of an alert: %s", notice.detail)
        self._tell_others(waiting.session, waiting.alert, "" if notice.detail else notice.path)

    def _tell_others(self, session: int, alert: Alert, picture: str) -> None:
        """Run the program of a rule and tell its web address."""
        entry = self._roster.get(session)
        rule = _rule(entry.host, alert.rule) if entry is not None else None
        if entry is None or rule is None:
            return
        actions, facts = rule.actions, facts_of(entry.host, rule, alert, picture)
        command = {
            AlertState.RAISED: actions.command,
            AlertState.CLEARED: actions.command_cleared,
        }.get(alert.state, ())
        if command:
            environment = {f"VNCWALL_{key.upper()}": str(value) for key, value in facts.items()}
            self._programs.run(command, environment, actions.timeout_s)
        if actions.webhook:
            self._webhooks.tell(actions.webhook, facts)

    def _open_journal(self, wall_ns: int) -> None:
        if self._journal is None and self._folder is not None:
            self._journal = AlertJournal(self._folder, now_ns=wall_ns)

    def _write_activity(self, wall_ns: int) -> None:
        """Write down when something last changed where a rule looks for silence."""
        if self._journal is None:
            return
        for session, active_ns in self._engine.activity():
            entry = self._roster.get(session)
            if entry is None or self._active.get(session) == active_ns:
                continue
            if any(rule.when is AlertKind.SILENT for rule in entry.host.alerts):
                self._active[session] = active_ns
                self._journal.active(entry.host.name, active_ns, wall_ns)


def changed(session: int, alert: Alert, *, is_news: bool) -> AlertChanged:
    """Return an alert as it is told."""
    return AlertChanged(
        session,
        alert.rule,
        alert.state,
        alert.severity,
        alert.detail,
        alert.raised_ns,
        alert.changed_ns,
        alert.who,
        alert.note,
        is_news,
    )


def facts_of(host: HostSettings, rule: AlertSettings, alert: Alert, picture: str) -> dict[str, Any]:
    """Return what programs and web addresses are told."""
    return {
        "host": host.name,
        "address": str(host.address),
        "group": host.group,
        "when": str(rule.when),
        **alert_line(alert),
        "time": stamp(alert.changed_ns),
        "picture": picture,
    }


def picture_path(folder: Path, host: str, alert: Alert) -> Path:
    """Return the file for the picture of an alert.

    >>> from vncwall.states import Severity
    >>> alert = Alert("too hot", Severity.INFO, AlertState.RAISED, "", 0, 0)
    >>> picture_path(Path("snapshots"), "lab/7", alert).name.startswith("lab-7-too-hot-19")
    True
    """
    stem = "-".join(re.sub(r"[^\w.]+", "-", text).strip("-.")[:60] for text in (host, alert.rule))
    moment = datetime.fromtimestamp(alert.raised_ns / _NS)
    return folder / f"{stem}-{moment:%Y%m%d-%H%M%S-%f}.png"


def _rule(host: HostSettings, name: str) -> AlertSettings | None:
    return next((rule for rule in host.alerts if rule.name == name), None)
