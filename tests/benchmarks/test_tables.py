from __future__ import annotations

import pytest

from benchmarks import tables

ROUNDS = {
    "vncwall": [0.50, 0.30, 0.40],
    "libvncclient": [1.00, 0.50, 1.00],
    "floor": [0.25, 0.20, 0.20],
}


def test_ratio_is_the_median_of_the_rounds_ratios() -> None:
    assert tables.paired_ratio([2.0, 9.0, 1.0], [1.0, 3.0, 1.0]) == 2.0


def test_round_without_measurable_cost_is_left_out_of_the_ratio() -> None:
    assert tables.paired_ratio([2.0, 1.0], [0.0, 4.0]) == 0.25
    assert tables.paired_ratio([2.0], [0.0]) is None


def test_own_cost_is_what_a_rectangle_takes_above_the_floor() -> None:
    assert tables.own_cost([0.5, 0.4, 0.9], [0.2, 0.2, 0.2], 100_000) == pytest.approx(3.0)
    assert tables.own_cost([0.5], [0.2], 0) is None


def test_geometric_mean_leaves_out_what_is_missing() -> None:
    assert tables.geometric_mean([0.25, None, 1.0]) == pytest.approx(0.5)
    assert tables.geometric_mean([None]) is None


def test_table_has_medians_spread_and_paired_ratios_the_cheapest_first() -> None:
    table = tables.tabulate("busy", ROUNDS, rects=1000, pictures={"vncwall": "same"})

    assert table.lines == (
        tables.Line("floor", 0.20, 0.20, 0.25, 0.25, 1.0),
        tables.Line("vncwall", 0.40, 0.30, 0.50, 0.5, 2.0, "same"),
        tables.Line("libvncclient", 1.00, 0.50, 1.00, 1.0, 4.0),
    )
    assert table.own_us_per_rect == pytest.approx(200.0)


def test_table_without_reference_has_no_ratio_to_it() -> None:
    table = tables.tabulate("busy", {"vncwall": [1.0]}, rects=10)

    assert table.lines == (tables.Line("vncwall", 1.0, 1.0, 1.0, None, None),)
    assert table.own_us_per_rect is None


def test_recordings_are_grouped_by_what_their_cost_is_made_of() -> None:
    jpeg = tables.tabulate("a", ROUNDS, rects=1, is_jpeg_heavy=True, parts={"inflate": 0.1})
    zlib = tables.tabulate("b", ROUNDS, rects=1, parts={"inflate": 0.1})
    hextile = tables.tabulate("c", ROUNDS, rects=1, parts={"inflate": 0.0})

    groups = tables.groups([jpeg, zlib, hextile])

    assert groups == {"mostly JPEG": [jpeg], "zlib": [zlib], "neither": [hextile]}


def test_summary_has_a_row_for_each_recording_and_the_means() -> None:
    summary = tables.render_summary([tables.tabulate("busy", ROUNDS, rects=1000)])

    header, row, mean = summary.splitlines()
    assert header.split()[2:5] == ["vncwall", "libvncclient", "floor"]
    assert row.split() == ["busy", "0.400", "1.000", "0.200", "0.50", "2.00", "200.00"]
    assert mean == "geometric mean, neither (1): 0.50 x libvncclient, 2.00 x floor"
