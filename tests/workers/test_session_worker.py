"""The worker in this process, with a pipe in between; other processes: test_supervisor.py."""

import asyncio
import multiprocessing
import os
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.loopback_desktop import LoopbackDesktop
from vncwall.clock import SystemClock
from vncwall.ipc import messages as m
from vncwall.ipc.endpoint import Endpoint
from vncwall.recording.fbs import read_blocks
from vncwall.settings.alert import AlertKind, AlertSettings, PictureRule
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import RecordingSettings, VideoFormat
from vncwall.states import SessionState
from vncwall.workers.session_worker import SessionWorker

RUN = f"s{os.getpid():x}"


class Boss:
    """The main process's end."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.notices: list = []

    async def until(self, what):
        async with asyncio.timeout(120):
            while True:
                self.notices += self.endpoint.receive()
                for notice in self.notices:
                    if what(notice):
                        return notice
                await asyncio.sleep(0.005)


@asynccontextmanager
async def running():
    ours, theirs = multiprocessing.Pipe()
    boss = Boss(Endpoint(ours))
    worker = SessionWorker(Endpoint(theirs), "worker-0", RUN, SystemClock())
    task = asyncio.create_task(worker.run())
    try:
        yield boss
    finally:
        boss.endpoint.send(m.Shutdown())
        async with asyncio.timeout(10):
            await task
        ours.close()
        theirs.close()
    assert not list(Path("/dev/shm").glob(f"vw{RUN}*"))


@pytest.fixture
def desktop():
    with LoopbackDesktop() as desktop:
        yield desktop


def is_live(notice) -> bool:
    return isinstance(notice, m.SessionChanged) and notice.state is SessionState.LIVE


async def test_heartbeats_come_from_the_beginning():
    async with running() as boss:
        beat = await boss.until(lambda n: isinstance(n, m.WorkerStats))
        assert (beat.worker, beat.pid, beat.sessions) == ("worker-0", os.getpid(), 0)


async def test_a_session_is_held_and_shown(desktop):
    async with running() as boss:
        boss.endpoint.send(m.AddSession(3, desktop.host))
        boss.endpoint.send(m.SetPreviewSize(3, 16, 16))
        await boss.until(lambda n: isinstance(n, m.FramePublished) and n.session == 3)


async def test_the_end_of_the_pipe_ends_the_worker(desktop):
    ours, theirs = multiprocessing.Pipe()
    worker = SessionWorker(Endpoint(theirs), "worker-0", RUN, SystemClock())
    task = asyncio.create_task(worker.run())
    boss = Boss(Endpoint(ours))
    boss.endpoint.send(m.AddSession(3, desktop.host))
    boss.endpoint.send(m.SetPreviewSize(3, 16, 16))
    await boss.until(lambda n: isinstance(n, m.FramePublished))
    ours.close()
    async with asyncio.timeout(10):
        await task
    assert not list(Path("/dev/shm").glob(f"vw{RUN}*"))
    theirs.close()


async def test_commands_for_unknown_sessions_and_nonsense_do_no_harm(desktop, caplog):
    async with running() as boss:
        boss.endpoint.send(m.KeyEvent(9, 97, True))
        boss.endpoint.send(m.StopRecording(9))
        boss.endpoint.send(m.SessionAlive(9, 1))
        boss.endpoint.send(m.AddSession(1, desktop.host))
        boss.endpoint.send(m.AddSession(1, desktop.host))
        await boss.until(is_live)
    assert "session 1 is there already" in caplog.text
    assert desktop.connections == 1


async def test_a_command_that_fails_is_logged_and_the_next_is_obeyed(desktop, caplog):
    async with running() as boss:
        boss.endpoint.send(m.AddSession(1, desktop.host))
        await boss.until(is_live)
        boss.endpoint.send(m.SetControl(1, True))
        boss.endpoint.send(m.KeyEvent(1, -5, True))
        boss.endpoint.send(m.KeyEvent(1, 97, True))
        await boss.until(lambda n: desktop.keys == [(97, True)])
    assert "cannot do KeyEvent" in caplog.text


def wire_settings(folder):
    return RecordingSettings(folder=str(folder), format=VideoFormat.WIRE, preroll_s=60.0)


def is_file(notice):
    return isinstance(notice, m.SegmentFinished)


async def test_a_wire_recording_asked_for_before_the_session_holds_all_of_it(desktop, tmp_path):
    async with running() as boss:
        boss.endpoint.send(m.RecordWire(1, wire_settings(tmp_path)))
        boss.endpoint.send(m.AddSession(1, desktop.host))
        await boss.until(lambda n: isinstance(n, m.SessionAlive))
        boss.endpoint.send(m.RecordWire(1, None))
        finished = await boss.until(is_file)
    data = b"".join(block.data for block in read_blocks(finished.path))
    assert len(data) > 160 * 90 * 4
    assert desktop.connections == 1


async def test_a_wire_recording_of_a_running_session_begins_with_its_picture(desktop, tmp_path):
    async with running() as boss:
        boss.endpoint.send(m.AddSession(1, desktop.host))
        boss.endpoint.send(m.SetPreviewSize(1, 16, 16))
        await boss.until(lambda n: isinstance(n, m.FramePublished))
        boss.endpoint.send(m.RecordWire(1, wire_settings(tmp_path)))
        await boss.until(
            lambda n: isinstance(n, m.RecordingChanged) and n.state is m.RecordingState.RECORDING
        )
        boss.endpoint.send(m.RecordWire(1, None))
        finished = await boss.until(is_file)
    assert finished.facts.cause == "hand"
    assert next(iter(read_blocks(finished.path))).data.startswith(b"RFB 003.003\n")
    assert desktop.connections == 1


async def test_what_was_kept_is_saved_when_it_is_wanted(desktop, tmp_path):
    async with running() as boss:
        boss.endpoint.send(m.AddSession(1, desktop.host))
        boss.endpoint.send(m.KeepPreroll(1, wire_settings(tmp_path)))
        boss.endpoint.send(m.SetPreviewSize(1, 16, 16))
        await boss.until(lambda n: isinstance(n, m.FramePublished))
        boss.endpoint.send(m.SavePreroll(1))
        finished = await boss.until(is_file)
        saved = await boss.until(lambda n: isinstance(n, m.PrerollSaved))
    assert saved.paths == (finished.path,)
    assert saved.detail == ""
    assert finished.facts.cause == "pre-roll"


async def test_what_was_not_kept_cannot_be_saved(desktop):
    async with running() as boss:
        boss.endpoint.send(m.AddSession(1, desktop.host))
        boss.endpoint.send(m.SavePreroll(1))
        saved = await boss.until(lambda n: isinstance(n, m.PrerollSaved))
    assert "[recording] preroll is 0" in saved.detail


async def test_traffic_of_a_live_session_is_reported(desktop, monkeypatch):
    monkeypatch.setattr("vncwall.workers.session_worker.STATS_EVERY_S", 0.05)
    monkeypatch.setattr("vncwall.workers.heartbeat.BUSY_S", 0.05)
    monkeypatch.setattr("vncwall.workers.heartbeat.CALM_S", 0.05)
    async with running() as boss:
        boss.endpoint.send(m.AddSession(1, desktop.host))
        boss.endpoint.send(m.SetPreviewSize(1, 16, 16))
        report = await boss.until(lambda n: isinstance(n, m.SessionStats) and n.encodings)
        assert report.encodings == ("raw",)


async def test_a_picture_is_saved_on_request_and_said_so_when_there_is_none(desktop, tmp_path):
    path = tmp_path / "new" / "a.png"
    async with running() as boss:
        boss.endpoint.send(m.AddSession(3, desktop.host))
        boss.endpoint.send(m.SavePicture(3, str(path)))
        said = await boss.until(lambda n: isinstance(n, m.PictureSaved))
        assert said.detail == "there is no picture of it"
        boss.endpoint.send(m.SetPreviewSize(3, 16, 16))
        await boss.until(lambda n: isinstance(n, m.FramePublished))
        boss.endpoint.send(m.SavePicture(3, str(path), (parse_mask("0,0,50%,100%"),)))
        await boss.until(lambda n: n == m.PictureSaved(3, str(path), ""))
        picture = np.asarray(Image.open(path).convert("RGB"))
        half = picture.shape[1] // 2
        assert not picture[:, :half].any(), "what is masked is black"
        assert picture[:, half:].any()


async def test_a_rule_about_pixels_is_looked_at_though_nobody_looks(desktop):
    anything = PictureRule(colour=(0, 0, 0), near=255, more_than_percent=50.0)
    rule = AlertSettings("all", AlertKind.COLOUR, picture=anything)
    async with running() as boss:
        boss.endpoint.send(m.AddSession(3, replace(desktop.host, alerts=(rule,))))
        seen = await boss.until(lambda n: isinstance(n, m.RuleSeen))
        assert (seen.rule, seen.is_met) == ("all", True)
        boss.notices.clear()
        other = replace(rule, name="other")
        boss.endpoint.send(m.ChangeHost(3, replace(desktop.host, alerts=(other,))))
        seen = await boss.until(lambda n: isinstance(n, m.RuleSeen))
        assert seen.rule == "other"
