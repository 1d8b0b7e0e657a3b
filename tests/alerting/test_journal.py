"""What a run writes is what the next one knows."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

from vncwall.alerting.alert import Alert, Maintenance
from vncwall.alerting.journal import AlertJournal, read, stamp, standing, time_of
from vncwall.states import AlertState, Severity

SECOND = 1_000_000_000
DAY = 86400 * SECOND
NOON = time_of("2026-11-22T12:00:00.000Z")
RAISED = Alert("dark", Severity.CRITICAL, AlertState.RAISED, "dark", NOON, NOON)
KNOWN = replace(RAISED, state=AlertState.ACKNOWLEDGED, who="alice", note="on my way",
                changed_ns=NOON + SECOND)  # fmt: skip


def test_a_time_is_read_as_it_was_written() -> None:
    assert time_of(stamp(NOON + 5_000_000)) == NOON + 5_000_000
    assert [time_of(text) for text in ("", "yesterday", None, "2026-11-22")] == [0, 0, 0, 0]


def test_the_next_run_knows_what_lasts_and_who_knows_of_it(tmp_path: Path) -> None:
    journal = AlertJournal(tmp_path / "alerts", now_ns=NOON)
    assert journal.standing.alerts == {}
    journal.alert("pc1", RAISED)
    journal.alert("pc2", RAISED)
    journal.alert("pc1", KNOWN)
    journal.alert("pc2", replace(RAISED, state=AlertState.CLEARED))
    journal.maintenance("pc3", Maintenance(NOON + DAY, "new disk", "bob"), NOON)
    journal.maintenance("pc4", Maintenance(NOON + DAY, "", "bob"), NOON)
    journal.maintenance("pc4", None, NOON)
    journal.active("pc1", NOON - DAY, NOON)
    journal.close()
    left = AlertJournal(tmp_path / "alerts", now_ns=NOON).standing
    assert left.alerts == {("pc1", "dark"): KNOWN}
    assert left.maintenance == {"pc3": Maintenance(NOON + DAY, "new disk", "bob")}
    assert left.active_ns == {"pc1": NOON - DAY}


def test_a_new_day_begins_with_what_lasts(tmp_path: Path) -> None:
    journal = AlertJournal(tmp_path, now_ns=NOON)
    journal.alert("pc1", RAISED)
    journal.alert("pc2", replace(RAISED, changed_ns=NOON + DAY))
    journal.close()
    (tmp_path / "2026-11-22.jsonl").unlink()
    assert set(standing(tmp_path, now_ns=NOON + DAY).alerts) == {("pc1", "dark"), ("pc2", "dark")}
    lines = list(read(tmp_path))
    assert [(line["host"], line.get("carried", False)) for line in lines] == [
        ("pc1", True),
        ("pc2", False),
    ]


def test_a_line_that_the_power_cut_short_costs_itself_alone(tmp_path: Path) -> None:
    journal = AlertJournal(tmp_path, now_ns=NOON)
    journal.alert("pc1", RAISED)
    journal.close()
    path = tmp_path / "2026-11-22.jsonl"
    with path.open("ab") as file:
        file.write(b'{"t": "2026-11-22T12:00:01.000Z", "host": "pc2", "ru')
    journal = AlertJournal(tmp_path, now_ns=NOON)
    journal.alert("pc3", RAISED)
    journal.close()
    assert set(standing(tmp_path, now_ns=NOON).alerts) == {("pc1", "dark"), ("pc3", "dark")}


def test_what_makes_no_sense_is_passed_over(tmp_path: Path) -> None:
    lines = [
        "[]", "7", "nonsense", '{"host": 7}', '{"host": "a", "rule": "x"}',
        '{"host": "a", "rule": "x", "severity": "?", "state": "raised", "detail": "", "raised": 1}',
        '{"host": "b", "maintenance": 7}', '{"host": "c", "active": "long ago"}', "[" * 5000,
    ]  # fmt: skip
    (tmp_path / "2026-11-22.jsonl").write_text("\n".join(lines))
    left = standing(tmp_path, now_ns=NOON)
    assert (left.alerts, left.maintenance) == ({}, {})


def test_old_days_are_removed_and_the_folder_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "alerts"
    folder.mkdir(mode=0o700)
    (folder / "2024-01-01.jsonl").write_text("{}\n")
    journal = AlertJournal(folder, now_ns=NOON)
    journal.alert("pc1", RAISED)
    journal.close()
    (left,) = folder.iterdir()
    assert left.name == "2026-11-22.jsonl"
    assert stat.S_IMODE(os.stat(left).st_mode) == 0o600
    assert json.loads(left.read_text())["state"] == "raised"


def test_a_folder_that_cannot_be_written_costs_the_journal_only(tmp_path: Path) -> None:
    (tmp_path / "alerts").write_text("a file is in the way")
    journal = AlertJournal(tmp_path / "alerts", now_ns=NOON)
    journal.alert("pc1", RAISED)
    journal.close()
    assert (tmp_path / "alerts").read_text() == "a file is in the way"
