"""Who in the wall reads the full framebuffer of which session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from vncwall.ipc.messages import Command, ShareFramebuffer


class FullShares:
    """Counts the readers, so that the first one asks for the full framebuffer and the last ends it.

    A promoted view and a snapshot of the same desktop share one.
    """

    def __init__(self, send: Callable[[Command], None]) -> None:
        self._send = send
        self._readers: Counter[int] = Counter()

    def acquire(self, session: int) -> None:
        """One more reader."""
        self._readers[session] += 1
        if self._readers[session] == 1:
            self._send(ShareFramebuffer(session, enabled=True))

    def release(self, session: int) -> None:
        """One reader less."""
        if self._readers[session] == 1:
            self._send(ShareFramebuffer(session, enabled=False))
        self._readers[session] = max(0, self._readers[session] - 1)
