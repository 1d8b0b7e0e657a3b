"""How often, and how exactly, a session asks for its picture."""

from __future__ import annotations

from dataclasses import replace

from vncwall.settings.model import TILE_PICTURE, PictureSettings, RecordingSettings


def recorded_picture(tile: PictureSettings, recording: RecordingSettings) -> PictureSettings:
    """Return what a session asks for while it is recorded; its tile shows the same.

    As often as frames are stored, unless the host or its link says how often: a slow link stays
    slow. Without JPEG where the recording is lossless.
    """
    if tile.update_interval == TILE_PICTURE.update_interval:
        tile = replace(tile, update_interval=1 / max(recording.max_fps, 0.01))
    if recording.format.is_lossless:
        tile = replace(tile, jpeg_quality=None)
    return tile
