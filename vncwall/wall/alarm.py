"""What is an alert about one desktop, and whether somebody works on it."""

from __future__ import annotations

from datetime import datetime

from vncwall.ipc.messages import AlertChanged, MaintenanceChanged
from vncwall.language import _
from vncwall.states import AlertState

_SECOND = 1_000_000_000
_DAY_S = 86400


class Alarm:
    """The alerts of one desktop that last, as notices have told them.

    Attributes:
        alerts: by rule.
        maintenance: somebody works on it; None: nobody does.
    """

    def __init__(self) -> None:
        self.alerts: dict[str, AlertChanged] = {}
        self.maintenance: MaintenanceChanged | None = None

    def apply(self, notice: AlertChanged | MaintenanceChanged) -> None:
        """Remember what a notice says."""
        if isinstance(notice, MaintenanceChanged):
            self.maintenance = notice if notice.is_on else None
        elif notice.state.is_open:
            self.alerts[notice.rule] = notice
        else:
            self.alerts.pop(notice.rule, None)

    @property
    def worst(self) -> AlertChanged | None:
        """The alert to show: one that nobody knows of before others, then the gravest, then the
        first."""
        return min(
            self.alerts.values(),
            key=lambda one: (one.state is not AlertState.RAISED, -one.severity.rank, one.raised_ns),
            default=None,
        )

    @property
    def is_known(self) -> bool:
        """Whether somebody has acknowledged all of them."""
        return all(one.state is AlertState.ACKNOWLEDGED for one in self.alerts.values())

    @property
    def label(self) -> str:
        """The worst by its name, and how many more there are; "": none."""
        worst = self.worst
        if worst is None:
            return ""
        more = len(self.alerts) - 1
        return f"{worst.rule} +{more}" if more else worst.rule


def maintenance_in_words(maintenance: MaintenanceChanged, *, now: datetime) -> str:
    """Return until when somebody works on a desktop, and why.

    >>> maintenance_in_words(MaintenanceChanged(0, True, 0, "new disk", "bob"), now=datetime.now())
    'new disk (bob)'
    """
    parts = []
    if maintenance.until_ns:
        parts.append(_("until {time}").format(time=moment_in_words(maintenance.until_ns, now=now)))
    if maintenance.reason or maintenance.who:
        who = f"({maintenance.who})" if maintenance.who else ""
        parts.append(" ".join(part for part in (maintenance.reason, who) if part))
    return ": ".join(parts)


def moment_in_words(time_ns: int, *, now: datetime) -> str:
    """Return a wall time in the computer's zone, with its day where that is another one."""
    moment = datetime.fromtimestamp(time_ns / _SECOND)
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    is_near = abs((moment - now).total_seconds()) < 6 * _DAY_S
    return f"{moment:%a %H:%M}" if is_near else f"{moment:%Y-%m-%d %H:%M}"
