"""File formats that the player opens, one file each.

`SOURCES` names the module of each file name suffix; everything else is given to libavformat, so
foreign videos play too. Modules are named, not imported: each loads its own decoders.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from vncwall.errors import PlaybackError
from vncwall.playback.sources.base import Source

SOURCES: dict[str, str] = {
    ".mkv": "vncwall.playback.sources.video",
    ".webm": "vncwall.playback.sources.video",
    ".mp4": "vncwall.playback.sources.video",
    ".fbs": "vncwall.playback.sources.rfb_stream",
    ".rbs": "vncwall.playback.sources.rfb_stream",
}
"""Suffix -> module with `open_source(path) -> Source`."""

PART = ".part"
"""Behind the suffix of a file that is being recorded, or whose recorder was killed."""


def is_playable_name(path: Path) -> bool:
    """Return whether the name of a file in a folder says that it can be played."""
    return _suffix(path) in SOURCES


def open_source(path: Path) -> Source:
    """Open a file.

    Raises:
        PlaybackError: it is missing, empty, damaged, or not a video.
    """
    module = SOURCES.get(_suffix(path), SOURCES[".mkv"])
    try:
        if path.stat().st_size == 0:
            raise PlaybackError(f"{path} is empty")
        source: Source = import_module(module).open_source(path)
    except OSError as error:
        raise PlaybackError(f"cannot open {path}: {error.strerror or error}") from error
    return source


def _suffix(path: Path) -> str:
    return Path(path.name.removesuffix(PART)).suffix.lower()
