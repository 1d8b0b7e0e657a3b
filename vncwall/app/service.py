"""What a service manager wants to hear: that it is ready, alive, and what it does (`sd_notify`).

The manager names a socket in the environment; a message is a datagram of lines ``KEY=value``.
Without a socket nothing is said. Source: systemd, sd_notify(3).
"""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Mapping

SOCKET_VARIABLE = "NOTIFY_SOCKET"
WATCHDOG_VARIABLE = "WATCHDOG_USEC"
STATUS_EVERY_NS = 2_000_000_000
"""A status is said no more often."""

logger = logging.getLogger(__name__)


class ServiceManager:
    """The one who started this process, if it wants to hear anything."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Find the socket; none, and every call does nothing."""
        self._socket: socket.socket | None = None
        self._watchdog_ns = 0
        self._beat_at_ns = self._status_at_ns = 0
        self._status = ""
        address = environment.get(SOCKET_VARIABLE, "")
        if not address or not hasattr(socket, "AF_UNIX"):
            return
        if address[0] == "@":
            address = "\0" + address[1:]  # the abstract namespace of Linux
        notifier = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            notifier.setblocking(False)
            notifier.connect(address)
        except OSError as error:
            notifier.close()
            logger.warning("the service manager cannot be told anything: %s", error)
            return
        self._socket = notifier
        with contextlib.suppress(ValueError):
            # Half of the time after which it would be killed, as sd_watchdog_enabled(3) advises.
            self._watchdog_ns = int(environment.get(WATCHDOG_VARIABLE, "0")) * 1000 // 2

    def ready(self) -> None:
        """Say that it has begun, or has read its configuration again."""
        self._send("READY=1")

    def reloading(self, now_ns: int) -> None:
        """Say that it reads its configuration again; `ready` must follow."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={now_ns // 1000}")

    def stopping(self) -> None:
        """Say that it ends in order."""
        self._send("STOPPING=1\nSTATUS=finishing the files")

    def beat(self, now_ns: int, status: str) -> None:
        """Say that it is alive as often as is wanted, and what it does when that has changed."""
        if self._socket is None:
            return
        if self._watchdog_ns and now_ns >= self._beat_at_ns:
            self._beat_at_ns = now_ns + self._watchdog_ns
            self._send("WATCHDOG=1")
        if status != self._status and now_ns >= self._status_at_ns:
            self._status, self._status_at_ns = status, now_ns + STATUS_EVERY_NS
            self._send(f"STATUS={status}")

    def close(self) -> None:
        """Let go of the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, text: str) -> None:
        if self._socket is not None:
            # A manager that is busy hears the next one.
            with contextlib.suppress(OSError):
                self._socket.send(text.encode())
