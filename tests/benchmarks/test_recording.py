from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from benchmarks import recording, truths
from benchmarks.desktops import Shown
from benchmarks.pictures import Picture
from benchmarks.processes import Cost
from benchmarks.truths import EACH
from benchmarks.video_recorders import VideoRecorder, Vncwall


def spend(pids: Iterable[int]) -> dict[int, Cost]:
    """Everything has cost as much as time has passed."""
    return {1: Cost("stub", time.monotonic())}


def screen() -> Picture:
    """A picture that every recorder of these tests stores."""
    picture = np.full((240, 320, 3), 90, np.uint8)
    picture[40:80, 40:200] = (200, 40, 40)
    return picture


class Stub(VideoRecorder):
    """Has a file of one frame a tenth of a second, and no process."""

    name = "x11grab"

    def start(self, shown: Shown) -> None:
        self._began_s = time.time()
        with av.open(str(self.folder / "stub.mkv"), "w") as container:
            stream = container.add_stream("libx264", rate=10, options={"crf": "1"})
            stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv444p"
            frame = av.VideoFrame.from_ndarray(screen(), "rgb24").reformat(format="yuv444p")
            for number in range(30):
                frame.pts, frame.time_base = number, Fraction(1, 10)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))

    def is_recording(self) -> bool:
        return True

    def began_s(self) -> float:
        return self._began_s


class OwnStub(Stub, Vncwall):
    name = "vncwall"

    def start(self, shown: Shown) -> None:
        Stub.start(self, shown)

    def is_recording(self) -> bool:
        return True

    def began_s(self) -> float:
        return self._began_s


@pytest.fixture
def stubbed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    @contextmanager
    def workplace(name: str, folder: Path) -> Iterator[Shown]:
        yield Shown(":0", 0, 1, ())

    monkeypatch.setattr(recording, "workplace", workplace)
    monkeypatch.setattr(recording, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(recording, "RECORDERS", {"vncwall": OwnStub, "x11grab": Stub})
    monkeypatch.setattr(truths, "grab", lambda display: screen())
    monkeypatch.setattr(recording, "costs", spend)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


@pytest.mark.usefixtures("stubbed")
def test_a_round_gives_cost_bytes_and_likeness_of_each_recorder() -> None:
    found = recording.measure("idle", ["vncwall", "x11grab"], seconds=0.0, rounds=2)
    assert found["content"] == "idle"
    assert found["rounds"] == 2
    assert list(found["recorders"]) == ["vncwall", "x11grab"]
    for one in found["recorders"].values():
        assert one["psnr_db"] > 45
        assert one["ssim"] > 0.99
    assert list(found["server_cpu_s_an_hour"]) == ["nobody", "vncwall", "x11grab"]
    table = recording.report(found)
    assert [line.split()[0] for line in table.splitlines()[2:]] == ["vncwall", "x11grab", "nobody"]


def figures(cpu_s: float) -> dict[str, Any]:
    return {"cpu_s_an_hour": cpu_s, "mb_an_hour": 1.0, "psnr_db": 40.0 + cpu_s / 100}


def at_moments(*psnr_db: float) -> dict[str, Any]:
    return {"psnr_db": 40.0, EACH: list(psnr_db)}


def test_a_ratio_is_the_median_of_ratios_of_the_same_round() -> None:
    runs = [
        {"vncwall": figures(own), "x11grab": figures(other)}
        for own, other in ((10, 100), (40, 200), (30, 100))
    ]
    servers = [{"nobody": 1.0, "vncwall": 2.0, "x11grab": 3.0}] * 3
    found = recording.summary(runs, servers)
    assert found["cpu_ratio"] == {"x11grab": 0.2}
    assert found["recorders"]["vncwall"]["cpu_s_an_hour"] == 30
    assert found["server_cpu_s_an_hour"]["x11grab"] == 3.0


def test_a_gain_is_that_of_the_same_moment_where_there_are_moments() -> None:
    runs = [{"vncwall": at_moments(40, 44), "x11grab": at_moments(39.5, 44.5)}]
    assert recording.gains(runs, "x11grab") == [0.5, -0.5]


def test_a_gain_is_that_of_a_round_where_there_are_none() -> None:
    runs = [{"vncwall": figures(50), "x11grab": figures(100)}]
    assert recording.gains(runs, "x11grab") == [-0.5]


def test_bytes_are_those_of_the_frames_in_the_span_with_their_share_of_the_container(
    tmp_path: Path,
) -> None:
    recorder = Stub(tmp_path)
    recorder.start(Shown(":0", 0, 1, ()))
    begin_s = recorder.began_s()
    whole, frames = recording.written(recorder, begin_s, begin_s + 60)
    half, fewer = recording.written(recorder, begin_s + 1.5, begin_s + 60)
    assert (frames, fewer) == (30, 15)
    assert whole == pytest.approx(recorder.file().stat().st_size)
    assert 0 < half < whole


def test_the_command_is_understood() -> None:
    options = recording.arguments(["--content", "idle,video", "--peers", "vncwall", "--json"])
    assert (options.content, options.peers, options.json) == (["idle", "video"], ["vncwall"], True)


def test_a_desktop_that_there_is_not_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        recording.arguments(["--content", "idel"])
    assert "idel is none of idle, typing" in capsys.readouterr().err
