import numpy as np

from vncwall.alerting.checks.base import Verdict
from vncwall.alerting.checks.text import MARGIN, MOST_PIXELS, TextCheck
from vncwall.settings.alert import PictureRule
from vncwall.settings.mask import parse_mask


def test_a_text_that_is_found_is_told_with_what_stands_round_it() -> None:
    check = TextCheck(PictureRule(text=r"disk\s+full"))
    assert check.judge("Login:\n\n  Disk   FULL on /var\n") == Verdict(
        True, "it says 'Login: Disk FULL on /var'"
    )
    assert check.judge("all is well") == Verdict(False, "")
    long = check.judge("x " * 100 + "disk full" + " y" * 100)
    assert len(long.detail) < 85


def test_a_text_that_should_be_there_and_is_not_is_met() -> None:
    check = TextCheck(PictureRule(text="ready", is_absent=True))
    assert check.judge("Ready.") == Verdict(False, "")
    assert check.judge("") == Verdict(True, "'ready' cannot be read")


def test_the_picture_for_the_program_is_the_region_enlarged_with_a_margin() -> None:
    words = np.full((100, 200), 0xFFFFFFFF, np.uint32)
    words[20:30, 40:60] = 0xFF000000
    rule = PictureRule(text="x", region=parse_mask("40,20,20,10"))
    data = TextCheck(rule).image(words)
    head = b"P5 %d %d 255\n" % (60 + 2 * MARGIN, 30 + 2 * MARGIN)
    assert data.startswith(head)
    assert set(data[len(head) :]) == {255}  # a dark region is turned: letters are to be dark


def test_light_letters_on_dark_ground_are_turned_and_dark_ones_are_not() -> None:
    words = np.full((30, 30), 0xFFF0F0F0, np.uint32)
    words[10:20, 14:16] = 0xFF000000
    light = TextCheck(PictureRule(text="x")).image(words)
    dark = TextCheck(PictureRule(text="x")).image(words ^ np.uint32(0x00FFFFFF))
    assert light[-1] == 0xF0
    assert dark[-1] == 255 - 0x0F


def test_a_large_region_is_enlarged_less() -> None:
    data = TextCheck(PictureRule(text="x")).image(np.zeros((2000, 3000), np.uint32))
    assert len(data) < MOST_PIXELS + 4 * MARGIN * 5000


def test_a_region_outside_of_the_desktop_is_no_picture() -> None:
    rule = PictureRule(text="x", region=parse_mask("900,900,5,5"))
    assert TextCheck(rule).image(np.zeros((10, 10), np.uint32)) == b""


def test_the_program_is_told_language_and_layout() -> None:
    whole = TextCheck(PictureRule(text="x", language="deu"))
    part = TextCheck(PictureRule(text="x", region=parse_mask("0,0,5,5")))
    assert whole.arguments == ("-l", "deu", "--psm", "11")
    assert part.arguments == ("-l", "eng", "--psm", "6")
