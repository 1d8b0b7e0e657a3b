"""What a wall, a recorder command or a future service sees of the processes: messages only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vncwall.ipc.messages import Command, Notice


class Switchboard(Protocol):
    """Commands in, notices out. The supervisor is one; a socket to another machine can be one."""

    def send(self, command: Command) -> None:
        """Route a command; unknown sessions are ignored (they may just have ended)."""

    def poll(self, timeout_s: float) -> Sequence[Notice]:
        """Wait up to `timeout_s` for notices and return all there are, oldest first."""
