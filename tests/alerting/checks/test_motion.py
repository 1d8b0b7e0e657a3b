import numpy as np

from vncwall.alerting.checks.base import Verdict
from vncwall.alerting.checks.motion import NEAR, MotionCheck
from vncwall.settings.alert import PictureRule
from vncwall.settings.mask import parse_mask

MOVED = Verdict(False, "", is_activity=True)


def test_the_first_picture_says_nothing_and_a_change_is_motion() -> None:
    check = MotionCheck(PictureRule())
    words = np.full((10, 10), 0xFF000000, np.uint32)
    assert [check.see(words), check.see(words)] == [None, None]
    words[5, 5] = 0xFFFFFFFF
    assert [check.see(words), check.see(words)] == [MOVED, None]


def test_what_jpeg_makes_of_a_still_picture_is_no_motion() -> None:
    check = MotionCheck(PictureRule())
    assert check.see(np.full((10, 10), 0xFF000000, np.uint32)) is None
    assert check.see(np.full((10, 10), 0xFF000000 | NEAR, np.uint32)) is None


def test_a_slow_fade_is_motion_in_the_end() -> None:
    check = MotionCheck(PictureRule())
    seen = [check.see(np.full((4, 4), 0xFF000000 | blue, np.uint32)) for blue in range(0, 100, 10)]
    assert seen.count(MOVED) == 1


def test_a_clock_behind_a_mask_and_another_size_are_no_motion() -> None:
    check = MotionCheck(PictureRule(masks=(parse_mask("0,0,5,5"),)))
    words = np.full((10, 10), 0xFF000000, np.uint32)
    check.see(words)
    words[2, 2] = 0xFFFFFFFF
    assert check.see(words) is None
    assert check.see(np.full((20, 20), 0xFFFFFFFF, np.uint32)) is None
