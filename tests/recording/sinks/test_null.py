"""The sink of the tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vncwall.errors import SinkError
from vncwall.geometry import Rect, Size
from vncwall.recording.segments import PartFile
from vncwall.recording.sinks.null import NullSink


def test_it_remembers_calls_and_the_picture(tmp_path: Path) -> None:
    sink, file = NullSink(Size(4, 4)), PartFile(tmp_path / "a")
    words = np.full((4, 4), 0xFF123456, np.uint32)
    assert sink.draw(words, [Rect(0, 0, 2, 2)])
    assert not sink.draw(words, [Rect(0, 0, 2, 2)])
    sink.begin(file, {"title": "x"})
    sink.write(0, keyframe=True)
    sink.extend(5)
    sink.finish(9)
    file.close()
    assert sink.calls == [("begin",), ("write", 0, True), ("extend", 5), ("finish", 9)]
    assert sink.frames == 1
    assert (sink.picture == words).sum() == 4


def test_it_fails_once_when_told() -> None:
    sink = NullSink(Size(4, 4))
    sink.fail = "disk full"
    with pytest.raises(SinkError, match="disk full"):
        sink.write(0)
    sink.write(1)
