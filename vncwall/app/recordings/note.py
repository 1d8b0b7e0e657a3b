"""`vncwall recordings note`: a few words with recordings."""

from __future__ import annotations

import sys
from typing import TextIO

from vncwall.app.recordings.choice import Choice
from vncwall.app.recordings.entered import entered
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import summary


def run(folder: RecordingsFolder, choice: Choice, *, text: str, out: TextIO | None = None) -> int:
    """Give recordings a note; return 0.

    Raises:
        SettingsError, NothingChosen, CatalogueError, AuditError: see `entered`.
    """
    records = entered(folder, choice)
    folder.archive.note(records, text)
    print(f"{'noted' if text else 'note removed'}: {summary(records)}", file=out or sys.stdout)
    return 0
