from dataclasses import replace

import pygame
import pytest

from vncwall.geometry import Rect
from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import (
    FramePublished,
    LoadChanged,
    RecordingChanged,
    RecordingState,
    SessionChanged,
    SessionStats,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings
from vncwall.states import Reason, SessionState
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, Measures
from vncwall.wall.condition import Condition
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.status_bar import Figures, draw_status_bar, figures


def desktop(state: SessionState, reason: Reason = Reason.NONE, *, kbit_s: float = 0) -> Desktop:
    result = Desktop(0, HostSettings("x", HostAddress("x", 5900)), now_ns=0)
    result.apply(SessionChanged(0, state, reason, "", 0), now_ns=0)
    result.apply(FramePublished(0, FramebufferKind.PREVIEW, 1, 1, 0), now_ns=0)
    result.apply(SessionStats(0, kbit_s, 0, ()), now_ns=0)
    return result


def count(*desktops: Desktop, now_ns: int = 0, is_late: bool = False) -> Figures:
    pairs = [(d, d.status(now_ns)) for d in desktops]
    return figures(pairs, title="wall", clock="10:00:00", is_late=is_late)


def test_desktops_are_counted_by_what_they_say_worst_first():
    counted = count(
        desktop(SessionState.LIVE, kbit_s=100),
        desktop(SessionState.CONNECTING),
        desktop(SessionState.FAILED, Reason.REFUSED),
        desktop(SessionState.STALLED),
        desktop(SessionState.FAILED, Reason.WRONG_PASSWORD),
        desktop(SessionState.FAILED, Reason.REFUSED),
        desktop(SessionState.LIVE, kbit_s=20.5),
    )
    assert (counted.live, counted.total, counted.kbit_s) == (2, 7, 120.5)
    assert counted.troubles == (
        (Condition.LOCKED, "wrong password", 1),
        (Condition.FROZEN, "frozen", 1),
        (Condition.UNREACHABLE, "refused", 2),
        (Condition.CONNECTING, "connecting", 1),
    )


def test_every_trouble_is_counted_somewhere():
    for state in SessionState:
        for reason in Reason:
            counted = count(desktop(state, reason))
            assert counted.live + sum(n for _, _, n in counted.troubles) == 1


def test_recordings_that_run_are_counted():
    running, waiting = desktop(SessionState.LIVE), desktop(SessionState.LIVE)
    running.apply(RecordingChanged(0, RecordingState.RECORDING, "", ""), now_ns=0)
    waiting.apply(RecordingChanged(0, RecordingState.WAITING, "", ""), now_ns=0)
    assert count(running, waiting).recording == 1


def test_a_wall_of_old_pictures_warns():
    desktops = [desktop(SessionState.LIVE) for _ in range(4)]
    assert not count(*desktops).is_late
    assert count(*desktops, now_ns=60 * SECOND).is_late
    assert count(*desktops, is_late=True).is_late


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (LoadChanged(0, 0, ""), ""),
        (LoadChanged(2, 12, "a worker is busy; 12 are slowed"), "overloaded: 12 slowed"),
        (LoadChanged(0, 0, "hardly any memory is left"), "hardly any memory is left"),
    ],
)
def test_an_overload_is_said_in_few_words(load: LoadChanged, words: str):
    shown = figures([], title="wall", clock="10:00:00", is_late=False, load=load)
    assert shown.overload == words


def test_an_overload_is_drawn():
    shown = figures([], title="wall", clock="10:00:00", is_late=False)
    pictures = []
    for words in ("", "overloaded: 12 slowed"):
        surface = pygame.Surface((1280, 32))
        canvas = Canvas(surface, DARK, Measures(4), text=Text())
        draw_status_bar(canvas, Rect(0, 0, 1280, 32), replace(shown, overload=words))
        pictures.append(pygame.image.tobytes(surface, "RGB"))
    assert pictures[0] != pictures[1]
    assert bytes(DARK.alert[:3]) in pictures[1]


@pytest.mark.parametrize("width", [400, 640, 1280, 3840])
def test_the_bar_fills_its_rectangle_and_nothing_else(width: int):
    troubles = tuple((c, c.value, 3) for c in Condition if c is not Condition.LIVE)
    shown = Figures("wall", 3, 30, troubles, 2, 1234.0, "10:00:00", True, "overloaded")
    surface = pygame.Surface((width, 100))
    surface.fill((1, 2, 3))
    canvas = Canvas(surface, DARK, Measures(4), text=Text())
    draw_status_bar(canvas, Rect(0, 60, width, 32), shown)
    assert {surface.get_at((x, y))[:3] for x in range(0, width, 3) for y in (0, 59, 92, 99)} == {
        (1, 2, 3)
    }
    assert surface.get_at((width - 1, 75))[:3] == DARK.panel
