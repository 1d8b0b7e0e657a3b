"""The panel of what happened."""

from __future__ import annotations

from collections.abc import Iterator

import pygame
import pytest

from tests.support.wall_stage import Stage
from vncwall.ipc.messages import AcknowledgeAlert, AlertChanged, MaintenanceChanged, SetMaintenance
from vncwall.states import AlertState, Severity
from vncwall.wall.panels.alarms import AlarmsPanel
from vncwall.wall.panels.question import Question

SHIFT = pygame.KMOD_SHIFT


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(hosts=9, width=960, height=540) as result:
        result.settle()
        yield result


def tell(
    stage: Stage,
    session: int,
    rule: str,
    state: AlertState = AlertState.RAISED,
    *,
    severity: Severity = Severity.WARNING,
    who: str = "",
) -> None:
    stage.switchboard.tell(
        AlertChanged(session, rule, state, severity, "it is so", 5, 6_000_000_005, who)
    )
    stage.turn(100)


def opened(stage: Stage) -> AlarmsPanel:
    stage.key(pygame.K_a, text="A", mod=SHIFT)
    panel = stage.wall.panels.top
    assert isinstance(panel, AlarmsPanel)
    return panel


def lines(panel: AlarmsPanel) -> list[str]:
    return [row.label for row in panel.list.rows]


def test_what_lasts_stands_above_what_is_over_each_once(stage: Stage) -> None:
    tell(stage, 1, "dark")
    tell(stage, 2, "red", AlertState.RAISED)
    tell(stage, 2, "red", AlertState.CLEARED)
    tell(stage, 3, "off", severity=Severity.CRITICAL)
    tell(stage, 4, "still")
    tell(stage, 4, "still", AlertState.ACKNOWLEDGED, who="alice")
    stage.switchboard.tell(MaintenanceChanged(5, True, 0, "new disk", "bob"))
    stage.turn(100)
    panel = opened(stage)
    assert lines(panel) == [
        "Now",
        "host-3 · off",
        "host-1 · dark",
        "host-4 · still",
        "host-5 · maintenance",
        "Before",
        "host-2 · red",
    ]
    details = {row.label: row.detail for row in panel.list.rows}
    assert details["host-4 · still"] == "known to alice · it is so"
    assert details["host-5 · maintenance"] == "new disk (bob)"
    assert panel.list.rows[-1].key.endswith(" · 6 s")


def test_it_is_empty_at_first_and_fills_while_it_is_open(stage: Stage) -> None:
    panel = opened(stage)
    assert lines(panel) == []
    tell(stage, 1, "dark")
    assert lines(panel) == ["Now", "host-1 · dark"]


def test_enter_goes_to_the_desktop_and_the_panel_stays(stage: Stage) -> None:
    tell(stage, 7, "dark")
    panel = opened(stage)
    stage.key(pygame.K_RETURN)
    assert stage.wall.board.selected == 7
    assert not panel.is_closed


def test_a_acknowledges_the_one_that_is_chosen(stage: Stage) -> None:
    tell(stage, 1, "dark")
    tell(stage, 2, "red")
    opened(stage)
    stage.key(pygame.K_DOWN)
    stage.key(pygame.K_a, text="a")
    sent = [one for one in stage.switchboard.commands if isinstance(one, AcknowledgeAlert)]
    assert sent == [AcknowledgeAlert(1, "dark", "")]


def test_m_asks_for_how_long_somebody_works_on_it(stage: Stage) -> None:
    tell(stage, 6, "dark")
    opened(stage)
    stage.key(pygame.K_m, text="m")
    question = stage.wall.panels.top
    assert isinstance(question, Question)
    question.answer(True)
    sent = [one for one in stage.switchboard.commands if isinstance(one, SetMaintenance)]
    assert sent == [SetMaintenance(6, 3600.0, "", "")]


def test_esc_and_its_own_key_close_it(stage: Stage) -> None:
    panel = opened(stage)
    stage.key(pygame.K_ESCAPE)
    assert panel.is_closed
    opened(stage)
    stage.key(pygame.K_a, text="A", mod=SHIFT)
    assert not stage.wall.panels.is_open(AlarmsPanel)
