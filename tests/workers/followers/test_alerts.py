"""Alerts beside a supervisor: what is told, what is written down, what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import (
    AcknowledgeAlert,
    AlertChanged,
    ChangeHost,
    Command,
    LookChanged,
    MaintenanceChanged,
    Notice,
    PictureSaved,
    SavePicture,
    SessionChanged,
    SetConnected,
    SetMaintenance,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.alert import AlertActions, AlertKind, AlertSettings
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.states import PictureLook, Reason, SessionState
from vncwall.workers.followers.alerts import PATIENCE_NS, Alerts
from vncwall.workers.roster import Roster

SECOND = 1_000_000_000
LIVE = SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0)
BLACK = LookChanged(0, PictureLook.BLACK, 0)
BUSY = LookChanged(0, PictureLook.BUSY, 0)
DARK = AlertSettings(
    "dark",
    AlertKind.BLACK,
    for_s=0.0,
    cooldown_s=0.0,
    actions=AlertActions(
        command=("notify", "on"), command_cleared=("notify", "off"), webhook="http://x/"
    ),
)


class Spy:
    """Takes the place of programs and web addresses."""

    def __init__(self) -> None:
        self.ran: list[tuple[tuple[str, ...], Mapping[str, str], float]] = []
        self.told: list[tuple[str, Mapping[str, Any]]] = []
        self.is_closed = False

    def run(
        self, command: tuple[str, ...], environment: Mapping[str, str], timeout_s: float
    ) -> None:
        self.ran.append((command, environment, timeout_s))

    def tell(self, url: str, facts: Mapping[str, Any]) -> None:
        self.told.append((url, facts))

    def close(self) -> None:
        self.is_closed = True


class Stage:
    """One host, and the follower alone."""

    def __init__(self, *rules: AlertSettings, state: str = "") -> None:
        self.clock = FakeClock()
        self.roster = Roster(RecordingSettings())
        self.spy = Spy()
        self.alerts = Alerts(
            self.roster,
            self.clock,
            state=state,
            programs=self.spy,  # type: ignore[arg-type]
            webhooks=self.spy,  # type: ignore[arg-type]
        )
        self.host = HostSettings("pc1", HostAddress("pc1", 5900), group="line", alerts=rules)
        self.alerts.entering(self.roster.add(0, self.host, posts=1))

    def hear(self, *notices: Notice) -> list[Command | Notice]:
        for notice in notices:
            self.alerts.noticed(notice)
        return self.tick()

    def send(self, command: Command) -> list[Command | Notice]:
        self.alerts.sent(command)
        return self.tick()

    def tick(self, seconds: float = 0.0) -> list[Command | Notice]:
        self.clock.now_ns += int(seconds * SECOND)
        return list(self.alerts.tick(self.clock.now_ns))


def states(said: list[Command | Notice]) -> list[tuple[str, str, bool]]:
    return [(one.rule, one.state, one.is_news) for one in said if isinstance(one, AlertChanged)]


def test_an_alert_is_told_and_others_are_told_outside() -> None:
    stage = Stage(DARK)
    assert states(stage.hear(LIVE, BLACK)) == [("dark", "raised", True)]
    ((command, environment, timeout_s),) = stage.spy.ran
    assert (command, timeout_s) == (("notify", "on"), 30.0)
    assert environment["VNCWALL_HOST"] == "pc1"
    assert environment["VNCWALL_RULE"] == "dark"
    assert environment["VNCWALL_STATE"] == "raised"
    ((url, facts),) = stage.spy.told
    assert url == "http://x/"
    assert {key: facts[key] for key in ("host", "address", "group", "when", "severity")} == {
        "host": "pc1",
        "address": "pc1:0",
        "group": "line",
        "when": "black",
        "severity": "warning",
    }
    stage.tick(5)
    assert states(stage.hear(BUSY)) == [("dark", "cleared", True)]
    assert [command for command, *_ in stage.spy.ran] == [("notify", "on"), ("notify", "off")]
    assert [facts["state"] for _, facts in stage.spy.told] == ["raised", "cleared"]


def test_who_acknowledges_is_told_and_no_program_runs_for_it() -> None:
    stage = Stage(DARK)
    stage.hear(LIVE, BLACK)
    (notice,) = stage.send(AcknowledgeAlert(0, "dark", "alice", "on my way"))
    assert isinstance(notice, AlertChanged)
    assert (notice.state, notice.who, notice.note) == ("acknowledged", "alice", "on my way")
    assert len(stage.spy.ran) == 1
    assert [facts["who"] for _, facts in stage.spy.told] == ["", "alice"]


def test_a_restart_knows_what_lasts_and_rings_nobody_again(tmp_path: Path) -> None:
    before = Stage(DARK, state=str(tmp_path))
    before.hear(LIVE, BLACK)
    before.send(AcknowledgeAlert(0, "dark", "alice", ""))
    before.alerts.close()
    after = Stage(DARK, state=str(tmp_path))
    (notice,) = after.tick()
    assert isinstance(notice, AlertChanged)
    assert (notice.state, notice.who, notice.is_news) == ("acknowledged", "alice", False)
    assert after.hear(LIVE, BLACK) == []
    assert after.spy.ran == after.spy.told == []
    assert states(after.hear(BUSY) + after.tick(5)) == [("dark", "cleared", True)]


def test_maintenance_by_hand_is_told_and_outlives_a_restart(tmp_path: Path) -> None:
    stage = Stage(DARK, state=str(tmp_path))
    stage.hear(LIVE)
    (notice,) = stage.send(SetMaintenance(0, 60.0, "alice", "new disk"))
    until_ns = stage.clock.wall_ns() + 60 * SECOND
    assert notice == MaintenanceChanged(0, True, until_ns, "new disk", "alice")
    assert stage.hear(BLACK) == []
    stage.alerts.close()
    after = Stage(DARK, state=str(tmp_path))
    assert after.tick() == [notice]
    after.hear(LIVE, BLACK)
    said = after.tick(61)
    assert said[0] == MaintenanceChanged(0, False)
    assert states(said) == [("dark", "raised", True)]


def test_a_picture_is_taken_first_and_named_to_those_who_are_told() -> None:
    rule = replace(DARK, actions=replace(DARK.actions, snapshot=True))
    stage = Stage(rule)
    said = stage.hear(LIVE, BLACK)
    (order,) = (one for one in said if isinstance(one, SavePicture))
    assert Path(order.path).name.startswith("pc1-dark-")
    assert stage.spy.ran == []
    stage.hear(PictureSaved(0, order.path, ""))
    ((_, environment, _),) = stage.spy.ran
    assert environment["VNCWALL_PICTURE"] == order.path


def test_nobody_waits_for_ever_for_a_picture() -> None:
    rule = replace(DARK, actions=replace(DARK.actions, snapshot=True))
    stage = Stage(rule)
    stage.hear(LIVE, BLACK)
    stage.tick(PATIENCE_NS / SECOND)
    ((_, environment, _),) = stage.spy.ran
    assert environment["VNCWALL_PICTURE"] == ""


def test_a_host_that_rests_and_one_with_another_configuration_are_followed() -> None:
    stage = Stage(AlertSettings("off", AlertKind.OFFLINE, for_s=0.0), DARK)
    stage.hear(LIVE, BLACK)
    stage.alerts.sent(SetConnected(0, False, "rests"))
    assert states(stage.hear(SessionChanged(0, SessionState.IDLE, Reason.NONE, "", 0))) == []
    without = replace(stage.host, alerts=())
    assert states(stage.send(ChangeHost(0, without))) == [("dark", "cleared", True)]


def test_without_a_folder_nothing_is_written_and_the_end_ends_errands(tmp_path: Path) -> None:
    stage = Stage(DARK)
    stage.hear(LIVE, BLACK)
    stage.alerts.close()
    assert stage.spy.is_closed
    assert list(tmp_path.iterdir()) == []
