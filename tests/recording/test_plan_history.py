"""Journals are read as they are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from vncwall.recording.journal import FOLDER
from vncwall.recording.plan_history import (
    NOT_RUNNING,
    Planned,
    Written,
    last_watched,
    read_histories,
)
from vncwall.scheduling.spans import Span

SECOND = 1_000_000_000
EIGHT = 1_795_507_200 * SECOND
"""2026-11-24 08:00 UTC."""


def at(seconds: int) -> int:
    return EIGHT + seconds * SECOND


def t(seconds: int) -> str:
    return f'"t":"2026-11-24T08:{seconds // 60:02}:{seconds % 60:02}.000Z"'


def write(folder: Path, *lines: str, name: str = "2026-11-24T080000Z-1") -> None:
    (folder / FOLDER).mkdir(exist_ok=True)
    text = "".join(f"{{{line}}}\n" for line in lines)
    (folder / FOLDER / f"{name}.jsonl").write_text(text)


def state(seconds: int, plan: str, gap: str = "") -> str:
    return f'{t(seconds)},"host":"pc1","plan":[{plan}],"gap":"{gap}","detail":""'


def test_what_holds_holds_until_the_next_line_of_the_host(tmp_path: Path) -> None:
    write(
        tmp_path,
        f'{t(0)},"version":"1","pid":1',
        state(0, ""),
        state(10, '"schedule a"', "connecting"),
        state(12, '"schedule a"'),
        f'{t(15)},"host":"pc2","plan":[],"gap":""',
        state(70, '"schedule a","schedule b"', "refused"),
        state(80, ""),
        f'{t(90)},"alive":true',
    )
    history = read_histories(tmp_path, at(0), at(100))["pc1"]
    assert history.planned == [
        Planned(Span(at(10), at(12)), ("schedule a",), "connecting"),
        Planned(Span(at(12), at(70)), ("schedule a",)),
        Planned(Span(at(70), at(80)), ("schedule a", "schedule b"), "refused"),
    ]
    assert history.watched == [Span(at(0), at(90))]


def test_a_run_that_was_killed_is_known_to_its_last_sign_of_life(tmp_path: Path) -> None:
    write(tmp_path, state(0, '"always"'), f'{t(30)},"alive":true')
    assert read_histories(tmp_path, at(0), at(100))["pc1"].planned == [
        Planned(Span(at(0), at(30)), ("always",))
    ]
    assert last_watched(tmp_path, "pc1") == at(30)
    assert last_watched(tmp_path, "pc2") == 0


def test_files_and_what_was_missed(tmp_path: Path) -> None:
    ends = '"from":"2026-11-24T08:00:00.000Z","to":"2026-11-24T08:00:10.000Z"'
    write(
        tmp_path,
        f'{t(20)},"host":"pc1","missed":["schedule a"],{ends}',
        state(20, ""),
        f'{t(30)},"host":"pc1","file":"pc1/a.mkv",{ends}',
    )
    history = read_histories(tmp_path, at(0), at(100))["pc1"]
    span = Span(at(0), at(10))
    assert history.planned == [Planned(span, ("schedule a",), NOT_RUNNING)]
    assert history.files == [Written(span, "pc1/a.mkv")]


def test_a_host_that_is_gone_has_missed_nothing_since(tmp_path: Path) -> None:
    write(
        tmp_path, state(0, '"always"'), f'{t(10)},"host":"pc1","gone":true', f'{t(90)},"end":true'
    )
    history = read_histories(tmp_path, at(0), at(100))["pc1"]
    assert history.planned == [Planned(Span(at(0), at(10)), ("always",))]
    assert (history.watched, history.last_ns) == ([Span(at(0), at(10))], 0)
    assert last_watched(tmp_path, "pc1") == 0


def test_the_newest_run_that_names_a_host_tells_until_when_it_was_watched(tmp_path: Path) -> None:
    write(tmp_path, state(0, ""), f'{t(30)},"end":true')
    write(tmp_path, f'{t(40)},"host":"pc2","plan":[]', name="2026-11-24T080040Z-2")
    assert last_watched(tmp_path, "pc1") == at(30)


def test_runs_of_other_days_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, state(0, ""), name="2026-11-20T080000Z-1")
    assert read_histories(tmp_path, at(0), at(100)) == {}


@pytest.mark.parametrize(
    "line",
    [
        '"t":"2026-11-24T08:00:05.0',
        '"t":5,"host":"pc1","plan":["x"]',
        '"t":"yesterday","host":"pc1","plan":["x"]',
        f'{t(5)},"host":["pc1"],"plan":["x"]',
        f'{t(5)},"host":"pc1","file":"a","from":1,"to":2',
        f'{t(5)},"host":"pc1","file":"a","from":"2026-11-24T08:00:05.000Z",'
        '"to":"2026-11-24T08:00:01.000Z"',
        '"a":' + "[" * 100_000,
    ],
)
def test_what_makes_no_sense_is_left_out(tmp_path: Path, line: str) -> None:
    write(tmp_path, state(0, '"always"'), line, f'{t(30)},"alive":true')
    history = read_histories(tmp_path, at(0), at(100))["pc1"]
    assert history.planned == [Planned(Span(at(0), at(30)), ("always",))]
    assert history.files == []


def test_a_clock_that_was_set_back_makes_no_negative_time(tmp_path: Path) -> None:
    write(tmp_path, state(50, '"always"'), state(10, '"always"', "x"), f'{t(30)},"alive":true')
    assert read_histories(tmp_path, at(0), at(100))["pc1"].planned == [
        Planned(Span(at(10), at(30)), ("always",), "x")
    ]
