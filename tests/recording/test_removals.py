"""What the audit log says of files that are gone."""

from __future__ import annotations

from typing import Any

from vncwall.recording.audit import AuditEntry
from vncwall.recording.removals import removals


def entry(action: str, **values: Any) -> AuditEntry:
    return AuditEntry(1, 0, "bob", action, values, "", "", 0)


def test_each_deleted_file_has_who_and_why() -> None:
    runs = [{"host": "pc1", "files": ["2026-01-02/1.mkv", "2026-01-02/2.mkv"]}]
    assert removals([entry("delete", why="older than 7 days", removed=runs)]) == {
        "pc1/2026-01-02/1.mkv": "older than 7 days (bob)",
        "pc1/2026-01-02/2.mkv": "older than 7 days (bob)",
    }


def test_other_entries_and_other_forms_say_nothing() -> None:
    runs = [{"host": "pc1", "files": ["2026-01-02/1.mkv"]}]
    assert removals(
        [
            entry("hold", removed=runs),
            entry("delete", removed="all"),
            entry("delete", removed=[7, {"host": "pc1", "files": 3}]),
        ]
    ) == {}  # fmt: skip
