"""`vncwall recordings notes`: what operators noted about hosts on the wall."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TextIO

from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import local_time
from vncwall.ipc.desk_client import as_text
from vncwall.recording.journal import stamp
from vncwall.recording.notes import NoteBook


def run(
    folder: RecordingsFolder,
    hosts: Sequence[str] = (),
    *,
    as_json: bool = False,
    out: TextIO | None = None,
) -> int:
    """Print the notes about hosts whose names fit one of `hosts`, or all; return 0.

    Raises:
        AuditError, OSError: the notes cannot be read.
    """
    out = out or sys.stdout
    notes = [
        note
        for note in NoteBook(folder.path).notes()
        if not hosts or any(fnmatchcase(note.host.casefold(), h.casefold()) for h in hosts)
    ]
    if as_json:
        rows = [
            {"t": stamp(note.time_ns), "host": note.host, "who": note.who, "text": note.text}
            for note in notes
        ]
        print(as_text({"notes": rows}), file=out)
        return 0
    width = max((len(note.host) for note in notes), default=0)
    for note in notes:
        print(
            f"{local_time(note.time_ns)}  {note.host:<{width}}  {note.text} ({note.who})", file=out
        )
    if not notes:
        print("no notes; on the wall N takes one", file=out)
    return 0
