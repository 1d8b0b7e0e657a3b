"""What is done while a desktop is promoted."""

from __future__ import annotations

from vncwall.language import N_
from vncwall.wall.actions.base import Action, Hands, Heading, under_control
from vncwall.wall.combination import parse


def _release(hands: Hands) -> None:
    hands.demote()


def _ctrl_alt_del(hands: Hands) -> None:
    if hands.promoted is not None:
        hands.promoted.control.send_combination(parse("ctrl+alt+del"))


RELEASE = Action(
    "release",
    N_("Release"),
    "",
    _release,
    Heading.CONTROL,
    applies=lambda hands: hands.promoted is not None,
    glyph="release",
)
CTRL_ALT_DEL = Action(
    "ctrl-alt-del",
    "Ctrl+Alt+Del",
    "",
    _ctrl_alt_del,
    Heading.CONTROL,
    applies=under_control,
    glyph="keyboard",
)

ACTIONS = (RELEASE, CTRL_ALT_DEL)
