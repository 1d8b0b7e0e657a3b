"""What a sweep says of a server."""

from __future__ import annotations

import math

import pytest

from vncwall.geometry import Size
from vncwall.settings.model import EncodingName, PictureSettings, PixelFormatName
from vncwall.sweep.plan import PLAN
from vncwall.sweep.result import Result, Row, Trial, is_line_known, throughput_kbit_s


def trial(size: int, ms: float = 100.0, db: float | None = math.inf) -> Trial:
    return Trial(size, 1000, ms / 10, ms, ms / 50, db)


def row(
    picture: PictureSettings, *trials: Trial, came: str = "tight", has_its_format: bool = True
) -> Row:
    return Row(picture, list(trials) or [trial(5000)], {came}, has_its_format)


def result(*rows: Row, moved: float = 0.0) -> Result:
    return Result(Size(10, 10), list(rows), 1, 1, 1.0, 1.0, True, moved)


LOSSLESS = PictureSettings(jpeg_quality=None, compression=9)
FAST = PictureSettings(jpeg_quality=None, compression=1)
ZRLE = PictureSettings(encoding=EncodingName.ZRLE, jpeg_quality=None)
JPEG_3, JPEG_8 = PictureSettings(jpeg_quality=3), PictureSettings(jpeg_quality=8)


def test_figures_are_medians() -> None:
    some = row(JPEG_3, trial(10, 5, 30.0), trial(1000, 7, 20.0), trial(20, 900, 40.0))
    assert (some.received_bytes, some.whole_ms, some.likeness_db) == (20, 7, 30.0)
    assert row(JPEG_3, trial(1, db=None)).likeness_db is None


def test_a_faster_line_takes_nothing_off_what_was_measured() -> None:
    some = row(JPEG_3, trial(12_500, 100))
    assert some.ms_at(1e6) == 100
    assert some.ms_at(100) == pytest.approx(10 + 1000)


def test_jpeg_does_not_count_with_a_byte_a_pixel() -> None:
    small = PictureSettings(jpeg_quality=5, pixel_format=PixelFormatName.BGR233)
    assert [row(one).has_jpeg for one in (JPEG_3, LOSSLESS, small)] == [True, False, False]


def test_throughput_is_that_of_the_heaviest_without_their_first_bytes() -> None:
    heavy = [Trial(101_000, 1000, 50.0, 850.0, 0, None)] * 5
    light = [Trial(2000, 1000, 1.0, 1.1, 0, None)] * 9
    assert throughput_kbit_s([*light, *heavy]) == pytest.approx(1000)
    assert is_line_known([*light, *heavy])
    assert throughput_kbit_s(light) == pytest.approx(2000 * 8 / 1.1), "too little behind the first"
    assert not is_line_known(light)


def test_an_encoding_that_a_server_does_not_have_is_named_once() -> None:
    rows = [row(ZRLE), row(PictureSettings(encoding=EncodingName.ZRLE, compression=1)), row(JPEG_3)]
    notes = [note for note in result(*rows).notes() if "zrle" in note]
    assert notes == ["Asked for zrle, the server sends tight."]
    assert not any("zrle" in note for note in result(row(ZRLE, came="zrle")).notes())


def test_where_no_jpeg_came_it_is_said() -> None:
    [note] = result(row(JPEG_3), row(JPEG_8)).notes()
    assert note.startswith("No JPEG came: the server has none, or finds nothing on this screen")


def test_a_server_with_one_jpeg_for_all_is_named() -> None:
    same = [row(JPEG_3, trial(5000, db=33.0)), row(JPEG_8, trial(5001, db=33.0))]
    assert result(*same).notes() == ["The server makes the same JPEG at every jpeg_quality."]
    other = [row(JPEG_3, trial(5000, db=33.0)), row(JPEG_8, trial(9000, db=41.0))]
    assert result(*other).notes() == []


def test_a_compression_level_without_effect_is_named() -> None:
    assert result(row(LOSSLESS), row(FAST)).notes() == [
        "The compression level makes no difference."
    ]
    assert result(row(LOSSLESS), row(FAST, trial(9000))).notes() == []


def test_nothing_is_said_of_levels_while_the_desktop_moves() -> None:
    [note] = result(row(LOSSLESS), row(FAST), moved=0.25).notes()
    assert note.startswith("The desktop moves: 25.0% of it changed")


def test_a_pixel_format_that_a_server_does_not_take_is_named() -> None:
    [note] = result(row(JPEG_3, trial(1, db=30.0), has_its_format=False)).notes()
    assert note == "rgb888 was asked for, but the server sends its own pixels."


def test_what_was_left_out_is_named() -> None:
    some = result()
    some.left_out = [PLAN[-1]]
    assert some.notes() == ["Left out, too heavy for this line: raw rgb888 (--patience)."]
