"""What a terminal shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sweep.test_advice import rows
from vncwall.geometry import Size
from vncwall.sweep.advice import advice
from vncwall.sweep.plan import PLAN
from vncwall.sweep.result import Result
from vncwall.sweep.table import lines, measured, rate

RESULT = Result(Size(800, 600), rows(), 3, 9_000_000, 12.0, 5000.0, True, 0.1, [PLAN[-1]])


def shown(width: int, *, is_line_given: bool = True) -> list[str]:
    found = advice(RESULT.rows, line_kbit_s=256)
    return list(lines(RESULT, found, line_kbit_s=256, is_line_given=is_line_given, width=width))


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(width))) <= width


def test_there_is_a_row_for_all_settings_and_marks_at_the_best() -> None:
    table = shown(80)
    head, body = table[0], table[1 : len(PLAN) + 1]
    assert " ".join(head.split()) == "asked level JPEG colours came kB ms CPU ms dB"
    assert len({line[:4].strip() + line[4:] for line in body}) == len(PLAN)
    assert sorted("".join(line[:3].strip() for line in body)) == ["C", "R", "T"]
    assert table[len(PLAN) + 1] == ""


def test_a_wide_terminal_has_the_time_on_the_line_too() -> None:
    assert "ms at 256 kbit/s" in shown(120)[0]
    assert "ms at" not in shown(80)[0]
    assert "ms at" not in shown(120, is_line_given=False)[0], "it is the line of the other column"


def test_a_line_that_pictures_are_too_light_for_is_at_least_as_quick() -> None:
    assert measured(RESULT) == "5 Mbit/s"
    assert measured(replace(RESULT, is_line_known=False)) == "at least 5 Mbit/s"


def test_a_lossless_row_is_exact_and_what_came_instead_is_named() -> None:
    table = shown(80)
    assert "exact" in next(line for line in table if "hextile" in line)
    assert "  =  " in next(line for line in table if "zlib" in line)
    RESULT.rows[-3].encodings = {"tight", "zrle"}
    assert "tight+zrle" in next(line for line in shown(80) if "zlib" in line)


def test_advice_and_notes_follow() -> None:
    text = "\n".join(shown(120))
    assert "Best on a line of 256 kbit/s (T tile, C control, R recording):" in text
    assert "- The desktop moves: 10.0% of it changed" in text
    assert "a screen)" in text


@pytest.mark.parametrize(
    ("kbit_s", "text"),
    [
        (256, "256 kbit/s"),
        (64.4, "64.4 kbit/s"),
        (999.9, "1 Mbit/s"),
        (2048, "2.05 Mbit/s"),
        (1_600_000, "1.6 Gbit/s"),
    ],
)
def test_rates_are_written_as_people_do(kbit_s: float, text: str) -> None:
    assert rate(kbit_s) == text
