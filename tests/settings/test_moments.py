"""Moments as people write them, in their own zone, also when clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from vncwall.errors import SettingsError
from vncwall.settings.moments import moment_ns, parse_moment

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 4, 15, 30, 20, tzinfo=BERLIN)  # a Wednesday
NOW_NS = int(NOW.timestamp()) * 1_000_000_000


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", NOW),
        ("today", datetime(2026, 3, 4, tzinfo=BERLIN)),
        ("Yesterday 14:00", datetime(2026, 3, 3, 14, tzinfo=BERLIN)),
        ("14:05:09", datetime(2026, 3, 4, 14, 5, 9, tzinfo=BERLIN)),
        ("monday", datetime(2026, 3, 2, tzinfo=BERLIN)),
        ("wednesday 08:00", datetime(2026, 3, 4, 8, tzinfo=BERLIN)),
        ("thursday", datetime(2026, 2, 26, tzinfo=BERLIN)),
        ("2026-02-28", datetime(2026, 2, 28, tzinfo=BERLIN)),
        ("2026-02-28 9:15", datetime(2026, 2, 28, 9, 15, tzinfo=BERLIN)),
        ("2026-02-28T09:15:30", datetime(2026, 2, 28, 9, 15, 30, tzinfo=BERLIN)),
        ("2026-02-28T09:15:30Z", datetime(2026, 2, 28, 9, 15, 30, tzinfo=UTC)),
        ("2026-07-01 00:00", datetime(2026, 7, 1, tzinfo=BERLIN)),  # summer time
        ("2h ago", datetime(2026, 3, 4, 13, 30, 20, tzinfo=BERLIN)),
        ("1d12h ago", datetime(2026, 3, 3, 3, 30, 20, tzinfo=BERLIN)),
        ("-30m", datetime(2026, 3, 4, 15, 0, 20, tzinfo=BERLIN)),
    ],
)
def test_moments_are_read(text: str, moment: datetime) -> None:
    expected = int(moment.timestamp()) * 1_000_000_000
    assert moment_ns(text, now_ns=NOW_NS, zone=BERLIN) == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "25:00", "2026-13-01", "yesterday noon", "14:00 yesterday", "x ago", "-x",
     "2026-02-30 10:00"],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no time"):
        moment_ns(text, now_ns=NOW_NS, zone=BERLIN)


def test_an_argument_is_named_in_the_error() -> None:
    with pytest.raises(SettingsError, match=r'^--from: .soon. is no time; write "yesterday 14:00"'):
        parse_moment("soon", path="--from", now_ns=NOW_NS)


def test_the_zone_is_that_of_the_computer_if_none_is_named() -> None:
    moment = datetime.fromtimestamp(moment_ns("today", now_ns=NOW_NS) / 1e9)
    assert (moment.hour, moment.minute) == (0, 0)
