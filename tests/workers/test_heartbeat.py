"""How often a process beats by what it uses."""

from __future__ import annotations

from vncwall.workers.heartbeat import BUSY_S, CALM_S, Heartbeat

SECOND = 1_000_000_000


def test_the_second_heartbeat_comes_soon_whatever_was_used_to_start() -> None:
    assert Heartbeat().interval_s(SECOND, 3 * SECOND) == BUSY_S


def test_a_process_that_hardly_wakes_beats_seldom_and_one_with_work_every_second() -> None:
    heartbeat = Heartbeat()
    said = [
        heartbeat.interval_s(now_s * SECOND, cpu_ms * 1_000_000)
        for now_s, cpu_ms in ((0, 100), (1, 105), (5, 110), (9, 600), (10, 700), (11, 701))
    ]
    assert said == [BUSY_S, CALM_S, CALM_S, BUSY_S, BUSY_S, CALM_S]


def test_what_must_not_wait_keeps_the_beat() -> None:
    heartbeat = Heartbeat()
    said = [heartbeat.interval_s(second * SECOND, 0, hurries=True) for second in range(3)]
    assert said == [BUSY_S] * 3
