import pytest

from vncwall.geometry import Rect, Size
from vncwall.session.strips import Strips

S = 1_000_000_000
SIZE = Size(640, 480)  # 30 units of 16 rows


def test_strips_follow_each_other_to_the_bottom_and_begin_again():
    strips = Strips(SIZE, 0)
    tops = []
    for _ in range(5):
        strip = strips.next(130)
        tops.append((strip.y, strip.height))
        strips.asked(strip)
        strips.answered(S)
    assert tops == [(0, 128), (128, 128), (256, 128), (384, 96), (0, 128)]


def test_the_end_of_a_pass_is_told_once():
    strips = Strips(SIZE, 0)
    ends = []
    for _ in range(4):
        strips.asked(strips.next(240))
        ends.append(strips.answered(S))
    assert ends == [False, True, False, True]


def test_a_pass_that_ended_while_nothing_came_is_told_with_the_next_answer():
    strips = Strips(SIZE, 0)
    strips.asked(strips.next(240))
    strips.answered(S)
    strips.asked(strips.next(240))
    strips.asked(strips.next(120))
    assert strips.answered(2 * S)
    assert not strips.is_at_top


def test_the_picture_is_as_old_as_its_oldest_strip():
    strips = Strips(SIZE, S)
    strips.asked(strips.next(240))
    strips.answered(5 * S)
    assert strips.current_ns == S
    strips.asked(strips.next(240))
    strips.answered(7 * S)
    assert strips.current_ns == 5 * S


def test_it_is_known_how_far_a_pass_is():
    strips = Strips(Size(640, 480), 0)
    assert strips.part == 0
    strips.asked(strips.next(120))
    assert strips.part == pytest.approx(7 / 30)
    strips.asked(strips.next(480))
    assert strips.part == 0


def test_with_all_strips_asked_for_any_change_will_be_told():
    strips = Strips(SIZE, 0)
    strips.asked(strips.next(240))
    assert not strips.is_whole_asked
    strips.asked(strips.next(240))
    assert strips.is_whole_asked
    strips.answered(S)
    assert not strips.is_whole_asked
    assert strips.current_ns == S


def test_there_are_never_more_strips_than_round_trips_are_worth():
    assert Strips(Size(1920, 1080), 0).next(1).height == 96
    assert Strips(Size(64, 10), 0).next(1) == Rect(0, 0, 64, 10)
    assert Strips(Size(64, 0), 0).next(1) == Rect(0, 0, 64, 0)
