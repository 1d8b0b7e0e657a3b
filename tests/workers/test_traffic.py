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
        asked="best encoding, compression 6, JPEG 6, rgb888, every 1 s",
        why="nobody looks and nothing is recorded, so nothing is asked",
    )
    report = traffic.report(3 * S)
    assert report is not None
    assert (report.kbit_s, report.updates_s, report.cpu_ms_s) == (0.0, 0.0, 0.0)


def test_a_session_that_is_not_live_has_nothing_to_report(session):
    session.state = SessionState.BACKING_OFF
    assert Traffic(7, session, 0).report(2 * S) is None


def test_two_reports_at_once_divide_by_nothing(session):
    traffic = Traffic(7, session, 0)
    assert traffic.report(0) is None
