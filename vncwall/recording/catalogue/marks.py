"""What entries of the audit log mean for segments."""

from __future__ import annotations

import sqlite3

from vncwall.recording.audit import Action, AuditEntry
from vncwall.recording.notes import note_in
from vncwall.recording.removals import deleted_manifests


def apply(database: sqlite3.Connection, entry: AuditEntry) -> None:
    """Take over one entry. What is not known, or not complete, changes nothing."""
    if entry.action == Action.DELETE:
        rows = ((digest,) for digest in deleted_manifests(entry))
        database.executemany("INSERT OR IGNORE INTO deletions VALUES (?)", rows)
        return
    if (note := note_in(entry)) is not None:
        row = (note.host, note.time_ns, note.who, note.text)
        database.execute("INSERT INTO remarks VALUES (?, ?, ?, ?)", row)
        return
    manifest = entry.values.get("manifest")
    if not isinstance(manifest, str) or len(manifest) != 64:
        return

    def text(key: str) -> str:
        value = entry.values.get(key, "")
        return value if isinstance(value, str) else ""

    def mark(columns: str, *values: str) -> None:
        database.execute(
            "INSERT OR IGNORE INTO marks VALUES (?, '', '', '', '', '')",
            (manifest,),
        )
        database.execute(
            f"UPDATE marks SET {columns} WHERE manifest_sha256 = ?", (*values, manifest)
        )

    match entry.action:
        case Action.HOLD:
            mark("held_by = ?, held_why = ?", entry.who, text("why"))
        case Action.RELEASE:
            mark("held_by = ''")
        case Action.NOTE:
            mark("note = ?", text("text"))
        case Action.MOVE:
            mark("store = ?, url = ?", text("store"), text("url"))
        case _:
            pass
