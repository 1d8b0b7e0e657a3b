import pytest

from vncwall.wall.activity import HALF_LIFE_NS, SECOND, Activity
from vncwall.wall.views.base import Spot
from vncwall.wall.views.follow import BUSY

TILE, OTHER = Spot(1), Spot(2)


def test_a_change_counts_half_after_a_half_life():
    activity = Activity()
    activity.note(TILE, 0.5, 0)
    assert activity.level(TILE, 0) == 0.5
    assert activity.level(TILE, HALF_LIFE_NS) == pytest.approx(0.25)
    assert activity.level(OTHER, 0) == 0.0


def test_changes_add_up():
    activity = Activity()
    activity.note(TILE, 0.5, 0)
    activity.note(TILE, 0.5, HALF_LIFE_NS)
    assert activity.levels(HALF_LIFE_NS) == {TILE: pytest.approx(0.75)}


def level_after(share: float, every_ns: int) -> float:
    activity, now = Activity(), 0
    for _ in range(100):
        now += every_ns
        activity.note(TILE, share, now)
    return activity.level(TILE, now)


def test_a_clock_is_still_and_somebody_who_types_is_busy():
    whole = 1920 * 1080
    assert level_after(40 * 16 / whole, SECOND) < BUSY, "seconds of a clock"
    assert level_after(2 * 18 / whole, SECOND // 2) < BUSY, "an insertion point"
    assert level_after(3 * 800 * 16 / whole, SECOND // 2) > BUSY, "lines of a terminal"


def test_who_is_gone_is_forgotten():
    activity = Activity()
    activity.note(TILE, 0.5, 0)
    activity.note(OTHER, 0.5, 0)
    activity.keep_only({OTHER})
    assert list(activity.levels(0)) == [OTHER]
