"""What hands had said is told by the journals of programs that died, and of no others."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from vncwall.recording.journal import FOLDER
from vncwall.recording.last_words import GOES_ON_NS, LastWords, Word, last_words
from vncwall.recording.locks import locked

SECOND = 1_000_000_000
EIGHT = 1_795_507_200 * SECOND
"""2026-11-24 08:00 UTC."""
HAND = '"host":"pc1","plan":["hand"],"gap":"","detail":""'
STOPPED = '"host":"pc1","plan":["always"],"gap":"stopped by hand","detail":""'
ALIVE = '{"t":"2026-11-24T08:00:00.000Z","alive":true}'


def run(folder: Path, *lines: str, begin: str = "070000") -> Path:
    """Leave the journal of a run that was last alive at eight."""
    path = folder / FOLDER / f"2026-11-24T{begin}Z-1.jsonl"
    path.parent.mkdir(exist_ok=True)
    said = (f'{{"t":"2026-11-24T07:00:00.000Z",{line}}}' for line in lines)
    path.write_text("\n".join([*said, ALIVE, ""]))
    os.utime(path, ns=(EIGHT, EIGHT))
    return path


def words(folder: Path, later_s: int = 60) -> Mapping[str, Word]:
    return last_words(folder, EIGHT + later_s * SECOND)


@pytest.mark.parametrize(("line", "enabled"), [(HAND, True), (STOPPED, False)])
def test_what_held_when_the_program_died_goes_on(tmp_path: Path, line: str, enabled: bool) -> None:
    run(tmp_path, line)
    assert words(tmp_path) == {"pc1": Word(enabled, EIGHT, goes_on=True)}


def test_after_long_it_is_known_but_does_not_go_on(tmp_path: Path) -> None:
    run(tmp_path, HAND)
    assert not words(tmp_path, GOES_ON_NS // SECOND + 1)["pc1"].goes_on
    assert words(tmp_path, 2 * 86400) == {}


@pytest.mark.parametrize(
    "last",
    [
        '"end":true',
        '"host":"pc1","gone":true',
        '"host":"pc1","plan":[],"gap":"","detail":""',
        '"host":"pc1","plan":["schedule office"],"gap":"","detail":""',
    ],
)
def test_what_was_over_holds_no_more(tmp_path: Path, last: str) -> None:
    run(tmp_path, HAND, last)
    assert words(tmp_path) == {}


def test_the_newest_run_that_names_a_host_counts(tmp_path: Path) -> None:
    run(tmp_path, HAND)
    run(tmp_path, '"host":"pc1","plan":[],"gap":"","detail":""', begin="073000")
    assert words(tmp_path) == {}
    run(tmp_path, STOPPED, begin="074500")
    assert words(tmp_path)["pc1"].enabled is False


def test_a_program_that_lives_speaks_for_itself(tmp_path: Path) -> None:
    path = run(tmp_path, HAND)
    with locked(path):
        assert words(tmp_path) == {}
    assert words(tmp_path) != {}


def test_they_are_read_beside_and_told_once(tmp_path: Path) -> None:
    run(tmp_path, HAND)
    found = LastWords(tmp_path, EIGHT)
    found.wait(10)
    assert list(found.take()) == ["pc1"]
    assert found.take() == {}


def test_a_folder_without_journals_says_nothing(tmp_path: Path) -> None:
    assert words(tmp_path / "none") == {}
