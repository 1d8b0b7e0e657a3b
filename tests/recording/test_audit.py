"""The log is only ever appended to, survives a crash, and is understood or named as damaged."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vncwall.recording.audit import MAX_LINE_BYTES, Action, AuditError, AuditLog

TIME = 1_772_323_200_123_456_789


def filled(folder: Path, count: int = 3) -> AuditLog:
    log = AuditLog(folder)
    for number in range(count):
        log.append(Action.NOTE, {"text": f"n{number}"}, who="alice", time_ns=TIME + number)
    return log


def test_entries_come_back_as_they_were_written(tmp_path: Path) -> None:
    log = filled(tmp_path)
    entries = list(log.entries())
    assert [(one.number, one.time_ns, one.who, one.action) for one in entries] == [
        (n + 1, TIME + n, "alice", "note") for n in range(3)
    ]
    assert [dict(one.values) for one in entries] == [{"text": f"n{n}"} for n in range(3)]


def test_each_line_holds_the_hash_of_the_line_before(tmp_path: Path) -> None:
    log = filled(tmp_path)
    lines = log.path.read_bytes().splitlines(keepends=True)
    digests = [hashlib.sha256(line).hexdigest() for line in lines]
    assert [json.loads(line)["previous"] for line in lines] == ["", *digests[:2]]
    assert log.head() == (3, digests[2])


def test_a_log_that_was_never_written_is_empty(tmp_path: Path) -> None:
    assert AuditLog(tmp_path).head() == (0, "")
    assert list(AuditLog(tmp_path).entries()) == []


def test_reading_may_go_on_where_it_ended(tmp_path: Path) -> None:
    log = filled(tmp_path)
    first, *others = log.entries()
    assert list(log.entries(offset=first.end)) == others


def test_a_line_that_a_crash_cut_off_is_replaced(tmp_path: Path) -> None:
    log = filled(tmp_path)
    whole = log.path.read_bytes()
    log.path.write_bytes(whole + b'{"entry":4,"ti')
    assert len(list(log.entries())) == 3
    log.append(Action.HOLD, {}, who="bob", time_ns=TIME)
    assert log.path.read_bytes().startswith(whole)
    assert [one.number for one in log.entries()] == [1, 2, 3, 4]


def test_a_log_with_nothing_but_half_a_line_begins_anew(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    log.path.write_bytes(b'{"entry":1')
    log.append(Action.HOLD, {}, who="bob", time_ns=TIME)
    assert [one.number for one in log.entries()] == [1]


def test_many_programs_may_append_at_once(tmp_path: Path) -> None:
    def append(number: int) -> None:
        log = AuditLog(tmp_path)
        log.append(Action.NOTE, {"text": str(number)}, who="x", time_ns=TIME)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(append, range(40)))
    entries = list(AuditLog(tmp_path).entries())
    assert [one.number for one in entries] == list(range(1, 41))
    assert [one.previous for one in entries] == ["", *(one.sha256 for one in entries[:-1])]


def test_long_lines_are_found_from_behind(tmp_path: Path) -> None:
    log = filled(tmp_path)
    log.append(Action.DELETE, {"files": ["x" * 100] * 5000}, who="x", time_ns=TIME)
    assert log.head()[0] == 4
    log.append(Action.HOLD, {}, who="x", time_ns=TIME)
    assert log.head()[0] == 5


@pytest.mark.parametrize("line", [b"{}\n", b"[]\n", b"text\n", b"\xff\n", b'{"entry":"1"}\n'])
def test_a_damaged_line_is_named_with_its_place(tmp_path: Path, line: bytes) -> None:
    log = filled(tmp_path, 1)
    end = log.path.stat().st_size
    log.path.write_bytes(log.path.read_bytes() + line)
    with pytest.raises(AuditError, match=f"at byte {end}"):
        list(log.entries())
    with pytest.raises(AuditError, match=f"at byte {end}"):
        log.append(Action.HOLD, {}, who="x", time_ns=TIME)


def test_a_line_without_an_end_is_not_read_into_memory(tmp_path: Path) -> None:
    log = AuditLog(tmp_path)
    log.path.write_bytes(b"x" * (MAX_LINE_BYTES + 10))
    with pytest.raises(AuditError, match="no end"):
        list(log.entries())
