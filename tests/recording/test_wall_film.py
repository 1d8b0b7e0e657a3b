"""The film of the window, opened again by PyAV."""

import time
from pathlib import Path

import av
import numpy as np
import pytest

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect
from vncwall.recording.wall_film import WallFilm
from vncwall.settings.model import RecordingSettings, VideoFormat

MS = 1_000_000
EXACT = RecordingSettings(format=VideoFormat.FFV1, max_fps=10.0)


def picture(
    red: int, *, width: int = 64, height: int = 48
) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    words = np.full((height, width), 0xFF000000, np.uint32)
    words[:, ::2] |= np.uint32(red << 16)
    return words


def show(film: WallFilm, words: Words, now_ns: int) -> None:
    """Show a picture as soon as the film can take it."""
    deadline = time.monotonic() + 20
    while not film.is_due(now_ns):
        assert not film.error
        assert time.monotonic() < deadline
        time.sleep(0.005)
    film.show(words, now_ns)


def reds(path: Path) -> list[tuple[int, int]]:
    """Return time in milliseconds and red of each frame."""
    with av.open(str(path)) as container:
        return [
            (round(float(frame.time or 0) * 1000), int(frame.to_ndarray(format="rgb24")[5, 10, 0]))
            for frame in container.decode(video=0)
        ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "wall.mkv"


def test_every_change_is_a_frame_at_its_time_and_a_still_wall_none(path: Path):
    film = WallFilm(path, EXACT)
    for step, red in enumerate((10, 20, 20, 30)):
        film.note([Rect(0, 0, 64, 48)])
        show(film, picture(red), 5_000 * MS + step * 200 * MS)
    assert not path.exists()
    assert film.close() == (path,)
    times = reds(path)
    assert times[:3] == [(0, 10), (200, 20), (600, 30)]
    assert {red for _, red in times[3:]} <= {30}  # shown until the end
    assert not film.error


def test_only_what_was_noted_is_copied(path: Path):
    film = WallFilm(path, EXACT)
    show(film, picture(10), 0)
    film.note([Rect(0, 0, 8, 8)])
    show(film, picture(20), 200 * MS)  # all of it is different, only a corner was said to be
    film.close()
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert (frames[1][5, 4, 0], frames[1][20, 20, 0]) == (20, 10)


def test_a_window_of_another_size_begins_another_file(path: Path):
    film = WallFilm(path, EXACT)
    show(film, picture(10), 0)
    show(film, picture(20, width=32, height=16), 200 * MS)
    assert film.close() == (path, path.with_name("wall_2.mkv"))
    with av.open(str(path.with_name("wall_2.mkv"))) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (32, 16)


def test_frames_come_no_faster_than_the_settings_say(path: Path):
    film = WallFilm(path, EXACT)
    show(film, picture(10), 0)
    assert not film.is_due(99 * MS)
    film.close()


def test_a_folder_that_is_not_there_any_more_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    film = WallFilm(tmp_path / "file" / "wall.mkv", EXACT)
    show(film, picture(10), 0)
    assert film.close() == ()
    assert "file" in film.error


def test_the_film_outlives_the_wall_that_dies(path: Path):
    film = WallFilm(path, EXACT)
    show(film, picture(10), 0)
    while not film.is_due(1_000 * MS):
        time.sleep(0.005)
    film._pipe.close()  # as the system does for a dead process
    film._process.join(20)
    assert reds(path)[0] == (0, 10)
    assert film._writer is not None
    film._writer.close()
