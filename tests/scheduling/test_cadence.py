from dataclasses import replace

from vncwall.scheduling.cadence import recorded_picture
from vncwall.settings.model import TILE_PICTURE, RecordingSettings, VideoFormat


def test_pictures_are_asked_for_as_often_as_they_are_stored() -> None:
    fast = RecordingSettings(max_fps=10.0)
    assert recorded_picture(TILE_PICTURE, fast) == replace(TILE_PICTURE, update_interval=0.1)


def test_a_slow_link_stays_slow() -> None:
    slow_line = replace(TILE_PICTURE, update_interval=10.0)
    assert recorded_picture(slow_line, RecordingSettings(max_fps=10.0)) == slow_line


def test_a_lossless_recording_asks_for_no_jpeg() -> None:
    lossless = RecordingSettings(format=VideoFormat.LOSSLESS)
    assert recorded_picture(TILE_PICTURE, lossless).jpeg_quality is None
    assert recorded_picture(TILE_PICTURE, RecordingSettings()).jpeg_quality == 6
