"""Real VNC servers on loopback, each a context manager that yields a `Server` ready for clients.

TigerVNC counts every connection that is dropped before authentication ends as an attack, so
readiness is read from the kernel's list of listening sockets and never by connecting.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.integration.processes import end, require, run, start, wait_for

DISPLAYS = range(60, 80)
"""X display numbers that the integration tests may take."""

FONTS = "/usr/share/fonts/X11/misc/"


@dataclass(slots=True)
class Server:
    """One running VNC server and the X display that it shows."""

    name: str
    display: str
    port: int
    password: str | None
    process: subprocess.Popen[bytes]
    rounding: int
    """Added before the division when it reduces a channel: (c * max + rounding) // 255."""

    @property
    def address(self) -> str:
        """As written on the command line."""
        return f"127.0.0.1::{self.port}"

    def kill(self) -> None:
        """SIGKILL to the VNC server and all that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(5)

    def freeze(self) -> None:
        """Stop the server while its TCP connections stay up."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        os.killpg(self.process.pid, signal.SIGCONT)


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def free_display() -> Iterator[int]:
    """Reserve an X display number against other test runs while the block lasts."""
    for number in DISPLAYS:
        try:
            lock = os.open(f"/tmp/.vncwall-test-display-{number}", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError:  # another user's tests
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if Path(f"/tmp/.X{number}-lock").exists() or Path(f"/tmp/.X11-unix/X{number}").exists():
                continue
            yield number
            return
        except BlockingIOError:
            continue
        finally:
            os.close(lock)
    pytest.fail(f"no free X display in {DISPLAYS}")


def listens(process: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    """Whether the process listens on the port; fails when it has ended."""
    if process.poll() is not None:
        said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        pytest.fail(f"{process.args} ended with {process.returncode}:\n{said}")
    try:
        connections = psutil.Process(process.pid).net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in connections)


def password_file(folder: Path, password: str) -> Path:
    """Write a VNC password file; servers keep only its first 8 characters."""
    path = folder / f"passwd-{abs(hash(password)) % 10**8}"
    path.write_bytes(run(["tigervncpasswd", "-f"], stdin=password.encode() + b"\n"))
    path.chmod(0o600)
    return path


def await_display(display: str) -> None:
    """Wait until the X display answers."""
    environment = {**os.environ, "DISPLAY": display}

    def answers() -> bool:
        done = subprocess.run(
            [require("xset"), "q"], env=environment, capture_output=True, timeout=60, check=False
        )
        return done.returncode == 0

    wait_for(answers, f"X display {display} answers")


def clean_display(number: int) -> None:
    """Remove what a killed X server left, so that the number can be used again."""
    for path in (f"/tmp/.X{number}-lock", f"/tmp/.X11-unix/X{number}"):
        with suppress(FileNotFoundError):
            os.unlink(path)


@contextmanager
def xvfb(folder: Path, *, size: str = "1280x800") -> Iterator[str]:
    """Run a virtual X display and yield its name, for instance ":60"."""
    with free_display() as number:
        # fmt: off
        argv = [
            "Xvfb", f":{number}", "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-ac",
            "-noreset",  # else it starts anew, deaf for a moment, whenever its last client leaves
        ]
        # fmt: on
        process = start(argv, log=folder / f"xvfb-{number}.log")
        try:
            await_display(f":{number}")
            yield f":{number}"
        finally:
            end(process)
            clean_display(number)


@contextmanager
def xtigervnc(
    folder: Path,
    *,
    size: str = "640x480",
    password: str | None = None,
    port: int = 0,
    certificate: Path | None = None,
) -> Iterator[Server]:
    """Run Xtigervnc: an X server that is its own VNC server.

    With a certificate (PEM, its key behind it) everything that it can encrypt by TLS is offered.
    """
    port = port or free_port()
    security = ["-SecurityTypes", "None"]
    if password is not None:
        security = ["-SecurityTypes", "VncAuth", "-rfbauth", str(password_file(folder, password))]
    if certificate is not None:
        security[1] = "TLSNone,TLSVnc,X509None,X509Vnc,VncAuth"
        security += ["-X509Cert", str(certificate), "-X509Key", str(certificate)]
    with free_display() as number:
        # fmt: off
        argv = [
            "Xtigervnc", f":{number}", "-geometry", size, "-depth", "24", "-rfbport", str(port),
            "-localhost", *security, "-UseBlacklist=0", "-AlwaysShared", "-nolisten", "tcp", "-ac",
            "-noreset", "-desktop", f"tiger-{number}",
        ]
        # fmt: on
        log = folder / f"xtigervnc-{number}.log"
        process = start(argv, log=log)
        try:
            wait_for(lambda: listens(process, port, log), f"Xtigervnc listens on {port}")
            await_display(f":{number}")
            yield Server("xtigervnc", f":{number}", port, password, process, rounding=128)
        finally:
            end(process)
            clean_display(number)


@contextmanager
def xtightvnc(
    folder: Path, *, size: str = "640x480", password: str | None = None, port: int = 0
) -> Iterator[Server]:
    """Run Xtightvnc: an old X server that is its own VNC server."""
    port = port or free_port()
    security = []
    if password is not None:
        security = ["-rfbauth", str(password_file(folder, password))]
    with free_display() as number:
        # fmt: off
        argv = [
            "Xtightvnc", f":{number}", "-geometry", size, "-depth", "24", "-rfbport", str(port),
            "-localhost", "-interface", "127.0.0.1", *security, "-alwaysshared", "-nolisten", "tcp",
            "-ac", "-desktop", f"tight-{number}", "-fp", FONTS,
        ]
        # fmt: on
        log = folder / f"xtightvnc-{number}.log"
        process = start(argv, log=log)
        try:
            wait_for(lambda: listens(process, port, log), f"Xtightvnc listens on {port}")
            await_display(f":{number}")
            yield Server("xtightvnc", f":{number}", port, password, process, rounding=127)
        finally:
            end(process)
            clean_display(number)


@contextmanager
def x11vnc(
    folder: Path,
    *,
    size: str = "640x480",
    password: str | None = None,
    port: int = 0,
    pointer: bool = False,
) -> Iterator[Server]:
    """Run x11vnc on an Xvfb of its own: a server that polls somebody else's X display.

    It replaces a blank pointer by an arrow of its own and draws that into pictures, so it is told
    to show none unless `pointer`.
    """
    port = port or free_port()
    with xvfb(folder, size=size) as display:
        security = ["-nopw"] if password is None else ["-passwd", password]
        # fmt: off
        argv = [
            "x11vnc", "-display", display, "-localhost", "-no6", "-rfbport", str(port), *security,
            "-forever", "-shared", "-noxrecord", "-noxdamage", "-wait", "20", "-defer", "5",
            "-desktop", f"x11vnc-{display[1:]}", *([] if pointer else ["-nocursor"]),
        ]
        # fmt: on
        log = folder / f"x11vnc-{display[1:]}.log"
        process = start(argv, log=log)
        try:
            wait_for(lambda: listens(process, port, log), f"x11vnc listens on {port}")
            yield Server("x11vnc", display, port, password, process, rounding=127)
        finally:
            end(process, timeout_s=1)  # now and then it hangs while it tidies up


SERVERS: dict[str, Callable[..., AbstractContextManager[Server]]] = {
    "xtigervnc": xtigervnc,
    "xtightvnc": xtightvnc,
    "x11vnc": x11vnc,
}
"""The promised servers: one that is missing is a failure."""
