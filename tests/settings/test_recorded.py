"""How hosts are recorded: levels of a configuration, and what cannot go together."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from vncwall.errors import InvalidConfiguration, SettingsError
from vncwall.geometry import Size
from vncwall.settings import recorded
from vncwall.settings.loader import load_text
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import (
    EncoderChoice,
    OnResize,
    Preset,
    RecordingSettings,
    Settings,
    Stamp,
    VideoFormat,
)
from vncwall.settings.recorded import in_words, recorded_with

LEVELS = """
[recording]
folder = "video"
format = "vp9"
quality = 30
masks = ["0,0,100%,30"]

[defaults.recording]
max_fps = 2.0

[groups.tills.recording]
format = "h264"
max_size = "1280x720"
on_resize = "scale"

[[hosts]]
address = "till"
group = "tills"
recording = { quality = 18, stamp = "below", cursor = false, preset = "small" }

[[hosts]]
address = "desk"
recording.masks = []
recording.encoder = "auto"
"""


def read(text: str) -> Settings:
    return load_text(text, path=Path("wall.toml"), environment={}).settings


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidConfiguration) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def test_each_level_refines_the_one_before() -> None:
    settings = read(LEVELS)
    mask = parse_mask("0,0,100%,30")
    assert settings.recording == RecordingSettings(
        folder="video", format=VideoFormat.VP9, quality=30, masks=(mask,)
    )
    till, desk = settings.hosts
    assert till.recording == RecordingSettings(
        folder="video",
        format=VideoFormat.H264,
        quality=18,
        preset=Preset.SMALL,
        max_fps=2.0,
        max_size=Size(1280, 720),
        on_resize=OnResize.SCALE,
        masks=(mask,),
        stamp=Stamp.BELOW,
        cursor=False,
    )
    assert (till.cursor, desk.cursor) == (False, True)
    assert desk.recording == RecordingSettings(
        folder="video",
        format=VideoFormat.VP9,
        quality=30,
        max_fps=2.0,
        encoder=EncoderChoice.AUTO,
    )


def test_hosts_that_say_nothing_follow_the_rest() -> None:
    assert read('[recording]\nmax_fps = 1.0\n[[hosts]]\naddress = "a"\n').hosts[0].recording is None


def test_another_format_begins_at_its_own_quality() -> None:
    text = '[recording]\nquality = 18\n[[hosts]]\naddress = "a"\nrecording.format = "av1"\n'
    recording = read(text).hosts[0].recording
    assert recording is not None
    assert (recording.format, recording.quality) == (VideoFormat.AV1, None)


@pytest.mark.parametrize(
    ("recording", "words"),
    [
        ('format = "fbs"\nmasks = ["0,0,9,9"]', ["masks", "fbs", "as they come"]),
        ("quality = 50", ["quality", "50 is out of range", "10 (best) to 40"]),
        ('format = "ffv1"\nquality = 20', ["quality", "has none"]),
        ("quality = 1.5", ["quality", "1.5 is no quality"]),
        ('max_size = "big"', ["max_size", '"1280x720"']),
        ('max_size = "10x10"', ["max_size", "at least 64x64"]),
        ('masks = "0,0,1,1"', ["masks", "not an array"]),
        ("masks = [3]", ["masks", "3 is not a mask"]),
        ('masks = ["a"]', ["masks", "is not a mask"]),
        ('stamp = "middle"', ["stamp", "is not one of off, below"]),
        ('on_resize = "scal"', ["on_resize", "did you mean 'scale'?"]),
        ('encoder = "gpu"', ["encoder", "software, auto"]),
    ],
)
def test_what_cannot_be_is_told_with_its_place(recording: str, words: list[str]) -> None:
    for place, head in (
        ("recording.", f"[recording]\n{recording}\n"),
        ("defaults.recording.", f"[defaults.recording]\n{recording}\n"),
        ("hosts[a].recording.", f'[[hosts]]\naddress = "a"\n[hosts.recording]\n{recording}\n'),
    ):
        (problem, *more) = problems(f'{head}\n[[hosts]]\naddress = "b"\n')
        assert not more
        assert place in problem
        assert all(word in problem for word in words), problem


def test_masks_of_all_forbid_the_wire_to_one() -> None:
    text = '[recording]\nmasks = ["0,0,9,9"]\n[[hosts]]\naddress = "a"\nrecording.format = "fbs"\n'
    (problem,) = problems(text)
    assert "hosts[a].recording.format" in problem


def test_an_unknown_key_is_told_the_keys_there_are() -> None:
    (problem,) = problems('[[hosts]]\naddress = "a"\nrecording.max_fp = 1.0\n')
    assert "did you mean 'max_fps'?" in problem


def test_changes_for_all_reach_the_hosts_that_have_settings_of_their_own() -> None:
    settings = recorded_with(read(LEVELS), "arguments", {"format": VideoFormat.LOSSLESS})
    till, desk = settings.hosts
    assert settings.recording.format is VideoFormat.LOSSLESS
    assert till.recording is not None
    assert (till.recording.format, till.recording.quality) == (VideoFormat.LOSSLESS, None)
    assert till.recording.max_fps == 2.0
    assert desk.recording is not None
    with pytest.raises(SettingsError, match="masks: "):
        recorded_with(settings, "arguments", {"format": VideoFormat.WIRE})


def test_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(recorded).failed == 0


def test_what_is_chosen_is_said_in_one_line() -> None:
    till, _ = read(LEVELS).hosts
    assert till.recording is not None
    assert in_words(till.recording) == (
        "h264, quality 18, preset small, at most 2 a second, at most 1280x720, one frame size, "
        "1 mask, stamp below, no pointer"
    )


def test_what_is_masked_is_not_kept_in_memory_either() -> None:
    (problem,) = problems(
        '[recording]\npreroll = "5m"\n[[hosts]]\naddress = "till"\nrecording.masks = ["0,0,9,9"]'
    )
    assert "hosts[till].recording.masks: the pre-roll keeps the bytes" in problem
