import numpy as np

from vncwall.alerting.checks.base import Verdict
from vncwall.alerting.checks.reference import ReferenceCheck
from vncwall.settings.alert import PictureRule
from vncwall.settings.mask import parse_mask

OK = np.full((10, 10), 0xFF204060, np.uint32)


def check(rule: PictureRule) -> ReferenceCheck:
    result = ReferenceCheck(rule)
    result.reference = OK
    return result


def test_what_differs_by_more_than_is_allowed_is_met() -> None:
    words = OK.copy()
    words[0, :2] = 0xFFFFFFFF
    assert check(PictureRule(tolerance_percent=2.0)).see(words) == Verdict(
        False, "2.0 % differ from the reference, 2 % may"
    )
    assert check(PictureRule(tolerance_percent=1.5)).see(words) == Verdict(
        True, "2.0 % differ from the reference, 1.5 % may"
    )


def test_masks_and_everything_outside_of_the_region_may_change() -> None:
    words = OK.copy()
    words[0:3] = 0xFFFFFFFF
    rule = PictureRule(
        region=parse_mask("0,2,10,8"), masks=(parse_mask("0,2,10,1"),), tolerance_percent=0.0
    )
    assert not check(rule).see(words).is_met  # type: ignore[union-attr]


def test_another_size_of_the_desktop_is_met_and_says_so() -> None:
    verdict = check(PictureRule()).see(np.zeros((5, 6), np.uint32))
    assert verdict == Verdict(True, "the desktop is 6x5, the reference 10x10")


def test_without_a_reference_nothing_is_known() -> None:
    assert ReferenceCheck(PictureRule()).see(OK) is None
