from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from vncwall.recording.coverage import Fact
from vncwall.recording.footage import footage_of
from vncwall.recording.manifest import manifest_path
from vncwall.recording.plan_history import Written
from vncwall.scheduling.spans import Span

SECOND = 1_000_000_000
EIGHT = int(datetime(2026, 11, 24, 8, tzinfo=UTC).timestamp()) * SECOND


def at(seconds: int) -> int:
    return EIGHT + seconds * SECOND


def make(folder: Path, name: str, end_s: int = 0) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, ns=(at(end_s), at(end_s)))


def footage(folder: Path, *written: Written, host: str = "pc1") -> list[Fact]:
    period = Span(at(0), at(3600))
    return footage_of(folder, host, period, written, zone=UTC)


def test_what_the_journal_names_has_its_times_and_may_be_gone(tmp_path: Path) -> None:
    make(tmp_path, "pc1/2026-11-24/080000.mkv", 5000)
    there = Written(Span(at(0), at(600)), "pc1/2026-11-24/080000.mkv")
    gone = Written(Span(at(600), at(1200)), "pc1/2026-11-24/081000.mkv")
    assert footage(tmp_path, there, gone) == [
        Fact(there.span, there.path),
        Fact(gone.span, gone.path, is_there=False),
    ]


def test_what_was_moved_to_another_store_is_there(tmp_path: Path) -> None:
    moved = Written(Span(at(600), at(1200)), "pc1/2026-11-24/081000.mkv")
    facts = footage_of(
        tmp_path, "pc1", Span(at(0), at(3600)), [moved], elsewhere={moved.path}, zone=UTC
    )
    assert facts == [Fact(moved.span, moved.path)]


def test_what_was_deleted_says_why_unless_it_is_there(tmp_path: Path) -> None:
    make(tmp_path, "pc1/2026-11-24/080000.mkv", 5000)
    there = Written(Span(at(0), at(600)), "pc1/2026-11-24/080000.mkv")
    gone = Written(Span(at(600), at(1200)), "pc1/2026-11-24/081000.mkv")
    why = dict.fromkeys((there.path, gone.path), "older than a day (vncwall)")
    facts = footage_of(tmp_path, "pc1", Span(at(0), at(3600)), [there, gone], deleted=why, zone=UTC)
    assert [(one.is_there, one.deleted) for one in facts] == [(True, ""), (False, why[gone.path])]


def test_files_that_no_journal_names_are_there_from_their_names_to_the_last_write(
    tmp_path: Path,
) -> None:
    make(tmp_path, "a_b/2026-11-24/080000.mkv", 600)
    make(tmp_path, "a_b/2026-11-24/081000_2.mkv.part", 660)
    make(tmp_path, "a_b/2026-11-24/082000.fbs", 1300)
    assert [one.span for one in footage(tmp_path, host="a:b")] == [
        Span(at(0), at(600)),
        Span(at(600), at(660)),
        Span(at(1200), at(1300)),
    ]


def test_a_manifest_knows_better(tmp_path: Path) -> None:
    make(tmp_path, "pc1/2026-11-24/080000.mkv", 9999)
    manifest = {"start_ns": at(1), "end_ns": at(300)}
    manifest_path(tmp_path / "pc1/2026-11-24/080000.mkv").write_text(json.dumps(manifest))
    assert [one.span for one in footage(tmp_path)] == [Span(at(1), at(300))]


def test_other_days_and_other_files_are_left_out(tmp_path: Path) -> None:
    for name in (
        "pc1/2026-11-20/080000.mkv",
        "pc1/2026-11-26/080000.mkv",
        "pc1/2026-11-24/notes.txt",
        "pc1/2026-11-24/holiday.mkv",
        "pc1/2026-11-24/080000.mkv.json",
        "pc1/elsewhere/080000.mkv",
        "pc1/2026-11-24/090000.mkv",
    ):
        make(tmp_path, name, 600)
    assert footage(tmp_path) == [], "the last one was written before it began"
    assert footage(tmp_path, host="never") == []
