"""The journal as a file: what a person reads in it, and what it survives."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from vncwall.recording import journal as module
from vncwall.recording.journal import FOLDER, Journal, remove_old, stamp
from vncwall.scheduling.spans import Span

SECOND = 1_000_000_000
DAY = 86400 * SECOND
NOON = 20_000 * DAY + DAY // 2
"""2024-10-04 12:00 UTC."""


def lines(folder: Path) -> list[dict[str, Any]]:
    text = "".join(path.read_text() for path in sorted((folder / FOLDER).iterdir()))
    return [json.loads(line) for line in text.splitlines()]


def journal(folder: Path, *, last_ns: int = 0, beat_s: float = 60.0) -> Journal:
    return Journal(folder, last_watched=lambda *_: last_ns, beat_s=beat_s)


def test_it_says_what_was_planned_and_why_nothing_came(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.state("pc1", NOON, plan=("schedule office",), gap="refused", detail="port 5901")
    one.file("pc1", str(tmp_path / "pc1" / "a.mkv"), Span(NOON, NOON + SECOND), NOON + 2 * SECOND)
    one.gone("pc1", NOON + 3 * SECOND)
    one.close(NOON + 4 * SECOND)
    first, *others = lines(tmp_path)
    assert first["pid"] == os.getpid()
    assert others == [
        {
            "t": "2024-10-04T12:00:00.000Z",
            "host": "pc1",
            "plan": ["schedule office"],
            "gap": "refused",
            "detail": "port 5901",
        },
        {
            "t": "2024-10-04T12:00:02.000Z",
            "host": "pc1",
            "file": "pc1/a.mkv",
            "from": "2024-10-04T12:00:00.000Z",
            "to": "2024-10-04T12:00:01.000Z",
        },
        {"t": "2024-10-04T12:00:03.000Z", "host": "pc1", "gone": True},
        {"t": "2024-10-04T12:00:04.000Z", "end": True},
    ]


def test_nothing_is_written_before_there_is_something_to_say(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.beat(NOON)
    one.close(NOON)
    assert list(tmp_path.iterdir()) == []


def test_what_was_missed_since_the_last_run_is_noted(tmp_path: Path) -> None:
    one = journal(tmp_path, last_ns=NOON - 100 * SECOND)
    asked = []

    def planned(start_ns: int, end_ns: int) -> list[tuple[tuple[str, ...], Span]]:
        asked.append((start_ns, end_ns))
        return [(("schedule office",), Span(NOON - 50 * SECOND, NOON))]

    one.watch("pc1", planned, NOON)
    one.close(NOON)
    assert asked == [(NOON - 100 * SECOND, NOON)]
    assert lines(tmp_path)[1] == {
        "t": stamp(NOON),
        "host": "pc1",
        "missed": ["schedule office"],
        "from": stamp(NOON - 50 * SECOND),
        "to": stamp(NOON),
    }


def test_signs_of_life_are_written_over_one_another(tmp_path: Path) -> None:
    one = journal(tmp_path, beat_s=0.005)
    one.state("pc1", NOON, plan=(), gap="", detail="")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        one.beat(NOON + SECOND)
        text = "".join(path.read_text() for path in (tmp_path / FOLDER).glob("*"))
        if stamp(NOON + SECOND) in text:
            break
    one.close(NOON + 2 * SECOND)
    alive = [line["t"] for line in lines(tmp_path) if "alive" in line]
    assert alive == [stamp(NOON + SECOND)]


def test_a_new_day_is_a_new_file_that_says_what_holds(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.state("pc1", NOON, plan=("always",), gap="", detail="")
    one.state("pc2", NOON, plan=("always",), gap="", detail="")
    one.gone("pc2", NOON)
    one.state("pc3", NOON + DAY, plan=(), gap="", detail="")
    one.close(NOON + DAY)
    first, second = sorted((tmp_path / FOLDER).iterdir())
    assert (first.name[:10], second.name[:10]) == ("2024-10-04", "2024-10-05")
    said = [json.loads(line) for line in second.read_text().splitlines()]
    assert [line.get("host") for line in said] == [None, "pc1", "pc3", "pc3", None]
    assert said[1] == {
        "t": stamp(NOON + DAY), "host": "pc1", "plan": ["always"], "gap": "", "detail": ""
    }  # fmt: skip


def test_what_a_full_disk_refuses_is_written_later(tmp_path: Path, monkeypatch: Any) -> None:
    real = os.write
    refusals = [1, 1, 0]

    def write(descriptor: int, data: bytes) -> int:
        if b'"host"' in data and refusals and refusals.pop(0):
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(module.os, "write", write)
    one = journal(tmp_path)
    for number in range(4):
        one.state(f"pc{number}", NOON, plan=(), gap="", detail="")
    one.close(NOON)
    assert [line["host"] for line in lines(tmp_path) if "host" in line] == [
        "pc0",
        "pc1",
        "pc2",
        "pc3",
    ]


def test_a_folder_that_cannot_be_made_holds_up_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    one = journal(tmp_path / "file")
    one.state("pc1", NOON, plan=(), gap="", detail="")
    one.close(NOON)


def test_journals_of_long_ago_are_removed(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    for name in ("2020-01-01T000000Z-1.jsonl", "2024-09-01T000000Z-1.jsonl", "notes.txt"):
        (tmp_path / FOLDER / name).touch()
    remove_old(tmp_path, NOON)
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == [
        "2024-09-01T000000Z-1.jsonl",
        "notes.txt",
    ]
