"""Where a running vncwall can be asked: the socket, its place, and what a line may be.

A conversation is lines of JSON, one object each, in UTF-8: a question, its answer, the next
question (docs/reference/desk.md). Nothing is ever unpickled. Two things keep others out: the
folder belongs to the user and is closed to everybody else, and the system says who is at the
other end. Where there are no Unix sockets (Windows), or the folder's name is too long for one, a
port of 127.0.0.1 takes its place, and a secret from a file there must stand in every question.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import stat
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = 1
"""Of the conversation: stands in every question and answer as "vncwall"."""
MAX_QUESTION = 1 << 16
"""Bytes of a question, its line end included."""
MAX_ANSWER = 1 << 24
"""Bytes of an answer, its line end included: a thousand hosts need half of one."""
MAX_FOLDER = 80
"""Bytes of a folder's name; in a longer one there can be no Unix socket (108 on Linux, 104 on
others, for the whole path)."""
MAX_TRIES = 8
"""Names that are tried for a socket: two containers that share a folder may share numbers, too."""

SOCKET_SUFFIX = ".sock"
PORT_SUFFIX = ".port"
HAS_UNIX_SOCKETS = hasattr(socket, "AF_UNIX")
_LOOPBACK = "127.0.0.1"
_PROBE_S = 1.0


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where a desk is to be opened, and what is written on it."""

    folder: Path
    """Of all desks of this user."""
    title: str
    """What this vncwall is, for a person who has several running."""
    reload: Callable[[], None] | None = None
    """Has the configuration read again soon; None: there is none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that came: what it says, or why it says nothing."""

    value: Mapping[str, Any] | None
    fault: str = ""


def encode(value: Mapping[str, Any]) -> bytes:
    """Return one line."""
    text = json.dumps({"vncwall": VERSION, **value}, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def decode(line: bytes) -> Line:
    """Read one line, from whomever it may come."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return Line(None, "the line is not JSON in UTF-8")
    if not isinstance(value, dict):
        return Line(None, "the line is not a JSON object")
    if value.get("vncwall") != VERSION:
        return Line(None, f'"vncwall" is not {VERSION}: another version of the conversation')
    return Line(value)


@dataclass(frozen=True, slots=True)
class Listener:
    """An open desk: close it, and its file goes.

    Attributes:
        socket: non-blocking, listening.
        path: what others find it by.
        secret: that must stand in each question; "": the system says who asks.
    """

    socket: socket.socket
    path: Path
    secret: str

    def close(self) -> None:
        """Stop to listen and remove the file."""
        self.socket.close()
        with suppress(OSError):
            self.path.unlink()


def open_listener(folder: Path, *, is_local: bool = HAS_UNIX_SOCKETS) -> Listener:
    """Open a desk in `folder`, which is made private.

    Args:
        folder: of all desks of this user.
        is_local: with a Unix socket; otherwise with a port of 127.0.0.1 and a secret.

    Raises:
        OSError: there can be none, and why.
    """
    make_private(folder)
    for number in range(MAX_TRIES):
        stem = str(os.getpid()) if number == 0 else f"{os.getpid()}-{number}"
        try:
            if is_local and len(os.fsencode(folder)) < MAX_FOLDER:
                return _open_local(folder / f"{stem}{SOCKET_SUFFIX}")
            return _open_port(folder / f"{stem}{PORT_SUFFIX}")
        except FileExistsError:
            continue
    raise OSError(f"{folder}: {MAX_TRIES} names for a socket are taken")


def make_private(folder: Path) -> None:
    """Make a folder that only this user can enter; see that it is one.

    Raises:
        OSError: it cannot be made, or it belongs to somebody else.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_own(folder):
        raise PermissionError(f"{folder} is not a folder of this user")
    if sys.platform != "win32" and folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def is_own(folder: Path) -> bool:
    """Whether a folder is there, no link to another, and belongs to this user."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    if sys.platform == "win32":
        return stat.S_ISDIR(status.st_mode)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()


def _open_local(path: Path) -> Listener:
    if path.exists() and not is_stale(path):
        raise FileExistsError(str(path))
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(8)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return Listener(listener, path, "")


def _open_port(path: Path) -> Listener:
    if path.exists() and is_stale(path):
        path.unlink()
    secret = secrets.token_hex(16)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            listener.bind((_LOOPBACK, 0))
            listener.listen(8)
            listener.setblocking(False)
            json.dump({"port": listener.getsockname()[1], "secret": secret}, file)
    except OSError:
        listener.close()
        path.unlink()
        raise
    return Listener(listener, path, secret)


def is_of_this_user(peer: socket.socket) -> bool:
    """Whether a process of the same user is at the other end, as far as the system says it."""
    if sys.platform == "win32" or peer.family != getattr(socket, "AF_UNIX", None):
        return True  # the secret tells
    uid = os.geteuid()
    try:
        if hasattr(socket, "SO_PEERCRED"):
            data = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
            return bool(struct.unpack("3i", data)[1] == uid)
        if hasattr(socket, "LOCAL_PEERCRED"):  # macOS, BSD: struct xucred begins version, uid
            data = peer.getsockopt(0, socket.LOCAL_PEERCRED, 128)
            return bool(struct.unpack_from("II", data)[1] == uid)
    except (OSError, struct.error):
        return False
    return True  # the folder is closed to others


def desks(folder: Path) -> Iterator[Path]:
    """Yield the desks in a folder, the newest first; what dead processes left is removed."""
    if not is_own(folder):  # what somebody else put there is not asked
        return
    found = []
    for path in folder.iterdir():
        if path.suffix in (SOCKET_SUFFIX, PORT_SUFFIX):
            with suppress(OSError):
                found.append((path.lstat().st_mtime_ns, path))
    for _, path in sorted(found, reverse=True):
        if not is_stale(path):
            yield path


def is_stale(path: Path) -> bool:
    """Whether nobody listens at a desk any more; its file is removed then."""
    try:
        connect(path, _PROBE_S)[0].close()
    except (ConnectionRefusedError, ValueError):
        with suppress(OSError):
            path.unlink()
        return True
    except FileNotFoundError:
        return True
    except OSError:
        return False  # it is busy, or it is not ours to judge
    return False


def connect(path: Path, timeout_s: float) -> tuple[socket.socket, str]:
    """Return a connection to a desk and the secret for its questions.

    Raises:
        ConnectionRefusedError: nobody listens there any more.
        ValueError: the file says no port.
        OSError: it cannot be reached, and why.
    """
    if path.suffix == SOCKET_SUFFIX:
        if not HAS_UNIX_SOCKETS:
            raise OSError(f"{path}: this system has no Unix sockets")
        return _connected(socket.AF_UNIX, str(path), timeout_s), ""
    port, secret = _read_port(path)
    return _connected(socket.AF_INET, (_LOOPBACK, port), timeout_s), secret


def _connected(family: int, address: str | tuple[str, int], timeout_s: float) -> socket.socket:
    peer = socket.socket(family, socket.SOCK_STREAM)
    try:
        peer.settimeout(timeout_s)
        peer.connect(address)
    except OSError:
        peer.close()
        raise
    return peer


def _read_port(path: Path) -> tuple[int, str]:
    said = json.loads(path.read_text(encoding="ascii")[:MAX_QUESTION])
    if isinstance(said, dict):
        port, secret = said.get("port"), said.get("secret")
        if isinstance(port, int) and 0 < port < 65536 and isinstance(secret, str):
            return port, secret
    raise ValueError(f"{path} names no port")
