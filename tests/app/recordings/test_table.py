"""Recordings in columns that stay in line, whatever is in them."""

from __future__ import annotations

import io

import pytest
from rich.text import Text

from tests.app.recordings.conftest import Office
from vncwall.app.recordings.table import curve, print_records, print_table, summary


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    out = io.StringIO()
    print_table(("name", "size", "x"), [("東京", "1", "[b]"), ("b", "200", "")], out, right=(1,))
    assert out.getvalue() == "name  size  x\n東京     1  [b]\nb      200\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("columns", "has_start"), [(80, False), (120, True)])
def test_in_a_narrow_terminal_what_is_special_goes_before_the_start_that_its_name_says(
    office: Office, monkeypatch: pytest.MonkeyPatch, columns: int, has_start: bool
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    record = office.shelf.record("pc1/2026-03-01/020000.mkv")
    office.shelf.archive.hold([record])
    office.shelf.archive.note([record], "it was a long night, and much was said of it")
    out = Terminal()
    print_records(office.shelf.records(), out)
    lines = [Text.from_ansi(line).plain for line in out.getvalue().splitlines()]
    assert max(map(len, lines)) <= columns
    (line,) = (line for line in lines if line.startswith(record.path))
    assert "  held, 1 g" in line
    assert ("start" in lines[0]) == has_start


def test_a_list_has_a_line_for_each_and_one_for_all(office: Office) -> None:
    records = office.shelf.records()
    out = io.StringIO()
    print_records(records, out)
    head, *rows, last = out.getvalue().splitlines()
    assert head.split() == ["recording", "start", "length", "size", "active", "cause"]
    assert [row.partition("  ")[0] for row in rows] == [one.path for one in records]
    assert last == summary(records)
    assert last.startswith("4 recordings of 2 hosts, 40m, ")


def test_no_recordings_are_said_in_one_line() -> None:
    out = io.StringIO()
    print_records([], out)
    assert out.getvalue() == "no recordings\n"


def test_an_activity_curve_shows_the_least_change() -> None:
    assert curve((0, 1, 12, 13, 99, 100)) == " ▁▁▂██"
