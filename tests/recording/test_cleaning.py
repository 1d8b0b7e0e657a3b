"""The retention is carried out, written down, and told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.archive import DAY, MIDNIGHT, S, Shelf
from vncwall.recording.cleaning import clean, due, open_stores
from vncwall.recording.verification import verify
from vncwall.settings.keeping import KeepingSettings, Limits, RetentionPolicy, StoreSettings

MONTH = KeepingSettings(RetentionPolicy(Limits(keep_s=20 * DAY / S)))


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "r")
    shelf.add("pc1/2026-03-01/old.mkv", start_ns=MIDNIGHT)
    shelf.add("pc1/2026-03-01/held.mkv", start_ns=MIDNIGHT)
    shelf.add("pc1/2026-03-29/new.mkv", start_ns=MIDNIGHT + 28 * DAY)
    shelf.archive.hold([shelf.record("pc1/2026-03-01/held.mkv")])
    return shelf


def test_what_would_go_is_told_and_stays(shelf: Shelf) -> None:
    found = due(shelf.archive, MONTH, now_ns=shelf.now_ns)
    assert [(one.record.path, one.why) for one in found] == [
        ("pc1/2026-03-01/old.mkv", "older than 20d")
    ]
    assert len(shelf.paths()) == 3


def test_what_has_to_go_goes_and_the_log_says_why(shelf: Shelf) -> None:
    assert clean(shelf.archive, MONTH, now_ns=shelf.now_ns) == 1
    assert len(shelf.paths()) == 2
    *_, entry = shelf.archive.log.entries()
    assert (entry.action, entry.values["why"]) == ("delete", "retention: older than 20d")
    assert verify(shelf.folder).is_proved
    assert clean(shelf.archive, MONTH, now_ns=shelf.now_ns) == 0


def test_a_full_disk_makes_room(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1000, 999, 1))
    settings = KeepingSettings(RetentionPolicy(free_bytes=2))
    assert clean(shelf.archive, settings, now_ns=shelf.now_ns) == 1
    assert "pc1/2026-03-01/old.mkv" not in shelf.paths()


def test_without_limits_nothing_is_even_read(shelf: Shelf) -> None:
    assert clean(shelf.archive, KeepingSettings(), now_ns=shelf.now_ns) == 0


def test_the_end_of_the_program_interrupts_it(shelf: Shelf) -> None:
    assert clean(shelf.archive, MONTH, now_ns=shelf.now_ns, stop=lambda: True) == 0


def test_stores_that_cannot_be_used_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    pytest.importorskip("fsspec")
    good, bad = StoreSettings("good", "memory://x"), StoreSettings("bad", "gopher://x")
    assert list(open_stores([good, bad])) == ["good"]
    assert "store bad" in caplog.text
