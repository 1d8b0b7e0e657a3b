import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import SessionStats
from vncwall.session.session import Session
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import SessionState
from vncwall.workers.traffic import Traffic

S = 1_000_000_000
HOST = HostSettings("lab", HostAddress("lab", 5901))


@pytest.fixture
def session():
    one = Session(HOST, observer=None, clock=FakeClock(0))  # type: ignore[arg-type]
    one.state = SessionState.LIVE
    return one


def test_rates_are_of_the_time_between_two_reports(session):
    traffic = Traffic(7, session, 0)
    session.terms.meter.received(1000, S)
    session.terms.meter.updated(S)
    session.terms.meter.cpu_ns += 3_000_000
    assert traffic.report(2 * S) == SessionStats(
        7,
        kbit_s=4.0,
        updates_s=0.5,
        encodings=(),
        update_bytes=1000.0,
        cpu_ms_s=1.5,
        change_bytes=1000.0,
        asked="best encoding, compression 6, JPEG 6, rgb888, every 1 s",
        why="nobody looks and nothing is recorded, so nothing is asked",
    )
    report = traffic.report(4 * S)
    assert report is not None
    assert (report.kbit_s, report.updates_s, report.cpu_ms_s) == (0.0, 0.0, 0.0)


def test_a_session_that_is_not_live_has_nothing_to_report(session):
    session.state = SessionState.BACKING_OFF
    assert Traffic(7, session, 0).report(2 * S) is None


def test_two_reports_at_once_divide_by_nothing(session):
    traffic = Traffic(7, session, 0)
    assert traffic.report(0) is None


def test_what_has_not_changed_is_not_told_again_for_a_while(session):
    traffic = Traffic(7, session, 0)
    said = []
    for second in range(3, 60, 3):
        for _ in range(3):  # an update a second
            session.terms.meter.received(1000, second * S)
            session.terms.meter.updated(second * S)
        said.append(traffic.report(second * S))
    told = [second for second, report in zip(range(3, 60, 3), said, strict=True) if report]
    assert told == [3, 18, 33, 48]
    assert {report.kbit_s for report in said if report} == {8.0}


def test_a_rate_that_changes_is_told_with_the_next_report(session):
    traffic = Traffic(7, session, 0)
    session.terms.meter.received(3000, S)
    assert traffic.report(3 * S) is not None
    session.terms.meter.received(9000, 4 * S)
    report = traffic.report(6 * S)
    assert report is not None
    assert report.kbit_s == 24.0


def test_who_shares_a_line_is_heard_every_time(session):
    session.terms.allowance.set_rate(1000.0, 0)
    traffic = Traffic(7, session, 0)
    assert traffic.report(S) is not None
    assert traffic.report(2 * S) is not None
