import pytest

from vncwall.scheduling.admission import (
    HIGHEST,
    LOWER_AFTER_S,
    POSTPONE_S,
    RAISE_AFTER_S,
    SETTLE_S,
    Admission,
    Load,
    Rank,
    least_interval_s,
)

SECOND = 1_000_000_000
EASY = Load(busy={"one": 0.5, "main": 0.1}, late_s={"one": 0.1})
MIDDLING = Load(busy={"one": 0.8}, late_s={"one": 0.3})
HARD = Load(busy={"one": 0.97, "main": 0.1}, late_s={"one": 0.1})
TAKEN = Load(busy={"one": 0.45}, engaged={"one": 0.98, "two": 0.6}, late_s={"one": 0.05})
LATE = Load(busy={"one": 0.4}, late_s={"one": 1.25, "main": 0.7})


class Day:
    """An admission that has settled, and time that passes."""

    def __init__(self) -> None:
        self.admission = Admission(0)
        self.now_s = SETTLE_S + 1

    def spend(self, seconds: float, load: Load) -> list[int]:
        """Weigh every second; return the levels that were entered."""
        levels = []
        for _ in range(round(seconds)):
            self.now_s += 1
            if self.admission.weigh(load, int(self.now_s * SECOND)):
                levels.append(self.admission.level)
        return levels


@pytest.fixture
def day() -> Day:
    return Day()


def test_a_short_burst_changes_nothing(day: Day) -> None:
    assert day.spend(RAISE_AFTER_S, HARD) == []
    assert day.spend(2, MIDDLING) == []
    assert day.spend(RAISE_AFTER_S, HARD) == []


def test_the_level_rises_step_by_step_while_it_is_too_much(day: Day) -> None:
    assert day.spend(RAISE_AFTER_S + 1, HARD) == [1]
    assert day.admission.reason == "one uses 97% of its processor core"
    assert day.spend(RAISE_AFTER_S * (HIGHEST + 3), HARD) == list(range(2, HIGHEST + 1))


def test_at_the_limit_it_stays_where_it_is(day: Day) -> None:
    day.spend(RAISE_AFTER_S + 1, HARD)
    assert day.spend(600, MIDDLING) == []
    assert day.admission.level == 1


def test_it_falls_step_by_step_when_all_has_been_at_ease(day: Day) -> None:
    day.spend(RAISE_AFTER_S * 2 + 1, HARD)
    assert day.spend(LOWER_AFTER_S, EASY) == []
    assert day.spend(1, MIDDLING) == []
    assert day.spend(LOWER_AFTER_S + 1, EASY) == [1]
    assert day.admission.is_easing
    assert day.admission.reason == "it eases; a moment ago one uses 97% of its processor core"
    assert day.spend(LOWER_AFTER_S, EASY) == [0]
    assert day.admission.reason == ""
    assert day.spend(600, EASY) == []


def test_a_process_that_comes_late_is_overloaded_by_others(day: Day) -> None:
    assert day.spend(RAISE_AFTER_S + 1, LATE) == [1]
    assert day.admission.reason == "one is 1.2 s behind: the processors are taken"


def test_a_start_is_no_measure() -> None:
    admission = Admission(0)
    for second in range(int(SETTLE_S + RAISE_AFTER_S)):
        assert not admission.weigh(HARD, second * SECOND)


def test_while_many_connect_nothing_is_judged(day: Day) -> None:
    day.spend(RAISE_AFTER_S, HARD)
    day.admission.postpone(int(day.now_s * SECOND))
    assert day.spend(POSTPONE_S + RAISE_AFTER_S - 1, HARD) == []
    assert day.spend(1, HARD) == [1]


def test_without_processes_nothing_is_too_much(day: Day) -> None:
    assert day.spend(60, Load()) == []


@pytest.mark.parametrize(
    ("memory_mb", "free_mb", "is_short"),
    [
        (24_000.0, 800.0, False),
        (24_000.0, 700.0, True),
        (2_000.0, 300.0, False),
        (2_000.0, 200.0, True),
        (100.0, 100.0, False),
    ],
)
def test_memory_is_short_below_a_part_and_an_amount(
    memory_mb: float, free_mb: float, is_short: bool
) -> None:
    load = Load(memory_mb=memory_mb, memory_free_mb=free_mb)
    assert load.is_short_of_memory is is_short
    assert bool(load.complaint()) is is_short


def test_the_least_important_are_slowed_first_and_most() -> None:
    table = [[least_interval_s(level, rank) for rank in Rank] for level in range(HIGHEST + 1)]
    for row in table:
        assert row == sorted(row, reverse=True)
    for column in zip(*table, strict=True):
        assert list(column) == sorted(column)
    assert {row[Rank.CONTROLLED] for row in table} == {0.0}
    assert [row[Rank.RECORDED] for row in table].count(0.0) == HIGHEST  # only at the very last


def test_little_memory_and_waiting_for_it_are_too_much() -> None:
    little = Load(memory_mb=4000.0, memory_free_mb=200.0)
    assert little.is_short_of_memory
    assert little.complaint() == "only 200 of 4000 MB of memory are left"
    waiting = Load(memory_mb=4000.0, memory_free_mb=900.0, memory_stalled=0.2)
    assert waiting.complaint() == "processes wait for memory 20% of the time"


@pytest.mark.parametrize(("free_mb", "stalled"), [(300.0, 0.0), (900.0, 0.05)])
def test_between_little_and_enough_memory_nothing_changes(
    day: Day, free_mb: float, stalled: float
) -> None:
    day.spend(RAISE_AFTER_S + 1, HARD)
    between = Load(memory_mb=4000.0, memory_free_mb=free_mb, memory_stalled=stalled)
    assert not between.complaint()
    assert day.spend(600, between) == []


def test_a_process_that_never_rests_is_overloaded_whoever_takes_its_core(day: Day) -> None:
    assert day.spend(RAISE_AFTER_S + 1, TAKEN) == [1]
    assert day.admission.reason == "one never rests: the processors are taken"
    eased = Load(busy={"one": 0.2}, engaged={"one": 0.8}, late_s={"one": 0.05})
    assert day.spend(2 * LOWER_AFTER_S, eased) == []
    assert day.spend(LOWER_AFTER_S + 1, EASY) == [0]
