from tests.support.fleet_pair import NOON
from vncwall.fleet.desktops.dashboard import Alerts, Chart, DashboardDesktop
from vncwall.geometry import Size


def test_charts_move_and_the_alerts_stand_still() -> None:
    dashboard = DashboardDesktop("metrics-1", Size(1280, 800), 1)
    dashboard.advance(NOON)
    changed = [change.rect for change in dashboard.advance(NOON + 4)]
    charts = [part.rect for part in dashboard.parts if isinstance(part, Chart)]
    alerts = next(part.rect for part in dashboard.parts if isinstance(part, Alerts))
    assert charts
    assert all(any(chart.contains(rect) for rect in changed) for chart in charts)
    assert all(alerts.intersection(rect).is_empty for rect in changed)
