"""A graphics card is used when it has proved to work; else software, and the log says why."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from vncwall.recording.sinks import cards
from vncwall.recording.sinks.encoders import CARDS, PROFILES
from vncwall.settings.model import EncoderChoice, VideoFormat

H264 = VideoFormat.H264


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    cards.chosen.cache_clear()
    cards.trouble.cache_clear()
    yield
    cards.chosen.cache_clear()
    cards.trouble.cache_clear()


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Let only these cards work; return the list of the trials that are made."""

    def let(*choices: EncoderChoice) -> list[str]:
        made: list[str] = []

        def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
            made.append(command[-1])
            works = command[-1] in choices
            text = "" if works else "some noise\nCannot load libcuda.so.1\n"
            return subprocess.CompletedProcess(command, 0 if works else 1, text, "")

        monkeypatch.setattr(cards.subprocess, "run", run)
        return made

    return let


def test_software_is_never_tried(working: Callable[..., list[str]]) -> None:
    made = working()
    assert cards.chosen(H264, EncoderChoice.SOFTWARE) is PROFILES[H264]
    assert cards.chosen(VideoFormat.VP9, EncoderChoice.AUTO) is PROFILES[VideoFormat.VP9]
    assert made == []


def test_auto_takes_the_first_card_that_works(working: Callable[..., list[str]]) -> None:
    made = working(EncoderChoice.QSV, EncoderChoice.AMF)
    assert cards.chosen(H264, EncoderChoice.AUTO) is CARDS[H264][EncoderChoice.QSV]
    assert made == ["nvenc", "qsv"]


def test_a_card_is_tried_once(working: Callable[..., list[str]]) -> None:
    made = working(EncoderChoice.NVENC)
    for _ in range(3):
        assert cards.chosen(H264, EncoderChoice.NVENC) is CARDS[H264][EncoderChoice.NVENC]
    assert made == ["nvenc"]


def test_without_a_card_it_is_software_and_the_log_says_why(
    working: Callable[..., list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    working()
    for _ in range(3):
        assert cards.chosen(H264, EncoderChoice.NVENC) is PROFILES[H264]
    assert [record.getMessage() for record in caplog.records] == [
        "h264 is encoded by libx264: h264_nvenc: Cannot load libcuda.so.1"
    ]


def test_a_card_that_has_no_such_format_is_said(
    working: Callable[..., list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    working(*EncoderChoice)
    av1 = VideoFormat.AV1
    assert cards.chosen(av1, EncoderChoice.V4L2) is PROFILES[av1]
    assert "v4l2 has no av1" in caplog.text


def test_a_driver_that_crashes_or_hangs_costs_its_own_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def crash(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, -11, "", "")

    monkeypatch.setattr(cards.subprocess, "run", crash)
    assert cards.trouble(H264, EncoderChoice.NVENC) == "its driver crashed (signal 11)"

    def hang(command: list[str], *, timeout: float, **_: Any) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(cards.subprocess, "run", hang)
    assert "did not answer in 20 s" in cards.trouble(H264, EncoderChoice.QSV)
