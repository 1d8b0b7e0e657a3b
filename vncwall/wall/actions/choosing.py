"""Choosing several desktops, which actions then act on together."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.language import N_
from vncwall.wall.actions.base import Action, Hands, Heading, on_a_tile, on_the_wall


def _extending(dx: int, dy: int) -> Callable[[Hands], None]:
    def extend(hands: Hands) -> None:
        board = hands.board
        start = board.selected
        hands.redraw(board.step(dx, dy))
        if board.selected is not None:
            changed = board.selection.extend(board.shown, start, board.selected)
            hands.redraw(board.rings_of(changed))

    return extend


def _choose(hands: Hands) -> None:
    session = hands.board.hovered if hands.board.selected is None else hands.board.selected
    if session is not None:
        hands.redraw(hands.board.rings_of(hands.board.selection.toggle(session)))


def _choose_all(hands: Hands) -> None:
    hands.redraw(hands.board.rings_of(hands.board.selection.choose_all(hands.board.shown)))


CHOOSE = Action(
    "choose",
    N_("Choose it too, or no longer"),
    N_("choose several to act on together"),
    _choose,
    Heading.LOOK,
    on_a_tile,
    label=N_("Ctrl+click, Ctrl+Space"),
    glyph="check",
)
CHOOSE_LEFT = Action(
    "choose left",
    "",
    N_("choose from here to there"),
    _extending(-1, 0),
    Heading.LOOK,
    on_the_wall,
    label=N_("Shift+click, Shift+arrows"),
)
CHOOSE_RIGHT = Action("choose right", "", "", _extending(1, 0), Heading.LOOK, on_the_wall)
CHOOSE_UP = Action("choose up", "", "", _extending(0, -1), Heading.LOOK, on_the_wall)
CHOOSE_DOWN = Action("choose down", "", "", _extending(0, 1), Heading.LOOK, on_the_wall)
CHOOSE_ALL = Action(
    "choose all",
    N_("Choose all that are shown, or none"),
    N_("choose all that are shown, or none"),
    _choose_all,
    Heading.LOOK,
    on_the_wall,
)

ACTIONS = (CHOOSE, CHOOSE_LEFT, CHOOSE_RIGHT, CHOOSE_UP, CHOOSE_DOWN, CHOOSE_ALL)
