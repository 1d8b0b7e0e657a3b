"""How sessions share their lines."""

from __future__ import annotations

from collections import defaultdict
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vncwall.scheduling.budget import FLOORS, KEPT, Demand, Purpose, is_noticeable, shares
from vncwall.settings.model import BudgetSettings

RADIO = BudgetSettings(links_kbit_s={"radio": 256.0})
IDLE, CHANGING, ALERT, CONTROL = Purpose.IDLE, Purpose.CHANGING, Purpose.ALERT, Purpose.CONTROL


def demands(*wanted: tuple[Purpose, float], link: str = "radio", first: int = 0) -> list[Demand]:
    return [
        Demand(session, link, purpose, kbit_s)
        for session, (purpose, kbit_s) in enumerate(wanted, first)
    ]


def divided(*wanted: tuple[Purpose, float]) -> list[float]:
    """Return the shares behind a line of 256 kbit/s, rounded."""
    result = shares(demands(*wanted), RADIO)
    return [round(result[session], 1) for session in range(len(wanted))]


def test_equals_have_equal_shares_of_the_whole_line() -> None:
    assert divided(*[(IDLE, 2.0)] * 8) == [32.0] * 8
    assert divided(*[(CHANGING, inf)] * 8) == [32.0] * 8


def test_who_wants_less_has_that_and_the_others_share_the_rest() -> None:
    assert divided((CHANGING, 16.0), (CHANGING, 500.0), (CHANGING, inf)) == [16.0, 120.0, 120.0]


def test_what_nobody_wants_is_room_for_all() -> None:
    # 16 of 256 are wanted by one; the others may begin to change without asking.
    assert divided((CHANGING, 100.0), *[(IDLE, 4.0)] * 3) == [100.0, 52.0, 52.0, 52.0]


def test_control_comes_before_alert_before_changing_before_idle() -> None:
    floor = FLOORS * 256 / 4
    assert divided((IDLE, inf), (CHANGING, inf), (ALERT, inf), (CONTROL, inf)) == pytest.approx(
        [floor, floor, floor, 256 - 3 * floor]
    )
    assert divided((IDLE, inf), (CHANGING, inf), (ALERT, 60.0), (CONTROL, 100.0)) == pytest.approx(
        [floor, 256 - 100 - 60 - floor, 60.0, 100.0], abs=0.1
    )


def test_nine_idle_desktops_do_not_starve_beside_the_one_under_control() -> None:
    result = divided((CONTROL, inf), *[(IDLE, 20.0)] * 9)
    assert result == [94.7] + [17.9] * 9
    assert result[1] * 10 / 8 == pytest.approx(22.4, abs=0.1), "kilobytes in ten seconds"


def test_a_quiet_desktop_under_control_keeps_part_of_the_line() -> None:
    assert divided((CONTROL, 0.0), *[(CHANGING, inf)] * 4) == [76.8] + [44.8] * 4


def test_who_wants_nothing_keeps_enough_for_signs_of_life() -> None:
    result = divided((CHANGING, inf), *[(IDLE, 0.0)] * 3)
    assert result[1:] == [round(KEPT * FLOORS * 256 / 4, 1)] * 3 == [5.6] * 3
    assert sum(result) == pytest.approx(256.0, abs=0.2)


def test_what_keeps_a_picture_fresh_comes_before_who_is_important() -> None:
    # One large screen that always changes, beside one under control that takes all there is.
    large = Demand(0, "radio", CHANGING, inf, fresh_kbit_s=100.0)
    busy = Demand(1, "radio", CONTROL, inf)
    idle = demands(*[(IDLE, 1.0)] * 8, first=2)
    result = shares([large, busy, *idle], RADIO)
    assert result[0] == pytest.approx(100.0)
    assert result[1] == pytest.approx(256 - 100 - sum(result[one.session] for one in idle))


def test_what_is_needed_is_divided_alike_where_the_part_for_it_does_not_reach() -> None:
    two = [Demand(n, "radio", CHANGING, 10.0, fresh_kbit_s=200.0) for n in (0, 1)]
    result = shares([*two, Demand(2, "radio", CONTROL, inf)], RADIO)
    assert result == pytest.approx({0: 59.73, 1: 59.73, 2: 136.53}, abs=0.01)


def test_hosts_without_a_budget_are_not_held_back() -> None:
    lan = demands((CHANGING, inf), link="lan")
    assert shares(lan, RADIO) == {}
    assert shares([], RADIO) == {}
    both = shares(lan + demands((IDLE, 1.0), first=1), RADIO)
    assert both == {1: 256.0}


def test_links_share_the_site() -> None:
    budgets = BudgetSettings(300.0, {"a": 256.0, "b": 64.0})
    a = demands((CHANGING, inf), (CHANGING, inf), link="a")
    b = demands((CHANGING, inf), link="b", first=2)
    lan = demands((CHANGING, inf), link="lan", first=3)
    assert shares(a + b, budgets) == pytest.approx({0: 118.0, 1: 118.0, 2: 64.0})
    # With a host of the lan the site is what is scarce, and b's line is no limit any more.
    assert shares(a + b + lan, budgets) == pytest.approx(
        {0: 78.667, 1: 78.667, 2: 64, 3: 78.667}, abs=0.001
    )


def test_what_a_link_does_not_use_flows_to_the_other_links() -> None:
    budgets = BudgetSettings(300.0, {"a": 256.0, "b": 256.0})
    a = demands((CHANGING, inf), link="a")
    b = demands((CHANGING, 10.0), link="b", first=1)
    result = shares(a + b, budgets)
    assert result == pytest.approx({0: 256.0, 1: 44.0})


PURPOSES = st.sampled_from(Purpose)
RATES = st.one_of(st.floats(0, 2000), st.just(inf), st.just(0.0))
DEMANDS = st.lists(st.tuples(PURPOSES, RATES, st.sampled_from(["a", "b", "lan"])), max_size=20)
BUDGETS = st.builds(
    BudgetSettings,
    st.one_of(st.just(0.0), st.floats(8, 5000)),
    st.dictionaries(st.sampled_from(["a", "b"]), st.floats(8, 5000)),
)


def sums(result: dict[int, float], asked: list[Demand]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for demand in asked:
        total[demand.link] += result.get(demand.session, 0.0)
    return total


def assert_within(result: dict[int, float], asked: list[Demand], budgets: BudgetSettings) -> None:
    total = sums(result, asked)
    for link, budget in budgets.links_kbit_s.items():
        assert total[link] <= budget * (1 + 1e-9)
    if budgets.site_kbit_s:
        assert sum(total.values()) <= budgets.site_kbit_s * (1 + 1e-9)


@given(DEMANDS, BUDGETS)
def test_no_budget_is_ever_overdrawn_and_nobody_starves(
    wanted: list[tuple[Purpose, float, str]], budgets: BudgetSettings
) -> None:
    asked = [Demand(n, link, purpose, rate) for n, (purpose, rate, link) in enumerate(wanted)]
    result = shares(asked, budgets)
    assert_within(result, asked, budgets)
    assert set(result) == {
        one.session for one in asked if budgets.site_kbit_s or one.link in budgets.links_kbit_s
    }
    for one in asked:
        if one.session not in result:
            continue
        behind = sum(other.link == one.link for other in asked)
        line = budgets.links_kbit_s.get(one.link, inf) / behind
        floor = FLOORS * min(line, (budgets.site_kbit_s or inf) / len(result))
        least = min(floor * (1 - KEPT), one.wanted_kbit_s)  # what others keep is not shared out
        assert result[one.session] >= max(KEPT * floor, least) * (1 - 1e-9)


@given(DEMANDS, st.floats(8, 5000))
def test_a_line_is_handed_out_whole_and_fairly(
    wanted: list[tuple[Purpose, float, str]], line: float
) -> None:
    asked = [Demand(n, "a", purpose, rate) for n, (purpose, rate, _) in enumerate(wanted)]
    result = shares(asked, BudgetSettings(links_kbit_s={"a": line}))
    if asked:
        assert sum(result.values()) == pytest.approx(line)
    for one in asked:
        for other in asked:
            if one.purpose is other.purpose and result[one.session] < one.wanted_kbit_s - 1e-6:
                assert result[one.session] >= result[other.session] - 1e-6, "max-min"


def test_small_changes_are_not_noticeable() -> None:
    before = {0: 128.0, 1: 128.0}
    assert not is_noticeable(before, {0: 120.0, 1: 136.0})
    assert is_noticeable(before, {0: 100.0, 1: 156.0})
    assert is_noticeable(before, {0: 128.0})
    assert is_noticeable(before, {0: 128.0, 1: 128.0, 2: 0.1})
    assert not is_noticeable({}, {})
