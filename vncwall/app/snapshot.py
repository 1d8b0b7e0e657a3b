"""`vncwall snapshot`: the whole picture of each host as a lossless PNG, for scripts."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from vncwall.clock import Clock, SystemClock
from vncwall.errors import SettingsError, TransportError
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.framebuffer.looks import uniform_look
from vncwall.framebuffer.png import encode_png
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import Encoding, SecurityType
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.errors import ConnectionLost, RFBError
from vncwall.rfb.events import (
    Connected,
    ConnectionClosed,
    ConnectionFailed,
    DesktopResized,
    Event,
    FramebufferUpdated,
    SecurityChosen,
)
from vncwall.rfb.options import ConnectionOptions, Credentials, PictureOptions
from vncwall.session.coverage import Coverage
from vncwall.session.failures import Retry
from vncwall.session.session import OpenStream, open_stream
from vncwall.session.trust import Trust
from vncwall.settings.model import HostSettings
from vncwall.states import EXIT_CODES, PictureLook, Reason

AT_ONCE = 16
"""Hosts that are asked at the same time."""

PARTS_LIMIT = 50
"""Requests for what is still missing; a server that needs more never sends it."""

_LOSSLESS = PictureOptions(jpeg_quality=None)
_SEVERAL_CAUSES = 1


@dataclass(slots=True)
class Report:
    """What happened with one host; `as_dict` is the JSON object."""

    host: str
    address: str
    reason: Reason = Reason.NONE
    detail: str = ""
    file: str | None = None
    version: str | None = None
    security: str | None = None
    name: str | None = None
    width: int | None = None
    height: int | None = None
    pixel_format: str | None = None
    """The server's own; the picture is always asked for in 32 bits."""
    encodings: list[str] = field(default_factory=list)
    """Those in which pixels were received."""
    pseudo_encodings: list[str] = field(default_factory=list)
    """Those that were received."""
    screens: list[tuple[int, int, int, int]] = field(default_factory=list)
    """x, y, width, height of each monitor, where the server tells."""
    look: PictureLook = PictureLook.BUSY
    """"black" or "blank" for a picture of one colour, else ""."""
    seconds: float | None = None
    """From the first packet to the whole picture."""
    received_bytes: int = 0
    warnings: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """Return all fields, with `ok` first."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return {"ok": self.reason is Reason.NONE, **fields}


class WholePicture:
    """Drives one connection until every pixel of the desktop has been received.

    Sans-IO: bytes go in with `receive`, what to send comes out of the connection.
    """

    def __init__(self, connection: Connection, report: Report) -> None:
        self._connection = connection
        self._report = report
        self._coverage = Coverage()
        self._requests = 0

    @property
    def is_complete(self) -> bool:
        """Whether every pixel has come."""
        return self._coverage.is_whole

    def receive(self, data: bytes) -> None:
        """Take bytes from the server; b"" is the end of the stream.

        Raises:
            RFBError: the conversation failed, or ended before the picture was whole.
        """
        self._report.received_bytes += len(data)
        if data:
            self._connection.receive_data(data)
        else:
            self._connection.receive_eof()
        for event in self._connection.events():
            self._handle(event)
        received = self._connection.received_encodings
        self._report.encodings = _names(received & DECODERS.keys())
        self._report.pseudo_encodings = _names(received - DECODERS.keys())
        if not self.is_complete:
            self._ask()

    def _handle(self, event: Event) -> None:
        match event:
            case SecurityChosen(warning=warning) if warning:
                self._report.warnings.append(warning)
            case Connected():
                self._report.version = _version(event.version)
                self._report.security = _security_name(event)
                self._report.name = event.name
                self._report.pixel_format = str(event.server_pixel_format)
                self._start_again()
            case DesktopResized():
                self._report.screens = [
                    (s.rect.x, s.rect.y, s.rect.width, s.rect.height) for s in event.screens
                ]
                self._start_again()
            case FramebufferUpdated():
                self._coverage.add(event.damage)
            case ConnectionFailed(error=error):
                raise error
            case ConnectionClosed():
                raise ConnectionLost("the server closed the connection before the whole picture")

    def _start_again(self) -> None:
        framebuffer: Framebuffer = self._connection.framebuffer
        self._report.width, self._report.height = framebuffer.size.width, framebuffer.size.height
        self._coverage.begin(framebuffer.size)

    def _ask(self) -> None:
        """Ask for what is missing when no request is outstanding.

        Servers may answer a full request in parts; the rest is asked for until it has come.
        """
        region = self._coverage.missing_region()
        if region is None or not self._connection.can_request:
            return
        if self._requests >= PARTS_LIMIT:
            raise ConnectionLost(
                f"{self._coverage.missing_pixels} pixels were never sent in {PARTS_LIMIT} updates"
            )
        if self._connection.request_update(incremental=False, region=region):
            self._requests += 1


def run(
    hosts: Sequence[HostSettings],
    *,
    folder: Path,
    as_json: bool = False,
    timeout_s: float = 15.0,
    out: TextIO = sys.stdout,
    clock: Clock | None = None,
    connect: OpenStream = open_stream,
) -> int:
    """Write ``<host>-<UTC time>.png`` of each host to `folder`; return the exit code.

    Args:
        hosts: asked at the same time, `AT_ONCE` at most.
        folder: created when it is missing.
        as_json: print one JSON array of reports instead of a line a host.
        timeout_s: for each host from the start of its connection.
        out: where to print.
        clock: for names and times.
        connect: how to reach a host.

    Raises:
        SettingsError: `folder` cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError("--out", "", f"cannot make {folder}: {error.strerror}") from None
    reports = asyncio.run(_take_all(hosts, folder, timeout_s, clock or SystemClock(), connect))
    if as_json:
        print(json.dumps([report.as_dict() for report in reports], indent=2), file=out)
    else:
        for line in _lines(reports):
            print(line, file=out)
    causes = {report.reason for report in reports if report.reason is not Reason.NONE}
    if not causes:
        return 0
    return EXIT_CODES[causes.pop()] if len(causes) == 1 else _SEVERAL_CAUSES


async def _take_all(
    hosts: Sequence[HostSettings],
    folder: Path,
    timeout_s: float,
    clock: Clock,
    connect: OpenStream,
) -> list[Report]:
    turn = asyncio.Semaphore(AT_ONCE)

    async def take_one(host: HostSettings) -> Report:
        async with turn:
            return await take(
                host, folder=folder, timeout_s=timeout_s, clock=clock, connect=connect
            )

    return await asyncio.gather(*map(take_one, hosts))


async def take(
    host: HostSettings,
    *,
    folder: Path,
    timeout_s: float,
    clock: Clock,
    connect: OpenStream = open_stream,
) -> Report:
    """Connect to `host` view-only, wait for its whole picture, write it; never raises for a host.

    Raises:
        SettingsError: the file cannot be written.
    """
    started_ns = clock.monotonic_ns()
    trust = Trust(clock)
    while True:
        report = Report(host=host.name, address=str(host.address))
        connection = Connection(
            ConnectionOptions(
                credentials=Credentials(host.username, host.password),
                security=trust.options(host),
                picture=_LOSSLESS,
                view_only=True,
                continuous_updates=False,
            )
        )
        try:
            await _converse(host, connection, report, timeout_s, connect)
        except TimeoutError:
            report.reason = Reason.TIMED_OUT
            report.detail = f"no whole picture within {timeout_s:g} s, {_progress(report)}"
            return report
        except (TransportError, RFBError) as error:
            failure = trust.failure_of(error, host)
            if failure.retry is Retry.AT_ONCE:
                continue
            report.reason, report.detail = failure.reason, failure.detail
            return report
        break
    report.look = uniform_look(connection.framebuffer.words)
    report.seconds = round((clock.monotonic_ns() - started_ns) / 1e9, 3)
    taken_at = datetime.fromtimestamp(clock.wall_ns() / 1e9, UTC)
    path = folder / f"{_file_name(host.name)}-{taken_at:%Y%m%dT%H%M%SZ}.png"
    data = await asyncio.to_thread(
        encode_png,
        connection.framebuffer.words,
        texts={"Source": host.name, "Creation Time": taken_at.isoformat()},
    )
    try:
        path.write_bytes(data)
    except OSError as error:
        raise SettingsError("--out", "", f"cannot write {path}: {error.strerror}") from None
    report.file = str(path)
    return report


async def _converse(
    host: HostSettings,
    connection: Connection,
    report: Report,
    timeout_s: float,
    connect: OpenStream,
) -> None:
    deadline = asyncio.get_running_loop().time() + timeout_s
    # Outside the timeout below, so that a machine that does not answer is called unreachable.
    stream = await connect(host.address, min(host.connect_timeout_s, timeout_s))
    try:
        async with asyncio.timeout_at(deadline):
            picture = WholePicture(connection, report)
            while not picture.is_complete:
                data = await stream.read()
                try:
                    picture.receive(data)
                finally:
                    stream.write(connection.data_to_send())
    finally:
        await stream.close()


def _progress(report: Report) -> str:
    if report.version is None:
        return f"{report.received_bytes} bytes of the handshake came"
    return f"{report.received_bytes} bytes came from {report.name!r}"


def _lines(reports: Sequence[Report]) -> Iterator[str]:
    for report in reports:
        if report.reason is Reason.NONE:
            yield (
                f"{report.host}: {report.file} ({report.width}x{report.height}, "
                f"{', '.join(report.encodings)}, {report.received_bytes} bytes, "
                f"{report.seconds:.2f} s){f' {report.look}' if report.look else ''}"
            )
        else:
            detail = f": {report.detail}" if report.detail else ""
            yield f"{report.host}: {report.reason}{detail}"


def _file_name(host: str) -> str:
    """Return `host` with everything that troubles a file system or a shell made a dash."""
    return re.sub(r"[^\w.-]+", "-", host).strip("-.") or "host"


def _version(banner: str) -> str:
    """Return "3.8" for "003.008"."""
    major, _, minor = banner.partition(".")
    return f"{int(major)}.{int(minor)}" if major.isdigit() and minor.isdigit() else banner


def _names(encodings: Set[int]) -> list[str]:
    known = set(Encoding)
    return sorted(Encoding(n).name if n in known else str(n) for n in encodings)


def _security_name(event: Connected) -> str:
    """Return the registered name of the security type, and what it came to if that is more."""
    number = event.security_type
    name = SecurityType(number).name if number in set(SecurityType) else str(number)
    is_composed = number in (SecurityType.TIGHT, SecurityType.TLS, SecurityType.VENCRYPT)
    return f"{name} {event.method}" if is_composed else name
