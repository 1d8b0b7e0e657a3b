"""Which recordings were deleted, by whom and why, as the audit log says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from vncwall.recording.audit import Action, AuditEntry


def removals(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return a sentence for each deleted file, named from the root of the recordings.

    What an entry says in another form than ours is left out.
    """
    found: dict[str, str] = {}
    for entry in entries:
        sentence = f"{entry.values.get('why', '')} ({entry.who})".strip()
        for run in _runs(entry):
            if isinstance(run.get("files"), list):
                found |= {f"{run.get('host')}/{file}": sentence for file in run["files"]}
    return found


def deleted_manifests(entry: AuditEntry) -> Iterator[str]:
    """Yield what the manifests of the segments are known by that an entry says were deleted."""
    for run in _runs(entry):
        digests = run.get("manifests")
        for digest in digests if isinstance(digests, list) else ():
            if isinstance(digest, str) and len(digest) == 64:
                yield digest


def _runs(entry: AuditEntry) -> Iterator[dict[str, Any]]:
    runs = entry.values.get("removed") if entry.action == Action.DELETE else None
    for run in runs if isinstance(runs, list) else ():
        if isinstance(run, dict):
            yield run
