"""What a session wants, from what it reports."""

from __future__ import annotations

from math import inf

import pytest

from vncwall.scheduling.budget import Purpose
from vncwall.scheduling.demand import (
    ALERT_S,
    CALM_S,
    FRESH_S,
    MORE,
    ROOM,
    STEP,
    WantedRate,
)

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
    rate.reported(20.0, 40.0, share=25.6, now_ns=2 * S)
    assert rate.wanted_kbit_s(2 * S) < 26


def test_that_it_is_still_connected_is_no_news(rate: WantedRate) -> None:
    rate.reported(8.0, 8.0, share=25.6, now_ns=2 * S)
    rate.connected(3 * S)
    assert rate.is_connected
    assert rate.wanted_kbit_s(3 * S) < inf, "not as at the beginning"


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


def test_who_pauses_for_a_second_keeps_most_of_its_room(rate: WantedRate) -> None:
    for second in range(2, 20):
        rate.reported(40.0, 80.0, share=40.0, now_ns=second * S)
    rate.reported(0.0, 80.0, share=40.0, now_ns=20 * S)
    assert rate.wanted_kbit_s(20 * S) > 40.0 / 2
    for second in (21, 22, 23):
        rate.reported(0.0, 80.0, share=40.0, now_ns=second * S)
    assert rate.wanted_kbit_s(23 * S) < 20.0


def test_a_share_that_is_used_up_is_tried_with_more(rate: WantedRate) -> None:
    rate.reported(2.5, 2.5, share=2.5, now_ns=20 * S)
    assert rate.wanted_kbit_s(20 * S) == STEP * 2.5
    rate.reported(STEP * 2.5, 5.0, share=STEP * 2.5, now_ns=21 * S)
    assert rate.wanted_kbit_s(21 * S) == STEP * STEP * 2.5, "a page that was turned is there soon"


def test_the_desktop_under_control_is_given_what_it_says(rate: WantedRate) -> None:
    rate.reported(100.0, 110.0, share=100.0, now_ns=20 * S, is_controlled=True)
    assert rate.wanted_kbit_s(20 * S) == ROOM * 110


def test_changes_are_to_be_shown_in_time(rate: WantedRate) -> None:
    rate.reported(20.0, 20.0, share=25.6, now_ns=10 * S, change_bytes=50_000)
    assert rate.fresh_kbit_s(10 * S) == 400 / FRESH_S
    rate.reported(0.5, 0.5, share=25.6, now_ns=11 * S, change_bytes=50_000)
    assert rate.fresh_kbit_s(int((10 + CALM_S) * S)) == 0, "there are none any more"


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
