"""Ten real sessions share 256 kbit/s; bytes are counted between them and their servers."""

from __future__ import annotations

from benchmarks.links import OLDEST_S, OVER, SCENARIOS, run


def test_ten_mostly_idle_desktops_stay_readable_behind_a_thin_line() -> None:
    result = run(SCENARIOS["idle"], seconds=11.0)
    assert result.failures() == []
    (line,) = result.lines
    assert line.worst <= OVER * 256
    assert all(host.oldest_s <= OLDEST_S for host in result.hosts)


def test_the_desktop_under_control_has_the_most_of_the_line() -> None:
    result = run(SCENARIOS["control"], seconds=11.0)
    assert [one for one in result.failures() if one.startswith("radio")] == []
    controlled, *others = result.hosts
    assert controlled.name == result.promoted
    assert controlled.kbit_s > max(host.kbit_s for host in others)
    assert sum(host.oldest_s <= OLDEST_S for host in others) >= 7, "who is calm is not old"
