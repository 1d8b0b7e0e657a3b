"""The life of one rule's alerts for one host: raised, acknowledged, cleared, quiet for a while.

Pure. What holds must hold for the rule's time before it is raised; what is over is not raised
again before the rule's cooldown. What is not known changes nothing.
"""

from __future__ import annotations

from dataclasses import replace

from vncwall.alerting.alert import Alert
from vncwall.alerting.facts import Finding
from vncwall.settings.alert import AlertKind, AlertSettings
from vncwall.states import AlertState

_NS = 1_000_000_000


class Vigil:
    """Follows one rule for one host.

    Attributes:
        rule: of the configuration.
        alert: the one that lasts; None: there is none.
    """

    def __init__(self, rule: AlertSettings, alert: Alert | None = None) -> None:
        """Begin, perhaps with an alert that a former run of the program has left."""
        self.rule = rule
        self.alert = alert
        self._since_ns: int | None = None
        self._quiet_until_ns = 0

    def adopt(self, rule: AlertSettings) -> None:
        """Go on by another setting of the same rule."""
        self.rule = rule

    def step(self, finding: Finding, now_ns: int, *, wall_ns: int) -> Alert | None:
        """Take in what was found; return the alert if that changed its state or its detail."""
        if finding.holds is None:
            if self.alert is None:
                self._since_ns = None
            return None
        if not finding.holds:
            self._since_ns = None
            is_latched = (
                self.rule.latch
                and self.alert is not None
                and self.alert.state is not AlertState.ACKNOWLEDGED
            )
            return None if is_latched else self.clear("", now_ns, wall_ns=wall_ns)
        if self.alert is not None:
            if not finding.detail or finding.detail == self.alert.detail:
                return None
            self.alert = replace(self.alert, detail=finding.detail)
            return self.alert
        if self._since_ns is None:
            self._since_ns = now_ns
        if now_ns < self._due_ns():
            return None
        self.alert = Alert(
            self.rule.name,
            self.rule.severity,
            AlertState.RAISED,
            finding.detail,
            wall_ns,
            wall_ns,
        )
        return self.alert

    def acknowledge(self, who: str, note: str, *, wall_ns: int) -> Alert | None:
        """Somebody knows; return the alert if that is news."""
        alert = self.alert
        if alert is None or (alert.state is AlertState.ACKNOWLEDGED and note == alert.note):
            return None
        state = AlertState.ACKNOWLEDGED
        self.alert = replace(alert, state=state, changed_ns=wall_ns, who=who, note=note)
        return self.alert

    def clear(self, why: str, now_ns: int, *, wall_ns: int) -> Alert | None:
        """It is over, or does not count any more; return the last of the alert that there was."""
        self._since_ns = None
        if self.alert is None:
            return None
        detail = f"{self.alert.detail}; {why}" if why and self.alert.detail else why
        cleared = replace(
            self.alert,
            state=AlertState.CLEARED,
            changed_ns=wall_ns,
            detail=detail or self.alert.detail,
        )
        self.alert = None
        self._quiet_until_ns = now_ns + int(self.rule.cooldown_s * _NS)
        return cleared

    @property
    def due_ns(self) -> int | None:
        """When it may be raised by time alone; None: not before something is found."""
        return self._due_ns() if self._since_ns is not None and self.alert is None else None

    def _due_ns(self) -> int:
        # "silent" has its time in what it looks for: weeks, which no process needs to live.
        for_s = 0.0 if self.rule.when is AlertKind.SILENT else self.rule.for_s
        assert self._since_ns is not None
        return max(self._since_ns + int(for_s * _NS), self._quiet_until_ns)
