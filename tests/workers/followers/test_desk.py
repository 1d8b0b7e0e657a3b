from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.desk import DeskPlace, connect, desks, encode
from vncwall.ipc.messages import (
    AcknowledgeAlert,
    PrerollSaved,
    Reconnect,
    SavePreroll,
    SessionChanged,
    SetMaintenance,
    SetRecording,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.states import Reason, SessionState
from vncwall.workers.crew import Crew
from vncwall.workers.followers.answers import Answers
from vncwall.workers.followers.chronicle import Chronicle
from vncwall.workers.followers.costs import Costs
from vncwall.workers.followers.desk import Desk
from vncwall.workers.followers.planner import Planner
from vncwall.workers.followers.relief import Relief
from vncwall.workers.pool import Post
from vncwall.workers.roster import Roster

SECOND = 1_000_000_000


class Office:
    """A desk for two hosts, the first of them live, and somebody who asks."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock(100.0)
        roster = Roster(RecordingSettings())
        chronicle = Chronicle(self.clock)
        crew = Crew(self.clock, lambda *_: None, lambda *_: None)
        crew.sessions.append(Post("vncwall-sessions-0", lambda *_: None, None))  # type: ignore[arg-type]
        for session, name in enumerate(("pc1", "pc2")):
            roster.add(session, HostSettings(name, HostAddress(name, 5900)), posts=1)
        chronicle.noticed(SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0))
        costs = Costs(roster, crew, self.clock)
        relief = Relief(RecordingSettings(), roster, costs, self.clock)
        planner = Planner(RecordingSettings(), roster, self.clock)
        answers = Answers(roster, crew, chronicle, costs, relief, planner)
        self.reloads = 0
        place = DeskPlace(folder, "a wall", self.reload)
        self.desk = Desk(place, roster, answers, self.clock)
        self.done: list[Any] = []
        self.peer: socket.socket | None = None

    def reload(self) -> None:
        self.reloads += 1

    def ask(self, question: str, **values: object) -> Any:
        if self.peer is None:
            (path,) = desks(self.folder)
            self.peer, self.secret = connect(path, 1.0)
        self.peer.send(encode({"ask": question, "secret": self.secret, **values}))
        self.clock.now_ns += SECOND
        self.done = list(self.desk.tick(self.clock.now_ns))
        said = json.loads(self.peer.recv(1 << 16))
        return said.get("answer", said.get("error"))

    folder = Path()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    Office.folder = tmp_path
    office = Office(tmp_path)
    yield office
    office.desk.close()
    if office.peer is not None:
        office.peer.close()


def test_it_says_who_it_is(office: Office) -> None:
    expected = {"pid": os.getpid(), "title": "a wall", "hosts": 2, "up_s": 1.0}
    assert office.ask("who") == expected


def test_it_answers_about_all_and_about_one(office: Office) -> None:
    assert [host["state"] for host in office.ask("status")["hosts"]] == ["live", "waiting"]
    assert office.ask("why", host="pc2")["host"] == "pc2"


@pytest.mark.parametrize(
    ("question", "values", "fault"),
    [
        ("why", {}, '"host" must be the name of a host'),
        ("why", {"host": "pc3"}, "no host is called 'pc3'; did you mean pc2, pc1?"),
        ("sing", {}, "'sing' is no question that this vncwall knows"),
        (3, {}, "'3' is no question that this vncwall knows"),
    ],
)
def test_what_it_cannot_answer_it_explains(
    office: Office, question: str, values: dict[str, str], fault: str
) -> None:
    assert office.ask(question, **values) == fault


def test_it_says_what_it_can_carry(office: Office) -> None:
    assert office.ask("capacity")["figures"]["recordings"] == 0


def test_one_host_is_connected_anew_or_all_that_are_not_live(office: Office) -> None:
    assert office.ask("reconnect", host="pc1") == {"hosts": ["pc1"]}
    assert office.done == [Reconnect(0)]
    assert office.ask("reconnect") == {"hosts": ["pc2"]}
    assert office.done == [Reconnect(1)]
    assert office.ask("status")["hosts"]
    assert office.done == []


def test_the_configuration_is_read_again_where_there_is_one(office: Office) -> None:
    assert office.ask("reload") == {}
    assert office.reloads == 1
    office.desk._place = DeskPlace(office.folder, "a demo")
    assert office.ask("reload") == "it was not started from a configuration file"


def test_recording_begins_and_ends(office: Office) -> None:
    assert office.ask("record", host="pc1") == {"host": "pc1"}
    assert office.done == [SetRecording(0, True)]
    office.ask("record", host="pc1", enabled=False)
    assert office.done == [SetRecording(0, False)]
    assert office.ask("record", host="pc1", enabled="no") == '"enabled" must be true or false'


def test_a_desk_that_cannot_be_opened_is_missed_by_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").write_text("")
    desk = Office(tmp_path / "taken").desk
    assert list(desk.tick(0)) == []
    assert list(desk.descriptors()) == []
    desk.close()
    assert "cannot ask here" in caplog.text


def test_it_has_last_minutes_saved_and_tells_what_became_of_it(office: Office) -> None:
    assert office.ask("save", host="pc1", last_s=60) == {"host": "pc1", "number": 0}
    assert office.done == [SavePreroll(0, 60.0)]
    assert office.ask("saved", host="pc1", number=0) == {"is_done": False}
    office.desk.noticed(PrerollSaved(0, ("a.fbs",), 59.5, ""))
    assert office.ask("saved", host="pc1", number=0) == {
        "is_done": True,
        "host": "pc1",
        "paths": ["a.fbs"],
        "length_s": 59.5,
        "detail": "",
    }
    assert office.ask("save", host="pc1")["number"] == 1


@pytest.mark.parametrize("length", [-1, "5m", True, None])
def test_how_much_is_saved_is_a_number(office: Office, length: object) -> None:
    assert office.ask("save", host="pc1", last_s=length) == '"last_s" must be a number of seconds'


def test_alerts_are_told_and_only_those_that_last_can_be_acknowledged(office: Office) -> None:
    assert office.ask("alerts") == {"alerts": [], "maintenance": []}
    assert office.ask("acknowledge", host="pc1") == "pc1 has no alert that lasts"
    fault = office.ask("acknowledge", host="pc1", rule="dark")
    assert fault == "pc1 has no alert 'dark' that lasts"
    standing = {"host": "pc1", "rule": "dark"}
    office.desk._answers.alerts = lambda: {"alerts": [standing]}  # type: ignore[method-assign]
    answer = office.ask("acknowledge", host="pc1", who="anna", text="cable")
    assert answer == {"host": "pc1", "rules": ["dark"]}
    assert office.done == [AcknowledgeAlert(0, "", "anna", "cable")]


def test_maintenance_begins_and_ends_and_its_length_is_a_number(office: Office) -> None:
    assert office.ask("maintain", host="pc2", for_s=60, who="anna") == {"host": "pc2"}
    assert office.done == [SetMaintenance(1, 60.0, "anna", "")]
    assert office.ask("maintain", host="pc2", for_s="soon") == (
        '"for_s" must be a number of seconds'
    )
    assert office.ask("maintain", host="pc2", for_s=1e12) == '"for_s" must be 0 to 31622400'
    assert office.ask("maintain", host="pc2", text=7) == (
        '"text" must be a text of at most 500 characters'
    )
