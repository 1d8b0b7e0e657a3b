"""One view-only connection that fetches whole pictures, one at a time, and measures each."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from vncwall.clock import Clock
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Size
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import Encoding, encoding_name
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.errors import ConnectionLost, RFBError
from vncwall.rfb.events import (
    Connected,
    ConnectionClosed,
    ConnectionFailed,
    DesktopResized,
    Event,
    FramebufferUpdated,
)
from vncwall.rfb.options import ConnectionOptions, Credentials
from vncwall.session.coverage import Coverage
from vncwall.session.failures import Retry
from vncwall.session.picture import picture_options
from vncwall.session.session import OpenStream
from vncwall.session.trust import Trust
from vncwall.settings.model import HostSettings, PictureSettings
from vncwall.transport.base import ByteStream

_MS = 1_000_000

REQUESTS_LIMIT = 200
"""Requests for one picture; a server that needs more never sends the rest."""


class PictureLate(Exception):
    """No whole picture within the time that was given; its text says what came."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One whole picture."""

    picture: PictureSettings
    size: Size
    received_bytes: int
    first_bytes: int
    """Of those, what came with the first read."""
    first_ms: float
    """From the request to its first bytes: round trip, and what the server does before."""
    whole_ms: float
    """From the request to the whole picture."""
    cpu_ms: float
    """Of this process: receiving, decoding."""
    encodings: tuple[str, ...]
    """Names of the encodings in which pixels came, CopyRect left out."""
    has_its_format: bool
    """Whether the pixel format was the one that was asked for."""
    words: Words
    """A copy."""


class Line:
    """An asynchronous context manager; entering it connects.

    Raises on entering and in `shot`:
        TransportError, RFBError: the host cannot be reached, or the conversation failed.
        PictureLate: it took longer than `timeout_s`.
    """

    def __init__(
        self,
        host: HostSettings,
        *,
        connect: OpenStream,
        clock: Clock,
        timeout_s: float,
        first: PictureSettings,
        cpu_ns: Callable[[], int] = time.thread_time_ns,
    ) -> None:
        self._host = host
        self._connect = connect
        self._clock = clock
        self._timeout_s = timeout_s
        self._cpu_ns = cpu_ns
        self._first = first
        self._trust = Trust(clock)
        self._connection = self._new_connection()
        self._coverage = Coverage()
        self._stream: ByteStream | None = None
        self._spent_ns = 0
        self._first_ns: int | None = None
        self._first_bytes = 0
        self.is_connected = False

    @property
    def size(self) -> Size:
        """Of the desktop."""
        return self._connection.framebuffer.size

    @property
    def name(self) -> str:
        """Of the desktop."""
        return self._connection.name

    @property
    def received_bytes(self) -> int:
        """All that has come so far."""
        return self._connection.bytes_received

    async def __aenter__(self) -> Line:
        timeout_s = min(self._host.connect_timeout_s, self._timeout_s)
        while True:
            self._stream = await self._connect(self._host.address, timeout_s)
            try:
                await self._receive_until(lambda: self.is_connected, "the end of the handshake")
            except BaseException as error:
                await self._stream.close()
                if (
                    not isinstance(error, RFBError)
                    or self._trust.failure_of(error, self._host).retry is not Retry.AT_ONCE
                ):
                    raise
                self._connection = self._new_connection()
            else:
                return self

    def _new_connection(self) -> Connection:
        host = self._host
        return Connection(
            ConnectionOptions(
                credentials=Credentials(host.username, host.password),
                security=self._trust.options(host),
                picture=picture_options(self._first),
                view_only=True,
                continuous_updates=False,
            )
        )

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._stream is not None
        await self._stream.close()

    async def shot(self, picture: PictureSettings) -> Shot:
        """Fetch the whole screen in these settings."""
        connection = self._connection
        if connection.is_update_outstanding:
            connection.request_probe()  # on a still screen it would stay so for ever
        connection.set_picture(picture_options(picture))
        await self._receive_until(
            lambda: not connection.is_picture_pending and not connection.is_update_outstanding,
            "the change to another pixel format",
        )
        connection.forget_received_encodings()
        self._coverage.begin(connection.framebuffer.size)
        before, cpu_before = connection.bytes_received, self._spent_ns
        self._first_ns = None
        started_ns = self._clock.monotonic_ns()
        requests = 0

        def is_whole() -> bool:
            nonlocal requests
            region = self._coverage.missing_region()
            if region is None:
                return True
            if connection.can_request:
                if requests >= REQUESTS_LIMIT:
                    raise ConnectionLost(
                        f"{self._coverage.missing_pixels} pixels were never sent in "
                        f"{REQUESTS_LIMIT} updates"
                    )
                requests += connection.request_update(incremental=False, region=region)
            return False

        await self._receive_until(is_whole, "the whole picture")
        ended_ns = self._clock.monotonic_ns()
        came = connection.received_encodings & DECODERS.keys() - {Encoding.COPYRECT}
        return Shot(
            picture=picture,
            size=connection.framebuffer.size,
            received_bytes=connection.bytes_received - before,
            first_bytes=self._first_bytes,
            first_ms=((self._first_ns or ended_ns) - started_ns) / _MS,
            whole_ms=(ended_ns - started_ns) / _MS,
            cpu_ms=(self._spent_ns - cpu_before) / _MS,
            encodings=tuple(sorted(encoding_name(number) for number in came)),
            has_its_format=connection.picture.pixel_format == picture_options(picture).pixel_format,
            words=connection.framebuffer.words.copy(),
        )

    async def _receive_until(self, claim: Callable[[], bool], what: str) -> None:
        stream, connection = self._stream, self._connection
        assert stream is not None
        before = connection.bytes_received
        try:
            async with asyncio.timeout(self._timeout_s):
                while not claim():
                    stream.write(connection.data_to_send())
                    data = await stream.read()
                    if self._first_ns is None:
                        self._first_ns = self._clock.monotonic_ns()
                        self._first_bytes = len(data)
                    started_ns = self._cpu_ns()
                    if data:
                        connection.receive_data(data)
                    else:
                        connection.receive_eof()
                    self._spent_ns += self._cpu_ns() - started_ns
                    for event in connection.events():
                        self._handle(event)
                stream.write(connection.data_to_send())
        except TimeoutError:
            raise PictureLate(
                f"{what} did not come within {self._timeout_s:g} s, only "
                f"{connection.bytes_received - before} bytes"
            ) from None

    def _handle(self, event: Event) -> None:
        match event:
            case Connected():
                self.is_connected = True
            case DesktopResized():
                self._coverage.begin(event.size)
            case FramebufferUpdated():
                self._coverage.add(event.damage)
            case ConnectionFailed(error=error):
                raise error
            case ConnectionClosed():
                raise ConnectionLost("the server closed the connection")
