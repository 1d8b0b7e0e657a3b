import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.support.loopback_desktop import LoopbackDesktop
from tests.support.stopwatch import Stopwatch
from vncwall.ipc import messages as m
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.endpoint import Endpoint
from vncwall.ipc.shared_framebuffer import SharedFramebufferReader
from vncwall.recording.fbs import read_blocks
from vncwall.settings.address import HostAddress
from vncwall.settings.model import (
    HostSettings,
    RecordingSettings,
    Settings,
    VideoFormat,
    WallSettings,
)
from vncwall.states import Reason, SessionState
from vncwall.workers import pool, session_worker
from vncwall.workers.followers.base import Follower
from vncwall.workers.pool import token_of
from vncwall.workers.supervisor import Supervisor

PREVIEW, FULL = FramebufferKind.PREVIEW, FramebufferKind.FULL
PATIENCE_S = 30.0


def segments(pid: int | None = None) -> set[str]:
    pattern = f"vw{token_of(pid or os.getpid())}*"
    return {path.name for path in Path("/dev/shm").glob(pattern)}


def pictures() -> set[str]:
    return {name for name in segments() if not name.endswith("-box")}


class Listener:
    """Reads a supervisor's notices until something is true."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.supervisor = supervisor
        self.notices: list[m.Notice] = []

    def until(self, what, *, since: int = 0) -> m.Notice:
        """Return the first notice, from number `since` on, for which `what` is true."""
        watch = Stopwatch()
        seen = since
        while watch.seconds < PATIENCE_S:
            for notice in self.notices[seen:]:
                if what(notice):
                    return notice
            seen = len(self.notices)
            self.notices += self.supervisor.poll(0.2)
        raise AssertionError(f"did not come; last: {self.notices[-20:]}")

    def live(self, session: int, *, since: int = 0) -> m.Notice:
        return self.until(
            lambda n: (
                isinstance(n, m.SessionChanged)
                and n.session == session
                and n.state is SessionState.LIVE
            ),
            since=since,
        )

    def published(self, session: int, kind: FramebufferKind, *, since: int = 0) -> m.Notice:
        return self.until(
            lambda n: isinstance(n, m.FramePublished) and (n.session, n.kind) == (session, kind),
            since=since,
        )

    def descriptor(self, session: int, kind: FramebufferKind):
        return [
            n.descriptor
            for n in self.notices
            if isinstance(n, m.FramebufferShared) and (n.session, n.kind) == (session, kind)
        ][-1]


def until_no_segment(supervisor: Supervisor) -> None:
    watch = Stopwatch()
    while pictures() and watch.seconds < PATIENCE_S:
        supervisor.poll(0.05)
    assert pictures() == set()


def settings(*hosts: HostSettings, workers: int = 1, **more) -> Settings:
    return Settings(hosts=hosts, wall=WallSettings(workers=workers), **more)


def closed_host(name: str = "closed") -> HostSettings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return HostSettings(name, HostAddress("127.0.0.1", probe.getsockname()[1]))


@pytest.fixture(autouse=True)
def nothing_is_left():
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    assert segments() == set()
    for child in psutil.Process().children(recursive=True):
        assert child.pid in before or "resource_tracker" in " ".join(child.cmdline())


@pytest.fixture
def desktop():
    with LoopbackDesktop() as desktop:
        yield desktop


def picture(descriptor) -> set[int]:
    reader = SharedFramebufferReader(descriptor)
    colours = set(reader.words.reshape(-1).tolist())
    reader.close()
    return colours


def test_a_session_comes_live_is_shown_controlled_and_closed_in_order(desktop):
    with Supervisor(settings(desktop.host)) as supervisor:
        listener = Listener(supervisor)
        supervisor.send(m.SetPreviewSize(0, 80, 80))
        listener.published(0, PREVIEW)
        preview = listener.descriptor(0, PREVIEW)
        assert (preview.width, preview.height) == (80, 45)
        assert picture(preview) == {0xFF030201}

        supervisor.send(m.ShareFramebuffer(0, True))
        listener.published(0, FULL)
        full = listener.descriptor(0, FULL)
        assert (full.width, full.height) == (160, 90)
        assert picture(full) == {0xFF030201}

        supervisor.send(m.KeyEvent(0, 98, True))
        supervisor.send(m.SetControl(0, True))
        supervisor.send(m.KeyEvent(0, 97, True))
        listener.until(lambda n: desktop.keys == [(97, True)])

        supervisor.send(m.ShareFramebuffer(0, False))
        listener.until(
            lambda n: isinstance(n, m.FramebufferShared) and n.descriptor is None,
        )
        watch = Stopwatch()
    assert watch.seconds < 5
    assert desktop.keys == [(97, True), (97, False)]  # released on the way out


def test_a_wall_that_grows_has_more_workers_and_its_first_session_notices_nothing(desktop):
    with LoopbackDesktop(name="second") as second:
        with Supervisor(settings(desktop.host, workers=2)) as supervisor:
            listener = Listener(supervisor)
            listener.live(0)
            assert len(supervisor.workers) == 1
            supervisor.send(m.AddSession(1, second.host))
            listener.live(1)
            assert len(supervisor.workers) == 2
            supervisor.send(m.ChangeHost(0, replace(desktop.host, view_only=True)))
            supervisor.send(m.SetControl(0, True))
            supervisor.send(m.KeyEvent(0, 97, True))
            supervisor.send(m.SetPreviewSize(0, 80, 80))
            listener.published(0, PREVIEW)
            supervisor.send(m.RemoveSession(1))
            supervisor.poll(0.2)
        assert (desktop.connections, second.connections) == (1, 1)
        assert desktop.keys == []


def test_a_killed_worker_is_replaced_with_all_that_was_asked_of_it(desktop):
    with LoopbackDesktop(name="second") as second:
        hosts = settings(desktop.host, second.host, workers=1)
        with Supervisor(hosts) as supervisor:
            listener = Listener(supervisor)
            for session in (0, 1):
                supervisor.send(m.SetPreviewSize(session, 80, 80))
            supervisor.send(m.ShareFramebuffer(0, True))
            supervisor.send(m.SetControl(0, True))
            listener.published(0, FULL)
            listener.published(1, PREVIEW)
            since = len(listener.notices)
            (victim,) = supervisor.workers
            watch = Stopwatch()
            os.kill(victim.pid, signal.SIGKILL)

            died = listener.until(lambda n: isinstance(n, m.SessionChanged), since=since)
            assert (died.state, died.reason) == (SessionState.BACKING_OFF, Reason.WORKER_DIED)
            assert died.detail == "vncwall-sessions-0 was ended by SIGKILL"
            listener.published(0, FULL, since=since)
            listener.published(0, PREVIEW, since=since)
            listener.published(1, PREVIEW, since=since)
            assert watch.seconds < 10
            assert all(name.startswith(f"vw{supervisor.workers[0].run}") for name in segments())
            supervisor.send(m.KeyEvent(0, 97, True))
            listener.until(lambda n: (97, True) in desktop.keys)
            replaced = [n for n in listener.notices if isinstance(n, m.WorkerReplaced)]
            assert len(replaced) == 1


def test_the_sessions_of_another_worker_do_not_notice(desktop):
    with (
        LoopbackDesktop() as second,
        Supervisor(settings(desktop.host, second.host, workers=2)) as supervisor,
    ):
        listener = Listener(supervisor)
        listener.live(0)
        listener.live(1)
        since = len(listener.notices)
        os.kill(supervisor.workers[0].pid, signal.SIGKILL)
        listener.live(0, since=since)
        assert [
            n
            for n in listener.notices[since:]
            if isinstance(n, m.SessionChanged) and n.session == 1
        ] == []
        assert second.connections == 1


def test_many_closed_ports_do_not_disturb_a_live_desktop(desktop):
    hosts = [closed_host(f"closed-{number}") for number in range(64)]
    with Supervisor(settings(*hosts, desktop.host, workers=1)) as supervisor:
        listener = Listener(supervisor)
        supervisor.send(m.SetPreviewSize(64, 80, 80))
        listener.published(64, PREVIEW)
        for session in range(64):
            listener.until(
                lambda n, session=session: (
                    isinstance(n, m.SessionChanged)
                    and n.session == session
                    and n.reason is Reason.REFUSED
                )
            )
        listener.until(lambda n: isinstance(n, m.SessionAlive) and n.session == 64)


def test_a_removed_session_leaves_nothing(desktop):
    with Supervisor(settings(desktop.host)) as supervisor:
        listener = Listener(supervisor)
        supervisor.send(m.SetPreviewSize(0, 80, 80))
        listener.published(0, PREVIEW)
        supervisor.send(m.RemoveSession(0))
        until_no_segment(supervisor)
        supervisor.send(m.KeyEvent(0, 97, True))  # unknown now: ignored


def test_a_session_can_be_added_later(desktop):
    with Supervisor(settings()) as supervisor:
        supervisor.send(m.AddSession(7, desktop.host))
        Listener(supervisor).live(7)


def test_log_records_of_children_reach_the_handlers_of_the_main_process(caplog):
    caplog.set_level(logging.INFO)
    with Supervisor(settings(closed_host())) as supervisor:
        Listener(supervisor).until(
            lambda n: isinstance(n, m.SessionChanged) and n.reason is Reason.REFUSED
        )
        supervisor.poll(0.2)
    (record,) = [r for r in caplog.records if "refused" in r.getMessage()]
    assert record.name == "vncwall.session.session"
    assert record.processName == "vncwall-sessions-0"


# --- children that misbehave


def _deaf(connection, name: str, run: str) -> None:
    """A child that neither beats nor obeys."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(60)


def test_a_child_that_does_not_end_is_killed(desktop):
    supervisor = Supervisor(settings(desktop.host), session_main=_deaf)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vncwall.workers.closing.CLOSE_S", 0.2)
        patch.setattr("vncwall.workers.closing.CLOSE_RECORDER_S", 0.3)
        patch.setattr("vncwall.workers.closing.TERMINATE_S", 0.2)
        with supervisor:
            pids = [worker.pid for worker in supervisor.workers]
        assert not any(psutil.pid_exists(pid) for pid in pids)


def test_a_child_without_heartbeat_is_killed_and_replaced(desktop, monkeypatch):
    monkeypatch.setattr("vncwall.workers.pool.START_TIMEOUT_S", 0.3)
    monkeypatch.setattr("vncwall.workers.closing.CLOSE_S", 0.1)
    monkeypatch.setattr("vncwall.workers.closing.CLOSE_RECORDER_S", 0.2)
    monkeypatch.setattr("vncwall.workers.closing.TERMINATE_S", 0.1)
    with Supervisor(settings(desktop.host), session_main=_deaf) as supervisor:
        (first,) = supervisor.workers
        replaced = Listener(supervisor).until(lambda n: isinstance(n, m.WorkerReplaced))
        assert "no sign of life" in replaced.detail
        assert not psutil.pid_exists(first.pid)
        supervisor.poll(0.0)
        assert supervisor.workers[0].pid != first.pid


def _dies(connection, name: str, run: str) -> None:
    os._exit(3)


def test_a_child_that_dies_at_once_spends_the_budget_and_then_waits(desktop):
    watch = Stopwatch()
    with Supervisor(settings(desktop.host), session_main=_dies) as supervisor:
        listener = Listener(supervisor)
        listener.until(lambda n: isinstance(n, m.WorkerReplaced) and "too often" in n.detail)
        assert supervisor.workers == ()
        changed = [n for n in listener.notices if isinstance(n, m.SessionChanged)][-1]
        assert changed.reason is Reason.WORKER_DIED
        assert "ended with exit code 3; it ended too often" in changed.detail
        assert changed.retry_at_ns > time.monotonic_ns() + (20 - watch.taken_s) * 1e9
        watch = Stopwatch()
        supervisor.poll(0.05)
        assert watch.seconds < 2


def _with_a_silent_name_server(connection, name: str, run: str) -> None:
    socket.getaddrinfo = lambda *_, **__: time.sleep(60)
    session_worker.main(connection, name, run)


def test_a_silent_name_server_does_not_hold_up_the_end():
    host = HostSettings("lost", HostAddress("lost.example", 5900))
    with Supervisor(settings(host), session_main=_with_a_silent_name_server) as supervisor:
        Listener(supervisor).until(lambda n: isinstance(n, m.SessionChanged))
        pid = supervisor.workers[0].pid
        watch = Stopwatch()
    assert watch.seconds < 4
    assert not psutil.pid_exists(pid)


# --- recording


def _recorder(connection, name: str, run: str) -> None:
    """A recorder that tells what it is told, in the detail of its notices."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    endpoint = Endpoint(connection)
    while not endpoint.is_closed:
        endpoint.send(m.WorkerStats(name, os.getpid(), 0.0, 0, 0))
        for message in endpoint.poll(0.2):
            session = getattr(message, "session", -1)
            text = type(message).__name__
            if isinstance(message, m.FramebufferShared):
                text += f" {message.kind} {message.descriptor is not None}"
            if isinstance(message, m.Shutdown):
                time.sleep(0.2)  # flushing
                endpoint.send(m.SegmentFinished(0, "last.mkv", 1.0, 1, 1))
                return
            endpoint.send(m.RecordingChanged(session, m.RecordingState.WAITING, "", text))


def told(notices) -> list[str]:
    return [
        n.detail
        for n in notices
        if isinstance(n, m.RecordingChanged) and n.state is m.RecordingState.WAITING
    ]


def recorder_hears(listener: Listener, text: str, *, since: int = 0) -> None:
    listener.until(
        lambda n: isinstance(n, m.RecordingChanged) and n.detail.startswith(text), since=since
    )


def test_recording_starts_the_recorder_and_shares_the_picture_with_it_alone(desktop):
    with Supervisor(settings(desktop.host), recorder_main=_recorder) as supervisor:
        listener = Listener(supervisor)
        listener.live(0)
        assert len(supervisor.workers) == 1
        supervisor.send(m.SetRecording(0, True))
        assert len(supervisor.workers) == 2
        recorder_hears(listener, "FramePublished")
        assert told(listener.notices)[:3] == [
            "StartRecording",
            "SessionChanged",
            "DesktopChanged",
        ]
        assert "FramebufferShared full True" in told(listener.notices)
        assert not any(getattr(n, "kind", None) is FULL for n in listener.notices)

        # The wall joins: it is told of what is shared already.
        supervisor.send(m.ShareFramebuffer(0, True))
        listener.published(0, FULL)
        assert picture(listener.descriptor(0, FULL)) == {0xFF030201}
        supervisor.send(m.ShareFramebuffer(0, False))
        listener.until(lambda n: isinstance(n, m.FramebufferShared) and n.descriptor is None)
        assert len(pictures()) == 1  # the recorder still has it
        supervisor.send(m.SetRecording(0, False))
        recorder_hears(listener, "StopRecording")
        until_no_segment(supervisor)
    last = supervisor.poll(0)
    assert m.SegmentFinished(0, "last.mkv", 1.0, 1, 1) in last


class Refusing(Follower):
    """Is against every recording."""

    def objection(self, command):
        return "there is no room"


def test_a_recording_that_is_objected_to_does_not_begin_and_that_is_said(desktop):
    with Supervisor(settings(desktop.host), recorder_main=_recorder) as supervisor:
        supervisor.follow(Refusing())
        supervisor.send(m.SetRecording(0, True))
        assert m.RecordingChanged(0, m.RecordingState.FAILED, "", "there is no room") in (
            supervisor.poll(0.0)
        )
        assert len(supervisor.workers) == 1  # no recorder


def _slow_recorder(connection, name: str, run: str) -> None:
    """A recorder with many files to finish."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    endpoint = Endpoint(connection)
    endpoint.send(m.WorkerStats(name, os.getpid(), 0.0, 0, 0))
    while not any(isinstance(message, m.Shutdown) for message in endpoint.poll(1.0)):
        pass
    for number in range(6):
        time.sleep(0.3)
        endpoint.send(m.SegmentFinished(0, f"{number}.mkv", 1.0, 1, 1))


def test_a_recorder_is_waited_for_while_it_finishes_one_file_after_the_other(desktop, monkeypatch):
    monkeypatch.setattr("vncwall.workers.closing.CLOSE_S", 1.0)
    with Supervisor(settings(desktop.host), recorder_main=_slow_recorder) as supervisor:
        supervisor.send(m.SetRecording(0, True))
        Listener(supervisor).until(
            lambda n: isinstance(n, m.WorkerStats) and n.worker == "vncwall-recorder-0"
        )
    finished = [n.path for n in supervisor.poll(0) if isinstance(n, m.SegmentFinished)]
    assert finished == [f"{number}.mkv" for number in range(6)]


def test_a_host_with_record_set_is_recorded_from_the_start(desktop):
    host = replace(desktop.host, record=True)
    with Supervisor(settings(host), recorder_main=_recorder) as supervisor:
        recorder_hears(Listener(supervisor), "FramePublished")


def test_a_killed_recorder_is_replaced_and_goes_on(desktop):
    with Supervisor(settings(desktop.host), recorder_main=_recorder) as supervisor:
        listener = Listener(supervisor)
        supervisor.send(m.SetRecording(0, True))
        recorder_hears(listener, "FramePublished")
        since = len(listener.notices)
        os.kill(supervisor.workers[-1].pid, signal.SIGKILL)
        listener.until(
            lambda n: isinstance(n, m.RecordingChanged) and n.state is m.RecordingState.FAILED,
            since=since,
        )
        recorder_hears(listener, "FramePublished", since=since)
        assert "StartRecording" in told(listener.notices[since:])


def test_a_recording_goes_on_with_the_pictures_of_a_replaced_worker(desktop):
    with Supervisor(settings(desktop.host), recorder_main=_recorder) as supervisor:
        listener = Listener(supervisor)
        supervisor.send(m.SetRecording(0, True))
        recorder_hears(listener, "FramePublished")
        since = len(listener.notices)
        os.kill(supervisor.workers[0].pid, signal.SIGKILL)
        recorder_hears(listener, "FramebufferShared full True", since=since)


def test_the_wire_format_is_written_by_the_session_worker(desktop, tmp_path):
    recording = RecordingSettings(folder=str(tmp_path), format=VideoFormat.WIRE)
    with Supervisor(settings(desktop.host, recording=recording)) as supervisor:
        listener = Listener(supervisor)
        supervisor.send(m.SetRecording(0, True))
        listener.live(0)
        listener.until(lambda n: isinstance(n, m.SessionAlive))
    (path,) = tmp_path.rglob("*.fbs")
    data = b"".join(block.data for block in read_blocks(path))
    assert data.startswith(b"RFB 003.003\n")
    assert len(data) > 160 * 90 * 4


# --- the end of the main process


PROGRAM = """
    import os, sys, time
    from vncwall.ipc.messages import *
    from vncwall.settings.address import HostAddress
    from vncwall.settings.model import *
    from vncwall.workers.supervisor import Supervisor

    if __name__ == "__main__":
        host = HostSettings("still", HostAddress("127.0.0.1", int(sys.argv[1])))
        settings = Settings(hosts=(host, host), wall=WallSettings(workers=2))
        try:
            with Supervisor(settings) as supervisor:
                supervisor.send(SetPreviewSize(0, 80, 80))
                supervisor.send(ShareFramebuffer(1, True))
                published = set()
                while True:
                    for notice in supervisor.poll(0.2):
                        if isinstance(notice, FramePublished):
                            published.add(notice.session)
                    if len(published) == 2:
                        published = set()
                        print(*(worker.pid for worker in supervisor.workers), flush=True)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
"""


@contextlib.contextmanager
def started(tmp_path, desktop):
    """The program, which has just been started; it and its children end with the block."""
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAM))
    process = subprocess.Popen(
        [sys.executable, str(path), str(desktop.host.address.port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
        process.stderr.close()


@contextlib.contextmanager
def program(tmp_path, desktop):
    """The program and the process ids of its workers, once they run."""
    with started(tmp_path, desktop) as process:
        line = process.stdout.readline()
        yield process, [int(pid) for pid in line.split()]


def gone(pids: list[int], seconds: float) -> bool:
    watch = Stopwatch()
    while watch.seconds < seconds:
        if not any(psutil.pid_exists(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


def test_a_killed_main_process_leaves_no_child_and_no_memory(desktop, tmp_path):
    with program(tmp_path, desktop) as (process, pids):
        assert len(pids) == 2
        assert segments(process.pid)
        process.kill()
        process.wait(10)
        assert gone(pids, 8.0)
        watch = Stopwatch()
        while segments(process.pid) and watch.seconds < 5:
            time.sleep(0.02)
        assert segments(process.pid) == set()


def test_ctrl_c_on_the_whole_group_ends_everything_in_order(desktop, tmp_path):
    with program(tmp_path, desktop) as (process, pids):
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (out, err) == ("interrupted\n", "")
        assert gone(pids, 0.1)
        assert segments(process.pid) == set()


def test_interrupting_the_start_shows_no_traceback_of_a_child(desktop, tmp_path):
    with started(tmp_path, desktop) as process:
        main = psutil.Process(process.pid)
        watch = Stopwatch()
        while len(main.children()) < 3 and watch.seconds < 10:
            time.sleep(0.005)
        time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert out == "interrupted\n"
        assert "Traceback" not in err


def test_sigterm_to_a_worker_is_an_orderly_end_and_it_is_replaced(desktop, monkeypatch):
    monkeypatch.setattr(pool, "_JOIN_S", 30.0)  # the end of a process takes its time, too
    with Supervisor(settings(desktop.host)) as supervisor:
        listener = Listener(supervisor)
        supervisor.send(m.SetPreviewSize(0, 80, 80))
        listener.published(0, PREVIEW)
        since = len(listener.notices)
        os.kill(supervisor.workers[0].pid, signal.SIGTERM)
        replaced = listener.until(lambda n: isinstance(n, m.WorkerReplaced), since=since)
        assert replaced.detail == "vncwall-sessions-0 ended with exit code 0"
        listener.published(0, PREVIEW, since=since)


def test_a_session_that_rests_has_no_connection_and_comes_back_with_all_that_is_wanted(desktop):
    with Supervisor(settings(desktop.host), recorder_main=_recorder) as supervisor:
        listener = Listener(supervisor)
        supervisor.send(m.SetPreviewSize(0, 80, 60))
        listener.live(0)
        listener.published(0, PREVIEW)
        supervisor.send(m.SetConnected(0, False, "rests until 08:00"))
        said = len(listener.notices)
        listener.until(lambda n: n == resting("rests until 08:00"))
        assert [n for n in listener.notices[said:] if isinstance(n, m.SessionChanged)] == [
            resting("rests until 08:00")
        ], "that the connection was closed is no news of its own"
        since = len(listener.notices)
        supervisor.send(m.SetConnected(0, True))
        listener.until(
            lambda n: isinstance(n, m.SessionChanged) and n.state is SessionState.LIVE, since=since
        )
        listener.until(lambda n: isinstance(n, m.FramePublished) and n.kind is PREVIEW, since=since)


def resting(detail: str) -> m.SessionChanged:
    return m.SessionChanged(0, SessionState.IDLE, Reason.NONE, detail, 0)
