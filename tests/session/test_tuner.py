"""Tables (situation and line -> rung and sentence), then simulated lines over time."""

from dataclasses import replace
from itertools import pairwise

import pytest

from vncwall.session.tuner import LineState, Tuner, rate_in_words
from vncwall.session.tuning import Purpose, Situation, ladder, weight
from vncwall.settings.model import CONTROL_PICTURE, TILE_PICTURE, PixelFormatName

S = 1_000_000_000
TILE = Situation(Purpose.TILE, TILE_PICTURE)
CONTROL = Situation(Purpose.CONTROL, CONTROL_PICTURE)
FULL = Situation(Purpose.FULL, TILE_PICTURE)
NOBODY = Situation(Purpose.NOBODY, TILE_PICTURE)
SCREEN = 250_000.0
"""Bytes of a 1080p screen with quality 6."""
SLOW, MIDDLE, LAN = 32_000.0, 250_000.0, 50e6


def line(throughput: float, **named: float) -> LineState:
    return LineState(throughput=throughput, screen_bytes=SCREEN, **named)


@pytest.mark.parametrize(
    ("situation", "state", "rung", "why"),
    [
        (TILE, LineState(), 0, "tile: as the settings say, the line has not been measured yet"),
        (
            TILE,
            line(LAN),
            0,
            "tile: the line carries over 100 Mbit/s, enough for what the settings say",
        ),
        (
            TILE,
            line(MIDDLE),
            0,
            "tile: the line carries 2.0 Mbit/s, enough for what the settings say",
        ),
        (
            TILE,
            line(110_000.0),
            1,
            "tile: the line carries 880 kbit/s, a screen as the settings say would take 2.3 s",
        ),
        (
            TILE,
            line(SLOW),
            3,
            "tile: the line carries 260 kbit/s, a screen as the settings say would take 7.8 s",
        ),
        (
            TILE,
            line(LAN, budget=SLOW),
            3,
            "tile: its share of the line is 260 kbit/s, "
            "a screen as the settings say would take 7.8 s",
        ),
        (
            TILE,
            line(SLOW, budget=LAN),
            3,
            "tile: the line carries 260 kbit/s, a screen as the settings say would take 7.8 s",
        ),
        (
            replace(TILE, reduction=4),
            line(LAN),
            0,
            "tile: the line carries over 100 Mbit/s, enough for what the settings say; "
            "JPEG 4 looks the same in a tile of 1/4 the size",
        ),
        (
            replace(TILE, adapts=False),
            line(SLOW),
            0,
            "just as the settings say: adapt is off",
        ),
        (
            CONTROL,
            line(LAN),
            0,
            "under control: the line carries over 100 Mbit/s, enough for what the settings say",
        ),
        (
            CONTROL,
            line(SLOW),
            3,
            "under control: the line carries 260 kbit/s, "
            "a screen as the settings say would take 12 s",
        ),
        (
            replace(FULL, keeps_format=True),
            line(LAN),
            0,
            "full size or recorded: the line carries over 100 Mbit/s, "
            "enough for what the settings say; a wire recording keeps the pixel format",
        ),
        (NOBODY, line(SLOW), 0, "nobody looks and nothing is recorded, so nothing is asked"),
    ],
)
def test_what_is_asked_and_why(situation, state, rung, why):
    choice = Tuner().decide(situation, state, 0)
    assert (choice.rung, choice.why) == (rung, why)


def test_what_the_server_does_is_told_behind_it():
    choice = Tuner().decide(TILE, line(LAN), 0, notice="the server sends zrle")
    assert choice.why.endswith("enough for what the settings say; the server sends zrle")


def test_promotion_and_release_jump_at_once():
    tuner = Tuner()
    tuner.decide(TILE, line(SLOW), 0)
    assert tuner.decide(CONTROL, line(LAN), S).picture == CONTROL_PICTURE
    assert tuner.decide(TILE, line(SLOW), 2 * S).rung == 3


def test_a_page_that_is_left_and_seen_again_keeps_what_was_asked():
    """A finer picture would be fetched whole at the return."""
    tuner = Tuner()
    small = replace(TILE, reduction=4)
    before = tuner.decide(small, line(SLOW), 0)
    away = tuner.decide(NOBODY, line(SLOW), S)
    assert away.picture == before.picture
    assert tuner.decide(small, line(SLOW), 2 * S) == before


def test_a_tile_that_grows_is_fetched_finer_once_its_size_stays():
    tuner = Tuner()
    asked = []
    for tenth, reduction in enumerate([6, 5.5, 4, 2.5, 1.5] + [1.5] * 12):
        choice = tuner.decide(replace(TILE, reduction=reduction), line(LAN), tenth * S // 10)
        asked.append(choice.picture.jpeg_quality)
    assert asked == [2] * 11 + [6] * 6


def test_a_tile_that_shrinks_is_asked_for_less_at_once():
    tuner = Tuner()
    tuner.decide(TILE, line(LAN), 0)
    assert tuner.decide(replace(TILE, reduction=6), line(LAN), 1).picture.jpeg_quality == 2


def test_another_interval_keeps_the_rung_and_another_quality_begins_anew():
    tuner = Tuner()
    tuner.decide(TILE, line(MIDDLE), 0)
    assert tuner.decide(TILE, line(MIDDLE, rate=0.9 * MIDDLE), 10 * S).rung == 1
    for change, rung in (({"update_interval": 4.0}, 1), ({"jpeg_quality": 5}, 0)):
        situation = replace(TILE, best=replace(TILE_PICTURE, **change))
        assert tuner.decide(situation, line(MIDDLE, rate=0.6 * MIDDLE), 11 * S).rung == rung


class Trace:
    """A desktop that changes all the time behind a line, second by second."""

    def __init__(self, situation: Situation = TILE, *, update: float = 20_000.0) -> None:
        self.tuner = Tuner()
        self.situation = situation
        self.update = update
        self.second = 0
        self.rungs: list[int] = []
        self.rate = 0.0

    def run(self, seconds: int, capacity) -> list[int]:
        """Let `capacity(second)` bytes a second be carried; return the rungs asked for."""
        first = len(self.rungs)
        for _ in range(seconds):
            carried = capacity(self.second)
            state = line(carried, rate=self.rate)
            choice = self.tuner.decide(self.situation, state, self.second * S)
            self.rungs.append(choice.rung)
            wanted = self.update * weight(choice.picture) / choice.picture.update_interval
            self.rate += (min(wanted, carried) - self.rate) / 3
            self.second += 1
        return self.rungs[first:]

    @property
    def changes(self) -> int:
        return sum(a != b for a, b in pairwise(self.rungs))


def test_a_steady_line_gives_steady_settings():
    for capacity in (5_000, 20_000, 32_000, 80_000, 150_000, 250_000, 1e6, 1e8):
        trace = Trace()
        trace.run(600, lambda second, rate=capacity: rate)
        assert len(set(trace.rungs[300:])) == 1, capacity


def test_updates_that_fill_the_line_go_down_a_rung_at_a_time():
    trace = Trace(update=60_000)
    found = trace.run(60, lambda second: 130_000 if second < 1 else 70_000)
    assert found[0] == 0
    assert found[-1] >= 2
    assert all(b - a <= 2 for a, b in pairwise(found))


def test_a_line_that_comes_and_goes_every_few_seconds_is_not_followed():
    trace = Trace()
    trace.run(1200, lambda second: 32_000 if second // 10 % 2 else 1_000_000)
    late = trace.rungs[600:]
    assert sum(a != b for a, b in pairwise(late)) <= 4


def test_a_line_on_the_border_changes_its_settings_ever_more_seldom():
    """Just carries the finer rung when idle, never when asked for it."""
    trace = Trace(update=40_000)
    trace.run(1800, lambda second: 90_000 + 8_000 * (second % 3))
    assert trace.changes <= 12
    assert len(set(trace.rungs[1500:])) <= 2


def test_a_line_that_recovers_is_asked_for_everything_again():
    trace = Trace(update=2_000)
    assert trace.run(30, lambda second: SLOW)[-1] == 3
    later = trace.run(120, lambda second: LAN)
    assert later[-1] == 0
    assert later[9] == 3, "not before it has lasted"


def test_under_control_a_line_that_recovers_is_used_sooner():
    tuner = Tuner()
    assert tuner.decide(CONTROL, line(SLOW), 0).rung == 3
    rungs = [tuner.decide(CONTROL, line(LAN), second * S).rung for second in range(1, 7)]
    assert rungs == [3, 3, 3, 3, 0, 0]


def test_under_control_a_larger_share_is_used_at_once():
    tuner = Tuner()
    assert tuner.decide(CONTROL, line(LAN, budget=SLOW), 0).rung == 3
    assert tuner.decide(CONTROL, line(LAN, budget=1.1 * SLOW), 1).rung == 3
    assert tuner.decide(CONTROL, line(LAN, budget=LAN), 2).rung == 0
    assert tuner.decide(CONTROL, line(LAN, budget=SLOW), 3).rung == 3
    assert tuner.decide(CONTROL, line(LAN), 4).rung == 0, "no budget any more"


def test_a_tile_with_a_larger_share_waits_whether_it_lasts():
    tuner = Tuner()
    assert tuner.decide(TILE, line(LAN, budget=SLOW), 0).rung == 3
    assert tuner.decide(TILE, line(LAN, budget=LAN), S).rung == 3
    assert tuner.decide(TILE, line(LAN, budget=LAN), 20 * S).rung == 0


def test_who_asks_without_a_pause_is_judged_by_the_time_of_an_update():
    busy = line(5e6, rate=5e6, update_bytes=100_000)
    slow = line(5e6, rate=5e6, update_bytes=2_000_000)
    for state, rung in ((busy, 0), (slow, 1)):
        tuner = Tuner()
        tuner.decide(CONTROL, line(5e6), 0)
        assert tuner.decide(CONTROL, state, 10 * S).rung == rung


@pytest.mark.parametrize("purpose", [Purpose.TILE, Purpose.FULL, Purpose.CONTROL])
def test_the_slowest_line_still_gets_a_picture(purpose):
    situation = Situation(purpose, TILE_PICTURE)
    tuner = Tuner()
    for second in range(120):
        choice = tuner.decide(situation, line(100.0, rate=100.0), second * S)
    assert choice.picture.pixel_format is PixelFormatName.BGR233
    assert choice.rung < len(ladder(situation))


@pytest.mark.parametrize(
    ("rate", "words"),
    [(3200, "26 kbit/s"), (32_000, "260 kbit/s"), (187_500, "1.5 Mbit/s"), (12.5e6, "100 Mbit/s")],
)
def test_rates_are_told_as_people_say_them(rate, words):
    assert rate_in_words(rate) == words
