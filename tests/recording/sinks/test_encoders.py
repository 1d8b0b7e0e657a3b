"""What the settings choose becomes options of encoders."""

from __future__ import annotations

import numpy as np
import pytest

from vncwall.recording.sinks import SINKS
from vncwall.recording.sinks.encoders import CARDS, PROFILES, options_of, to_bgr0
from vncwall.settings.model import EncoderChoice, Preset, VideoFormat
from vncwall.settings.recorded import QUALITIES


def test_every_format_but_the_wire_has_an_encoder() -> None:
    assert set(PROFILES) == set(SINKS) == set(VideoFormat) - {VideoFormat.WIRE}


def test_every_card_of_the_settings_is_known() -> None:
    known = {choice for cards in CARDS.values() for choice in cards}
    assert known == set(EncoderChoice) - {EncoderChoice.SOFTWARE, EncoderChoice.AUTO}


def test_the_standard_quality_is_one_that_the_settings_allow() -> None:
    qualities = {name: one.quality for name, one in PROFILES.items() if one.quality is not None}
    assert set(qualities) == set(QUALITIES)
    assert all(quality in QUALITIES[name] for name, quality in qualities.items())


def test_quality_and_preset_reach_the_encoder() -> None:
    profile = PROFILES[VideoFormat.H264]
    standard = options_of(profile, quality=None, preset=Preset.STANDARD)
    assert (standard["qp"], standard["preset"]) == ("20", "veryfast")
    small = options_of(profile, quality=30, preset=Preset.SMALL)
    assert (small["qp"], small["preset"]) == ("30", "medium")
    card = options_of(CARDS[VideoFormat.H264][EncoderChoice.AMF], quality=25, preset=Preset.FAST)
    assert (card["qp_i"], card["qp_p"]) == ("25", "25")
    lossless = options_of(PROFILES[VideoFormat.LOSSLESS], quality=20, preset=Preset.STANDARD)
    assert "crf" not in lossless


@pytest.mark.parametrize("padding", [0, 3])
def test_words_are_copied_and_the_changed_ones_counted(padding: int) -> None:
    words = np.arange(48, dtype=np.uint32).reshape(6, 8)
    rows = np.zeros((6, 4 * (8 + padding)), np.uint8)
    plane = rows[:, :32]
    assert to_bgr0(words.data, plane.data, 2, 1, 3, 4) == 12
    assert to_bgr0(words.data, plane.data, 2, 1, 3, 4) == 0
    wanted = np.zeros((6, 8), np.uint32)
    wanted[1:5, 2:5] = words[1:5, 2:5]
    np.testing.assert_array_equal(plane.view(np.uint32), wanted)
    words[1, 2] += 1
    assert (
        to_bgr0(words.data, plane.data, 0, 0, 4, 2) == 6
    )  # 0 is there already, and one of the others
