"""Recordings of a real desktop, decoded again: what was on the screen, and when."""

from __future__ import annotations

import json
import math
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest

from tests.integration.processes import run, wait_for
from tests.integration.program import Program
from tests.integration.scene import Scene, photo, scene
from tests.integration.screen import Picture, grab, psnr_db
from tests.integration.servers import SERVERS, Server
from tests.support.stopwatch import Stopwatch

pytestmark = pytest.mark.real

COLOURS = ("#c02020", "#20a040", "#3050d0", "#e0c040", "#808080", "#10a0b0")
"""Far apart from each other, also after video coding."""
WHITE = "#f0f0f0"
NEAR = 24
"""What video coding makes of a colour is no farther from it."""


CONFIGURATION = """
[recording]
folder = "{out}"
format = "{video_format}"
max_fps = 10.0

[defaults.tile]
jpeg_quality = "lossless"
update_interval = "100ms"

[[hosts]]
name = "stage"
address = "{address}"
"""


def recording(server: Server, folder: Path, *, video_format: str = "h264") -> list[str | Path]:
    """Return arguments that record the server at ten pictures a second into `folder`/out."""
    path = folder / "stage.toml"
    out = folder / "out"
    path.write_text(
        CONFIGURATION.format(out=out, video_format=video_format, address=server.address)
    )
    return ["record", "--config", path, "stage", "--out", out, "--format", video_format]


@dataclass(frozen=True, slots=True)
class Shown:
    """A frame of a recording."""

    time_s: float
    picture: Picture


@pytest.fixture(scope="module")
def stage(folder: Path) -> Iterator[tuple[Server, Scene]]:
    """A server whose background can be painted, with a photo-like picture on it."""
    own = folder / "recording"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as server, scene(server.display, own) as content:
        content.picture(photo(240, 180), 20, 20)
        yield server, content


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the channels of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def frames_of(path: Path) -> list[Shown]:
    """Decode a file from start to end, as a player does."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return [
            Shown(float(frame.time), frame.to_ndarray(format="rgb24"))
            for frame in container.decode(stream)
        ]


def changes_of(frames: Sequence[Shown]) -> list[tuple[float, str]]:
    """Return when which of `COLOURS` began to fill the background."""
    result: list[tuple[float, str]] = []
    for frame in frames:
        pixel = frame.picture[400, 500].astype(int)
        distances = [int(np.abs(pixel - np.array(rgb(colour))).max()) for colour in COLOURS]
        if min(distances) > NEAR:
            continue  # the background before the first colour
        colour = COLOURS[distances.index(min(distances))]
        if not result or result[-1][1] != colour:
            result.append((frame.time_s, colour))
    return result


@dataclass(frozen=True, slots=True)
class Painted:
    """A colour that was painted."""

    at_s: float
    colour: str
    taken_s: float
    """What other programs took of the processors while it was shown: it may come so much later."""


def paint_all(content: Scene, *, pause_s: float) -> list[Painted]:
    """Show the colours one after the other; return when each was painted."""
    painted = []
    for colour in COLOURS:
        watch = Stopwatch()
        content.background(colour)
        at_s = time.monotonic()
        time.sleep(pause_s)  # the screen is meant to stand still for so long
        painted.append(Painted(at_s, colour, watch.taken_s))
    return painted


def lost_s(
    recorded: Sequence[tuple[float, str]], painted: Sequence[Painted], end_s: float
) -> float:
    """Return how much of what was shown before the end is not on record, on a machine with time."""
    if not recorded:
        return math.inf
    shown = painted[len(recorded) - 1 :]
    return end_s - shown[0].at_s - sum(one.taken_s for one in shown)


def assert_same_times(
    recorded: Sequence[tuple[float, str]],
    painted: Sequence[Painted],
    *,
    within_s: float,
) -> None:
    """Fail unless the same colours came in the same order with the same distances in time."""
    assert [colour for _, colour in recorded] == [one.colour for one in painted]
    for (at, colour), one in zip(recorded, painted, strict=True):
        offset = (at - recorded[0][0]) - (one.at_s - painted[0].at_s)
        late_s = painted[0].taken_s + one.taken_s
        assert abs(offset) < within_s + late_s, f"{colour} is {offset:+.2f} s off"


def recorded_files(folder: Path) -> list[Path]:
    """Return the finished files, oldest first."""
    return sorted(folder.rglob("*.mkv"))


def open_file(folder: Path) -> Path:
    """Return the file that is being written, once it holds something."""

    def found() -> Path | None:
        return next((p for p in folder.rglob("*.part") if p.stat().st_size > 0), None)

    return wait_for(found, "a recording is being written", timeout_s=20)


@pytest.mark.parametrize("video_format", ["h264", "vp9", "lossless"])
def test_frames_are_what_the_screen_showed_when_it_showed_it(
    stage: tuple[Server, Scene], video_format: str, tmp_path: Path
) -> None:
    server, content = stage
    content.background("#000000")
    out = tmp_path / "out"
    with Program(recording(server, tmp_path, video_format=video_format), tmp_path) as program:
        open_file(out)
        painted = paint_all(content, pause_s=0.7)
        screen = grab(server.display)
        program.until(lambda: shows(out, COLOURS[-1]), "the last colour is on record")
        program.interrupt()
        assert program.wait() in (0, 130)
        program.assert_clean_end()
    (path,) = recorded_files(out)
    assert not list(out.rglob("*.part"))
    frames = frames_of(path)
    assert_same_times(changes_of(frames), painted, within_s=0.45)
    last = frames[-1].picture
    if video_format == "lossless":
        assert (last == screen).all()
    else:
        assert psnr_db(last, screen) > 30
    # A second decoder of another make sees the same number of pictures and the same size.
    fact = probe(path)
    assert (fact["width"], fact["height"]) == (640, 480)
    assert int(fact["nb_read_frames"]) == len(frames)


def probe(path: Path) -> dict[str, str]:
    """Return what ffprobe says about the video stream, all frames decoded."""
    text = run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-count_frames", "-of", "json",
         "-show_entries", "stream=width,height,nb_read_frames,codec_name", path],
        timeout_s=60,
    )  # fmt: skip
    streams = json.loads(text)["streams"]
    assert len(streams) == 1
    result: dict[str, str] = streams[0]
    return result


def test_still_screen_costs_almost_nothing(stage: tuple[Server, Scene], tmp_path: Path) -> None:
    server, content = stage
    content.background("#203040")
    out = tmp_path / "out"
    with Program(recording(server, tmp_path), tmp_path) as program:
        open_file(out)
        watch = Stopwatch()
        time.sleep(6)  # the screen is meant to stand still for so long
        program.interrupt()
        assert program.wait() in (0, 130)
        program.assert_clean_end()
    (path,) = recorded_files(out)
    frames = frames_of(path)
    # The picture is repeated now and then, so that a player has something to show until the end
    # and a crash loses little; each repetition costs a few hundred bytes.
    assert len(frames) <= 9
    assert 4.5 <= frames[-1].time_s - frames[0].time_s <= 8.0 + watch.taken_s
    assert path.stat().st_size < 80_000
    print(path.stat().st_size)


def test_killed_recorder_leaves_a_file_that_plays_to_the_end(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    content.background("#000000")
    out = tmp_path / "out"
    with Program(recording(server, tmp_path), tmp_path) as program:
        part = open_file(out)
        painted = paint_all(content, pause_s=0.6)
        killed_at = time.monotonic()
        program.child("vncwall-recorde").send_signal(signal.SIGKILL)

        # Nothing that was written is lost, and the recording goes on in a new file.
        def rescued() -> list[Path]:
            return [p for p in out.rglob("[!.]*.mkv*") if p != part and p.stat().st_size > 0]

        wait_for(rescued, "the recording goes on", timeout_s=20)
        content.background(WHITE)
        program.until(lambda: shows(out, WHITE), "the new picture is on record")
        program.interrupt()
        assert program.wait() in (0, 130)
        program.assert_clean_end()
    files = recorded_files(out)
    assert len(files) == 2
    recorded = changes_of(frames_of(files[0]))
    assert lost_s(recorded, painted, killed_at) < 2.0 + 0.6, f"{recorded} of {painted}"
    assert_same_times(recorded, painted[: len(recorded)], within_s=0.45)
    assert int(frames_of(files[1])[-1].picture[400, 500, 0]) > 0xD0


def test_killed_program_leaves_a_file_that_plays(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    content.background("#000000")
    out = tmp_path / "out"
    with Program(recording(server, tmp_path), tmp_path) as program:
        open_file(out)
        painted = paint_all(content, pause_s=0.6)
        killed_at = time.monotonic()
        program.look()
        program.send_signal(signal.SIGKILL)
        program.wait()
        program.assert_clean_end(timeout_s=15)
    (path,) = (p for p in out.rglob("*.mkv*") if p.suffix in (".mkv", ".part"))
    recorded = changes_of(frames_of(path))
    assert lost_s(recorded, painted, killed_at) < 2.0 + 0.6, f"{recorded} of {painted}"
    assert_same_times(recorded, painted[: len(recorded)], within_s=0.45)


def test_killed_session_worker_costs_a_gap_and_nothing_more(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    content.background("#000000")
    out = tmp_path / "out"
    with Program(recording(server, tmp_path), tmp_path) as program:
        open_file(out)
        painted = paint_all(content, pause_s=0.5)
        program.until(lambda: shows(out, COLOURS[-1]), "the last colour is on record")
        program.child("vncwall-session").send_signal(signal.SIGKILL)
        content.background(WHITE)
        program.until(lambda: shows(out, WHITE), "the new picture is on record")
        program.interrupt()
        assert program.wait() in (0, 130)
        program.assert_clean_end()
    changes = [change for path in recorded_files(out) for change in changes_of(frames_of(path))]
    assert_same_times(changes[: len(painted)], painted, within_s=0.45)


def last_pictures(folder: Path) -> list[Picture]:
    """Return the last picture of each file that can be read now, the newest file's last."""
    pictures = []
    for path in sorted(folder.rglob("[!.]*.mkv*"), key=last_written):
        with suppress(av.FFmpegError, OSError, ValueError):  # just begun, or renamed
            if path.suffix in (".mkv", ".part") and (frames := frames_of(path)):
                pictures.append(frames[-1].picture)
    return pictures


def last_written(path: Path) -> int:
    """Return when a file was last written; one that was renamed just now is old."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def shows(folder: Path, colour: str) -> bool:
    """Whether a file ends with a background of this colour."""
    wanted = np.array(rgb(colour))
    pixels = [picture[400, 500].astype(int) for picture in last_pictures(folder)]
    return any(np.abs(pixel - wanted).max() <= NEAR for pixel in pixels)


ENDINGS = ("SIGTERM", "terminal closed", "Ctrl-C")


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_way_to_end_finishes_the_file(
    stage: tuple[Server, Scene], ending: str, tmp_path: Path
) -> None:
    server, content = stage
    content.background("#102030")
    out = tmp_path / "out"
    terminal, inside = os.openpty()
    with Program(recording(server, tmp_path), tmp_path, terminal=os.ttyname(inside)) as program:
        os.close(inside)
        open_file(out)
        content.background(COLOURS[1])
        program.until(lambda: shows(out, COLOURS[1]), "the colour is on record")
        program.look()
        if ending == "SIGTERM":
            program.send_signal(signal.SIGTERM)
            program.send_signal(signal.SIGTERM)  # as `timeout` does, to program and group
        elif ending == "Ctrl-C":
            os.write(terminal, b"\x03")
        else:
            os.close(terminal)
        assert program.wait() in (0, 128 + signal.SIGTERM, 128 + signal.SIGINT, 128 + signal.SIGHUP)
        program.assert_clean_end()
    if ending != "terminal closed":
        os.close(terminal)
    (path,) = (p for p in out.rglob("*") if p.name.endswith((".mkv", ".part")))
    assert path.suffix == ".mkv"
    assert changes_of(frames_of(path))[-1][1] == COLOURS[1]


def test_resized_desktop_goes_on_in_another_file(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    out = tmp_path / "out"
    try:
        with Program(recording(server, tmp_path), tmp_path) as program:
            content.background("#802020")
            open_file(out)
            run(["xrandr", "-s", "800x600"], display=server.display)
            wait_for(lambda: recorded_files(out), "the first file is complete", timeout_s=20)
            open_file(out)
            content.background(COLOURS[1])
            program.until(lambda: shows(out, COLOURS[1]), "the second file shows something")
            program.interrupt()
            assert program.wait() in (0, 130)
            program.assert_clean_end()
    finally:
        run(["xrandr", "-s", "640x480"], display=server.display)
    sizes = [frames_of(path)[-1].picture.shape for path in recorded_files(out)]
    assert sizes[0] == (480, 640, 3)
    assert sizes[-1] == (600, 800, 3)
