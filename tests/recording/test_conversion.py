"""A recording of the wire becomes a video of the same pictures at the same times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from tests.support import wire
from tests.support.video import frames_of
from vncwall.errors import SinkError
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.conversion import convert
from vncwall.recording.fbs import HANDSHAKE, FbsWriter
from vncwall.recording.replay import WireReplay
from vncwall.settings.model import RecordingSettings, VideoFormat

SETTINGS = RecordingSettings(format=VideoFormat.LOSSLESS, max_fps=20.0)
START_NS = 1_700_000_000_000_000_000


@pytest.fixture
def facts(tmp_path: Path) -> SegmentFacts:
    """What is known of half a minute of a desktop with noise."""
    random = np.random.default_rng(1)
    path = tmp_path / "120000.fbs"
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + wire.server_init(64, 48), 0)
        for time_ms in [100, 400, 5000, 5300, 20_000]:
            x, y = (int(side) for side in random.integers(0, 32, 2))
            update = wire.rectangle(x, y, 32, 16, 0, random.bytes(32 * 16 * 4))
            writer.write(wire.update(update), time_ms)
    return SegmentFacts(
        str(path), str(tmp_path), "lab", START_NS, START_NS + 30 * 10**9, "fbs", 64, 48, 5
    )


def picture_at(path: str, time_ms: int) -> np.ndarray:
    replay = WireReplay(Path(path))
    while replay.next_ms is not None and replay.next_ms <= time_ms:
        replay.step()
    return replay.framebuffer.pixels[:, :, 2::-1]


def test_every_frame_is_the_desktop_at_its_time(facts: SegmentFacts) -> None:
    video = convert(facts, SETTINGS)
    assert video is not None
    assert Path(video.path).name == "120000.mkv"
    frames = list(frames_of(Path(video.path)))
    assert len(frames) == video.frames
    for time_s, picture in frames[1:]:
        assert np.array_equal(picture, picture_at(facts.path, round(time_s * 1000)))
    shown_ms = {round(time_s * 1000) for time_s, _ in frames}
    assert {400, 5000, 5300, 20_000} <= shown_ms


def test_it_is_as_long_and_says_whose_it_is_and_when(facts: SegmentFacts) -> None:
    video = convert(facts, SETTINGS)
    assert video is not None
    assert (video.start_ns, video.end_ns, video.host) == (facts.start_ns, facts.end_ns, "lab")
    assert video.format == "lossless"
    with av.open(video.path) as container:
        assert abs(container.duration - 30_000_000) <= 1000
        assert container.metadata["VNCWALL_HOST"] == "lab"
        assert container.metadata["VNCWALL_START"] == "2023-11-14T22:13:20.000+00:00"


def test_of_the_wires_own_format_the_standard_of_videos_is_made(facts: SegmentFacts) -> None:
    video = convert(facts, replace(SETTINGS, format=VideoFormat.WIRE))
    assert video is not None
    assert video.format == "h264"


def test_given_up_it_leaves_nothing(facts: SegmentFacts, tmp_path: Path) -> None:
    assert convert(facts, SETTINGS, goes_on=lambda: False) is None
    assert [path.name for path in tmp_path.iterdir()] == ["120000.fbs"]


def test_a_recording_without_a_picture_is_an_error(facts: SegmentFacts, tmp_path: Path) -> None:
    path = tmp_path / "empty.fbs"
    with FbsWriter(path) as writer:
        writer.write(HANDSHAKE + wire.server_init(64, 48), 0)
    with pytest.raises(SinkError, match="holds no picture"):
        convert(replace(facts, path=str(path)), SETTINGS)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["120000.fbs", "empty.fbs"]
