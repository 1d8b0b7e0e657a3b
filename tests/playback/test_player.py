"""Position, speed and pause, computed from a clock of the test's own."""

from __future__ import annotations

from tests.support.fake_clock import FakeClock
from vncwall.playback.player import SPEEDS, Player


class Theatre:
    def __init__(self, duration_ms: int = 10_000, **options: object) -> None:
        self.clock = FakeClock()
        self.player = Player(duration_ms, self.clock, **options)  # type: ignore[arg-type]

    def wait(self, seconds: float) -> int:
        self.clock.now_ns += round(seconds * 1e9)
        return self.player.position_ms


def test_it_plays_as_fast_as_life() -> None:
    theatre = Theatre()
    assert [theatre.wait(1.5), theatre.wait(0.25)] == [1500, 1750]


def test_it_stops_at_the_end() -> None:
    theatre = Theatre()
    assert theatre.wait(11) == 10_000
    assert theatre.player.is_ended
    assert not theatre.player.is_moving


def test_pause_holds_the_position_and_play_goes_on_from_it() -> None:
    theatre = Theatre()
    theatre.wait(2)
    theatre.player.toggle_pause()
    assert theatre.wait(60) == 2000
    theatre.player.toggle_pause()
    assert theatre.wait(1) == 3000


def test_speed_changes_count_from_where_it_is() -> None:
    theatre = Theatre()
    theatre.wait(2)
    theatre.player.set_speed(4)
    assert theatre.wait(1) == 6000
    theatre.player.set_speed(0.5)
    assert theatre.wait(1) == 6500


def test_speed_keys_go_through_the_steps_and_stay_inside() -> None:
    player = Theatre().player
    player.faster()
    assert player.speed == 1.5
    player.slower()
    player.slower()
    assert player.speed == 0.75
    player.set_speed(5.0)
    player.slower()
    assert player.speed == 4.0
    for _ in SPEEDS:
        player.faster()
    assert player.speed == SPEEDS[-1]
    player.set_speed(0)
    assert player.speed == SPEEDS[0]


def test_seeking_stays_inside_and_keeps_playing() -> None:
    theatre = Theatre()
    theatre.player.seek_by(-5_000)
    assert theatre.player.position_ms == 0
    theatre.player.seek(4_000)
    assert theatre.wait(1) == 5_000
    theatre.player.seek_by(60_000)
    assert theatre.player.is_ended


def test_seeking_while_paused_stays_paused() -> None:
    theatre = Theatre()
    theatre.player.pause()
    theatre.player.seek(3_000)
    assert theatre.wait(5) == 3_000


def test_resume_goes_on_and_never_back_to_the_beginning() -> None:
    theatre = Theatre()
    theatre.wait(20)
    theatre.player.pause()
    theatre.player.resume()
    assert theatre.wait(1) == 10_000
    theatre.player.seek(4_000)
    assert theatre.wait(1) == 5_000


def test_play_at_the_end_begins_again() -> None:
    theatre = Theatre()
    theatre.wait(20)
    theatre.player.toggle_pause()
    assert theatre.wait(1) == 1000


def test_seeking_back_from_the_end_plays_on() -> None:
    theatre = Theatre()
    theatre.wait(20)
    theatre.player.seek(8_000)
    assert theatre.wait(1) == 9_000


def test_it_says_how_long_until_a_position() -> None:
    theatre = Theatre(speed=2.0)
    assert theatre.player.until_ms(5_000) == 2500
    theatre.wait(4)
    assert theatre.player.until_ms(5_000) == 0
    theatre.player.pause()
    assert theatre.player.until_ms(9_000) is None
