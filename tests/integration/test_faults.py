"""Sudden ends of every process: what goes on, and that nothing is left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.integration.processes import wait_for
from tests.integration.program import Program, is_alive
from tests.integration.scene import Scene, photo, scene
from tests.integration.servers import SERVERS, Server
from tests.integration.test_sessions import host
from tests.integration.watcher import Watcher
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import SetPreviewSize, ShareFramebuffer, WorkerReplaced, WorkerStats
from vncwall.settings.model import Settings, WallSettings
from vncwall.states import SessionState

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def stage(folder: Path) -> Iterator[tuple[Server, Scene]]:
    """A server with a picture on it."""
    own = folder / "faults"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as server, scene(server.display, own) as content:
        content.picture(photo(240, 180), 20, 20)
        yield server, content


def test_killed_worker_is_replaced_and_its_sessions_live_again(
    stage: tuple[Server, Scene],
) -> None:
    server, content = stage
    hosts = tuple(host(server.port) for _ in range(4))
    with Watcher(Settings(hosts=hosts, wall=WallSettings(workers=2))) as watcher:
        for session in range(4):
            watcher.send(SetPreviewSize(session, 160, 160))
        for session in range(4):
            watcher.until_state(SessionState.LIVE, session=session)
        watcher.until(
            lambda: all(
                watcher.picture(FramebufferKind.PREVIEW, session=session) is not None
                for session in range(4)
            ),
            "all tiles have a picture",
        )
        # Heartbeats name the processes.
        watcher.until(
            lambda: len({s.pid for s in watcher.of_kind(WorkerStats) if s.sessions}) == 2,
            "both workers report",
        )
        victim = next(s for s in watcher.of_kind(WorkerStats) if s.sessions)
        watcher.notices.clear()
        os.kill(victim.pid, signal.SIGKILL)
        watcher.until(lambda: watcher.of_kind(WorkerReplaced), "the worker is replaced")
        for session in range(4):
            watcher.until_state(SessionState.LIVE, session=session, timeout_s=20)
        content.background("#406040")
        screen = content.settle()
        watcher.send(ShareFramebuffer(0, enabled=True))
        watcher.send(ShareFramebuffer(3, enabled=True))
        for session in (0, 3):
            watcher.until(
                lambda session=session: (
                    (shown := watcher.picture(FramebufferKind.FULL, session=session)) is not None
                    and shown.shape == screen.shape
                    and bool((shown == screen).all())
                ),
                "the picture is live again",
            )
        children = psutil.Process().children(recursive=True)
    assert watcher.segments
    left = [name for name in watcher.segments if Path("/dev/shm", name).exists()]
    assert left == []
    own = [p for p in children if "resource_tracker" not in " ".join(command_line(p))]
    wait_for(lambda: not any(is_alive(p) for p in own if is_worker(p)), "no worker is left")


def command_line(process: psutil.Process) -> list[str]:
    """Return the command line, [] for a process that has ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def is_worker(process: psutil.Process) -> bool:
    """Whether the process was spawned by multiprocessing."""
    return "spawn_main" in " ".join(command_line(process))


ENDS = {
    "SIGTERM": (signal.SIGTERM, {0, 143}),
    "SIGINT": (signal.SIGINT, {0, 130}),
    "SIGHUP": (signal.SIGHUP, {0, 129}),
    "SIGKILL": (signal.SIGKILL, {-signal.SIGKILL}),
}


# SIGKILL to the whole group is left out: nothing of ours runs after that.
@pytest.mark.parametrize(
    ("name", "whole_group"),
    [(name, False) for name in ENDS] + [(name, True) for name in ENDS if name != "SIGKILL"],
)
def test_ended_wall_leaves_nothing(
    stage: tuple[Server, Scene], name: str, tmp_path: Path, *, whole_group: bool
) -> None:
    sign, codes = ENDS[name]
    server, _ = stage
    arguments = ["wall", "--headless", server.address, f"localhost::{server.port}"]
    with Program(arguments, tmp_path) as program:
        program.until(lambda: len(program.segments) == 2, "two tiles are shown")
        if whole_group:
            os.killpg(program.process.pid, sign)
        else:
            program.send_signal(sign)
        code = program.wait()
        assert code in codes, program.stderr
        program.assert_clean_end()


def test_wall_goes_on_when_a_worker_is_killed(stage: tuple[Server, Scene], tmp_path: Path) -> None:
    server, _ = stage
    with Program(["wall", "--headless", "--workers", "1", server.address], tmp_path) as program:
        program.until(lambda: program.segments, "a tile is shown")
        first = program.child("vncwall-session")
        before = program.segments
        first.kill()
        program.until(lambda: program.segments - before, "another worker shows the tile again")
        program.send_signal(signal.SIGTERM)
        assert program.wait() in {0, 143}
        program.assert_clean_end()
