from dataclasses import replace

import pytest

from vncwall.rfb.constants import Encoding
from vncwall.session.habits import Habits
from vncwall.settings.model import (
    TILE_PICTURE,
    EncodingName,
    PictureSettings,
    PixelFormatName,
)

HIGH, LOW = PictureSettings(jpeg_quality=6), PictureSettings(jpeg_quality=2)
TIGHT, ZRLE = {int(Encoding.TIGHT)}, {int(Encoding.ZRLE), int(Encoding.COPYRECT)}


def seen(*updates: tuple[PictureSettings, set[int], int, int]) -> Habits:
    habits = Habits()
    for asked, received, pixels, size in updates:
        for _ in range(3):
            habits.updated(asked, received, pixels=pixels, size=size)
    return habits


def test_nothing_is_held_against_a_server_that_has_sent_nothing():
    habits = Habits()
    assert habits.has_jpeg
    assert not habits.ignores_quality
    assert habits.sentence(EncodingName.AUTO) == ""


def test_a_server_that_sends_another_encoding_is_noticed():
    habits = seen((TILE_PICTURE, ZRLE, 100_000, 9000))
    assert not habits.has_jpeg
    assert habits.sentence(EncodingName.AUTO) == "the server sends zrle instead of Tight with JPEG"
    assert "instead of tight with JPEG" in habits.sentence(EncodingName.TIGHT)


def test_small_updates_prove_nothing():
    assert seen((TILE_PICTURE, ZRLE, 100, 90)).has_jpeg


@pytest.mark.parametrize(("low_size", "ignores"), [(9000, True), (8600, True), (6500, False)])
def test_a_quality_that_saves_nothing_is_noticed(low_size, ignores):
    habits = seen((HIGH, TIGHT, 100_000, 9000), (LOW, TIGHT, 100_000, low_size))
    assert habits.ignores_quality is ignores
    wanted = "a lower JPEG quality saves nothing with this server" if ignores else ""
    assert habits.sentence(EncodingName.AUTO) == wanted


def test_neighbouring_levels_prove_nothing():
    near = PictureSettings(jpeg_quality=5)
    habits = seen((HIGH, TIGHT, 100_000, 9000), (near, TIGHT, 100_000, 9000))
    assert not habits.ignores_quality


def test_an_encoding_without_jpeg_proves_nothing_and_needs_no_sentence():
    zrle = PictureSettings(EncodingName.ZRLE, jpeg_quality=6)
    lower = PictureSettings(EncodingName.ZRLE, jpeg_quality=2)
    habits = seen((zrle, ZRLE, 100_000, 9000), (lower, ZRLE, 100_000, 9000))
    assert not habits.ignores_quality
    assert habits.sentence(EncodingName.ZRLE) == ""


def test_what_was_seen_of_one_encoding_is_not_held_against_another():
    tight = PictureSettings(EncodingName.TIGHT, jpeg_quality=2)
    habits = seen((HIGH, TIGHT, 100_000, 9000), (tight, TIGHT, 100_000, 9000))
    assert not habits.ignores_quality


def test_a_new_connection_is_perhaps_another_server():
    habits = seen((TILE_PICTURE, ZRLE, 100_000, 9000))
    habits.begin()
    assert habits.has_jpeg


LOSSLESS = PictureSettings(EncodingName.ZRLE, jpeg_quality=None, update_interval=1.0)
COARSE = replace(LOSSLESS, compression=9, pixel_format=PixelFormatName.BGR233)


def weighed(*updates: tuple[PictureSettings, int], times: int = 6) -> Habits:
    habits = Habits()
    for asked, size in updates:
        for _ in range(times):
            habits.updated(asked, ZRLE, pixels=100_000, size=size)
    return habits


def test_settings_with_which_the_server_sends_no_less_are_dropped_and_named():
    habits = weighed((LOSSLESS, 9000), (COARSE, 9100))
    assert habits.useless == {replace(COARSE, update_interval=0.0)}
    wanted = "compression 9 and bgr233 saves nothing with this server and is not asked for"
    assert habits.sentence(EncodingName.ZRLE) == wanted
    habits.begin()
    assert habits.useless == frozenset()


@pytest.mark.parametrize("size", [3000, 8000, 12_000])
def test_what_weighs_less_or_much_more_is_no_ignored_setting(size):
    # Much more: a photograph has been opened meanwhile.
    assert weighed((LOSSLESS, 9000), (COARSE, size)).useless == frozenset()


def test_a_few_updates_may_weigh_the_same_by_chance():
    assert weighed((LOSSLESS, 9000), (COARSE, 9000), times=5).useless == frozenset()


def test_settings_that_differ_little_prove_nothing():
    near = replace(LOSSLESS, compression=7)
    assert weighed((LOSSLESS, 9000), (near, 9000)).useless == frozenset()
