from dataclasses import replace
from itertools import pairwise

import pytest

from vncwall.session.tuning import (
    SLOWEST_INTERVAL_S,
    Purpose,
    Situation,
    in_words,
    ladder,
    visible_quality,
    weight,
)
from vncwall.settings.model import (
    CONTROL_PICTURE,
    TILE_PICTURE,
    EncodingName,
    PictureSettings,
    PixelFormatName,
)

TILE = Situation(Purpose.TILE, TILE_PICTURE)
CONTROL = Situation(Purpose.CONTROL, CONTROL_PICTURE)
FULL = Situation(Purpose.FULL, TILE_PICTURE)


def rungs(situation: Situation) -> list[str]:
    return [in_words(rung.picture) for rung in ladder(situation)]


def test_the_ladder_of_a_tile_takes_quality_then_colours_then_time():
    assert rungs(TILE) == [
        "best encoding, compression 6, JPEG 6, rgb888, every 1 s",
        "best encoding, compression 7, JPEG 4, rgb888, every 1 s",
        "best encoding, compression 9, JPEG 2, rgb565, every 1 s",
        "best encoding, compression 9, no JPEG, bgr233, every 1 s",
        "best encoding, compression 9, no JPEG, bgr233, every 2 s",
        "best encoding, compression 9, no JPEG, bgr233, every 4 s",
    ]


def test_control_is_never_asked_for_more_seldom():
    assert {rung.picture.update_interval for rung in ladder(CONTROL)} == {0.0}
    assert ladder(CONTROL)[0].picture == CONTROL_PICTURE
    assert ladder(CONTROL)[-1].picture.pixel_format is PixelFormatName.BGR233


def test_what_is_written_stays_where_nothing_may_adapt():
    assert [rung.picture for rung in ladder(replace(TILE, adapts=False, reduction=8))] == [
        TILE_PICTURE
    ]


@pytest.mark.parametrize(
    ("reduction", "quality"), [(1, 6), (1.9, 6), (2, 5), (3, 4), (5.9, 4), (6, 2), (20, 2)]
)
def test_a_small_tile_asks_for_the_quality_that_can_be_seen(reduction, quality):
    assert ladder(replace(TILE, reduction=reduction))[0].picture.jpeg_quality == quality


def test_a_lower_quality_of_the_user_is_never_raised():
    best = replace(TILE_PICTURE, jpeg_quality=1)
    assert ladder(replace(TILE, best=best, reduction=3))[0].picture.jpeg_quality == 1
    assert visible_quality(1) == 9


@pytest.mark.parametrize("purpose", [Purpose.FULL, Purpose.CONTROL])
def test_who_sees_every_pixel_gets_the_whole_quality(purpose):
    situation = Situation(purpose, TILE_PICTURE, reduction=8)
    assert ladder(situation)[0].picture == TILE_PICTURE


def test_a_tile_that_is_to_be_lossless_is_so_until_the_line_is_too_slow():
    best = replace(TILE_PICTURE, jpeg_quality=None)
    first, second, *_ = ladder(replace(TILE, best=best, reduction=8))
    assert first.picture.jpeg_quality is None
    assert second.picture.jpeg_quality == 4


def test_a_lossless_recording_is_only_asked_for_more_seldom():
    best = replace(TILE_PICTURE, jpeg_quality=None, update_interval=0.2)
    pictures = [rung.picture for rung in ladder(replace(FULL, best=best))]
    assert {(p.jpeg_quality, p.pixel_format) for p in pictures} == {(None, PixelFormatName.RGB888)}
    assert [p.update_interval for p in pictures] == [0.2, 2.0, 4.0]


def test_a_wire_recording_keeps_its_pixel_format():
    pictures = [rung.picture for rung in ladder(replace(FULL, keeps_format=True))]
    assert {p.pixel_format for p in pictures} == {PixelFormatName.RGB888}
    assert [p.jpeg_quality for p in pictures][:4] == [6, 4, 2, 0]


def test_a_server_without_jpeg_is_asked_for_fewer_colours_instead():
    formats = [rung.picture.pixel_format.value for rung in ladder(replace(TILE, has_jpeg=False))]
    assert formats == ["rgb888", "rgb565", "bgr233", "bgr233", "bgr233"]


def test_an_encoding_that_does_not_compress_is_left_on_a_slow_line():
    raw = replace(TILE_PICTURE, encoding=EncodingName.RAW)
    encodings = [rung.picture.encoding for rung in ladder(replace(TILE, best=raw))]
    assert encodings[0] is EncodingName.RAW
    assert set(encodings[1:]) == {EncodingName.AUTO}


def test_a_level_left_to_the_server_is_named_on_a_slow_line_only():
    own = replace(TILE_PICTURE, compression=None)
    levels = [rung.picture.compression for rung in ladder(replace(TILE, best=own))]
    assert levels[:3] == [None, None, 9]


def test_settings_for_a_slow_line_have_nothing_finer_above_them():
    slow = PictureSettings(EncodingName.AUTO, 9, None, PixelFormatName.BGR233, 10.0)
    assert rungs(Situation(Purpose.TILE, slow)) == [
        "best encoding, compression 9, no JPEG, bgr233, every 10 s"
    ]


@pytest.mark.parametrize("interval_s", [0.05, 1.0, 2.0, 4.0, 5.0, 30.0])
def test_a_line_makes_no_interval_longer_than_five_seconds_nor_shorter(interval_s):
    best = replace(TILE_PICTURE, update_interval=interval_s)
    intervals = [rung.picture.update_interval for rung in ladder(replace(TILE, best=best))]
    assert intervals == sorted(intervals)
    assert intervals[0] == interval_s
    assert intervals[-1] <= max(interval_s, SLOWEST_INTERVAL_S)


@pytest.mark.parametrize(
    "best", [TILE_PICTURE, CONTROL_PICTURE, replace(TILE_PICTURE, jpeg_quality=None)]
)
@pytest.mark.parametrize("has_jpeg", [True, False])
def test_every_rung_is_lighter_than_the_one_before(best, has_jpeg):
    for purpose in (Purpose.TILE, Purpose.FULL, Purpose.CONTROL):
        found = ladder(Situation(purpose, best, has_jpeg=has_jpeg))
        for finer, coarser in pairwise(found):
            assert coarser.rate_weight < finer.rate_weight
            assert coarser.weight <= finer.weight


def test_weights_are_relative_to_tight_with_quality_six():
    assert weight(TILE_PICTURE) == 1.0
    assert weight(replace(TILE_PICTURE, jpeg_quality=None)) == 1.8
    assert weight(TILE_PICTURE, has_jpeg=False) == 1.8
    small = replace(TILE_PICTURE, pixel_format=PixelFormatName.BGR233)
    assert weight(small) == weight(replace(small, jpeg_quality=None))  # no JPEG at 8 bits a pixel


def test_settings_that_save_nothing_are_passed_over():
    coarse = replace(ladder(TILE)[2].picture, update_interval=0.0)
    assert rungs(replace(TILE, useless=frozenset({coarse}))) == [
        "best encoding, compression 6, JPEG 6, rgb888, every 1 s",
        "best encoding, compression 7, JPEG 4, rgb888, every 1 s",
        "best encoding, compression 9, no JPEG, bgr233, every 1 s",
        "best encoding, compression 9, no JPEG, bgr233, every 2 s",
        "best encoding, compression 9, no JPEG, bgr233, every 4 s",
    ]


def test_where_no_colours_are_saved_time_is():
    few = replace(ladder(TILE)[3].picture, update_interval=0.0)
    assert rungs(replace(TILE, useless=frozenset({few})))[2:] == [
        "best encoding, compression 9, JPEG 2, rgb565, every 1 s",
        "best encoding, compression 9, JPEG 2, rgb565, every 2 s",
        "best encoding, compression 9, JPEG 2, rgb565, every 4 s",
    ]
