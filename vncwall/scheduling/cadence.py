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
    if tile.update_interval == TILE_PICTURE.update_interval:
        tile = replace(tile, update_interval=1 / max(recording.max_fps, 0.01))
    is_free = tile.jpeg_quality == TILE_PICTURE.jpeg_quality
    if recording.format.is_lossless or (is_free and recording.format is not VideoFormat.WIRE):
        tile = replace(tile, jpeg_quality=None)
        if tile.compression == TILE_PICTURE.compression:
            tile = replace(tile, compression=QUICK)
    return tile
