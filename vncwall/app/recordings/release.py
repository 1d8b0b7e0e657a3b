"""`vncwall recordings release`: recordings that may go."""

from __future__ import annotations

import sys
from typing import TextIO

from vncwall.app.recordings.choice import Choice
from vncwall.app.recordings.entered import entered
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import summary


def run(folder: RecordingsFolder, choice: Choice, *, out: TextIO | None = None) -> int:
    """Let recordings be deleted again; return 0.

    Raises:
        SettingsError, NothingChosen, CatalogueError, AuditError: see `entered`.
    """
    records = entered(folder, choice)
    count = folder.archive.release(records)
    others = len(records) - count
    print(f"{count} released, {others} were not held: {summary(records)}", file=out or sys.stdout)
    return 0
