"""What operators noted about hosts, each note with its time: entries of the audit log.

A note belongs to a moment, not to a file: whatever was recorded of that host then is what it is
about. Like all that is said of recordings it stands in the log's chain, so that none can be
changed, removed or put in later unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vncwall.ipc.note import LONGEST_NOTE, Note
from vncwall.recording.audit import Action, AuditEntry, AuditLog


class NoteBook:
    """The notes in one folder of recordings. Methods touch the disk. One thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made with the first note."""
        self._log = AuditLog(folder)
        self._notes: list[Note] = []
        self._end = 0

    @property
    def path(self) -> Path:
        """The file that they are kept in."""
        return self._log.path

    def add(self, note: Note) -> None:
        """Write a note, so that it is there after a crash.

        Raises:
            AuditError: the log is damaged at its end.
            OSError: the disk refuses.
        """
        values = {"host": note.host, "text": note.text[:LONGEST_NOTE]}
        self._log.append(Action.REMARK, values, who=note.who, time_ns=note.time_ns)

    def notes(self, host: str | None = None) -> Iterator[Note]:
        """Yield the notes of a host, or of all, oldest first. What was read once is remembered.

        Raises:
            AuditError: the log is damaged; what comes before was yielded.
            OSError: there is a log and it cannot be read.
        """
        if self._end and self._size() < self._end:  # another log than before
            self._notes, self._end = [], 0
        yield from (one for one in self._notes if host in (None, one.host))
        for entry in self._log.entries(offset=self._end):
            self._end = entry.end
            if (note := note_in(entry)) is None:
                continue
            self._notes.append(note)
            if host in (None, note.host):
                yield note

    def _size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0


def note_in(entry: AuditEntry) -> Note | None:
    """Return the note that an entry of the log is; None: it is none, or not in our form."""
    host, text = entry.values.get("host"), entry.values.get("text")
    if entry.action != Action.REMARK or not isinstance(host, str) or not isinstance(text, str):
        return None
    return Note(entry.time_ns, host, entry.who, text)
