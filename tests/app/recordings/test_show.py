"""`vncwall recordings show`: all that is known of recordings."""

from __future__ import annotations

import json

import pytest

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import show as command
from vncwall.app.recordings.choice import NothingChosen


def test_it_tells_why_who_and_what(office: Office) -> None:
    record = office.shelf.record("pc1/2026-03-01/020000.mkv")
    office.shelf.archive.hold([record], why="incident 4711")
    code, out = office.run(command, "pc1/2026-03-01/020000")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert code == 0
    assert lines[0] == record.path
    expected = ["host pc1 (lab)", "held by alice: incident 4711", "cause schedule nights"]
    expected += ["ended length", "video 160x96, 4 frames", "| ▃▅|", "number 2 of its host"]
    for line in expected:
        assert line in lines
    assert any(line.endswith("for 5s: frozen") for line in lines)
    assert any(line.endswith("for 1m: alice") for line in lines)


def test_a_file_without_a_manifest_tells_what_it_can(office: Office) -> None:
    office.shelf.file("pc1/2026-03-01/040000.mkv")
    _, out = office.run(command, "pc1/2026-03-01/040000")
    assert "state  unentered" in out


def test_for_programs_it_is_as_in_the_list(office: Office) -> None:
    _, out = office.run(command, "pc1", as_json=True)
    assert len(json.loads(out)["recordings"]) == 3


def test_a_name_that_is_none_is_an_error(office: Office) -> None:
    with pytest.raises(NothingChosen):
        office.run(command, "nobody")
