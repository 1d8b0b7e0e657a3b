"""`vncwall recordings retention`: what is to be deleted by age, size and free space."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TextIO

from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import local_time, print_table, summary
from vncwall.errors import SettingsError
from vncwall.ipc.desk_client import as_text
from vncwall.recording.cleaning import clean, due
from vncwall.recording.retention import Doomed
from vncwall.settings.sizes import size_in_words

_FAILED = 1


def run(
    folder: RecordingsFolder,
    *,
    dry_run: bool = False,
    confirm: Callable[[str], bool],
    as_json: bool = False,
    out: TextIO | None = None,
) -> int:
    """Delete what has to go, after asking; return 0, or 1 when it was not done.

    Args:
        folder: of the recordings, with the limits.
        dry_run: say what would go and why, and delete nothing.
        confirm: asks; False: nothing is deleted.
        as_json: for programs.
        out: where to print.

    Raises:
        SettingsError: there is no such folder, or no limit.
        CatalogueError, AuditError: it cannot be written down.
    """
    out = out or sys.stdout
    if folder.keeping.retention.is_empty:
        raise SettingsError(
            "retention", "", "there is no limit; write --keep 30d, or [retention] and -c CONFIG"
        )
    with folder.catalogue():
        pass  # made, with progress, if there is none
    found = due(folder.archive, folder.keeping, now_ns=folder.clock.wall_ns())
    if as_json:
        print(as_text({"folder": str(folder.path), "deletes": _values(found)}), file=out)
    else:
        _print(found, out)
    if dry_run or not found:
        return 0
    records = [one.record for one in found]
    if not confirm(f"delete {summary(records)}?"):
        print("nothing was deleted", file=out)
        return _FAILED
    count = clean(folder.archive, folder.keeping, now_ns=folder.clock.wall_ns())
    if not as_json:
        print(f"{count} deleted", file=out)
    return 0 if count == len(found) else _FAILED


def _print(found: list[Doomed], out: TextIO) -> None:
    if found:
        rows = [
            (
                one.record.path,
                local_time(one.record.start_ns),
                size_in_words(one.record.size_bytes),
                one.why,
            )
            for one in found
        ]
        print_table(("recording", "start", "size", "why it goes"), rows, out, right=(2,))
    what = summary([one.record for one in found]) if found else "nothing"
    print(f"to be deleted: {what}", file=out)


def _values(found: list[Doomed]) -> list[dict[str, object]]:
    return [
        {"path": one.record.path, "size_bytes": one.record.size_bytes, "why": one.why}
        for one in found
    ]
