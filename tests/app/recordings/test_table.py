"""Recordings in columns that stay in line, whatever is in them."""

from __future__ import annotations

import io

from tests.app.recordings.conftest import Office
from vncwall.app.recordings.table import curve, print_records, print_table, summary


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    out = io.StringIO()
    print_table(("name", "size", "x"), [("東京", "1", "[b]"), ("b", "200", "")], out, right=(1,))
    assert out.getvalue() == "name  size  x\n東京     1  [b]\nb      200\n"


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
