"""Where time lies on the player's bar."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from tests.support.recording import make_recording
from vncwall.geometry import Rect
from vncwall.playback.bar import Bar
from vncwall.playback.player import Player
from vncwall.playback.reel import Reel
from vncwall.ui.text import Text
from vncwall.ui.theme import Measures


@pytest.fixture
def bar(tmp_path: Path) -> Bar:
    for name, hour in (("a.mkv", 12), ("b.mkv", 14)):
        make_recording(tmp_path / name, start=f"2026-01-02T{hour}:00:00.000+00:00")
    reel = Reel([tmp_path])
    one = Bar(reel, Player(reel.timeline.duration_ms, FakeClock()), text=Text())
    one.place(Rect(0, 0, 824, 600), Measures.for_height(600))
    return one


def test_it_lies_at_the_lower_edge(bar: Bar) -> None:
    assert bar.rect == Rect(0, 600 - 64, 824, 64)
    assert bar.strip == Rect(0, 536, 824, 28)
    assert bar.button == Rect(0, 564, 48, 36)


def test_columns_and_positions_are_each_other_s_inverse(bar: Bar) -> None:
    length_ms = bar.position_at(812)
    assert [bar.x_of(ms) for ms in (0, length_ms // 2, length_ms)] == [12, 412, 812]
    assert [bar.position_at(x) for x in (12, 412)] == [0, round(length_ms / 2)]
    assert length_ms == pytest.approx(8000, abs=2)


def test_outside_the_line_are_positions_outside_the_recording(bar: Bar) -> None:
    assert bar.position_at(0) < 0
    assert bar.position_at(824) > 8000


def test_each_file_has_columns_for_its_length(bar: Bar) -> None:
    assert [bar.columns(0), bar.columns(1)] == [200, 200]
