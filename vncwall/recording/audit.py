"""The audit log: what people and programs did to recordings after they were finished.

``audit.jsonl`` in the folder of all recordings, one JSON object a line, only ever appended to. Each
entry has a number, the time, who did it, what, and the SHA-256 of the line before it. What may
change about a segment (that it is held, a note, where it was moved to) stands here and nowhere
else, so that every index can be made anew from the folder.

A line that a crash left unfinished was never promised to anybody; the next entry replaces it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from vncwall.errors import VNCWallError
from vncwall.recording.locks import lock

FILE = "audit.jsonl"
MAX_LINE_BYTES = 4 << 20
_TAIL_BYTES = 1 << 16


class AuditError(VNCWallError):
    """The audit log is damaged; the text says where."""


class Action(StrEnum):
    """What was done."""

    HOLD = "hold"
    RELEASE = "release"
    NOTE = "note"
    """Of a recording, in place of the former one."""
    REMARK = "remark"
    """What an operator noted of a host: of whatever was recorded of it then."""
    DELETE = "delete"
    MOVE = "move"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log."""

    number: int
    """1 for the first, and so on without a hole."""
    time_ns: int
    who: str
    action: str
    """An `Action`; a newer vncwall may know more."""
    values: Mapping[str, Any]
    """What belongs to the action."""
    previous: str
    """SHA-256 of the line before; "": this is the first."""
    sha256: str
    """Of this line."""
    end: int
    """Where the next line begins, in bytes."""


class AuditLog:
    """The log of one folder of recordings. Several programs may append to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def head(self) -> tuple[int, str]:
        """Return number and SHA-256 of the newest entry; 0 and "": there is none.

        Raises:
            AuditError: it cannot be understood.
            OSError: the log cannot be read.
        """
        try:
            descriptor = os.open(self.path, os.O_RDONLY)
        except FileNotFoundError:
            return 0, ""
        try:
            return self._newest(descriptor)[:2]
        finally:
            os.close(descriptor)

    def append(self, action: Action, values: Mapping[str, Any], *, who: str, time_ns: int) -> None:
        """Add an entry, on the disk when it returns.

        Raises:
            AuditError: the newest entry cannot be understood; nothing was added.
            OSError: the disk refuses.
        """
        with self.appending() as log:
            log.append(action, values, who=who, time_ns=time_ns)

    @contextmanager
    def appending(self) -> Iterator[Appender]:
        """Keep other programs from appending inside the block; yield what appends.

        Raises:
            AuditError: the newest entry cannot be understood.
            OSError: the disk refuses.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            lock(descriptor)
            number, sha256, whole = self._newest(descriptor)
            if os.fstat(descriptor).st_size > whole:
                os.ftruncate(descriptor, whole)
            yield Appender(descriptor, number, sha256)
        finally:
            os.close(descriptor)

    def entries(self, *, offset: int = 0) -> Iterator[AuditEntry]:
        """Yield the entries from the byte `offset` on, which must be the beginning of a line.

        Raises:
            AuditError: a line cannot be understood; what comes before was yielded.
            OSError: the log cannot be read.
        """
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return
        with file:
            file.seek(offset)
            while line := file.readline(MAX_LINE_BYTES):
                if not line.endswith(b"\n"):
                    if len(line) == MAX_LINE_BYTES:
                        raise AuditError(f"{self.path}: at byte {offset}: the line has no end")
                    return  # left by a crash, or just being written
                yield self._entry(line, offset)
                offset += len(line)

    def _newest(self, descriptor: int) -> tuple[int, str, int]:
        """Return number and SHA-256 of the newest entry, and where the last whole line ends."""
        size = os.fstat(descriptor).st_size
        length = _TAIL_BYTES
        while True:
            start = max(0, size - length)
            os.lseek(descriptor, start, os.SEEK_SET)
            tail = os.read(descriptor, size - start)
            whole = tail.rfind(b"\n") + 1
            before = tail.rfind(b"\n", 0, max(0, whole - 1)) + 1
            if start == 0 or before > 0:
                break
            if length > 2 * MAX_LINE_BYTES:
                raise AuditError(f"{self.path}: at byte {start}: the line has no end")
            length *= 4
        if whole == 0:
            return 0, "", 0
        entry = self._entry(tail[before:whole], start + before)
        return entry.number, entry.sha256, start + whole

    def _entry(self, line: bytes, offset: int) -> AuditEntry:
        where = f"{self.path}: at byte {offset}"
        try:
            values = json.loads(line)
            number, time, who = values.pop("entry"), values.pop("time"), values.pop("who")
            action, previous = values.pop("action"), values.pop("previous")
            time_ns = _nanoseconds(time)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise AuditError(f"{where}: not an entry of the log: {error!r}") from None
        texts = (who, action, previous)
        if not isinstance(number, int) or not all(isinstance(text, str) for text in texts):
            raise AuditError(f"{where}: not an entry of the log")
        digest = hashlib.sha256(line).hexdigest()
        end = offset + len(line)
        return AuditEntry(
            number, time_ns, who, action, MappingProxyType(values), previous, digest, end
        )


class Appender:
    """Adds entries to a log that is locked."""

    def __init__(self, descriptor: int, number: int, sha256: str) -> None:
        self._descriptor = descriptor
        self._number = number
        self._sha256 = sha256

    def append(self, action: Action, values: Mapping[str, Any], *, who: str, time_ns: int) -> None:
        """Add an entry, on the disk when it returns.

        Raises:
            OSError: the disk refuses.
        """
        entry = {
            "entry": self._number + 1,
            "time": _text(time_ns),
            "who": who,
            "action": str(action),
            **values,
            "previous": self._sha256,
        }
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        before = os.fstat(self._descriptor).st_size
        try:
            view = memoryview(line)
            while view:
                view = view[os.write(self._descriptor, view) :]
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, before)
            raise
        self._number += 1
        self._sha256 = hashlib.sha256(line).hexdigest()


def _text(time_ns: int) -> str:
    time = datetime.fromtimestamp(time_ns // 1_000_000_000, UTC)
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time_ns % 1_000_000_000:09}Z"


def _nanoseconds(text: str) -> int:
    whole, _, fraction = text.removesuffix("Z").partition(".")
    seconds = int(datetime.fromisoformat(f"{whole}+00:00").timestamp())
    return seconds * 1_000_000_000 + int(fraction.ljust(9, "0")[:9])
