"""The file of the keys by which servers are known, one a line, readable by its owner alone.

::

    lab:5901 certificate 12:AB:... trusted 2026-01-31T08:00:00Z
    hall:5900 RSA 34:CD:... offered 2026-02-01T09:30:00Z 2048 bits

*trusted* are those that a person, or ``new_keys = "accept"``, has agreed to; *offered* is what a
server has shown last and nobody has agreed to yet. Several processes read and write it: a writer
holds a lock beside it and replaces the file as a whole.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vncwall.security import HostKey, KeyKind
from vncwall.settings.address import HostAddress
from vncwall.whole_file import write_whole

try:
    import fcntl
except ImportError:  # Windows: two who write at the same moment may lose one of the lines
    fcntl = None  # type: ignore[assignment]

FILE_NAME = "known_keys"
UTC_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
"""Of `KnownKey.seen`, for `time.strftime`."""
_KINDS = {"certificate": KeyKind.CERTIFICATE, "RSA": KeyKind.RSA}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_LINE = re.compile(
    r"(?P<place>\S+) (?P<kind>certificate|RSA) (?P<fingerprint>[0-9A-F]{2}(?::[0-9A-F]{2}){31}) "
    r"(?P<standing>trusted|offered) (?P<seen>\S+)(?: (?P<about>.*))?"
)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """One line of the file."""

    place: str
    """``host:port``, see `place_of`."""
    key: HostKey
    is_trusted: bool
    seen: str
    """When it was seen first, or agreed to: UTC, ``2026-01-31T08:00:00Z``."""


class KnownKeys:
    """The file at `path`; read anew whenever it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._keys: tuple[KnownKey, ...] = ()

    def __iter__(self) -> Iterator[KnownKey]:
        """Yield all, in the order of the file.

        Raises:
            OSError: it is there and cannot be read.
        """
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._keys = None, ()
            return iter(())
        stamp = status.st_mtime_ns, status.st_ino
        if stamp != self._stamp:
            text = self._path.read_text(encoding="utf-8", errors="replace")
            self._keys = tuple(one for line in text.splitlines() if (one := _parsed(line)))
            self._stamp = stamp
        return iter(self._keys)

    def trusted(self, address: HostAddress) -> tuple[HostKey, ...]:
        """Return the keys by which a server is known."""
        place = place_of(address)
        return tuple(one.key for one in self if one.place == place and one.is_trusted)

    def offered(self, address: HostAddress) -> HostKey | None:
        """Return what it has shown last and nobody has agreed to, if anything."""
        place = place_of(address)
        found = [one.key for one in self if one.place == place and not one.is_trusted]
        return found[-1] if found else None

    def offer(self, address: HostAddress, key: HostKey, now: str) -> None:
        """Note what a server shows, for a person to agree to.

        Raises:
            OSError: the file cannot be written.
        """
        place = place_of(address)
        line = KnownKey(place, key, False, now)
        self._change(lambda keys: [*(o for o in keys if o.place != place or o.is_trusted), line])

    def trust(self, address: HostAddress, key: HostKey, now: str) -> None:
        """Know a server by `key` from now on, and by no other of its kind.

        Raises:
            OSError: the file cannot be written.
        """
        place = place_of(address)
        line = KnownKey(place, key, True, now)
        self._change(
            lambda keys: [
                *(
                    one
                    for one in keys
                    if one.place != place or (one.is_trusted and one.key.kind is not key.kind)
                ),
                line,
            ]
        )

    def forget(self, address: HostAddress) -> int:
        """Know nothing of a server any more; return how many lines there were of it.

        Raises:
            OSError: the file cannot be written.
        """
        place = place_of(address)
        count = sum(one.place == place for one in self)
        if count:
            self._change(lambda keys: [one for one in keys if one.place != place])
        return count

    def _change(self, change: Callable[[list[KnownKey]], list[KnownKey]]) -> None:
        with self._locked():
            lines = "".join(f"{_line(one)}\n" for one in change(list(self)))
            write_whole(self._path, lines.encode(), mode=0o600, durable=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(
            self._path.with_name(self._path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600
        )
        try:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def place_of(address: HostAddress) -> str:
    """Return a server's address as the file has it.

    >>> place_of(HostAddress("::1", 5901))
    '[::1]:5901'
    """
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{host}:{address.port}"


def _parsed(line: str) -> KnownKey | None:
    match = _LINE.fullmatch(line.strip())
    if match is None:
        return None
    key = HostKey(_KINDS[match["kind"]], match["fingerprint"], match["about"] or "")
    return KnownKey(match["place"], key, match["standing"] == "trusted", match["seen"])


def _line(one: KnownKey) -> str:
    standing = "trusted" if one.is_trusted else "offered"
    words = one.place, _NAMES[one.key.kind], one.key.fingerprint, standing, one.seen, one.key.about
    return " ".join(word for word in words if word)
