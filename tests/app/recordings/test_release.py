"""`vncwall recordings release`: what was held may go."""

from __future__ import annotations

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import hold
from vncwall.app.recordings import release as command


def test_only_what_was_held_is_released(office: Office) -> None:
    office.run(hold, "pc1/2026-03-01")
    code, out = office.run(command, "pc1")
    assert (code, out.partition(":")[0]) == (0, "2 released, 1 were not held")
    assert not any(one.is_held for one in office.shelf.records())
