"""`vncwall recordings move`: recordings to another store, and back."""

from __future__ import annotations

import sys
from typing import TextIO

from vncwall.app.recordings.choice import Choice, NothingChosen
from vncwall.app.recordings.entered import entered
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import counted, summary
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.moving import bring_back, by_name, move
from vncwall.recording.stores import Store, StoreError

_FAILED = 1
_TRIES = 3
"""So many failures one after the other, and the store is not asked for the rest."""


def run(
    folder: RecordingsFolder, choice: Choice, *, to: str = "", out: TextIO | None = None
) -> int:
    """Move recordings to the store `to`, or back into the folder; return 0, or 1 if some stay.

    Raises:
        SettingsError: there is no such folder, or a time cannot be understood.
        NothingChosen: nothing is meant that can be moved.
        StoreError: there is no such store, or it cannot be used.
        CatalogueError, AuditError: it cannot be written down.
    """
    out = out or sys.stdout
    wanted = FileState.KEPT if to else FileState.MOVED
    records = [one for one in entered(folder, choice) if one.state is wanted]
    if not records:
        raise NothingChosen(f"nothing in {folder.path} fits that is {wanted}")
    names = {to} if to else {one.store for one in records}
    stores = {name: Store(by_name(folder.keeping.stores, name)) for name in names}
    archive, done, failed_before = folder.archive, 0, 0
    moved: list[Record] = []
    failures: list[str] = []
    total = sum(one.size_bytes for one in records)
    with folder.progress("moving", of_bytes=True) as step:

        def progress(size_bytes: int) -> None:
            nonlocal done
            done += size_bytes
            step(done, total)

        for number, record in enumerate(records):
            if len(failures) - failed_before == _TRIES:
                failures.append(
                    f"{counted(len(records) - number, 'recording')}: {_TRIES} failed one after the "
                    "other, so the rest was not tried"
                )
                break
            try:
                if to:
                    move(archive, record, stores[to], progress=progress)
                else:
                    bring_back(archive, record, stores[record.store], progress=progress)
            except (StoreError, OSError) as error:
                failures.append(str(error))
                continue
            moved.append(record)
            failed_before = len(failures)
    place = f"to {to}" if to else f"back to {folder.path}"
    print(f"moved {place}: {summary(moved)}", file=out)
    for failure in failures:
        folder.note(f"not moved: {failure}")
    return _FAILED if failures else 0
