"""Which recordings were deleted, by whom and why, as the audit log says."""

from __future__ import annotations

from collections.abc import Iterable

from vncwall.recording.audit import Action, AuditEntry


def removals(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return a sentence for each deleted file, named from the root of the recordings.

    What an entry says in another form than ours is left out.
    """
    found: dict[str, str] = {}
    for entry in entries:
        if entry.action != Action.DELETE:
            continue
        sentence = f"{entry.values.get('why', '')} ({entry.who})".strip()
        runs = entry.values.get("removed")
        for run in runs if isinstance(runs, list) else ():
            if isinstance(run, dict) and isinstance(run.get("files"), list):
                found |= {f"{run.get('host')}/{file}": sentence for file in run["files"]}
    return found
