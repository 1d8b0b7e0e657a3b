from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from benchmarks import results


def options(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    results.add_options(parser)
    return parser.parse_args(given)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "results.jsonl"
    monkeypatch.setattr(results, "FILE", path)
    return path


def test_every_figure_says_what_measured_it_when_and_where() -> None:
    found = results.described("dead", {"live": 3})
    assert list(found) == ["when", "machine", "benchmark", "live"]
    assert (found["benchmark"], found["live"]) == ("dead", 3)


def test_a_run_is_printed_for_people_and_kept(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results.tell({"live": 3}, "three are live", options())
    results.tell({"live": 4}, "four are live", options("--no-results"))
    assert capsys.readouterr().out == "three are live\nfour are live\n"
    assert [json.loads(line) for line in kept.read_text().splitlines()] == [{"live": 3}]


def test_a_run_is_printed_for_programs(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results.tell({"live": 3}, "three are live", options("--json"))
    assert capsys.readouterr().out == kept.read_text() == '{"live": 3}\n'


def test_what_failed_is_the_last_line() -> None:
    said = results.judged(["two hosts"], ["one is late", "one is lost"], good="kept", bad="FAILED")
    assert said == "two hosts\n  FAILED: one is late; one is lost"
