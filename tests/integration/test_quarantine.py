"""Servers whose bytes end or hang the process that decodes them: who pays for it."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from multiprocessing.connection import Connection

import pytest

from tests.integration.processes import wait_for
from tests.support.loopback_desktop import LoopbackDesktop
from tests.support.stopwatch import Stopwatch
from vncwall.ipc.messages import (
    Notice,
    Reconnect,
    SessionChanged,
    SetPreviewSize,
    WorkerReplaced,
)
from vncwall.rfb import connection as rfb
from vncwall.settings.model import Settings, WallSettings
from vncwall.states import Reason, SessionState
from vncwall.workers import mains, pool
from vncwall.workers.supervisor import Supervisor

pytestmark = pytest.mark.real

POISON = (66, 66)
"""Size of the desktop over which the worker of these tests stumbles."""
HEALTHY = 6
BACK_S = 2.0
"""What the death of a worker may cost the tiles that share it."""


def sick_worker(connection: Connection, name: str, run: str, *, disease: str) -> None:
    """Be a session worker whose decoder has a defect."""
    healthy = rfb.Connection.receive_plain

    def receive_plain(self: rfb.Connection, data: bytes) -> None:
        healthy(self, data)
        if (self.framebuffer.size.width, self.framebuffer.size.height) == POISON:
            if disease == "hangs":
                while True:
                    pass
            os.kill(os.getpid(), signal.SIGSEGV if disease == "crashes" else signal.SIGKILL)

    rfb.Connection.receive_plain = receive_plain  # type: ignore[method-assign]
    mains.sessions(connection, name, run, level=logging.INFO)


class Ward:
    """A supervisor over healthy desktops and a poisonous one, in one worker."""

    def __init__(self, disease: str) -> None:
        self.stack = ExitStack()
        desktops = [LoopbackDesktop(name=f"healthy {n}") for n in range(HEALTHY)]
        desktops.append(LoopbackDesktop(name="poison", width=POISON[0], height=POISON[1]))
        hosts = tuple(self.stack.enter_context(desktop).host for desktop in desktops)
        settings = Settings(hosts=hosts, wall=WallSettings(workers=1))
        self.poison = HEALTHY
        self.notices: list[tuple[float, Notice]] = []
        self.supervisor = self.stack.enter_context(
            Supervisor(settings, session_main=partial(sick_worker, disease=disease))
        )
        for session in range(len(hosts)):
            self.supervisor.send(SetPreviewSize(session, 80, 80))

    def __enter__(self) -> Ward:
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def turn(self) -> None:
        """Let the supervisor work for a moment."""
        notices = self.supervisor.poll(0.02)
        now = time.monotonic()
        self.notices += [(now, notice) for notice in notices]

    def has_lost_a_worker(self) -> bool:
        """Whether one has been replaced."""
        self.turn()
        return any(isinstance(notice, WorkerReplaced) for _, notice in self.notices)

    def states(self, session: int) -> list[tuple[float, SessionChanged]]:
        """What a session became so far, and when."""
        return [
            (at, notice)
            for at, notice in self.notices
            if isinstance(notice, SessionChanged) and notice.session == session
        ]

    def is_live(self, session: int) -> bool:
        states = self.states(session)
        return bool(states) and states[-1][1].state is SessionState.LIVE

    def is_quarantined(self, times: int = 1) -> bool:
        """Whether the poisonous one was put into quarantine so often."""
        self.turn()
        held = [n for _, n in self.states(self.poison) if n.reason is Reason.QUARANTINED]
        return len(held) >= times

    def all_healthy_live(self) -> bool:
        self.turn()
        return all(self.is_live(session) for session in range(HEALTHY))


@pytest.fixture(params=["crashes", "is killed", "hangs"])
def ward(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ward]:
    monkeypatch.setattr(pool, "STUCK_S", 1.0)
    with Ward(request.param) as ward:
        yield ward


def test_only_the_culprit_is_quarantined_and_its_neighbours_are_back_at_once(ward: Ward) -> None:
    wait_for(ward.has_lost_a_worker, "it ends its worker", timeout_s=20)
    watch = Stopwatch()
    wait_for(ward.is_quarantined, "the culprit is found", timeout_s=20)
    wait_for(ward.all_healthy_live, "the neighbours are live", timeout_s=20)
    assert watch.seconds < BACK_S
    # The culprit is tried alone, fails again, and nobody else notices.
    before = len(ward.notices)
    wait_for(partial(ward.is_quarantined, 2), "it fails its trial", timeout_s=20)
    later = [n for _, n in ward.notices[before:]]
    assert not [n for n in later if isinstance(n, SessionChanged) and n.session != ward.poison]
    held = [n for _, n in ward.states(ward.poison) if n.reason is Reason.QUARANTINED]
    assert held[0].detail.startswith("vncwall-sessions-0 ")
    assert held[1].detail.startswith("vncwall-cell-")
    assert all("over what this server sent" in n.detail for n in held)
    # A person who asks for it gets another trial without waiting.
    watch = Stopwatch()
    ward.supervisor.send(Reconnect(ward.poison))
    wait_for(partial(ward.is_quarantined, 3), "it fails again", timeout_s=20)
    assert watch.seconds < 3
    assert ward.all_healthy_live()
