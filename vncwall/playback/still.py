"""One picture of a recording as a PNG file."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from vncwall.errors import PlaybackError
from vncwall.playback.readout import offset
from vncwall.playback.sources.base import Frame
from vncwall.recording.segments import safe_name


def save_picture(frame: Frame, path: Path) -> None:
    """Write a frame as PNG, in full size.

    Raises:
        PlaybackError: the file cannot be written.
    """
    height, width = frame.picture.shape[:2]
    surface = pygame.image.frombuffer(frame.picture.data, (width, height), "RGB")
    try:
        pygame.image.save(surface, str(path))
    except (OSError, pygame.error) as error:
        raise PlaybackError(f"cannot write {path}: {error}") from error


def still_path(folder: Path, title: str, *, position_ms: int, wall_ns: int | None) -> Path:
    """Return a free name: title and time of day, or the position where that is not known."""
    when = (
        datetime.fromtimestamp(wall_ns / 1e9).strftime("%Y-%m-%d-%H%M%S")
        if wall_ns is not None
        else offset(position_ms).replace(":", ".")
    )
    stem = f"{safe_name(title)}-{when}"
    path = folder / f"{stem}.png"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.png"
    return path
