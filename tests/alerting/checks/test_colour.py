import numpy as np

from vncwall.alerting.checks.base import Verdict
from vncwall.alerting.checks.colour import ColourCheck
from vncwall.settings.alert import PictureRule
from vncwall.settings.mask import parse_mask

RED = 0xFFFF0000


def desktop(red_rows: int) -> np.ndarray:
    words = np.full((10, 10), 0xFF808080, np.uint32)
    words[:red_rows] = RED
    return words


def test_too_much_of_a_colour_is_met() -> None:
    check = ColourCheck(PictureRule(colour=(255, 0, 0), more_than_percent=20.0))
    assert check.see(desktop(2)) == Verdict(False, "20 % of it is #ff0000")
    assert check.see(desktop(3)) == Verdict(True, "30 % of it is #ff0000")


def test_too_little_of_a_colour_is_met() -> None:
    check = ColourCheck(PictureRule(colour=(255, 0, 0), less_than_percent=20.0))
    assert [check.see(desktop(rows)).is_met for rows in (1, 2, 3)] == [True, False, False]


def test_only_the_region_counts_and_a_neighbouring_shade_is_the_colour() -> None:
    rule = PictureRule(
        region=parse_mask("0,0,10,2"), colour=(230, 20, 20), more_than_percent=99.0, near=30
    )
    assert ColourCheck(rule).see(desktop(2)).is_met
    assert (
        not ColourCheck(PictureRule(colour=(230, 20, 20), more_than_percent=99.0, near=10))
        .see(desktop(10))
        .is_met
    )


def test_a_region_outside_of_the_desktop_has_no_colour() -> None:
    rule = PictureRule(region=parse_mask("50,50,5,5"), colour=(255, 0, 0), more_than_percent=0.0)
    assert ColourCheck(rule).see(desktop(10)) == Verdict(False, "0 % of it is #ff0000")
