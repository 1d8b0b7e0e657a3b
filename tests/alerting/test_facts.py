"""What is known of a host after what was said of it."""

from __future__ import annotations

import pytest

from vncwall.alerting.facts import BELL_LASTS_NS, LOOK_KNOWN_NS, Facts
from vncwall.ipc.messages import Bell, LookChanged, Notice, RuleSeen, SessionChanged
from vncwall.settings.alert import AlertKind, AlertSettings
from vncwall.states import PictureLook, Reason, SessionState

SECOND = 1_000_000_000
NOW, WALL = 100 * SECOND, 10**9 * SECOND


def state(value: SessionState, detail: str = "") -> SessionChanged:
    return SessionChanged(0, value, Reason.NONE, detail, 0)


def found(when: AlertKind, *notices: Notice, now_ns: int = NOW) -> bool | None:
    facts = Facts(WALL)
    for notice in notices:
        facts.hear(notice, NOW, wall_ns=WALL)
    return facts.find(AlertSettings("a", when), now_ns, wall_ns=WALL).holds


LIVE = state(SessionState.LIVE)
CONNECTING = state(SessionState.CONNECTING)
WAITING = state(SessionState.BACKING_OFF, "refused")
STALLED = state(SessionState.STALLED)
FAILED = state(SessionState.FAILED)
IDLE = state(SessionState.IDLE)


@pytest.mark.parametrize(
    ("notices", "holds"),
    [
        ((), None),
        ((CONNECTING,), None),
        ((LIVE,), False),
        ((STALLED,), False),
        ((CONNECTING, WAITING), True),
        ((CONNECTING, WAITING, CONNECTING), True),
        ((WAITING, IDLE, CONNECTING), True),
        ((LIVE, CONNECTING), True),
        ((WAITING, LIVE), False),
        ((FAILED,), True),
    ],
)
def test_offline_is_known_with_the_first_failure(
    notices: tuple[Notice, ...], holds: bool | None
) -> None:
    assert found(AlertKind.OFFLINE, *notices) is holds


@pytest.mark.parametrize(
    ("notices", "holds"),
    [((), None), ((LIVE, STALLED), True), ((STALLED, LIVE), False), ((STALLED, WAITING), False)],
)
def test_frozen_is_not_offline(notices: tuple[Notice, ...], holds: bool | None) -> None:
    assert found(AlertKind.FROZEN, *notices) is holds


def test_a_host_that_rests_is_not_offline() -> None:
    facts = Facts(WALL)
    facts.hear(LIVE, NOW, wall_ns=WALL)
    facts.rest(is_resting=True)
    facts.hear(IDLE, NOW, wall_ns=WALL)
    assert facts.find(AlertSettings("a", AlertKind.OFFLINE), NOW, wall_ns=WALL).holds is None


def test_a_dark_picture_is_black_and_one_that_was_not_called_so_for_a_while_is_not() -> None:
    dark = LookChanged(0, PictureLook.BLACK, NOW)
    assert found(AlertKind.BLACK, LIVE, dark) is True
    assert found(AlertKind.BLANK, LIVE, dark, now_ns=NOW + LOOK_KNOWN_NS) is False
    assert found(AlertKind.BLACK, LIVE) is None
    assert found(AlertKind.BLACK, LIVE, now_ns=NOW + LOOK_KNOWN_NS) is False
    assert found(AlertKind.BLACK, LIVE, dark, WAITING) is None


def test_a_bell_lasts_a_while() -> None:
    assert found(AlertKind.BELL) is False
    assert found(AlertKind.BELL, Bell(0)) is True
    assert found(AlertKind.BELL, Bell(0), now_ns=NOW + BELL_LASTS_NS) is False


def test_what_pixels_show_is_known_while_they_are_seen() -> None:
    red = RuleSeen(0, "a", True, "it is red")
    assert found(AlertKind.COLOUR, LIVE) is None
    assert found(AlertKind.COLOUR, LIVE, red) is True
    assert found(AlertKind.COLOUR, LIVE, red, RuleSeen(0, "a", False, "")) is False
    assert found(AlertKind.COLOUR, LIVE, red, WAITING) is None
    assert found(AlertKind.COLOUR, LIVE, red, WAITING, LIVE) is None


def test_silence_is_measured_by_the_wall_clock_from_the_last_change() -> None:
    rule = AlertSettings("a", AlertKind.SILENT, for_s=3600.0)
    facts = Facts(WALL)
    finding = facts.find(rule, NOW, wall_ns=WALL + 3599 * SECOND)
    assert (finding.holds, finding.due_wall_ns) == (False, WALL + 3600 * SECOND)
    assert facts.find(rule, NOW, wall_ns=WALL + 3600 * SECOND).holds is True
    moved = RuleSeen(0, "a", False, "", is_activity=True)
    facts.hear(moved, NOW, wall_ns=WALL + 3600 * SECOND)
    assert facts.find(rule, NOW, wall_ns=WALL + 3601 * SECOND).holds is False
