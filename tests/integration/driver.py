"""A small blocking client round `rfb.connection.Connection`: one socket, deadlines, no pacing."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pytest

from tests.integration.screen import Picture
from tests.support.stopwatch import Stopwatch
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.errors import RFBError
from vncwall.rfb.events import (
    Connected,
    ConnectionClosed,
    ConnectionFailed,
    Event,
    FramebufferUpdated,
)
from vncwall.rfb.options import ConnectionOptions, Credentials, PictureOptions

E = TypeVar("E", bound=Event)


class Driver:
    """One connection to a real server. A context manager; entering it connects."""

    def __init__(
        self,
        port: int,
        *,
        password: str | None = None,
        picture: PictureOptions | None = None,
        view_only: bool = True,
        options: ConnectionOptions | None = None,
    ) -> None:
        options = options or ConnectionOptions(continuous_updates=False)
        self.connection = Connection(
            replace(
                options,
                credentials=Credentials(password=password),
                picture=picture or options.picture,
                view_only=view_only,
            )
        )
        self.events: list[Event] = []
        self._port = port
        self._socket: socket.socket | None = None

    def __enter__(self) -> Driver:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Open the TCP connection without waiting for anything."""
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connect(self) -> Connected:
        """Open, run the handshake and return its result; raise what made it fail."""
        self.open()
        return self.await_event(Connected)

    def close(self) -> None:
        """Close the TCP connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def flush(self) -> None:
        """Send what the connection has to say."""
        assert self._socket is not None
        data = self.connection.data_to_send()
        if data:
            self._socket.sendall(data)

    def pump(self, timeout_s: float) -> list[Event]:
        """Send, wait up to `timeout_s` for bytes once, feed them, return the new events."""
        assert self._socket is not None
        self.flush()
        ready, _, _ = select.select([self._socket], [], [], max(0.0, timeout_s))
        if ready:
            data = self._socket.recv(1 << 18)
            if data:
                self.connection.receive_data(data)
            else:
                self.connection.receive_eof()
            self.flush()
        new = list(self.connection.events())
        self.events += new
        for event in new:
            if isinstance(event, ConnectionFailed):
                raise event.error
            if isinstance(event, ConnectionClosed):
                raise RFBError("the server closed the connection")
        return new

    def until(self, claim: Callable[[list[Event]], bool], what: str, *, timeout_s: float) -> None:
        """Pump until `claim` holds for the events of the whole connection."""
        watch = Stopwatch()
        while not claim(self.events):
            left = timeout_s - watch.seconds
            if left <= 0:
                pytest.fail(f"not within {timeout_s} s: {what}")
            self.pump(min(left, 0.2))

    def await_event(self, kind: type[E], *, after: int = 0, timeout_s: float = 10.0) -> E:
        """Pump until an event of this kind is among those after the first `after`."""
        self.until(
            lambda events: any(isinstance(event, kind) for event in events[after:]),
            f"{kind.__name__} arrives",
            timeout_s=timeout_s,
        )
        return next(event for event in self.events[after:] if isinstance(event, kind))

    def refresh(self, *, timeout_s: float = 15.0) -> Picture:
        """Ask for the whole picture and return it once every pixel of it was sent.

        An answer may hold pseudo-rectangles alone; then it is asked for again.
        """
        start = len(self.events)
        watch = Stopwatch()
        while not self._is_covered(start):
            if watch.seconds > timeout_s:
                pytest.fail(f"no whole picture within {timeout_s} s")
            self.connection.request_update(incremental=False)
            self.pump(0.2)
        return self.picture()

    def _is_covered(self, start: int) -> bool:
        """Whether the updates among the events from `start` on drew every pixel."""
        if not any(isinstance(event, FramebufferUpdated) for event in self.events[start:]):
            return False
        drawn = np.zeros(self.connection.framebuffer.words.shape, bool)
        for event in self.events[start:]:
            if isinstance(event, FramebufferUpdated):
                for rect in event.damage:
                    drawn[rect.y : rect.bottom, rect.x : rect.right] = True
        return bool(drawn.all())

    def follow(self, claim: Callable[[Picture], bool], what: str, *, timeout_s: float = 10) -> None:
        """Ask for changes, one request at a time, until the picture fulfils `claim`."""
        watch = Stopwatch()
        while not claim(self.picture()):
            if watch.seconds > timeout_s:
                pytest.fail(f"not within {timeout_s} s: {what}")
            self.connection.request_update(incremental=True)
            self.pump(0.2)

    def picture(self) -> Picture:
        """Return a copy of the framebuffer as R, G, B."""
        return np.ascontiguousarray(self.connection.framebuffer.pixels[..., 2::-1])

    @property
    def encodings(self) -> set[int]:
        """The real encodings that arrived; pseudo-encodings are left out."""
        return {number for number in self.connection.received_encodings if number in DECODERS}


def names(numbers: set[int]) -> set[str]:
    """Return the registry names of encodings, for messages."""
    return {Encoding(number).name for number in numbers}
