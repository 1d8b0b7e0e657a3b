"""What the player writes for positions and times of day."""

from __future__ import annotations

import time

import pytest

from vncwall.playback.readout import offset, wall_clock


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "0:00"), (59_999, "0:59"), (600_000, "10:00"), (36_000_000, "10:00:00")],
)
def test_positions_read_as_in_every_player(milliseconds: int, text: str) -> None:
    assert offset(milliseconds) == text


def test_the_time_of_day_is_that_of_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Dhaka")
    time.tzset()
    try:
        assert wall_clock(1_767_355_200_000_000_000) == "Fri 02 Jan 2026   18:00:00"
    finally:
        monkeypatch.undo()
        time.tzset()
