"""How often, and how exactly, a session asks for its picture."""

from __future__ import annotations

from dataclasses import replace

from vncwall.settings.model import (
    TILE_PICTURE,
    PictureSettings,
    RecordingSettings,
    VideoFormat,
)

QUICK = 2
"""Compression level without JPEG, where nobody chose one: more work makes little less of it."""


def recorded_picture(tile: PictureSettings, recording: RecordingSettings) -> PictureSettings:
    """Return what a session asks for while it is recorded; its tile shows the same.

    As often as frames are stored, unless the host or its link says how often: a slow link stays
    slow. Without JPEG where the recording is lossless, and for a video also where neither host nor
    link asks for it: a server mends what it sent as JPEG in small steps for seconds, each of which
    would be a frame of the file. A recording of the wire is what the tile gets.
    """
    if _is_free(tile, "update_interval"):
        tile = replace(tile, update_interval=1 / max(recording.max_fps, 0.01))
    is_video = recording.format is not VideoFormat.WIRE
    if recording.format.is_lossless or (is_video and _is_free(tile, "jpeg_quality")):
        tile = replace(tile, jpeg_quality=None)
        if _is_free(tile, "compression"):
            tile = replace(tile, compression=QUICK)
    return tile


def _is_free(tile: PictureSettings, key: str) -> bool:
    """Whether nobody has said what it should be, neither in words nor by a link."""
    return key not in tile.chosen and getattr(tile, key) == getattr(TILE_PICTURE, key)
