"""Marks of segments are what the log says last."""

from __future__ import annotations

from pathlib import Path

from tests.support.archive import Shelf
from vncwall.recording.audit import Action


def test_the_last_word_counts(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    record = shelf.add("pc1/d/a.mkv")
    shelf.archive.hold([record], why="first")
    shelf.archive.release([shelf.record(record.path)])
    shelf.archive.hold([shelf.record(record.path)], why="second")
    shelf.archive.note([record], "one")
    shelf.archive.note([record], "two")
    now = shelf.record(record.path)
    assert (now.held_by, now.held_why, now.note) == ("alice", "second", "two")
    shelf.archive.release([now])
    assert not shelf.record(record.path).is_held


def test_entries_that_mean_nothing_to_this_version_change_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    record = shelf.add("pc1/d/a.mkv")
    known = {"manifest": record.manifest_sha256}
    for action, values in [
        ("bless", known),
        ("hold", {"manifest": 7}),
        ("hold", {"manifest": "short"}),
        ("note", known | {"text": ["no", "text"]}),
    ]:
        shelf.archive.log.append(Action(action) if action != "bless" else action, values,  # type: ignore[arg-type]
                                 who="x", time_ns=0)  # fmt: skip
    now = shelf.record(record.path)
    assert (now.is_held, now.note) == (False, "")
