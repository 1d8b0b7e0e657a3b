"""Shares of a line, from the first command on."""

from __future__ import annotations

import pytest

from vncwall.ipc.messages import (
    Bell,
    ChangeHost,
    Command,
    Configure,
    SessionChanged,
    SessionStats,
    SetBudget,
    SetControl,
)
from vncwall.scheduling.budget import FLOORS, KEPT
from vncwall.settings.address import HostAddress
from vncwall.settings.model import BudgetSettings, HostSettings, RecordingSettings
from vncwall.states import Reason, SessionState
from vncwall.workers.followers.budgets import Budgets
from vncwall.workers.roster import Roster

S = 1_000_000_000
LINE = 256.0


def host(number: int, link: str = "radio") -> HostSettings:
    return HostSettings(f"host-{number}", HostAddress("10.0.0.1", 5900 + number), link=link)


class Line:
    """Sessions behind one line, all watched; carries out what the follower says.

    Attributes:
        shares: what each session was last told.
        told: the commands of the last tick.
    """

    def __init__(self, count: int, budgets: BudgetSettings) -> None:
        self.roster = Roster(RecordingSettings())
        hosts = [host(number) for number in range(count)]
        self.budgets = Budgets(budgets, self.roster, hosts)
        self.told: list[Command] = []
        for number, one in enumerate(hosts):
            self.add(number, one)

    def add(self, number: int, one: HostSettings) -> None:
        entry = self.roster.add(number, one, posts=1)
        entry.box = (320, 180)
        self.budgets.entering(entry)

    def tick(self, now_s: float) -> dict[int, float]:
        self.told = list(self.budgets.tick(int(now_s * S)))
        for command in self.told:
            assert isinstance(command, SetBudget)
            entry = self.roster.get(command.session)
            assert entry is not None
            entry.budget_kbit_s = command.kbit_s
            self.budgets.sent(command)
            total = sum(one.budget_kbit_s for one in self.roster)
            assert total <= LINE * (1 + 1e-9), "not for a moment more than the line"
        return self.shares

    @property
    def shares(self) -> dict[int, float]:
        return {entry.session: round(entry.budget_kbit_s, 1) for entry in self.roster}

    def go_live(self, *sessions: int) -> None:
        for session in sessions:
            self.budgets.noticed(SessionChanged(session, SessionState.LIVE, Reason.NONE, "", 0))

    def report(self, wanted: dict[int, float]) -> None:
        """Have sessions use what they want, as far as their shares allow, and say so."""
        for session, kbit_s in wanted.items():
            entry = self.roster.get(session)
            assert entry is not None
            used = min(kbit_s, entry.budget_kbit_s or kbit_s)
            self.budgets.noticed(SessionStats(session, used, 1.0, (), wanted_kbit_s=kbit_s))


@pytest.fixture
def line() -> Line:
    """Four sessions, live since 0, idle since 10."""
    result = Line(4, BudgetSettings(links_kbit_s={"radio": LINE}))
    result.go_live(0, 1, 2, 3)
    result.tick(0)
    result.report(dict.fromkeys(range(4), 1.0))
    result.tick(10)
    return result


def test_every_session_has_its_share_before_it_connects() -> None:
    line = Line(4, BudgetSettings(links_kbit_s={"radio": LINE}))
    assert line.shares == dict.fromkeys(range(4), 64.0)
    assert line.tick(0) == dict.fromkeys(range(4), 64.0)
    assert line.told == []


def test_without_a_budget_nobody_is_told_anything() -> None:
    line = Line(4, BudgetSettings())
    line.go_live(0, 1, 2, 3)
    assert line.tick(0) == dict.fromkeys(range(4), 0.0)


def test_a_host_that_comes_later_takes_of_the_others_first(line: Line) -> None:
    days_s = 1_000_000
    line.report(dict.fromkeys(range(4), 1.0))
    line.tick(days_s)
    line.add(4, host(4))
    assert line.shares[4] == 51.2
    entry = line.roster.get(4)
    assert entry is not None
    entry.budget_kbit_s = 0.0  # what it was told counts once the others were told to have less
    line.budgets.sent(ChangeHost(4, host(4)))
    assert line.tick(days_s + 0.1) == dict.fromkeys(range(5), 51.2)


def test_who_changes_is_given_the_room_of_the_others_and_returns_it(line: Line) -> None:
    line.report({0: 500.0})
    assert line.tick(11)[0] > 200
    line.report({0: 1.0})
    for second in range(12, 30):
        line.tick(second)
    assert line.shares == dict.fromkeys(range(4), 64.0)


def test_control_comes_first_and_at_once(line: Line) -> None:
    line.report(dict.fromkeys(range(4), 500.0))
    assert line.tick(11) == dict.fromkeys(range(4), 64.0)
    entry = line.roster.get(2)
    assert entry is not None
    entry.has_control = True
    line.budgets.sent(SetControl(2, True))
    floor = FLOORS * LINE / 4
    assert line.tick(11.01) == pytest.approx({0: floor, 1: floor, 2: LINE - 3 * floor, 3: floor})
    assert [command.session for command in line.told][-1] == 2, "first the others have less"  # type: ignore[attr-defined]


def test_a_desktop_that_rings_comes_before_those_that_change(line: Line) -> None:
    line.report(dict.fromkeys(range(4), 500.0))
    line.budgets.noticed(Bell(1))
    assert line.tick(11)[1] == pytest.approx(LINE - 3 * FLOORS * LINE / 4)
    line.report(dict.fromkeys(range(4), 500.0))
    assert line.tick(22) == dict.fromkeys(range(4), 64.0)


def test_a_dead_host_leaves_its_room_to_the_others(line: Line) -> None:
    line.report(dict.fromkeys(range(4), 500.0))
    line.tick(11)
    line.budgets.noticed(SessionChanged(3, SessionState.BACKING_OFF, Reason.REFUSED, "", 0))
    kept = KEPT * FLOORS * LINE / 4
    assert line.tick(12) == {
        0: round((LINE - kept) / 3, 1),
        1: round((LINE - kept) / 3, 1),
        2: round((LINE - kept) / 3, 1),
        3: round(kept, 1),
    }


def test_a_tile_that_nobody_sees_wants_nothing(line: Line) -> None:
    line.report(dict.fromkeys(range(4), 500.0))
    entry = line.roster.get(3)
    assert entry is not None
    entry.box = (0, 0)
    assert line.tick(11)[3] == round(KEPT * FLOORS * LINE / 4, 1)


def test_shares_do_not_flap_with_every_report(line: Line) -> None:
    line.report({0: 41.0, 1: 500.0, 2: 500.0, 3: 500.0})
    line.tick(11)
    for second in range(12, 30):
        line.report({0: 40.0 + 2 * (second & 1), 1: 500.0, 2: 500.0, 3: 500.0})
        line.tick(second)
        assert line.told == []


def test_other_budgets_hold_at_once_and_none_sets_free(line: Line) -> None:
    line.budgets.sent(Configure(RecordingSettings(), BudgetSettings(100.0)))
    assert line.tick(10.01) == dict.fromkeys(range(4), 25.0)
    line.budgets.sent(Configure(RecordingSettings(), BudgetSettings()))
    assert line.tick(10.02) == dict.fromkeys(range(4), 0.0)


def test_a_host_that_moves_to_another_line_is_set_free(line: Line) -> None:
    entry = line.roster.get(3)
    assert entry is not None
    entry.host = host(3, "lan")
    line.budgets.sent(ChangeHost(3, entry.host))
    shares = line.tick(10.01)
    assert shares[3] == 0.0
    assert shares[0] == round(LINE / 3, 1)
