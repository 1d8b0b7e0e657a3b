"""Wire recordings of real servers: every segment plays alone and shows what the screen showed."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.integration.processes import require, run, running, wait_for
from tests.integration.program import Program
from tests.integration.scene import Scene, photo, scene
from tests.integration.screen import Picture, grab, load
from tests.integration.servers import SERVERS, Server, xvfb
from tests.support.stopwatch import Stopwatch
from vncwall.fleet.replay import ReplayServer, load_recording
from vncwall.recording.manifest import Manifest, read_manifest
from vncwall.recording.replay import WireReplay

pytestmark = pytest.mark.real

COLOURS = ("#c02020", "#20a040", "#3050d0", "#e0c040")

CONFIGURATION = """
[recording]
folder = "{out}"
format = "fbs"
segment = "1s"
max_fps = 10.0

[defaults.tile]
jpeg_quality = "lossless"
update_interval = "100ms"
encoding = "{encoding}"

[[hosts]]
name = "stage"
address = "{address}"
"""


@pytest.fixture
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Scene]]:
    own = tmp_path_factory.mktemp("wire")
    with SERVERS[request.param](own) as server, scene(server.display, own) as content:
        content.hide_pointer()
        content.picture(photo(240, 180), 20, 20)
        yield server, content


def recording(server: Server, folder: Path, encoding: str) -> list[str | Path]:
    path, out = folder / "stage.toml", folder / "out"
    path.write_text(CONFIGURATION.format(out=out, encoding=encoding, address=server.address))
    return ["record", "--config", path, "stage", "--out", out, "--format", "fbs"]


def shown(path: Path, *, first: bool = False) -> Picture:
    """The first or the last picture of a recording, from a player that knows this file alone."""
    replay = WireReplay(path)
    while replay.step():
        if first and replay.has_picture:
            break
    assert not replay.trouble
    return np.array(replay.framebuffer.pixels[:, :, 2::-1])


def entered(folder: Path) -> list[Manifest]:
    """The manifests of all recordings, by time."""
    found = (read_manifest(path)[0] for path in folder.rglob("*.fbs.json"))
    return sorted(found, key=lambda one: one.start_ns)


def last_shows(folder: Path, screen: Picture) -> bool:
    """Whether the newest segment that is complete ends with this picture."""
    segments = sorted(folder.rglob("*.fbs"))
    return bool(segments) and np.array_equal(shown(segments[-1]), screen)


@pytest.mark.parametrize(
    ("stage", "encoding"), [("xtigervnc", "tight"), ("x11vnc", "zrle")], indirect=["stage"]
)
def test_segments_join_without_a_seam(
    stage: tuple[Server, Scene], encoding: str, tmp_path: Path
) -> None:
    server, content = stage
    out = tmp_path / "out"
    content.background("#000000")
    with Program(recording(server, tmp_path, encoding), tmp_path) as program:
        wait_for(lambda: list(out.rglob("*.part")), "a recording")
        for colour in COLOURS:
            content.background(colour)
            time.sleep(0.5)
        screen = content.settle()
        program.until(lambda: last_shows(out, screen), "a whole segment ends with the screen")
        program.interrupt()
        assert program.wait() in (0, 130)
        program.assert_clean_end()
    segments = sorted(out.rglob("*.fbs"))
    assert len(segments) >= 2
    assert not list(out.rglob("*.part"))
    assert np.array_equal(shown(segments[-1]), screen)
    for one, other in pairwise(segments):
        assert np.array_equal(shown(one), shown(other, first=True)), other
    assert [(one.host, one.cause) for one in entered(out)] == [("stage", "hand")] * len(segments)
    assert [one.ended for one in entered(out)] == ["length"] * (len(segments) - 1) + ["stopped"]
    assert not list(out.rglob("*.draft"))


@contextmanager
def replayed(path: Path) -> Iterator[int]:
    """Serve a recording, as fast as clients read; yield the port."""
    loop, server = asyncio.new_event_loop(), ReplayServer(load_recording(path), speed=0.0)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.open(0), loop).result(10)
        yield server.port
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@pytest.mark.parametrize(
    ("stage", "encoding"), [("xtigervnc", "tight"), ("x11vnc", "zrle")], indirect=["stage"]
)
def test_viewers_of_others_play_segments_that_begin_in_mid_connection(
    stage: tuple[Server, Scene], encoding: str, tmp_path: Path
) -> None:
    for command in ("xtigervncviewer", "gvnccapture"):
        require(command)
    server, content = stage
    out = tmp_path / "out"
    content.background("#000000")
    with Program(recording(server, tmp_path, encoding), tmp_path) as program:
        wait_for(lambda: list(out.rglob("*.part")), "a recording")
        for x in range(6):  # something of everything in each segment, behind its opening
            content.picture(photo(120, 90), 40 * x, 20)
            content.background(COLOURS[x % len(COLOURS)])
            time.sleep(0.25)
        screen = content.settle()
        # gvnccapture keeps the first picture that it gets: the last segment must change no more.
        done = len(list(out.rglob("*.fbs")))
        wait_for(lambda: len(list(out.rglob("*.fbs"))) >= done + 2, "a segment of a still screen")
        program.interrupt()
        assert program.wait() in (0, 130)
    _, *segments = sorted(out.rglob("*.fbs"))
    changing = [one for one in segments if not np.array_equal(shown(one), shown(one, first=True))]
    assert changing, "none changes behind its opening"

    size = f"{screen.shape[1]}x{screen.shape[0]}"
    wanted = shown(changing[-1])
    with (
        replayed(changing[-1]) as port,
        xvfb(tmp_path, size=size) as display,
        running(
            ["xtigervncviewer", "-AutoSelect=0", "-FullColor=1", "-FullScreen=1",
             "-RemoteResize=0", "-DotWhenNoCursor=0", f"127.0.0.1::{port}"],
            display=display,
            log=tmp_path / "viewer.log",
        ),
    ):  # fmt: skip
        wait_for(
            lambda: np.array_equal(grab(display), wanted),
            "TigerVNC shows the last picture of the segment",
            timeout_s=20,
        )
    with replayed(segments[-1]) as port:
        shot = tmp_path / "shot.png"
        run(["gvnccapture", f"127.0.0.1:{port - 5900}", shot])
        assert np.array_equal(load(shot), screen)


@pytest.mark.parametrize("stage", ["xtigervnc"], indirect=True)
def test_a_killed_worker_leaves_what_it_had_recorded(
    stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    out = tmp_path / "out"
    with Program(recording(server, tmp_path, "tight"), tmp_path) as program:
        wait_for(lambda: list(out.rglob("*.part")), "a recording")
        content.background("#123456")
        screen = content.settle()
        program.until(lambda: last_shows(out, screen), "a whole segment ends with the screen")
        program.child("vncwall-session").send_signal(signal.SIGKILL)
        watch = Stopwatch()
        wait_for(lambda: [one for one in out.rglob("*.part") if one.stat().st_size], "another")
        assert watch.seconds < 10
        wait_for(lambda: any(one.ended == "recovered" for one in entered(out)), "what was left")
        program.interrupt()
        program.wait()
    assert not list(out.rglob("*.part"))
    assert any(np.array_equal(shown(one), screen) for one in out.rglob("*.fbs"))
    assert {(one.host, one.cause) for one in entered(out)} == {("stage", "hand")}
    assert len(entered(out)) == len(list(out.rglob("*.fbs")))
    assert grab(server.display).shape == screen.shape
