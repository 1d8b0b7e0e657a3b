"""Rates of lines as people write them."""

from __future__ import annotations

import pytest

from vncwall.settings.rates import rate_kbit_s


@pytest.mark.parametrize(
    ("written", "kbit_s"),
    [
        (256, 256.0),
        (33.6, 33.6),
        ("256", 256.0),
        ("256 kbit/s", 256.0),
        ("256kbit/s", 256.0),
        ("256 kbps", 256.0),
        ("64k", 64.0),
        ("2 Mbit/s", 2000.0),
        ("0.5 Mbit", 500.0),
        ("1 Gbit/s", 1_000_000.0),
    ],
)
def test_a_rate_is_read(written: object, kbit_s: float) -> None:
    assert rate_kbit_s(written) == kbit_s


@pytest.mark.parametrize(
    "written", ["", "fast", "256 kB/s", "256 kBps", "-3", "2 M bit/h", True, None, [1]]
)
def test_what_is_no_rate_is_refused_with_a_remedy(written: object) -> None:
    with pytest.raises(ValueError, match="is not a rate; write kbit/s or a text like 256 kbit/s"):
        rate_kbit_s(written)


@pytest.mark.parametrize("written", [0, -1, 7.9, "1 kbit/s", float("inf"), float("nan")])
def test_what_carries_nothing_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="out of range; write at least 8 kbit/s"):
        rate_kbit_s(written)
