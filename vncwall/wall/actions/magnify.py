"""How large a promoted desktop is shown, and which part of it."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.language import N_
from vncwall.wall.actions.base import Action, Hands, Heading


def _is_promoted(hands: Hands) -> bool:
    return hands.promoted is not None


def _has_monitors(hands: Hands) -> bool:
    return hands.promoted is not None and hands.promoted.viewport.monitors > 1


def _zooming(step: int) -> Callable[[Hands], None]:
    def zoom(hands: Hands) -> None:
        if hands.promoted is not None:
            hands.promoted.zoom(step)

    return zoom


def _actual_size(hands: Hands) -> None:
    if hands.promoted is not None:
        hands.promoted.toggle_actual_size()


def _next_monitor(hands: Hands) -> None:
    if hands.promoted is not None:
        hands.promoted.next_monitor()
        if hands.promoted.is_in_place:
            hands.resize()  # it lies closely around the monitor


ZOOM_IN = Action(
    "zoom in",
    N_("Larger"),
    N_("show it larger; the pointer at the edge moves it"),
    _zooming(1),
    Heading.CONTROL,
    _is_promoted,
)
ZOOM_OUT = Action(
    "zoom out", N_("Smaller"), N_("show it smaller"), _zooming(-1), Heading.CONTROL, _is_promoted
)
ACTUAL_SIZE = Action(
    "actual size",
    N_("Every pixel as one, or all of it"),
    N_("every pixel as one, or all of it"),
    _actual_size,
    Heading.CONTROL,
    _is_promoted,
)
NEXT_MONITOR = Action(
    "next monitor",
    N_("Next monitor, or all"),
    N_("its next monitor alone, or all"),
    _next_monitor,
    Heading.CONTROL,
    _has_monitors,
    glyph="window",
)

ACTIONS = (ZOOM_IN, ZOOM_OUT, ACTUAL_SIZE, NEXT_MONITOR)
