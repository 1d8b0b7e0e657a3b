"""What an operator does about alerts, by keys."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

from tests.support.wall_stage import Stage
from vncwall.ipc.messages import (
    AcknowledgeAlert,
    AlertChanged,
    Command,
    MaintenanceChanged,
    SetMaintenance,
)
from vncwall.states import AlertState, Severity
from vncwall.wall.actions.alerts import ACKNOWLEDGE, ACKNOWLEDGE_WITH_NOTE, NEXT_ALERT
from vncwall.wall.panels.question import Question


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(hosts=9, width=960, height=540) as result:
        result.settle()
        yield result


def tell(stage: Stage, session: int, state: AlertState = AlertState.RAISED) -> None:
    stage.switchboard.tell(AlertChanged(session, "dark", state, Severity.WARNING, "", 5, 6))
    stage.turn(100)


def sent(stage: Stage, kind: type[Command]) -> list[Command]:
    return [one for one in stage.switchboard.commands if isinstance(one, kind)]


def asked(stage: Stage) -> Question:
    question = stage.wall.panels.top
    assert isinstance(question, Question)
    return question


def test_tab_goes_from_alert_to_alert_and_round(stage: Stage) -> None:
    assert not NEXT_ALERT.applies(stage.wall)
    for session in (2, 5):
        tell(stage, session)
    tell(stage, 3)
    tell(stage, 3, AlertState.ACKNOWLEDGED)
    visited = []
    for _ in range(3):
        stage.key(pygame.K_TAB)
        visited.append(stage.wall.board.selected)
    assert visited == [2, 5, 2]


def test_a_acknowledges_what_is_selected_or_chosen(stage: Stage) -> None:
    tell(stage, 0)
    tell(stage, 1)
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_a, text="a")
    assert sent(stage, AcknowledgeAlert) == [AcknowledgeAlert(0, "", "")]
    stage.key(pygame.K_a, text="\x01", mod=pygame.KMOD_CTRL)
    stage.key(pygame.K_a, text="a")
    assert [one.session for one in sent(stage, AcknowledgeAlert)] == [0, 0, 1]  # type: ignore[attr-defined]


def test_without_an_alert_there_is_nothing_to_acknowledge(stage: Stage) -> None:
    stage.key(pygame.K_RIGHT)
    assert not ACKNOWLEDGE.applies(stage.wall)
    stage.key(pygame.K_a, text="a")
    assert sent(stage, AcknowledgeAlert) == []


def test_a_note_goes_with_it(stage: Stage) -> None:
    tell(stage, 0)
    stage.key(pygame.K_RIGHT)
    stage.wall.act(ACKNOWLEDGE_WITH_NOTE)
    for letter in "on my way":
        asked(stage).text(letter)
    asked(stage).answer(True)
    assert sent(stage, AcknowledgeAlert) == [AcknowledgeAlert(0, "", "", "on my way")]


def test_maintenance_is_asked_for_and_a_wrong_time_is_told(stage: Stage) -> None:
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_m, text="m")
    question = asked(stage)
    question.text(" hours")
    question.answer(True)
    assert question.complaint == "write for instance 30m, 2h or 1d"
    assert sent(stage, SetMaintenance) == []
    stage.key(pygame.K_ESCAPE)
    stage.key(pygame.K_m, text="m")
    asked(stage).answer(True)
    assert sent(stage, SetMaintenance) == [SetMaintenance(0, 3600.0, "", "")]


def test_the_same_key_ends_maintenance_that_was_begun_by_hand(stage: Stage) -> None:
    stage.switchboard.tell(MaintenanceChanged(0, True, 0, "new disk", "bob"))
    stage.turn(100)
    stage.key(pygame.K_RIGHT)
    stage.key(pygame.K_m, text="m")
    assert sent(stage, SetMaintenance) == [SetMaintenance(0, 0.0, "")]


def test_u_mutes_and_is_told(stage: Stage) -> None:
    stage.key(pygame.K_u, text="u")
    assert stage.wall.alarms.chime.is_muted
    stage.key(pygame.K_u, text="u")
    assert not stage.wall.alarms.chime.is_muted
    assert stage.wall.toasts.messages == ("alerts are muted", "alerts are heard again")
