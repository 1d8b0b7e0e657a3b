"""One picture of a recording as a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pygame
import pytest

from vncwall.errors import PlaybackError
from vncwall.playback.sources.base import Frame
from vncwall.playback.still import save_picture, still_path


def test_the_file_holds_every_pixel(tmp_path: Path) -> None:
    picture = np.arange(4 * 3 * 3, dtype=np.uint8).reshape(4, 3, 3)
    save_picture(Frame(0, picture), tmp_path / "a.png")
    loaded = pygame.image.load(tmp_path / "a.png")
    assert pygame.image.tobytes(loaded, "RGB") == picture.tobytes()


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    frame = Frame(0, np.zeros((2, 2, 3), np.uint8))
    with pytest.raises(PlaybackError, match="cannot write"):
        save_picture(frame, tmp_path / "none" / "a.png")


def test_names_tell_title_and_position_and_are_never_taken(tmp_path: Path) -> None:
    first = still_path(tmp_path, "till/3", position_ms=83_000, wall_ns=None)
    assert first.name.endswith("-1.23.png")
    first.touch()
    second = still_path(tmp_path, "till/3", position_ms=83_000, wall_ns=None)
    assert second.name == f"{first.stem}-2.png"
    assert first.parent == tmp_path
