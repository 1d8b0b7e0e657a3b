"""Real sessions share 256 kbit/s; bytes are counted between them and their servers."""

from __future__ import annotations

from benchmarks.links import OLDEST_S, OVER, RADIO, SCENARIOS, Scenario, run
from tests.support.stopwatch import Stopwatch
from vncwall.fleet.hosts import HostPlan
from vncwall.geometry import Size


def test_ten_mostly_idle_desktops_stay_readable_behind_a_thin_line() -> None:
    watch = Stopwatch()
    result = run(SCENARIOS["idle"], seconds=11.0)
    assert [one for one in result.failures() if not one.endswith("s old")] == []
    (line,) = result.lines
    assert line.worst <= OVER * 256
    assert all(host.oldest_s <= OLDEST_S + watch.taken_s for host in result.hosts)


def test_the_desktop_under_control_has_the_most_of_the_line() -> None:
    plans = (
        HostPlan("log", "log", Size(800, 600), 11),
        HostPlan("till", "till", Size(640, 480), 20),
        HostPlan("front desk", "idle", Size(640, 480), 22),
    )
    few = Scenario("few", "", plans, ("radio",) * 3, RADIO, promoted=0)
    watch = Stopwatch()
    result = run(few, seconds=11.0)
    assert [one for one in result.failures() if one.startswith("radio")] == []
    controlled, *others = result.hosts
    assert controlled.kbit_s > 2 * max(host.kbit_s for host in others)
    assert all(host.oldest_s <= OLDEST_S + watch.taken_s for host in others)
