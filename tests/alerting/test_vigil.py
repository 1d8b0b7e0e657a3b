"""The life of one rule's alerts."""

from __future__ import annotations

from dataclasses import replace

from vncwall.alerting.facts import Finding
from vncwall.alerting.vigil import Vigil
from vncwall.settings.alert import AlertKind, AlertSettings
from vncwall.states import AlertState

SECOND = 1_000_000_000
DARK = AlertSettings("dark", AlertKind.BLACK, for_s=10.0, cooldown_s=60.0)
YES, NO, UNKNOWN = Finding(True, "dark"), Finding(False), Finding(None)


def told(vigil: Vigil, *findings: tuple[int, Finding]) -> list[tuple[int, AlertState]]:
    """Return at which second which state was told."""
    said = []
    for second, finding in findings:
        alert = vigil.step(finding, second * SECOND, wall_ns=second * SECOND)
        if alert is not None:
            said.append((second, alert.state))
    return said


def test_what_holds_long_enough_is_raised_and_cleared_when_it_is_over() -> None:
    findings = (0, YES), (9, YES), (10, YES), (20, YES), (30, NO), (31, NO)
    assert told(Vigil(DARK), *findings) == [(10, "raised"), (30, "cleared")]


def test_what_holds_for_moments_is_no_alert() -> None:
    assert told(Vigil(DARK), (0, YES), (9, NO), (10, YES), (19, YES), (19, NO)) == []


def test_what_is_not_known_neither_raises_nor_clears() -> None:
    findings = (0, YES), (5, UNKNOWN), (12, YES), (21, YES), (22, YES), (23, UNKNOWN), (99, NO)
    assert told(Vigil(DARK), *findings) == [(22, "raised"), (99, "cleared")]


def test_it_is_not_raised_again_while_it_cools_down() -> None:
    findings = (0, YES), (10, YES), (20, NO), (21, YES), (79, YES), (80, YES)
    assert told(Vigil(DARK), *findings) == [(10, "raised"), (20, "cleared"), (80, "raised")]


def test_one_that_latches_stays_until_somebody_knows() -> None:
    vigil = Vigil(replace(DARK, latch=True))
    assert told(vigil, (0, YES), (10, YES), (20, NO)) == [(10, "raised")]
    vigil.acknowledge("alice", "", wall_ns=25 * SECOND)
    assert told(vigil, (30, NO)) == [(30, "cleared")]


def test_who_acknowledges_is_told_once() -> None:
    vigil = Vigil(DARK)
    assert vigil.acknowledge("alice", "", wall_ns=0) is None
    told(vigil, (0, YES), (10, YES))
    alert = vigil.acknowledge("alice", "on my way", wall_ns=12 * SECOND)
    assert alert is not None
    assert (alert.state, alert.who, alert.note) == ("acknowledged", "alice", "on my way")
    assert (alert.raised_ns, alert.changed_ns) == (10 * SECOND, 12 * SECOND)
    assert vigil.acknowledge("bob", "on my way", wall_ns=13 * SECOND) is None


def test_another_detail_is_told_without_another_state() -> None:
    vigil = Vigil(DARK)
    told(vigil, (0, YES), (10, YES))
    alert = vigil.step(Finding(True, "darker"), 11 * SECOND, wall_ns=11 * SECOND)
    assert alert is not None
    assert (alert.detail, alert.changed_ns) == ("darker", 10 * SECOND)


def test_it_says_when_it_is_due() -> None:
    vigil = Vigil(DARK)
    assert vigil.due_ns is None
    told(vigil, (5, YES))
    assert vigil.due_ns == 15 * SECOND
