from vncwall.alerting.alert import Alert, Maintenance
from vncwall.states import AlertState, Severity


def test_an_alert_begins_without_anybody_who_knows_of_it() -> None:
    alert = Alert("dark", Severity.WARNING, AlertState.RAISED, "", 1, 1)
    assert (alert.who, alert.note, alert.state.is_open) == ("", "", True)


def test_maintenance_of_the_configuration_has_nobody_s_name() -> None:
    assert Maintenance(5, "patch day").who == ""


def test_severities_are_in_order() -> None:
    assert sorted(Severity, key=lambda one: one.rank) == ["info", "warning", "critical"]
