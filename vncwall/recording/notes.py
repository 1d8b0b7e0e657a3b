"""What operators noted about hosts, each note with its time: ``notes.jsonl`` among the recordings.

One JSON object a line, only ever appended to: ``t`` (UTC), ``host``, ``who``, ``text``. A note
belongs to a moment, not to a file: whatever was recorded of that host then is what it is about.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from vncwall.ipc.note import LONGEST_NOTE, Note
from vncwall.recording.locks import lock

FILE = "notes.jsonl"
_LONGEST_LINE = 1 << 16
_NS = 1_000_000_000


class NoteBook:
    """The notes in one folder. Methods touch the disk: not for a loop that must not wait."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made with the first note."""
        self.path = folder / FILE

    def add(self, note: Note) -> None:
        """Write a note, so that it is there after a crash.

        Raises:
            OSError: the disk refuses.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        moment = datetime.fromtimestamp(note.time_ns // _NS, UTC)
        line = {
            "t": moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "host": note.host,
            "who": note.who,
            "text": note.text[:LONGEST_NOTE],
        }
        data = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        with self.path.open("ab") as file:
            lock(file.fileno())
            # A line that a crash left unfinished was never promised to anybody; end it here.
            if file.tell() and not self._ends_whole():
                data = b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def notes(self, host: str | None = None) -> Iterator[Note]:
        """Yield the notes of a host, or of all, oldest first; lines that are none are passed over.

        Raises:
            OSError: there is a file and it cannot be read.
        """
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            while line := file.readline(_LONGEST_LINE):
                note = _note_of(line)
                if note is not None and host in (None, note.host):
                    yield note

    def _ends_whole(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def _note_of(line: bytes) -> Note | None:
    try:
        values = json.loads(line)
        moment = datetime.fromisoformat(values["t"])
        texts = (values["host"], values["who"], values["text"])
        if moment.tzinfo is None or not all(isinstance(text, str) for text in texts):
            return None
        return Note(int(moment.timestamp()) * _NS, *texts)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None
