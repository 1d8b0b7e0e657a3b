"""`vncwall recordings hold`: recordings that must stay."""

from __future__ import annotations

import sys
from typing import TextIO

from vncwall.app.recordings.choice import Choice
from vncwall.app.recordings.entered import entered
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import summary


def run(
    folder: RecordingsFolder, choice: Choice, *, why: str = "", out: TextIO | None = None
) -> int:
    """Keep recordings from being deleted; return 0.

    Raises:
        SettingsError, NothingChosen, CatalogueError, AuditError: see `entered`.
    """
    records = entered(folder, choice)
    count = folder.archive.hold(records, why=why)
    print(
        f"{count} held, {len(records) - count} were before: {summary(records)}",
        file=out or sys.stdout,
    )
    return 0
