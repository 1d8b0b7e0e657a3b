"""`vncwall play` prepares the display and gives everything on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.recording import make_recording
from vncwall.app import play
from vncwall.errors import PlaybackError


def test_a_snapshot_needs_no_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("SDL_VIDEODRIVER", "x11")
    path = make_recording(tmp_path / "a.mkv")
    assert play.run(path, at_s=1.0, snapshot=tmp_path / "a.png") == 0
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_played_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlaybackError, match="does not exist"):
        play.run(tmp_path / "none.mkv", snapshot=tmp_path / "a.png")
