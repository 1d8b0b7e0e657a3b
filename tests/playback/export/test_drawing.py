"""A part of a recording goes into a film as it was."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.support.recording import make_recording
from vncwall.errors import PlaybackError
from vncwall.geometry import Rect
from vncwall.playback.export.drawing import Shown, words_of
from vncwall.playback.export.part import part_of

S = 1_000_000_000


class Film:
    """Takes note of the times at which it is drawn into."""

    def __init__(self) -> None:
        self.times: list[int] = []

    def draw(self, words: np.ndarray, damage: list[Rect], time_ms: int) -> None:
        assert damage == [Rect(0, 0, words.shape[1], words.shape[0])]
        self.times.append(time_ms)


def test_changes_have_their_times_in_the_film(tmp_path: Path) -> None:
    part = part_of(make_recording(tmp_path / "a.mkv"))
    part = replace(part, from_ns=part.from_ns + 1500 * S // 1000)
    film = Film()
    with closing(Shown(part)) as shown:
        shown.draw(film, 100, lambda time_ms: None)  # type: ignore[arg-type]
    assert film.times[:3] == [100, 600, 1600]


def test_what_cannot_be_played_is_said(tmp_path: Path) -> None:
    part = part_of(make_recording(tmp_path / "a.mkv"))
    part.path.write_bytes(b"no video")
    with pytest.raises(PlaybackError):
        Shown(part)


def test_pixels_become_canonical_words() -> None:
    picture = np.array([[[1, 2, 3], [255, 0, 0]]], np.uint8)
    assert words_of(picture).tolist() == [[0xFF010203, 0xFFFF0000]]
