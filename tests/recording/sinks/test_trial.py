"""A test picture tells encoders that work from those that only say so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vncwall.recording.sinks import trial
from vncwall.recording.sinks.encoders import CARDS, PROFILES, Profile
from vncwall.recording.sinks.trial import MemoryFile
from vncwall.settings.model import EncoderChoice, VideoFormat

H264 = PROFILES[VideoFormat.H264]


@pytest.mark.parametrize("video_format", list(PROFILES))
def test_the_encoders_of_the_processor_work(video_format: VideoFormat) -> None:
    assert trial.trial(PROFILES[video_format]) == ""


def test_the_way_of_the_cards_works() -> None:
    """No card is needed to prove it: x264 takes their pixel format, too."""
    assert trial.trial(replace(H264, encoder_format="nv12")) == ""


def test_an_encoder_that_holds_frames_back_is_refused() -> None:
    # x264 looks ahead then.
    eager = replace(H264, options={}, presets={}, quality_options=("crf",))
    assert "holds back" in trial.trial(eager)


def inverted(words: memoryview, *planes_and_place: object) -> int:
    return H264.convert((np.asarray(words) ^ np.uint32(0xFFFFFF)).data, *planes_and_place)


def test_an_encoder_whose_picture_is_another_one_is_refused() -> None:
    assert "another one" in trial.trial(replace(H264, convert=inverted))


@pytest.mark.parametrize(
    ("profile", "why"),
    [
        (replace(H264, codec="h264_vaapi_of_tomorrow"), "built without"),
        (replace(H264, options={"preset": "no such preset"}, presets={}), "preset"),
    ],
)
def test_what_went_wrong_is_said(profile: Profile, why: str) -> None:
    assert why in trial.trial(profile)


def test_a_program_tries_a_card(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cards = CARDS[VideoFormat.H264]
    monkeypatch.setitem(cards, EncoderChoice.NVENC, replace(H264, codec="none such"))
    monkeypatch.setitem(cards, EncoderChoice.QSV, H264)
    assert trial.main(["h264", "nvenc"]) == 1
    assert capsys.readouterr().out == "PyAV is built without it\n"
    assert trial.main(["h264", "qsv"]) == 0
    assert capsys.readouterr().out == ""


def test_a_file_in_memory_is_patched_in_place() -> None:
    file = MemoryFile()
    file.write(b"abcdef")
    file.write_at(2, b"XY")
    assert (file.read_at(1, 4), file.tell(), file.size_bytes) == (b"bXYe", 6, 6)
