"""What is an alert about one desktop, as its tile says it."""

from __future__ import annotations

from datetime import datetime, timedelta

from vncwall.ipc.messages import AlertChanged, MaintenanceChanged, SessionChanged
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import AlertState, Reason, SessionState, Severity
from vncwall.wall.alarm import Alarm, maintenance_in_words, moment_in_words
from vncwall.wall.condition import Condition
from vncwall.wall.desktop import Desktop
from vncwall.wall.find import Find

NOW = datetime(2026, 3, 1, 10, 42)


def alert(
    rule: str,
    state: AlertState = AlertState.RAISED,
    severity: Severity = Severity.WARNING,
    raised_ns: int = 5,
) -> AlertChanged:
    return AlertChanged(0, rule, state, severity, "", raised_ns, raised_ns)


def alarm(*notices: AlertChanged | MaintenanceChanged) -> Alarm:
    result = Alarm()
    for notice in notices:
        result.apply(notice)
    return result


def ns(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000


def test_the_worst_is_one_that_nobody_knows_of_then_the_gravest_then_the_first() -> None:
    info, critical = Severity.INFO, Severity.CRITICAL
    known = AlertState.ACKNOWLEDGED
    assert alarm(alert("a", known, critical), alert("b", severity=info)).label == "b +1"
    assert alarm(alert("a"), alert("b", severity=critical)).label == "b +1"
    assert alarm(alert("a", raised_ns=2), alert("b", raised_ns=1)).label == "b +1"


def test_it_is_known_when_all_are_acknowledged_and_gone_when_all_are_over() -> None:
    both = alarm(alert("a"), alert("b", AlertState.ACKNOWLEDGED))
    assert not both.is_known
    both.apply(alert("a", AlertState.ACKNOWLEDGED))
    assert both.is_known
    both.apply(alert("a", AlertState.CLEARED))
    both.apply(alert("b", AlertState.CLEARED))
    assert (both.label, both.worst) == ("", None)


def test_moments_are_as_short_as_they_can_be() -> None:
    later = [NOW + timedelta(hours=2), NOW + timedelta(days=2), NOW + timedelta(days=9)]
    said = [moment_in_words(ns(moment), now=NOW) for moment in later]
    assert said == ["12:42", "Tue 10:42", "2026-03-10 10:42"]


def test_maintenance_says_until_when_and_why() -> None:
    until = ns(NOW + timedelta(hours=1))
    assert maintenance_in_words(MaintenanceChanged(0, True, until, "patches"), now=NOW) == (
        "until 11:42: patches"
    )
    assert maintenance_in_words(MaintenanceChanged(0, True, 0, "", "bob"), now=NOW) == "(bob)"


def desktop(*notices: AlertChanged | MaintenanceChanged | SessionChanged) -> Desktop:
    result = Desktop(0, HostSettings("pc1", HostAddress("pc1", 5900)), now_ns=0)
    for notice in notices:
        result.apply(notice, now_ns=0)
    return result


LOST = SessionChanged(0, SessionState.BACKING_OFF, Reason.REFUSED, "nothing listens", 0)


def test_the_status_of_a_desktop_tells_its_alert_beside_its_state() -> None:
    status = desktop(LOST, alert("off")).status(0)
    assert (status.condition, status.alert, status.is_known) == (
        Condition.UNREACHABLE,
        "off",
        False,
    )
    idle = SessionChanged(0, SessionState.IDLE, Reason.NONE, "", 0)
    assert desktop(idle, alert("dark")).status(0).needs_eyes
    assert not desktop(idle, alert("dark", AlertState.ACKNOWLEDGED)).status(0).needs_eyes


def test_in_maintenance_nothing_needs_eyes_and_the_state_stands_behind() -> None:
    one = desktop(LOST, alert("off"), MaintenanceChanged(0, True, 0, "patches", "bob"))
    status = one.status(0)
    assert (status.condition, status.word) == (Condition.MAINTENANCE, "maintenance · refused")
    assert (status.detail, status.alert, status.needs_eyes) == ("patches (bob)", "", False)
    one.apply(MaintenanceChanged(0, False), now_ns=0)
    assert one.status(0).condition is Condition.UNREACHABLE


def test_desktops_are_found_by_their_alerts() -> None:
    one = desktop(LOST, alert("too hot"))
    status = one.status(0)
    assert [Find(text).matches(one, status) for text in ("alert", "hot", "cold")] == [
        True,
        True,
        False,
    ]
