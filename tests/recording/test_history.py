"""A history says what changed, who controlled and what was missing, in wall time."""

from __future__ import annotations

from vncwall.geometry import Rect, Size
from vncwall.ipc.segment import Span
from vncwall.recording.history import History

S = 1_000_000_000
SIZE = Size(640, 640)  # 10 x 10 blocks
WALL = 1_000_000 * S


def begun(history: History, start_s: int = 100) -> History:
    history.begin(SIZE, start_s * S, WALL)
    return history


def test_activity_is_the_percentage_of_blocks_that_changed_in_each_step() -> None:
    history = begun(History())
    history.drawn([Rect(0, 0, 64, 64)], 101 * S)
    history.drawn([Rect(0, 0, 64, 64), Rect(64, 0, 128, 64)], 109 * S)
    history.drawn([Rect(0, 0, 640, 640)], 125 * S)
    activity, _, _ = history.end(145 * S)
    assert activity == (3, 0, 100, 0, 0)


def test_a_little_is_at_least_one_percent() -> None:
    history = History()
    history.begin(Size(6400, 6400), 0, WALL)
    history.drawn([Rect(0, 0, 1, 1)], 0)
    assert history.end(5 * S)[0] == (1,)


def test_what_was_drawn_before_the_segment_is_its_first_picture_and_no_activity() -> None:
    history = History()
    history.drawn([Rect(0, 0, 640, 640)], 99 * S)
    assert begun(history).end(110 * S)[0] == (0,)


def test_control_is_told_in_wall_time_and_goes_on_in_the_next_segment() -> None:
    history = History()
    history.control("alice", 90 * S)
    begun(history)
    history.control("", 105 * S)
    history.control("bob", 110 * S)
    assert history.end(120 * S)[2] == (
        Span(WALL, WALL + 5 * S, "alice"),
        Span(WALL + 10 * S, WALL + 20 * S, "bob"),
    )
    begun(history, 120)
    assert history.end(130 * S)[2] == (Span(WALL, WALL + 10 * S, "bob"),)


def test_gaps_have_their_reason() -> None:
    history = begun(History())
    history.missing("frozen", 103 * S)
    history.missing("frozen", 104 * S)
    history.missing("", 108 * S)
    assert history.end(110 * S)[1] == (Span(WALL + 3 * S, WALL + 8 * S, "frozen"),)


def test_what_ended_before_a_segment_began_is_not_in_it() -> None:
    history = History()
    history.control("alice", 10 * S)
    history.control("", 100 * S)
    assert begun(history).end(110 * S) == ((0,), (), ())
