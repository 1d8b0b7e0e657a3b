"""What a session wants, from what it reports."""

from __future__ import annotations

from math import inf

import pytest

from vncwall.scheduling.budget import Purpose
from vncwall.scheduling.demand import ALERT_S, CALM_S, MORE, ROOM, STEP, WantedRate

S = 1_000_000_000


@pytest.fixture
def rate() -> WantedRate:
    """Connected at 0."""
    result = WantedRate()
    result.connected(0)
    return result


def test_without_a_connection_nothing_is_wanted() -> None:
    rate = WantedRate()
    rate.reported(100.0, 100.0, share=0, now_ns=9 * S)
    assert rate.wanted_kbit_s(9 * S) == 0.0
    assert rate.purpose(9 * S) is Purpose.IDLE


def test_the_first_picture_is_wanted_as_fast_as_it_comes(rate: WantedRate) -> None:
    rate.reported(1.0, 1.0, share=25.6, now_ns=S)
    assert rate.wanted_kbit_s(S) == inf
    assert rate.purpose(S) is Purpose.CHANGING
    rate.reported(25.0, 40.0, share=25.6, now_ns=2 * S)
    assert rate.wanted_kbit_s(2 * S) == ROOM * 40.0


def test_that_it_is_still_connected_is_no_news(rate: WantedRate) -> None:
    rate.reported(25.0, 40.0, share=25.6, now_ns=2 * S)
    rate.connected(3 * S)
    assert rate.is_connected
    assert rate.wanted_kbit_s(3 * S) == ROOM * 40.0, "not as at the beginning"


def test_a_wish_rises_at_once_and_fades(rate: WantedRate) -> None:
    rate.reported(8.0, 8.0, share=25.6, now_ns=2 * S)
    rate.reported(25.0, 80.0, share=25.6, now_ns=3 * S)
    assert rate.wanted_kbit_s(3 * S) == ROOM * 80
    rate.reported(8.0, 8.0, share=25.6, now_ns=4 * S)
    assert rate.wanted_kbit_s(4 * S) == ROOM * 40
    assert rate.wanted_kbit_s(5 * S) == ROOM * 20
    assert rate.wanted_kbit_s(60 * S) == ROOM * 8, "the last wish does not"


def test_who_does_not_use_its_share_is_believed_little(rate: WantedRate) -> None:
    for second in range(2, 20):
        rate.reported(2.0, 80.0, share=40.0, now_ns=second * S)
    assert rate.wanted_kbit_s(19 * S) == pytest.approx(ROOM * MORE * 2.0, rel=0.01)
    assert rate.claimed_kbit_s == 80.0


def test_who_pauses_for_a_second_keeps_most_of_its_room(rate: WantedRate) -> None:
    for second in range(2, 20):
        rate.reported(40.0, 80.0, share=40.0, now_ns=second * S)
    rate.reported(0.0, 80.0, share=40.0, now_ns=20 * S)
    assert rate.wanted_kbit_s(20 * S) > 40.0 / 2
    for second in (21, 22, 23):
        rate.reported(0.0, 80.0, share=40.0, now_ns=second * S)
    assert rate.wanted_kbit_s(23 * S) < 20.0


def test_a_full_share_is_a_wish_for_more_where_nothing_is_said(rate: WantedRate) -> None:
    rate.reported(25.0, 0.0, share=25.6, now_ns=2 * S)
    assert rate.wanted_kbit_s(2 * S) == ROOM * STEP * 25
    other = WantedRate()
    other.connected(0)
    other.reported(12.0, 0.0, share=25.6, now_ns=2 * S)
    assert other.wanted_kbit_s(2 * S) == ROOM * 12


def test_it_changes_until_it_has_been_calm_for_a_while(rate: WantedRate) -> None:
    rate.reported(24.0, 40.0, share=25.6, now_ns=10 * S)
    assert rate.purpose(10 * S) is Purpose.CHANGING
    rate.reported(0.5, 1.0, share=25.6, now_ns=11 * S)
    assert rate.purpose(11 * S) is Purpose.CHANGING
    assert rate.purpose(int((10 + CALM_S) * S)) is Purpose.IDLE


def test_a_bell_is_an_alert_for_a_while(rate: WantedRate) -> None:
    rate.rang(20 * S)
    assert rate.purpose(20 * S) is Purpose.ALERT
    assert rate.purpose(int((20 + ALERT_S) * S)) is Purpose.IDLE
    rate.rang(40 * S)
    rate.disconnected()
    assert rate.purpose(40 * S) is Purpose.IDLE
