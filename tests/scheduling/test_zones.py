"""Clocks of real places, on the days on which they are set."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vncwall.scheduling.zones import (
    NS,
    ComputersZone,
    change_between,
    local_of,
    moments_of,
    offset_s,
    zone_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
SUMMER = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
"""02:00 becomes 03:00 in Berlin."""
WINTER = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
"""03:00 becomes 02:00 in Berlin."""


def ns(moment: datetime) -> int:
    return int(moment.timestamp()) * NS


def test_a_time_that_is_skipped_is_where_the_clock_is_set() -> None:
    assert moments_of(BERLIN, datetime(2026, 3, 29, 2, 30)) == (ns(SUMMER), ns(SUMMER))


def test_a_time_that_comes_twice_has_a_first_and_a_last_moment() -> None:
    first, last = moments_of(BERLIN, datetime(2026, 10, 25, 2, 30))
    assert (first, last) == (
        ns(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ns(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    )


def test_any_other_time_has_one_and_a_zone_of_its_own_counts() -> None:
    assert (
        moments_of(BERLIN, datetime(2026, 7, 1, 12, 0))
        == (ns(datetime(2026, 7, 1, 10, 0, tzinfo=UTC)),) * 2
    )
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert moments_of(BERLIN, moment) == (ns(moment), ns(moment))


@pytest.mark.parametrize("change", [SUMMER, WINTER])
def test_the_second_at_which_clocks_are_set_is_found(change: datetime) -> None:
    at = int(change.timestamp())
    assert change_between(BERLIN, at - 40_000, at + 50_000) == at
    assert offset_s(BERLIN, at) - offset_s(BERLIN, at - 1) in (3600, -3600)


def test_an_unknown_zone_is_said() -> None:
    with pytest.raises(ValueError, match="'Mars/Olympus' is no time zone"):
        zone_of("Mars/Olympus")


@pytest.fixture
def computer_in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("computer_in_berlin")
def test_the_computers_own_zone_is_the_one_it_is_set_to() -> None:
    zone = zone_of("")
    assert isinstance(zone, ComputersZone)
    for start in (SUMMER, WINTER):
        for minutes in range(-180, 180, 15):
            at_ns = ns(start + timedelta(minutes=minutes))
            ours, theirs = local_of(zone, at_ns), local_of(BERLIN, at_ns)
            assert (ours.replace(tzinfo=None), ours.utcoffset(), ours.tzname()) == (
                theirs.replace(tzinfo=None),
                theirs.utcoffset(),
                theirs.tzname(),
            )
            assert ours.timestamp() * NS == at_ns
    for local in (datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30)):
        assert moments_of(zone, local) == moments_of(BERLIN, local)
