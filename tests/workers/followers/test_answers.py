from __future__ import annotations

import json

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import (
    DesktopChanged,
    LookChanged,
    Notice,
    RecordingChanged,
    RecordingState,
    SessionAlive,
    SessionChanged,
    SessionStats,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import BudgetSettings, HostSettings, RecordingSettings
from vncwall.states import PictureLook, Reason, SessionState
from vncwall.workers.crew import Crew
from vncwall.workers.followers.answers import Answers, Unanswerable, find
from vncwall.workers.followers.chronicle import Chronicle
from vncwall.workers.followers.costs import Costs
from vncwall.workers.followers.planner import Planner
from vncwall.workers.followers.relief import Relief
from vncwall.workers.pool import Post
from vncwall.workers.roster import Roster

SECOND = 1_000_000_000
BUDGETS = BudgetSettings(5000.0, {"branch": 1000.0, "lan": 800.0})
NAMES = ("Line 3", "line 4", "lab-1", "lab-2")
STATS = SessionStats(0, 412.34, 0.912, ("tight",), 81.26, 2100.4, 500.0, 51234.4, 3.123, "Tight")


class Fleet:
    """Four hosts, of which nothing was heard yet."""

    def __init__(self) -> None:
        self.clock = FakeClock(100.0)
        self.roster = Roster(RecordingSettings())
        self.chronicle = Chronicle(self.clock)
        crew = Crew(self.clock, lambda *_: None, lambda *_: None)
        crew.sessions.append(Post("vncwall-sessions-0", lambda *_: None, None))  # type: ignore[arg-type]
        costs = Costs(self.roster, crew, self.clock)
        self.relief = Relief(RecordingSettings(), self.roster, costs, self.clock)
        planner = Planner(RecordingSettings(), self.roster, self.clock)
        self.answers = Answers(
            self.roster, crew, self.chronicle, costs, self.relief, planner, BUDGETS
        )
        for session, name in enumerate(NAMES):
            host = HostSettings(name, HostAddress("10.0.0.7", 5901 + session), group="hall")
            self.roster.add(session, host, posts=1)

    def hear(self, *notices: Notice) -> None:
        for notice in notices:
            self.chronicle.noticed(notice)
            self.roster.get(notice.session).note(notice)  # type: ignore[attr-defined]


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


def live(session: int = 0) -> SessionChanged:
    return SessionChanged(session, SessionState.LIVE, Reason.NONE, "", 0)


def test_the_state_of_a_live_host_is_told_with_what_was_measured(fleet: Fleet) -> None:
    fleet.hear(live(), SessionAlive(0, 100 * SECOND), STATS)
    fleet.hear(RecordingChanged(0, RecordingState.RECORDING, "a.mkv", ""))
    answer = fleet.answers.status(102 * SECOND)
    assert answer["live"] == 1
    assert answer["hosts"][0] == {
        "host": "Line 3",
        "address": "10.0.0.7:1",
        "group": "hall",
        "state": "live",
        "reason": "",
        "detail": "",
        "look": "",
        "retry_in_s": None,
        "since_s": 2.0,
        "age_s": 2.0,
        "kbit_s": 412.3,
        "updates_s": 0.91,
        "recording": "recording",
        "recording_detail": "",
        "plan": [],
        "by_hand": False,
        "plan_until": "",
        "plan_next": "",
        "worker": "vncwall-sessions-0",
        "session": 0,
    }


def test_the_state_of_a_host_that_is_away_says_why_and_when_it_is_tried(fleet: Fleet) -> None:
    fleet.hear(live(), STATS)
    fleet.hear(SessionChanged(0, SessionState.BACKING_OFF, Reason.REFUSED, "closed", 107 * SECOND))
    (host, *_) = fleet.answers.status(102 * SECOND)["hosts"]
    assert (host["state"], host["reason"], host["detail"]) == ("reconnecting", "refused", "closed")
    assert host["retry_in_s"] == 5.0
    assert (host["kbit_s"], host["updates_s"]) == (0.0, 0.0)  # what was measured holds no more


def test_a_recording_that_was_asked_for_and_has_not_begun_waits(fleet: Fleet) -> None:
    fleet.roster.get(1).is_recorded = True  # type: ignore[union-attr]
    assert [host["recording"] for host in fleet.answers.status(0)["hosts"]] == [
        "off",
        "waiting",
        "off",
        "off",
    ]


def test_why_has_everything_in_it(fleet: Fleet) -> None:
    entry = fleet.roster.get(0)
    assert entry is not None
    entry.box, entry.budget_kbit_s = (320, 180), 1000.0
    fleet.hear(live(), DesktopChanged(0, "desk", 1920, 1080, ()), STATS)
    answer = fleet.answers.why("Line 3", 100 * SECOND)
    assert answer["state"] == "live"
    assert (answer["desktop"], answer["tile"]) == ([1920, 1080], [320, 180])
    assert (answer["asked"], answer["budget_kbit_s"]) == ("Tight", 1000.0)
    assert (answer["round_trip_ms"], answer["update_bytes"]) == (81.3, 51234)
    assert answer["why"] == "it is shown as a tile: as the configuration says for tiles"


def test_a_slowed_host_says_so_and_by_how_much(fleet: Fleet) -> None:
    entry = fleet.roster.get(0)
    assert entry is not None
    entry.least_interval_s = 4.0
    fleet.relief._admission.reason = "one uses 97% of its processor core"
    answer = fleet.answers.why("Line 3", 0)
    assert answer["slowed"] == "asked every 4 s at most: one uses 97% of its processor core"
    assert answer["least_interval_s"] == 4.0
    assert fleet.answers.why("line 4", 0)["slowed"] == ""


def test_a_picture_that_looks_black_is_told_while_it_is_there(fleet: Fleet) -> None:
    fleet.hear(live(), LookChanged(0, PictureLook.BLACK, 100 * SECOND))
    assert fleet.answers.why("Line 3", 0)["look"] == "black"
    fleet.hear(SessionChanged(0, SessionState.BACKING_OFF, Reason.REFUSED, "", 0))
    assert fleet.answers.why("Line 3", 0)["look"] == ""


def test_without_measurements_why_says_what_the_configuration_asks(fleet: Fleet) -> None:
    entry = fleet.roster.get(0)
    assert entry is not None
    tile = "auto, JPEG quality 6, compression 6, rgb888, at most every 1 s"
    answer = fleet.answers.why("Line 3", 0)
    assert (answer["asked"], answer["why"]) == (tile, "nobody looks at it: nothing is asked")
    entry.is_recorded = True
    assert "it is recorded" in fleet.answers.why("Line 3", 0)["why"]
    entry.has_control = True
    answer = fleet.answers.why("Line 3", 0)
    assert answer["asked"] == "auto, JPEG quality 8, compression 2, rgb888, always"
    assert "under control" in answer["why"]


def test_all_answers_can_be_written(fleet: Fleet) -> None:
    answers = fleet.answers
    said = [answers.status(0), answers.why("Line 3", 0), answers.capacity()]
    json.dumps(said, allow_nan=False)


def test_capacity_tells_how_full_lines_are_and_what_cannot_be_told_yet(fleet: Fleet) -> None:
    fleet.hear(live(), STATS)
    answer = fleet.answers.capacity()
    assert answer["links"] == [
        {"link": "site", "budget_kbit_s": 5000.0, "kbit_s": 412.3, "live": 1},
        {"link": "branch", "budget_kbit_s": 1000.0, "kbit_s": 0, "live": 0},
        {"link": "lan", "budget_kbit_s": 800.0, "kbit_s": 412.3, "live": 1},
    ]
    assert (answer["more_tiles"], answer["tiles_limited_by"]) == (None, None)
    assert answer["figures"]["live"] == 1


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Line 3", "Line 3"),
        ("LINE 4", "line 4"),
        ("10.0.0.7:2", "lab-1"),
        ("10.0.0.7::5904", "lab-2"),
    ],
)
def test_a_host_is_found_by_what_people_say(fleet: Fleet, said: str, name: str) -> None:
    expected = next(e for e in fleet.roster if e.host.name == name)
    if said == "10.0.0.7:2":
        expected = fleet.roster.get(1)
    assert find(fleet.roster, said) is expected


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("lab", "'lab' may be lab-1, lab-2"),
        ("10.0.0.7", "'10.0.0.7' may be Line 3, line 4, lab-1, lab-2"),
        ("lab-11", "no host is called 'lab-11'; did you mean lab-1, lab-2?"),
        ("zzz", "no host is called 'zzz'; there are Line 3, line 4, lab-1, lab-2"),
        (None, '"host" must be the name of a host'),
        ("x" * 256, '"host" must be the name of a host'),
        (7, '"host" must be the name of a host'),
    ],
)
def test_a_name_that_fits_none_or_several_is_explained(
    fleet: Fleet, said: object, fault: str
) -> None:
    with pytest.raises(Unanswerable) as error:
        find(fleet.roster, said)
    assert str(error.value).startswith(fault)
