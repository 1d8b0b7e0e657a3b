"""A wall without a window: commands into a supervisor, notices and pictures out of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TypeVar

import numpy as np
import pytest

from tests.integration.screen import Picture
from tests.support.stopwatch import Stopwatch
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import (
    Command,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    LogLine,
    Notice,
    SessionChanged,
)
from vncwall.ipc.shared_framebuffer import SharedFramebufferReader
from vncwall.settings.model import Settings
from vncwall.states import Reason, SessionState
from vncwall.workers.supervisor import Supervisor

N = TypeVar("N", bound=Notice)


class Watcher:
    """Runs a `Supervisor` while the block lasts and remembers what it says."""

    def __init__(self, settings: Settings) -> None:
        self.supervisor = Supervisor(settings)
        self.notices: list[Notice] = []
        self.states: dict[int, SessionState] = {}
        self.reasons: dict[int, Reason] = {}
        self.desktops: dict[int, DesktopChanged] = {}
        self.segments: set[str] = set()
        """Names of all shared framebuffers that were ever announced."""
        self._readers: dict[tuple[int, FramebufferKind], SharedFramebufferReader] = {}

    def __enter__(self) -> Watcher:
        self.supervisor.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()
        self.supervisor.__exit__(kind, error, trace)
        if error is not None:
            for notice in self.notices[-60:]:
                print(notice)

    def send(self, command: Command) -> None:
        """Send a command."""
        self.supervisor.send(command)

    def tick(self, timeout_s: float = 0.05) -> None:
        """Take what the supervisor has to say."""
        for notice in self.supervisor.poll(timeout_s):
            if not isinstance(notice, FramePublished):
                self.notices.append(notice)
            self._apply(notice)

    def _apply(self, notice: Notice) -> None:
        if isinstance(notice, SessionChanged):
            self.states[notice.session] = notice.state
            self.reasons[notice.session] = notice.reason
        elif isinstance(notice, DesktopChanged):
            self.desktops[notice.session] = notice
        elif isinstance(notice, FramebufferShared):
            key = (notice.session, notice.kind)
            old = self._readers.pop(key, None)
            if old is not None:
                old.close()
            if notice.descriptor is not None:
                self.segments.add(notice.descriptor.name)
                with suppress(FileNotFoundError):  # already replaced: a newer one is announced
                    self._readers[key] = SharedFramebufferReader(notice.descriptor)

    def until(self, claim: Callable[[], object], what: str, *, timeout_s: float = 12.0) -> None:
        """Tick until `claim` holds; fail after the deadline."""
        watch = Stopwatch()
        while not claim():
            if watch.seconds > timeout_s:
                pytest.fail(f"not within {timeout_s} s: {what}; states {self.states}")
            self.tick()

    def until_state(
        self, state: SessionState, *, session: int = 0, timeout_s: float = 12.0
    ) -> None:
        """Tick until a session is in this state."""
        self.until(
            lambda: self.states.get(session) == state,
            f"session {session} is {state}",
            timeout_s=timeout_s,
        )

    def picture(self, kind: FramebufferKind, *, session: int = 0) -> Picture | None:
        """Return the newest whole picture of a kind as R, G, B; None before there is one."""
        reader = self._readers.get((session, kind))
        if reader is None or reader.serial == 0:
            return None
        words = np.zeros((reader.size.height, reader.size.width), np.uint32)
        serial, _ = reader.copy_since(0, words)
        if serial == 0:
            return None
        height, width = words.shape
        return words.view(np.uint8).reshape(height, width, 4)[..., 2::-1].copy()

    def of_kind(self, kind: type[N]) -> list[N]:
        """Return all notices of one kind so far, oldest first."""
        return [notice for notice in self.notices if isinstance(notice, kind)]

    @property
    def log(self) -> str:
        """All log lines of the children so far."""
        return "\n".join(line.message for line in self.of_kind(LogLine))
