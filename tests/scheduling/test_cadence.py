from dataclasses import replace

import pytest

from vncwall.scheduling.cadence import recorded_picture
from vncwall.settings.model import TILE_PICTURE, RecordingSettings, VideoFormat


def test_pictures_are_asked_for_as_often_as_they_are_stored() -> None:
    fast = RecordingSettings(max_fps=10.0)
    assert recorded_picture(TILE_PICTURE, fast).update_interval == 0.1


def test_a_slow_link_stays_slow_and_keeps_its_jpeg() -> None:
    slow_line = replace(TILE_PICTURE, update_interval=10.0, jpeg_quality=3, compression=9)
    assert recorded_picture(slow_line, RecordingSettings(max_fps=10.0)) == slow_line


@pytest.mark.parametrize("video_format", [one for one in VideoFormat if one != VideoFormat.WIRE])
def test_a_video_is_of_pictures_without_jpeg_unless_somebody_asked_for_it(
    video_format: VideoFormat,
) -> None:
    recording = RecordingSettings(format=video_format)
    picture = recorded_picture(TILE_PICTURE, recording)
    assert (picture.jpeg_quality, picture.compression) == (None, 2)
    asked = replace(TILE_PICTURE, jpeg_quality=8)
    kept = None if video_format.is_lossless else 8
    assert recorded_picture(asked, recording).jpeg_quality == kept


def test_a_recording_of_the_wire_is_what_the_tile_gets() -> None:
    wire = RecordingSettings(format=VideoFormat.WIRE)
    assert recorded_picture(TILE_PICTURE, wire) == replace(TILE_PICTURE, update_interval=0.2)


def test_what_somebody_has_written_down_holds_also_where_it_is_the_standard() -> None:
    asked = replace(TILE_PICTURE, chosen=frozenset({"jpeg_quality", "update_interval"}))
    picture = recorded_picture(asked, RecordingSettings(max_fps=10.0))
    assert (picture.jpeg_quality, picture.compression) == (6, 6)
    assert picture.update_interval == 1.0
    packed = replace(TILE_PICTURE, chosen=frozenset({"compression"}))
    picture = recorded_picture(packed, RecordingSettings())
    assert (picture.jpeg_quality, picture.compression) == (None, 6)
