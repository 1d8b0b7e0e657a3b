"""Alerts on the wall: what is said, heard, brought forward and drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.wall_stage import Stage, assert_golden
from vncwall.ipc.messages import AlertChanged, MaintenanceChanged
from vncwall.settings.alert import AlertActions, AlertKind, AlertSettings, Show
from vncwall.states import AlertState, Severity
from vncwall.wall.alarms import AGAIN_NS

MS = 1_000_000
RULE = AlertSettings("dark", AlertKind.BLACK)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    with Stage(hosts=9) as result:
        for session in range(9):
            result.connect(session)
        result.settle()
        yield result


def give(stage: Stage, **actions: object) -> None:
    """Let every host have the rule, with these actions."""
    rule = replace(RULE, actions=AlertActions(**actions))  # type: ignore[arg-type]
    for desktop in stage.wall.desktops.values():
        desktop.host = replace(desktop.host, alerts=(rule,))


def tell(
    stage: Stage,
    session: int,
    state: AlertState = AlertState.RAISED,
    *,
    severity: Severity = Severity.WARNING,
    detail: str = "all of it is dark",
    is_news: bool = True,
) -> None:
    stage.switchboard.tell(
        AlertChanged(session, "dark", state, severity, detail, 5, 6, is_news=is_news)
    )
    stage.turn(100)


def test_a_new_alert_is_said_and_drawn_and_counted(stage: Stage) -> None:
    tell(stage, 4)
    stage.turn(100)
    assert stage.wall.toasts.messages == ("host-4 · dark: all of it is dark",)
    figures = stage.wall.status_line.figures
    assert figures is not None
    assert (figures.alerts, figures.known_alerts) == (1, 0)
    tell(stage, 4, AlertState.ACKNOWLEDGED)
    stage.turn(100)
    figures = stage.wall.status_line.figures
    assert figures is not None
    assert (figures.alerts, figures.known_alerts) == (0, 1)
    tell(stage, 4, AlertState.CLEARED)
    assert stage.wall.toasts.messages[-1] == "host-4: dark is over"


def test_at_rest_an_alert_paints_nothing(stage: Stage) -> None:
    tell(stage, 4)
    stage.settle(80)
    assert stage.turn(20) == ()


def test_many_alerts_at_once_are_one_sentence(stage: Stage) -> None:
    for session in range(9):
        stage.switchboard.tell(
            AlertChanged(session, "dark", AlertState.RAISED, Severity.WARNING, "", 5, 6)
        )
    stage.turn(100)
    (message,) = stage.wall.toasts.messages
    assert message == "9 new alerts: host-0, host-1, host-2, host-3, host-4 ..."


def test_what_a_former_run_has_told_is_shown_and_not_said(stage: Stage) -> None:
    give(stage, sound=True, show=Show.TILE)
    tell(stage, 4, is_news=False)
    assert stage.wall.toasts.messages == ()
    assert stage.wall.alarms.chime.rung == []
    assert stage.wall.board.selected is None
    assert [one.name for one in stage.wall.alarms.happenings] == ["host-4"]
    status = stage.wall.board.tiles[4].status
    assert status is not None
    assert status.alert == "dark"


def test_a_rule_brings_its_desktop_forward(stage: Stage) -> None:
    give(stage, show=Show.TILE)
    stage.wall.showing.pages.change(2, 15.0)
    stage.wall.look_again()
    tell(stage, 7)
    assert stage.wall.board.shown == (6, 7)
    assert stage.wall.board.selected == 7


def test_large_shows_it_over_the_window_without_control(stage: Stage) -> None:
    give(stage, show=Show.LARGE)
    tell(stage, 7)
    assert stage.wall.promoted is not None
    assert stage.wall.promoted.control.session == 7
    assert not stage.wall.promoted.control.is_on


def test_a_desktop_under_control_is_never_taken_away(stage: Stage) -> None:
    give(stage, show=Show.LARGE)
    stage.wall.promote(2)
    tell(stage, 7)
    assert stage.wall.promoted is not None
    assert stage.wall.promoted.control.session == 2


def test_an_alert_holds_a_patrol(stage: Stage) -> None:
    stage.wall.showing.pages.change(2, 1.0)
    stage.wall.look_again()
    stage.wall.showing.pages.patrol(stage.now_ns, begins=True)
    stage.turn(500)
    tell(stage, 1)
    stage.turn(900)
    assert stage.wall.board.shown == (0, 1)


def test_only_rules_with_a_sound_are_heard_and_a_critical_one_again(stage: Stage) -> None:
    chime = stage.wall.alarms.chime
    tell(stage, 0)
    assert chime.rung == []
    give(stage, sound=True)
    tell(stage, 1)
    tell(stage, 2, severity=Severity.CRITICAL)
    assert chime.rung == [Severity.WARNING, Severity.CRITICAL]
    stage.turn(AGAIN_NS // MS)
    assert chime.rung[2:] == [Severity.CRITICAL]
    tell(stage, 2, AlertState.ACKNOWLEDGED, severity=Severity.CRITICAL)
    stage.turn(AGAIN_NS // MS)
    assert len(chime.rung) == 3


def test_more_about_an_alert_is_no_other_happening(stage: Stage) -> None:
    tell(stage, 4)
    tell(stage, 4, detail="darker", is_news=False)
    assert len(stage.wall.alarms.happenings) == 1
    assert stage.wall.desktops[4].alarm.alerts["dark"].detail == "darker"


def test_alerts_of_every_kind_look_as_they_should(stage: Stage) -> None:
    tell(stage, 1, severity=Severity.CRITICAL)
    tell(stage, 2, AlertState.ACKNOWLEDGED)
    stage.switchboard.tell(MaintenanceChanged(5, True, 0, "new disk", "bob"))
    stage.settle(70)  # until the toast has gone
    assert_golden(stage.surface, Path(__file__).parent / "goldens" / "alerts.png")
