"""`vncwall recordings delete`: recordings that nobody needs any more."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

from vncwall.app.recordings.choice import Choice, NothingChosen
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import print_records, summary
from vncwall.recording.catalogue.record import FileState
from vncwall.recording.cleaning import open_stores

_FAILED = 1


def run(
    folder: RecordingsFolder,
    choice: Choice,
    *,
    confirm: Callable[[str], bool],
    out: TextIO | None = None,
) -> int:
    """Delete recordings, after asking; return 0, or 1 when some of them could not be.

    Args:
        folder: where they are.
        choice: which; not everything.
        confirm: asks; False: nothing is deleted.
        out: where to print.

    Raises:
        SettingsError: there is no such folder, or a time cannot be understood.
        NothingChosen: nothing is meant, or everything.
        CatalogueError, AuditError: it cannot be written down; nothing was deleted.
    """
    out = out or sys.stdout
    if choice.is_everything:
        raise NothingChosen("say what to delete: names, or filters such as --host and --to")
    with folder.catalogue() as catalogue:
        found = choice.records(catalogue, now_ns=folder.clock.wall_ns())
    held = [one for one in found if one.is_held]
    records = [one for one in found if not one.is_held and one.state is not FileState.OPEN]
    if held:
        folder.note(f"{len(held)} held ones stay; vncwall recordings release lets them go")
    if not records:
        raise NothingChosen(f"nothing in {folder.path} fits that can be deleted")
    print_records(records, out)
    if not confirm(f"delete {summary(records)}?"):
        print("nothing was deleted", file=out)
        return _FAILED
    with folder.progress("deleting") as step, open_stores(folder.keeping.stores) as stores:
        outcome = folder.archive.delete(
            records,
            why="by hand",
            stores=stores,
            progress=lambda done: step(done, len(records)),
        )
    print(f"deleted: {summary(outcome.deleted)}", file=out)
    for failure in outcome.failures:
        folder.note(f"not deleted: {failure}")
    return _FAILED if outcome.failures else 0
