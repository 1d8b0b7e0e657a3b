"""`vncwall recordings note`: a few words with recordings."""

from __future__ import annotations

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import note as command


def test_a_note_stays_until_another_one_or_none(office: Office) -> None:
    name = "pc1/2026-03-01/010000.mkv"
    assert office.run(command, name, text="look")[1].startswith("noted: 1 recording")
    assert office.shelf.record(name).note == "look"
    assert office.run(command, name, text="")[1].startswith("note removed")
    assert office.shelf.record(name).note == ""
