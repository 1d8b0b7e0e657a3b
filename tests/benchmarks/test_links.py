"""What is concluded from bytes, ages and pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.links import (
    LIKE_DB,
    SCENARIOS,
    HostFigures,
    LineFigures,
    Result,
    desktop_of,
    likeness,
    line_figures,
    psnr_db,
    reduced,
    table,
    true_picture,
)
from vncwall.fleet.hosts import HostPlan
from vncwall.geometry import Size

LINE = LineFigures("radio", 256.0, 250.0, 100.0)
HOST = HostFigures("desk", 10.0, 2.0, 25.0, 0.0)
KEPT = Result("idle", 8.0, 30.0, (LINE,), (HOST,), "")


def test_what_is_kept_has_no_failures() -> None:
    assert KEPT.failures() == []
    assert table(KEPT, "ten desktops").endswith("kept")


@pytest.mark.parametrize(
    ("result", "failure"),
    [
        (
            replace(KEPT, lines=(replace(LINE, worst=300.0),)),
            "radio: 300 kbit/s over 10 s, budget 256",
        ),
        (replace(KEPT, hosts=(replace(HOST, oldest_s=10.5),)), "desk: 10.5 s old"),
        (replace(KEPT, hosts=(replace(HOST, like_db=LIKE_DB - 1),)), "desk: 19.0 dB"),
    ],
)
def test_what_is_not_kept_is_said(result: Result, failure: str) -> None:
    assert result.failures() == [failure]
    assert f"NOT KEPT: {failure}" in table(result, "")


def test_every_desktop_of_a_scenario_has_a_line() -> None:
    for scenario in SCENARIOS.values():
        assert len(scenario.plans) == len(scenario.links) == 10
        assert set(scenario.links) == set(scenario.budgets.links_kbit_s)


def test_lines_are_added_up_apart_and_the_site_over_all() -> None:
    bins = [{0: 1250 * (n + 1)} for n in range(10)]
    figures = line_figures(SCENARIOS["site"], bins, [float(n) for n in range(10)])
    assert [(one.name, one.worst, one.mean) for one in figures] == [
        ("radio", 15.0, 10.0),
        ("mine", 40.0, 35.0),
        ("site", 55.0, 45.0),
    ]


PLAN = HostPlan("till", "till", Size(640, 480), 7)
NOW = 1_770_000_000.0


def test_a_desktop_can_be_painted_twice() -> None:
    one, other = (true_picture(desktop_of(PLAN), NOW) for _ in range(2))
    assert (one == other).all()
    assert one.shape == (480, 640, 3)


def test_a_tile_is_found_where_its_desktop_was() -> None:
    earlier = reduced(true_picture(desktop_of(PLAN), NOW - 8.0), (240, 320, 3))
    db, late_s = likeness(earlier, desktop_of(PLAN), NOW)
    assert db == 99.0
    assert late_s <= 8.0
    assert likeness(None, desktop_of(PLAN), NOW)[0] == 0.0
    assert likeness(np.zeros_like(earlier), desktop_of(PLAN), NOW)[0] < 15


def test_likeness_is_the_peak_signal_to_noise_ratio() -> None:
    black = np.zeros((4, 4, 3), np.uint8)
    assert psnr_db(black, black) == 99.0
    assert psnr_db(black, black + 255) == 0.0
    assert psnr_db(black, black + 16) == pytest.approx(24.05, abs=0.01)
