"""Advice for lines of all speeds, from the figures of a real sweep of an 800x600 desktop."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from vncwall.settings.model import (
    CONTROL_PICTURE,
    TILE_PICTURE,
    EncodingName,
    PictureSettings,
    PixelFormatName,
)
from vncwall.sweep.advice import Advice, Use, advice
from vncwall.sweep.plan import PLAN
from vncwall.sweep.result import Row, Trial

EXACT = math.inf
FIGURES = [
    (15_100, 30, 2.5, 25.1),
    (14_600, 25, 1.5, 25.1),
    (26_000, 40, 2.6, 32.2),
    (26_600, 60, 2.8, 39.1),
    (60_300, 150, 5.9, EXACT),
    (35_700, 25, 4.7, 30.3),
    (41_900, 22, 5.5, 31.8),
    (49_500, 23, 6.2, 33.3),
    (56_000, 23, 6.0, 35.3),
    (95_600, 20, 7.5, 46.8),
    (132_000, 22, 9.5, 49.7),
    (64_500, 60, 6.7, EXACT),
    (78_500, 30, 6.6, EXACT),
    (44_100, 40, 2.5, EXACT),
    (64_300, 60, 5.6, EXACT),
    (101_000, 60, 4.9, EXACT),
    (1_920_000, 30, 3.0, EXACT),
]
"""Bytes, ms, CPU ms, dB of the plan's settings on a fast line."""


def rows() -> list[Row]:
    return [
        Row(
            picture,
            [Trial(size, 1000, 5.0, float(ms), cpu, db)],
            {"tight" if picture.encoding is EncodingName.AUTO else picture.encoding.value},
        )
        for picture, (size, ms, cpu, db) in zip(PLAN, FIGURES, strict=True)
    ]


def best(use: Use, line_kbit_s: float) -> Advice:
    return next(one for one in advice(rows(), line_kbit_s=line_kbit_s) if one.use is use)


def test_a_fast_line_controls_in_full_quality_without_waiting() -> None:
    control = best(Use.CONTROL, 1e6)
    assert (control.row.likeness_db or 0) >= 45
    assert control.picture.update_interval == 0


def test_a_slow_line_controls_in_few_colours_and_the_best_compression() -> None:
    control = best(Use.CONTROL, 256)
    assert control.picture.pixel_format is not PixelFormatName.RGB888
    assert control.picture.compression == 9
    assert control.whole_ms <= 1000
    assert control.picture.update_interval > 0


def test_a_line_on_which_nothing_comes_in_time_gets_what_comes_first() -> None:
    control = best(Use.CONTROL, 16)
    assert control.row.received_bytes <= 15_100


def test_a_tile_on_a_fast_line_has_the_usual_settings_where_they_cost_hardly_more() -> None:
    tile = best(Use.TILE, 1e6)
    assert tile.picture == TILE_PICTURE


def test_a_tile_saves_processor_time_where_that_differs() -> None:
    some = rows()
    for row in some:
        row.trials = [replace(row.trials[0], cpu_ms=4 * row.cpu_ms)]
    tile = advice(some, line_kbit_s=1e6)[0]
    assert tile.row.cpu_ms <= 1.2 * min(row.cpu_ms for row in some if (row.likeness_db or 0) >= 28)


def test_settings_that_a_server_does_not_follow_are_not_advised() -> None:
    some = rows()
    for row in some:
        if row.picture.encoding is not EncodingName.AUTO:
            row.trials = [Trial(100, 100, 1.0, 1.0, 0.1, EXACT)]
            row.encodings = {"tight"}
    for line in (64, 256, 1e6):
        found = advice(some, line_kbit_s=line)
        assert {one.picture.encoding for one in found} == {EncodingName.AUTO}


def test_a_screen_without_photographs_does_not_make_jpeg_look_lossless() -> None:
    some = rows()
    for row in some:
        row.trials = [Trial(10_000, 1000, 2.0, 20.0, 1.5, EXACT)]
    tile, control, recording = advice(some, line_kbit_s=1e6)
    assert tile.picture == TILE_PICTURE
    assert control.picture == CONTROL_PICTURE
    assert recording.picture.jpeg_quality is None


def test_a_tile_on_a_slow_line_saves_the_line() -> None:
    tile = best(Use.TILE, 256)
    assert tile.row.received_bytes <= 26_600
    assert tile.picture.update_interval > 1


def test_a_recording_is_lossless_where_the_line_carries_it() -> None:
    assert best(Use.RECORDING, 1e6).row.likeness_db == EXACT
    assert best(Use.RECORDING, 256).picture.encoding is EncodingName.ZRLE
    assert best(Use.RECORDING, 64).row.likeness_db != EXACT


@pytest.mark.parametrize("line_kbit_s", [8, 64, 256, 2000, 50_000, 1e7])
def test_times_are_those_on_the_line(line_kbit_s: float) -> None:
    for one in advice(rows(), line_kbit_s=line_kbit_s):
        assert one.whole_ms == one.row.ms_at(line_kbit_s)
        assert one.picture == one.row.picture or one.picture.update_interval != 1.0


def test_a_desktop_of_which_nothing_stands_still_gets_advice_all_the_same() -> None:
    unknown = [Row(one.picture, [Trial(100, 1, 1.0, 2.0, 1.0, None)], {"rre"}) for one in rows()]
    assert len(advice(unknown, line_kbit_s=256)) == 3


def test_a_single_row_is_advised_for_everything() -> None:
    [only] = rows()[:1]
    assert {one.row is only for one in advice([only], line_kbit_s=64)} == {True}
    assert isinstance(only.picture, PictureSettings)
