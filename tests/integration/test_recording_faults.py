"""Recordings of a real desktop while a disk fills and the desktop changes its size."""

from __future__ import annotations

import itertools
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from tests.integration.processes import run, wait_for
from tests.integration.program import Program
from tests.integration.scene import Scene, scene
from tests.integration.servers import SERVERS, Server
from tests.integration.test_recording import (
    frames_of,
    last_pictures,
    open_file,
    recorded_files,
    recording,
    shows,
)
from tests.support.ffprobe import complaints
from vncwall.recording.space import RESERVE_BYTES

pytestmark = pytest.mark.real

DISK_BYTES = 3 * RESERVE_BYTES
COLOURS = ("#c02020", "#20a040", "#3050d0")


@pytest.fixture(scope="module")
def stage(folder: Path) -> Iterator[tuple[Server, Scene]]:
    own = folder / "recording_faults"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as server, scene(server.display, own) as content:
        yield server, content


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a file system of `DISK_BYTES`, where this user may."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "none", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def moving(content: Scene) -> Iterator[None]:
    """Check at the end that painting was possible all the time: the desktop itself is well."""
    content.background(COLOURS[0])
    yield
    content.background(COLOURS[1])


def test_a_full_disk_ends_a_whole_file_and_another_begins_by_itself(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    with small_disk(tmp_path / "disk") as disk:
        arguments = [*recording(server, tmp_path), "--out", disk / "out"]
        out = disk / "out"
        with moving(content), Program(arguments, tmp_path) as program:
            open_file(out)

            for colour in COLOURS:
                content.background(colour)
                program.until(lambda colour=colour: shows(out, colour), f"{colour} is on record")
            filler = disk / "filler"
            with filler.open("wb", buffering=0) as file:  # to the last byte, faster than a check
                piece = bytes(1 << 20)
                try:
                    while file.write(piece) == len(piece):
                        pass
                except OSError:
                    pass
            program.until(lambda: "recording stopped" in program.stdout, "the disk is full")
            (whole,) = recorded_files(out)
            assert len(frames_of(whole)) >= 3
            content.background(COLOURS[2])

            filler.unlink()
            second = open_file(out)
            assert second.with_suffix("") != whole
            for colour in COLOURS[:2]:
                content.background(colour)
                program.until(lambda colour=colour: shows(out, colour), f"{colour} is on record")
            program.send_signal(signal.SIGTERM)
            assert program.wait() in (0, 128 + signal.SIGTERM)
            program.assert_clean_end()
        assert not list(out.rglob("*.part"))
        first, second = recorded_files(out)
        assert first == whole
        assert len(frames_of(second)) >= 2
        for path in (first, second):
            assert complaints(path) == ""
        assert "less than" in program.stdout or "No space left" in program.stdout


def test_a_storm_of_sizes_is_a_row_of_whole_files(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    sizes = ("800x600", "640x480", "1024x768", "640x480", "800x600", "640x480")
    out = tmp_path / "out"
    try:
        with moving(content), Program(recording(server, tmp_path), tmp_path) as program:
            open_file(out)
            for size in sizes:
                run(["xrandr", "-s", size], display=server.display)
                content.background(COLOURS[2])
                time.sleep(0.25)  # shorter than anything that the recorder waits for
            run(["xrandr", "-s", "1024x768"], display=server.display)
            wait_for(lambda: len(recorded_files(out)) >= 2, "files are complete", timeout_s=20)
            program.until(
                lambda: [picture.shape[0] for picture in last_pictures(out)][-1:] == [768],
                "the last size is on record",
            )
            program.interrupt()
            assert program.wait() in (0, 130)
            program.assert_clean_end()
    finally:
        run(["xrandr", "-s", "640x480"], display=server.display)
    files = recorded_files(out)
    assert not list(out.rglob("*.part"))
    shapes = [frames_of(path)[-1].picture.shape for path in files]
    assert shapes[-1] == (768, 1024, 3)
    assert all(one != other for one, other in itertools.pairwise(shapes))


def test_masks_stamp_and_scaling_of_a_real_desktop(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    content.background("#e0e0e0")
    arguments = recording(server, tmp_path, video_format="lossless")
    configuration = tmp_path / "stage.toml"
    configuration.write_text(
        configuration.read_text()
        + 'recording = { masks = ["25%,25%,50%,50%"], max_size = "320x240", stamp = "below" }\n'
    )
    with Program(arguments, tmp_path) as program:
        program.until(lambda: last_pictures(tmp_path / "out"), "a picture is on record")
        program.interrupt()
        assert program.wait() in (0, 130)
        program.assert_clean_end()
    (path,) = recorded_files(tmp_path / "out")
    picture = frames_of(path)[-1].picture
    assert picture.shape[1] == 320
    assert picture.shape[0] > 240
    desktop = picture[:240]
    masked = np.zeros(desktop.shape[:2], bool)
    masked[60:180, 80:240] = True
    assert (desktop[masked] == 0).all()
    assert (desktop[~masked] == 0xE0).mean() > 0.95  # but for the pointer
    assert picture[240:].max() > 200
