from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import (
    Command,
    ExplainSession,
    NoteTaken,
    Notice,
    RemoveSession,
    SessionExplained,
    TakeNote,
)
from vncwall.recording.notes import NoteBook
from vncwall.recording.operator import operator
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.workers.followers.answers import Answers
from vncwall.workers.followers.clerk import Clerk
from vncwall.workers.roster import Roster


class Reasons(Answers):
    """Answers without processes."""

    def __init__(self) -> None:
        pass

    def why(self, name: object, now_ns: int) -> dict[str, Any]:
        return {"host": name, "at": now_ns}


class Room:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock(100.0)
        roster = Roster(RecordingSettings())
        for session, name in enumerate(("pc1", "pc2")):
            roster.add(session, HostSettings(name, HostAddress(name, 5900)), posts=1)
        self.roster = roster
        self.clerk = Clerk(roster, Reasons(), self.clock, folder)

    def said(self) -> list[Command | Notice]:
        """Let the thread come to its end, and hear what came of it."""
        self.clerk.close()
        return list(self.clerk.tick(7))


@pytest.fixture
def room(tmp_path: Path):
    result = Room(tmp_path / "recordings")
    yield result
    result.clerk.close()


def test_a_session_is_explained_with_the_notes_about_its_host(room: Room):
    room.clerk.sent(TakeNote(1, "of another"))
    room.clerk.sent(TakeNote(0, "printer on fire"))
    room.clerk.sent(ExplainSession(0))
    *_, explained = room.said()
    assert isinstance(explained, SessionExplained)
    assert (explained.session, explained.answer) == (0, {"host": "pc1", "at": 7})
    (note,) = explained.notes
    assert (note.host, note.who, note.text) == ("pc1", operator(), "printer on fire")
    assert note.time_ns == room.clock.wall_ns()


def test_a_note_is_on_the_disk_when_it_is_said_to_be(room: Room):
    room.clerk.sent(TakeNote(0, "printer on fire"))
    assert room.said() == [NoteTaken(0, "")]
    assert [note.text for note in NoteBook(room.folder).notes()] == ["printer on fire"]


def test_a_note_that_cannot_be_kept_is_told(room: Room):
    room.folder.parent.mkdir(exist_ok=True)
    room.folder.write_text("in the way")
    room.clerk.sent(TakeNote(0, "lost"))
    room.clerk.sent(ExplainSession(0))
    taken, explained = room.said()
    assert isinstance(taken, NoteTaken)
    assert taken.detail.startswith(str(room.folder))
    assert isinstance(explained, SessionExplained)
    assert explained.notes == ()


def test_who_asks_often_is_answered_once(room: Room):
    room.clerk.sent(ExplainSession(0))
    room.clerk.sent(ExplainSession(0))
    assert len(room.said()) == 1


def test_a_session_that_has_ended_meanwhile_is_not_explained(room: Room):
    room.clerk.sent(ExplainSession(0))
    room.roster.remove(0)
    room.clerk.sent(RemoveSession(0))
    assert room.said() == []
