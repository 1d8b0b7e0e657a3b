"""`vncwall recordings hold`: what is held stays."""

from __future__ import annotations

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import hold as command


def test_what_is_held_is_written_down_with_who_and_why(office: Office) -> None:
    code, out = office.run(command, "pc1/2026-03-01", why="incident")
    assert (code, out.partition(":")[0]) == (0, "2 held, 0 were before")
    held = [one for one in office.shelf.records() if one.is_held]
    assert [(one.held_by, one.held_why) for one in held] == [("bob", "incident")] * 2
    assert office.run(command, "pc1")[1].startswith("1 held, 2 were before")
