"""What the tiles say when lines, machines and this program's own means fail."""

from __future__ import annotations

import errno
import logging
import os
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from benchmarks.hostile import HostileServer, slow
from tests.support import memory_count
from tests.support.loopback_desktop import LoopbackDesktop
from tests.support.memory_count import MemoryCount
from tests.support.stopwatch import Stopwatch
from vncwall.ipc.messages import (
    FramePublished,
    LookChanged,
    Notice,
    Reconnect,
    RemoveSession,
    SessionAlive,
    SessionChanged,
    SetPreviewSize,
    ShareFramebuffer,
    WorkerStats,
)
from vncwall.scheduling.memory import MemoryBound
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, WallSettings
from vncwall.states import PictureLook, Reason, SessionState
from vncwall.workers import mains
from vncwall.workers.pool import ChildMain
from vncwall.workers.supervisor import Supervisor

pytestmark = pytest.mark.real

RECONNECTS = 300


class Desk:
    """A supervisor, and what it said of each session."""

    def __init__(
        self, *hosts: HostSettings, session_main: ChildMain | None = None, **wall: int
    ) -> None:
        settings = Settings(hosts=hosts, wall=WallSettings(**{"workers": 1, **wall}))
        self.supervisor = Supervisor(settings, session_main=session_main)
        self.notices: list[Notice] = []
        self.states: dict[int, SessionChanged] = {}
        self.in_flight: set[int] = set()
        self.most_in_flight = 0

    def __enter__(self) -> Desk:
        self.supervisor.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.close()

    def show(self, *sessions: int) -> None:
        """Look at sessions."""
        for session in sessions:
            self.supervisor.send(SetPreviewSize(session, 80, 80))

    def until(self, claim: Callable[[], object], what: str, *, timeout_s: float = 20) -> None:
        """Let time pass until something is true."""
        watch = Stopwatch()
        while True:
            for notice in self.supervisor.poll(0.02):
                self._take(notice)
            if claim():
                return
            if watch.seconds > timeout_s:
                pytest.fail(f"not within {timeout_s} s: {what}")

    def state(self, session: int) -> SessionState | None:
        """What a session is."""
        changed = self.states.get(session)
        return changed.state if changed else None

    def of(self, kind: type[Notice], session: int) -> list[Notice]:
        """Return all notices of a kind about a session."""
        return [n for n in self.notices if isinstance(n, kind) and n.session == session]  # type: ignore[attr-defined]

    @property
    def heartbeats(self) -> int:
        """How many have come."""
        return sum(isinstance(notice, WorkerStats) for notice in self.notices)

    def all_live(self, *sessions: int) -> bool:
        """Whether all of them are live."""
        return all(self.state(session) is SessionState.LIVE for session in sessions)

    def _take(self, notice: Notice) -> None:
        self.notices.append(notice)
        if isinstance(notice, SessionChanged):
            self.states[notice.session] = notice
            opening = notice.state in (SessionState.CONNECTING, SessionState.AUTHENTICATING)
            (self.in_flight.add if opening else self.in_flight.discard)(notice.session)
            self.most_in_flight = max(self.most_in_flight, len(self.in_flight))


class Relay:
    """Passes bytes on between clients and a server until it is told to swallow them.

    What it swallows is lost without any sign, as behind a firewall that forgot the connection.
    """

    def __init__(self, port: int) -> None:
        self.passes = True
        self.clients = 0
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._ends = False
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Relay:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends = True
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        peers: dict[socket.socket, socket.socket] = {}
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            while not self._ends:
                for key, _ in selector.select(0.02):
                    one = key.fileobj
                    assert isinstance(one, socket.socket)
                    if one is self._listener:
                        client, server = one.accept()[0], socket.create_connection(self._target)
                        self.clients += 1
                        peers[client], peers[server] = server, client
                        selector.register(client, selectors.EVENT_READ)
                        selector.register(server, selectors.EVENT_READ)
                        continue
                    data = b""
                    with suppress(OSError):
                        data = one.recv(65536)
                    if data and self.passes:
                        with suppress(OSError):
                            peers[one].sendall(data)
                    elif not data:
                        selector.unregister(one)
                        with suppress(OSError):
                            peers[one].shutdown(socket.SHUT_WR)
            for one in peers:
                one.close()


def at(port: int, name: str = "host", **changes: object) -> HostSettings:
    """Return settings with short waits."""
    host = HostSettings(
        name, HostAddress("127.0.0.1", port), connect_timeout_s=2.0, stall_after_s=3.0
    )
    return replace(host, **changes)  # type: ignore[arg-type]


def test_a_line_that_swallows_everything_is_noticed_whether_or_not_anybody_looks() -> None:
    with (
        LoopbackDesktop() as desktop,
        Relay(desktop.host.address.port) as relay,
        Desk(at(relay.port), at(relay.port)) as desk,
    ):
        desk.show(0)
        desk.until(lambda: desk.all_live(0, 1) and desk.of(FramePublished, 0), "both are live")
        desk.until(lambda: desk.of(SessionAlive, 0), "the one on a tile is known to be current")
        relay.passes = False
        watch = Stopwatch()
        desk.until(lambda: desk.state(0) is SessionState.STALLED, "the tile is frozen")
        assert watch.seconds < 6
        desk.until(lambda: desk.state(1) is SessionState.STALLED, "the other is frozen, too")
        assert watch.seconds < 14
        relay.passes = True
        for session in (0, 1):
            desk.supervisor.send(Reconnect(session))
        desk.until(lambda: desk.all_live(0, 1), "both are live again")
        assert relay.clients == 4


@contextmanager
def black_holes(count: int) -> Iterator[list[HostSettings]]:
    """Addresses that drop the first packet, that are silent, and that speak byte by byte."""
    with ExitStack() as stack:
        deaf = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):  # more than its queue holds
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(deaf.getsockname())
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1024))
        dripping = stack.enter_context(HostileServer(slow))
        ports = [*(one.getsockname()[1] for one in (deaf, silent)), dripping.port]
        yield [at(ports[n % 3], f"dead {n}") for n in range(count)]


def test_dead_hosts_neither_hold_up_the_others_nor_outlast_their_timeout() -> None:
    with ExitStack() as stack:
        dead = stack.enter_context(black_holes(40))
        live = [stack.enter_context(LoopbackDesktop()).host for _ in range(6)]
        desk = stack.enter_context(Desk(*dead, *live))
        desk.until(lambda: desk.heartbeats, "the worker has begun")
        watch = Stopwatch()
        sessions = range(len(dead), len(dead) + len(live))
        desk.until(lambda: desk.all_live(*sessions), "the live ones are live")
        assert watch.seconds < 2
        causes = {Reason.UNREACHABLE, Reason.TIMED_OUT}
        desk.until(
            lambda: all(
                n in desk.states and desk.states[n].reason in causes for n in range(len(dead))
            ),
            "the dead ones are told",
        )
        assert watch.seconds < 2 + 3


def test_so_many_connections_are_opened_at_a_time_and_those_that_failed_wait() -> None:
    with ExitStack() as stack:
        dead = stack.enter_context(black_holes(9))
        desktop = stack.enter_context(LoopbackDesktop())
        desk = stack.enter_context(Desk(*dead, desktop.host, connects=6))
        desk.until(lambda: desk.all_live(9), "the live one has had its turn")
        desk.until(lambda: set(range(9)) <= desk.states.keys(), "the dead ones, too")
        for _ in range(3):  # also with six places of which dead hosts may have three
            watch = Stopwatch()
            desk.supervisor.send(Reconnect(9))
            desk.until(lambda: not desk.all_live(9), "it begins anew")
            desk.until(lambda: desk.all_live(9), "it is live again")
            assert watch.seconds < 1.5
        assert desk.most_in_flight <= 6


def worker_with_few_files(connection: Connection, name: str, run: str, *, files: int) -> None:
    """Be a session worker with a small table of open files."""
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    mains.sessions(connection, name, run, level=logging.INFO)


def test_a_full_table_of_files_costs_some_tiles_until_there_is_room(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    with LoopbackDesktop() as desktop, ExitStack() as stack:
        hosts = [replace(desktop.host, name=f"host {n}") for n in range(30)]
        few = partial(worker_with_few_files, files=30)
        desk = stack.enter_context(Desk(*hosts, session_main=few))

        def have_tried() -> bool:
            missing = [n for n in desk.states.values() if n.reason is Reason.OUT_OF_FILES]
            live = [n for n in desk.states.values() if n.state is SessionState.LIVE]
            return len(missing) + len(live) == 30

        desk.until(have_tried, "all are live or have no file")
        live = [n for n in range(30) if desk.all_live(n)]
        missing = [n for n in range(30) if desk.states[n].reason is Reason.OUT_OF_FILES]
        assert len(live) + len(missing) == 30
        assert len(live) >= 10
        assert missing
        for session in live[: len(missing)]:
            desk.supervisor.send(RemoveSession(session))
        desk.until(lambda: desk.all_live(*missing), "those that had no file are live")
        assert desk.all_live(*live[len(missing) :])
    said = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert len(said) == 1
    assert "ulimit -n" in said[0]


def worker_with_little_memory(connection: Connection, name: str, run: str, *, flag: Path) -> None:
    """Be a session worker for which /dev/shm is full while a file is there."""
    reserve = os.posix_fallocate

    def posix_fallocate(fd: int, offset: int, size: int) -> None:
        if flag.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        reserve(fd, offset, size)

    os.posix_fallocate = posix_fallocate
    mains.sessions(connection, name, run, level=logging.INFO)


def test_a_picture_without_memory_says_so_and_comes_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    flag = tmp_path / "full"
    flag.touch()
    little = partial(worker_with_little_memory, flag=flag)
    with LoopbackDesktop() as desktop, ExitStack() as stack:
        desk = stack.enter_context(Desk(desktop.host, desktop.host, session_main=little))
        desk.show(0, 1)
        desk.until(lambda: desk.of(LookChanged, 0) and desk.of(LookChanged, 1), "the tiles say it")
        assert desk.of(LookChanged, 0)[0].look is PictureLook.UNSHOWN  # type: ignore[attr-defined]
        assert not desk.of(FramePublished, 0)
        flag.unlink()
        desk.until(
            lambda: desk.of(FramePublished, 0) and desk.of(FramePublished, 1),
            "still desktops are shown when there is room",
        )
        assert len(desk.of(LookChanged, 0)) == 2
        # A desktop of one colour: known as soon as it is looked at.
        desk.until(lambda: desk.of(LookChanged, 0)[-1].look is not PictureLook.UNSHOWN, "shown")  # type: ignore[attr-defined]
    said = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert len(said) == 1
    assert "shared memory" in said[0]


def test_hundreds_of_reconnects_leave_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "held"
    counting = partial(memory_count.session_main, path=path)
    with (
        LoopbackDesktop(width=640, height=400) as desktop,
        Desk(desktop.host, session_main=counting) as desk,
    ):
        desk.show(0)
        desk.supervisor.send(ShareFramebuffer(0, enabled=True))

        def held_after(reconnects: int) -> tuple[MemoryCount, int]:
            for _ in range(reconnects):
                desk.until(lambda: desk.all_live(0), "live")
                desk.states.clear()
                desk.supervisor.send(Reconnect(0))
            desk.until(lambda: desk.all_live(0), "live")
            seen = desk.heartbeats
            desk.until(lambda: desk.heartbeats > seen + 1, "the worker counts")
            stats = [notice for notice in desk.notices if isinstance(notice, WorkerStats)]
            return MemoryCount.read(path), stats[-1].rss_bytes

        before, resident_before = held_after(50)  # by then all has been imported and cached
        after, resident_after = held_after(RECONNECTS)
    # One buffer that is just in use is 128 KiB; a connection that lives on is more than 2 kB each.
    assert after.bytes < before.bytes + 2_000 * RECONNECTS
    assert after.objects < before.objects + 2 * RECONNECTS
    assert (after.mapped_bytes, after.files) == (before.mapped_bytes, before.files)
    assert resident_after < resident_before * 1.2  # huge pages come by two megabytes


def test_sessions_are_spread_again_when_one_worker_has_lost_many() -> None:
    with LoopbackDesktop() as desktop:
        hosts = tuple(replace(desktop.host, name=f"host {n}") for n in range(12))
        with Desk(*hosts, workers=2) as desk:
            desk.show(*range(12))
            desk.until(lambda: desk.all_live(*range(12)), "all are live")
            for session in range(0, 12, 2):  # all of the first worker's
                desk.supervisor.send(RemoveSession(session))
            rest = range(1, 12, 2)

            def loads() -> list[int]:
                stats = {n.worker: n.sessions for n in desk.notices if isinstance(n, WorkerStats)}
                return sorted(stats.values())

            desk.until(lambda: loads() == [2, 4], "the loads are about even")
            desk.until(lambda: desk.all_live(*rest), "and all of them live")


def test_a_worker_that_has_grown_too_large_ends_in_order_and_another_takes_over() -> None:
    with LoopbackDesktop() as desktop, Desk(desktop.host, desktop.host) as desk:
        desk.show(0, 1)
        desk.until(lambda: desk.all_live(0, 1), "all are live")
        (first,) = desk.supervisor.workers
        desk.supervisor._memory = MemoryBound(1 << 20)
        desk.until(lambda: desk.states[0].reason is Reason.WORKER_DIED, "it is replaced")
        assert "more than 1" in desk.states[1].detail
        watch = Stopwatch()
        desk.until(lambda: desk.all_live(0, 1), "they are live again")
        assert watch.seconds < 3
        desk.until(lambda: first not in desk.supervisor.workers, "the large one has ended")
        desk.until(lambda: len(desk.supervisor.workers) == 1, "and is not counted")
