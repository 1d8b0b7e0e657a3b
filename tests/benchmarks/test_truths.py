"""Recordings made by hand, whose likeness is known."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from benchmarks import numbered, truths
from benchmarks.desktops import Shown
from benchmarks.pictures import Picture
from benchmarks.truths import EACH, FilmFrames, HeldScreens, Showing
from benchmarks.video_recorders import VideoRecorder
from vncwall.geometry import Point

SCREEN = (800, 1400)
AT = Point(40, 20)
BEGAN_S = 1_000_000.0
SHOWN = Shown(":0", 0, 1, ())


class Stub(VideoRecorder):
    """Has a file without loss, of some pictures with their times."""

    name = "stub"

    def begin(self, pictures: Sequence[tuple[float, Picture]]) -> None:
        with av.open(str(self.folder / "stub.mkv"), "w") as container:
            stream = container.add_stream("libx264", rate=25, options={"crf": "1"})
            stream.width, stream.height, stream.pix_fmt = SCREEN[1], SCREEN[0], "yuv444p"
            stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
            for time_s, picture in pictures:
                frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv444p")
                frame.pts, frame.time_base = round(time_s * 1000), Fraction(1, 1000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))

    def start(self, shown: Shown) -> None:
        raise NotImplementedError

    def is_recording(self) -> bool:
        return True

    def began_s(self) -> float:
        return BEGAN_S


def screen(level: int) -> Picture:
    return np.full((*SCREEN, 3), level, np.uint8)


def frame_of_film(number: int) -> Picture:
    picture = np.full((numbered.SIZE.height, numbered.SIZE.width, 3), 20 * number, np.uint8)
    numbered.mark(picture, number)
    return picture


def with_film(number: int) -> Picture:
    picture = screen(90)
    rows, columns = np.s_[AT.y : AT.y + 720], np.s_[AT.x : AT.x + 1280]
    picture[rows, columns] = frame_of_film(number)
    return picture


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Eight frames, each of one grey."""
    path = tmp_path / "film.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("utvideo", rate=numbered.FPS)
        stream.width, stream.height = numbered.SIZE.width, numbered.SIZE.height
        stream.pix_fmt = "gbrp"
        for number in range(8):
            frame = av.VideoFrame.from_ndarray(frame_of_film(number), "rgb24")
            container.mux(stream.encode(frame.reformat(format="gbrp")))
        container.mux(stream.encode(None))
    return path


def test_a_held_screen_is_compared_with_what_is_shown_at_that_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = iter([100, 160])
    walls = iter([BEGAN_S + 0.5, BEGAN_S + 2.5])
    monkeypatch.setattr(truths, "grab", lambda display: screen(next(levels)))
    monkeypatch.setattr(time, "time", lambda: next(walls))
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    recorder = Stub(tmp_path)
    recorder.begin([(0.0, screen(100)), (1.0, screen(150)), (3.0, screen(160))])
    truth = HeldScreens(SHOWN, moments=2)
    truth.observe()
    found = truth.figures([recorder], BEGAN_S, BEGAN_S + 3)["stub"]
    exact, ten_levels_off = found[EACH]
    assert exact > 45
    assert ten_levels_off == pytest.approx(28.13, abs=0.5)
    assert found["psnr_least_db"] == ten_levels_off


def test_each_frame_of_a_film_is_compared_with_the_one_that_it_shows(
    tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(truths, "grab", lambda display: with_film(5))
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    torn = with_film(3)
    torn[400:] = with_film(4)[400:]
    recorder = Stub(tmp_path)
    recorder.begin([(0.0, with_film(0)), (0.1, with_film(2)), (0.2, torn), (0.4, with_film(6))])
    truth = FilmFrames(SHOWN, film, AT)
    truth.observe()
    found = truth.figures([recorder], BEGAN_S, BEGAN_S + 1)["stub"]
    assert found["psnr_least_db"] > 45
    assert found["torn"] == 0.25
    assert found["film_frames_s"] == 3
    # The frames are 0, 0.08 and 0.24 s in the film, and 0, 0.1 and 0.4 s in the file.
    assert found["late_median_s"] == pytest.approx(0.02, abs=0.002)


def test_a_film_that_is_not_shown_pixel_by_pixel_is_noticed(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paler = with_film(5) // 2 + 100
    paler[AT.y : AT.y + 720, AT.x : AT.x + 1280][:16] = frame_of_film(5)[:16]
    paler[AT.y : AT.y + 720, AT.x : AT.x + 1280][-16:] = frame_of_film(5)[-16:]
    monkeypatch.setattr(truths, "grab", lambda display: paler)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    with pytest.raises(SystemExit, match="does not show the pixels"):
        FilmFrames(SHOWN, film, AT).observe()


def test_late_is_counted_from_the_earliest_of_each_showing() -> None:
    early = Showing(np.array([10.0, 10.4, 30.1]), np.array([0, 10, 0]), {})
    other = Showing(np.array([10.3, 30.5, 31.0]), np.array([5, -1, 20]), {})
    delays = truths.late([early, other])
    np.testing.assert_allclose(delays[0], [0, 0, 0], atol=1e-9)
    np.testing.assert_allclose(delays[1], [0.1, 0.1], atol=1e-9)
