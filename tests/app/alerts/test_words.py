import time

from vncwall.alerting.journal import stamp
from vncwall.app.alerts.words import local, since


def test_a_time_of_today_is_a_clock_and_another_has_its_day() -> None:
    now = time.time_ns()
    assert len(since(stamp(now))) == len("10:42:07")
    assert since(stamp(now - 40 * 86400 * 10**9)).count(" ") == 2
    assert local(stamp(now)).startswith(time.strftime("%Y-"))
