"""`vncwall recordings notes`: what was noted on the wall."""

from __future__ import annotations

import json
from pathlib import Path

from tests.app.recordings.conftest import Office
from tests.support.archive import HOUR, MIDNIGHT
from vncwall.app.recordings import list as listing
from vncwall.app.recordings import notes as command
from vncwall.app.recordings import show
from vncwall.ipc.note import Note
from vncwall.recording.notes import NoteBook

HOT = Note(MIDNIGHT + 2 * HOUR, "pc1", "ada", "printer on fire")
OTHER = Note(MIDNIGHT + 3 * HOUR, "Line 2", "bob", "stopped")


def noted(office: Office) -> None:
    book = NoteBook(office.shelf.folder)
    book.add(HOT)
    book.add(OTHER)


def test_notes_are_listed_with_time_host_and_who(office: Office) -> None:
    noted(office)
    _, out = office.run_on_all(command)
    first, second = out.splitlines()
    assert first.endswith("  pc1     printer on fire (ada)")
    assert second.endswith("  Line 2  stopped (bob)")


def test_some_hosts_are_asked_for_by_their_names(office: Office) -> None:
    noted(office)
    _, out = office.run_on_all(command, hosts=["PC*"], as_json=True)
    assert json.loads(out)["notes"] == [
        {"t": "2026-03-01T02:00:00.000Z", "host": "pc1", "who": "ada", "text": "printer on fire"}
    ]


def test_without_notes_it_says_how_they_are_taken(office: Office) -> None:
    assert office.run_on_all(command) == (0, "no notes; on the wall N takes one\n")


def test_a_recording_tells_what_was_noted_while_it_was_made(office: Office) -> None:
    noted(office)
    _, out = office.run(listing, as_json=True)
    told = {Path(one["path"]).stem: one["notes"] for one in json.loads(out)["recordings"]}
    note = {"time": "2026-03-01T02:00:00.000+00:00", "who": "ada", "text": "printer on fire"}
    assert [name for name in told if told[name] == [note]] == ["020000"]
    assert [name for name in told if told[name] not in ([], [note])] == []
    assert "printer on fire" in office.run(listing, "pc1")[1]
    _, out = office.run(show, "pc1/2026-03-01/020000")
    assert "printer on fire (ada)" in out
    assert "stopped" not in out
    _, out = office.run(show, "pc1/2026-03-01/010000")
    assert "printer on fire" not in out
