"""When key frames and repetitions are due."""

from __future__ import annotations

from vncwall.geometry import Size
from vncwall.recording.rhythm import Keyframes, Repetition
from vncwall.recording.sinks.null import NullSink

SIZE = Size(64, 64)


def keyframes(frame_bytes: tuple[int, int], distance_ms: int, until_ms: int) -> list[int]:
    """Write a frame every `distance_ms`; return when those came that were key frames."""
    sink = NullSink(SIZE)
    sink.frame_bytes = frame_bytes
    rule = Keyframes(10.0)
    found = []
    for time_ms in range(0, until_ms + 1, distance_ms):
        is_key = not time_ms or rule.is_due(time_ms, sink)
        before = sink.encoded_bytes
        sink.write(time_ms, keyframe=is_key)
        if is_key:
            rule.written(time_ms, sink, before_bytes=before)
            found.append(time_ms)
    return found


def test_where_much_changes_there_is_a_key_frame_every_ten_seconds() -> None:
    assert keyframes((1000, 100), 500, 30_000) == [0, 10_000, 20_000, 30_000]


def test_where_little_changes_it_waits_until_it_pays_or_there_is_much_to_decode() -> None:
    assert keyframes((10_000, 100), 200, 45_000) == [0, 20_200, 40_400], "100 frames are as large"
    assert keyframes((10_000, 1), 500, 70_000) == [0, 60_000], "six times as long"
    assert keyframes((10_000, 1), 1000, 120_000) == [0, 101_000], "and a hundred frames"
    assert keyframes((10_000, 1), 60_000, 3_600_000) == [0], "a clock that shows minutes"


def test_a_picture_is_repeated_soon_and_then_ever_more_rarely() -> None:
    rule = Repetition()
    rule.changed(5000)
    found = []
    for _ in range(8):
        found.append(rule.due_ms - 5000)
        rule.repeated(rule.due_ms)
    assert found == [1000, 3000, 7000, 15_000, 31_000, 61_000, 91_000, 121_000]
    rule.changed(200_000)
    assert rule.due_ms == 201_000
