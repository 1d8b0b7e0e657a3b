"""`vncwall recordings rebuild`: the catalogue, made anew from the folder."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TextIO

from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.recordings.table import summary
from vncwall.errors import SettingsError
from vncwall.ipc.desk_client import as_text
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.catalogue.scan import rebuild
from vncwall.recording.cleaning import finish_deletions
from vncwall.recording.latecomers import enter_latecomers
from vncwall.recording.mending import mend
from vncwall.recording.segments import recover

_FAILED = 1
_WRONG = {
    FileState.MISSING: "its manifest is there, the file is not",
    FileState.ALTERED: "the file has another size than its manifest says",
    FileState.UNREADABLE: "its manifest cannot be read",
}
"""What must not be, and what is to be said of it."""
_ODD = {
    FileState.BROKEN: "left by a recorder that died; it does not play",
    FileState.FOREIGN: "no recording; it is left alone",
    FileState.UNENTERED: "just finished, or no recording of vncwall; it is left alone",
    FileState.OPEN: "being written",
    FileState.DELETING: "was deleted, says the audit log, but it is still there",
}


def run(folder: RecordingsFolder, *, as_json: bool = False, out: TextIO | None = None) -> int:
    """Read everything again and enter what has no manifest; return 0, or 1 if files are missing.

    Raises:
        SettingsError: there is no such folder.
        CatalogueError: the catalogue cannot be written.
        OSError: the folder cannot be read.
    """
    out = out or sys.stdout
    if not folder.path.is_dir():
        raise SettingsError("--folder", "", f"there is no folder {folder.path}")
    left = recover(folder.path, mend)
    recovered = [_relative(one.path, folder.path) for one in left if one.kept and one.plays]
    now_ns = folder.clock.wall_ns()
    with Catalogue(folder.path, note=folder.note) as catalogue:
        with folder.progress("reading the folder") as step:
            scan = rebuild(catalogue, now_ns=now_ns, progress=step)
        finished = finish_deletions(folder.archive, folder.keeping.stores, now_ns=now_ns)
        with folder.progress("entering what has no manifest") as step:
            late = enter_latecomers(folder.archive, now_ns=now_ns, dead=recovered, progress=step)
        records = list(catalogue.records(with_manifests=False))
    findings = {one.path: text for one in records if (text := _finding(one))}
    findings |= {name: "no recording; it is left alone" for name in scan.foreign}
    findings |= dict.fromkeys(late.foreign, "no recording of vncwall; it is left alone")
    failures = [*late.failures, *finished.failures, *filter(None, [scan.audit_error])]
    counts = Counter(str(one.state) for one in records)
    if as_json:
        values = {
            "folder": str(folder.path),
            "states": counts,
            "recovered": recovered,
            "entered": late.entered,
            "deleted": [one.path for one in finished.deleted],
            "failures": failures,
            "findings": findings,
        }
        print(as_text(values), file=out)
    else:
        for path in recovered:
            print(f"{path}: left by a recorder that died; it plays", file=out)
        for path in late.entered:
            print(f"{path}: had no manifest; it has one now, marked as recovered", file=out)
        for one in finished.deleted:
            print(f"{one.path}: its deletion was interrupted; it is finished now", file=out)
        for path, text in sorted(findings.items()):
            print(f"{path}: {text}", file=out)
        print(f"catalogue made anew: {summary([r for r in records if r.sequence])}", file=out)
    for failure in failures:
        folder.note(failure)
    return _FAILED if failures or any(one.state in _WRONG for one in records) else 0


def _finding(record: Record) -> str:
    return _WRONG.get(record.state) or _ODD.get(record.state, "")


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
