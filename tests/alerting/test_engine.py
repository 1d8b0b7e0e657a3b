"""Facts in, alerts out, over hours that pass in no time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from vncwall.alerting.alert import Alert, Maintenance
from vncwall.alerting.engine import Engine
from vncwall.ipc.messages import LookChanged, Notice, SessionChanged
from vncwall.settings.address import HostAddress
from vncwall.settings.alert import AlertKind, AlertSettings
from vncwall.settings.calendar_texts import hours_of
from vncwall.settings.model import HostSettings
from vncwall.settings.schedule import ScheduleSettings
from vncwall.states import AlertState, PictureLook, Reason, SessionState, Severity

SECOND = 1_000_000_000
MIDNIGHT = int(datetime(2026, 11, 20, tzinfo=UTC).timestamp()) * SECOND
OFF = AlertSettings("off", AlertKind.OFFLINE, for_s=10.0)
DARK = AlertSettings("dark", AlertKind.BLACK, for_s=0.0)
LIVE = SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0)
LOST = SessionChanged(0, SessionState.BACKING_OFF, Reason.REFUSED, "refused", 0)


def host(*rules: AlertSettings, maintenance: tuple[ScheduleSettings, ...] = ()) -> HostSettings:
    return HostSettings("pc1", HostAddress("pc1", 5900), alerts=rules, maintenance=maintenance)


class Day:
    """One host on one day; both clocks go by seconds since midnight."""

    def __init__(self, one: HostSettings, *, known: dict[str, Alert] | None = None) -> None:
        self.engine = Engine()
        self.engine.enter(0, one, active_wall_ns=MIDNIGHT, known=known)

    def hear(self, second: float, notice: Notice) -> None:
        now = int(second * SECOND)
        self.engine.hear(0, notice, now, wall_ns=MIDNIGHT + now)

    def at(self, second: float) -> list[str]:
        """Return what is new then, in words."""
        now = int(second * SECOND)
        said = []
        for change in self.engine.tick(now, wall_ns=MIDNIGHT + now):
            match change.what:
                case Alert(rule=rule, state=state, detail=detail):
                    said.append(f"{rule} {state}" + (f": {detail}" if detail else ""))
                case Maintenance(reason=reason):
                    said.append(f"maintenance {reason}")
                case None:
                    said.append("maintenance over")
        return said


def test_a_lost_host_is_an_alert_until_it_is_back() -> None:
    day = Day(host(OFF))
    day.hear(0, LIVE)
    assert day.at(1) == []
    day.hear(2, LOST)
    assert [day.at(2), day.at(11), day.at(12), day.at(13)] == [[], [], ["off raised: refused"], []]
    day.hear(20, LIVE)
    assert day.at(20) == ["off cleared: refused"]


def test_what_nobody_spoke_of_is_not_looked_at() -> None:
    day = Day(host(OFF))
    day.hear(0, LIVE)
    day.at(1)
    day.engine._hosts[0].facts = None  # type: ignore[assignment]  # any look would fail
    assert day.at(30) == []


def test_an_alert_of_a_former_run_lasts_until_it_is_known_to_be_over() -> None:
    left = Alert("off", Severity.WARNING, AlertState.ACKNOWLEDGED, "refused", 5, 6, "alice")
    day = Day(host(OFF), known={"off": left})
    assert day.at(0) == []
    assert [alert for _, alert in day.engine.open()] == [left]
    day.hear(1, LIVE)
    assert day.at(1) == ["off cleared: refused"]


def test_a_rule_counts_in_its_hours_only() -> None:
    office = ScheduleSettings("off", "UTC", hours=hours_of("08:00-18:00"))
    day = Day(host(replace(OFF, times=office)))
    day.hear(0, LOST)
    assert day.at(3600) == []
    assert day.at(8 * 3600) == []
    assert day.at(8 * 3600 + 10) == ["off raised: refused"]
    assert day.at(18 * 3600) == ["off cleared: refused; outside of its hours"]


def test_in_a_window_of_maintenance_nothing_is_an_alert() -> None:
    patch = ScheduleSettings("patch", "UTC", hours=hours_of("02:00-04:00"))
    day = Day(host(OFF, maintenance=(patch,)))
    day.hear(3600, LOST)
    assert [day.at(3600), day.at(3610)] == [[], ["off raised: refused"]]
    assert day.at(2 * 3600) == ["maintenance patch", "off cleared: refused; maintenance"]
    assert day.at(3 * 3600) == []
    assert day.at(4 * 3600) == ["maintenance over"]
    assert day.at(4 * 3600 + 10) == ["off raised: refused"]


def test_a_person_begins_and_ends_maintenance() -> None:
    day = Day(host(DARK))
    day.hear(0, LIVE)
    day.at(0)
    day.engine.maintain(0, Maintenance(MIDNIGHT + 60 * SECOND, "new disk", "alice"))
    day.hear(1, LookChanged(0, PictureLook.BLACK, 0))
    assert [day.at(1), day.at(59)] == [["maintenance new disk"], []]
    assert day.at(60) == ["maintenance over", "dark raised: all of its picture is dark"]
    day.engine.maintain(0, Maintenance(MIDNIGHT + 900 * SECOND, "again", "alice"))
    assert len(day.at(70)) == 2
    day.engine.maintain(0, None)
    assert day.at(71) == ["maintenance over"]


def test_all_alerts_of_a_host_are_acknowledged_at_once() -> None:
    day = Day(host(DARK, replace(DARK, name="darker")))
    day.hear(0, LIVE)
    day.hear(0, LookChanged(0, PictureLook.BLACK, 0))
    assert len(day.at(0)) == 2
    changes = day.engine.acknowledge(0, "", who="alice", note="", wall_ns=MIDNIGHT)
    assert [change.what.state for change in changes if isinstance(change.what, Alert)] == [
        "acknowledged",
        "acknowledged",
    ]
    assert day.engine.acknowledge(0, "nothing", who="alice", note="", wall_ns=MIDNIGHT) == []


def test_another_configuration_keeps_what_lasts_and_ends_what_is_gone() -> None:
    day = Day(host(OFF, DARK))
    day.hear(0, LIVE)
    day.hear(0, LookChanged(0, PictureLook.BLACK, 0))
    day.at(0)
    day.engine.change(0, host(replace(DARK, cooldown_s=1.0)), SECOND, wall_ns=MIDNIGHT)
    assert day.at(1) == []
    day.engine.change(0, host(OFF), SECOND, wall_ns=MIDNIGHT)
    assert day.at(2) == ["dark cleared: all of its picture is dark; the rule is gone"]


def test_a_host_that_is_removed_is_no_news() -> None:
    day = Day(host(DARK))
    day.engine.leave(0)
    assert day.at(99) == []
