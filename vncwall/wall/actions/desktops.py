"""What is done to one desktop, or to all of them, without their keyboard."""

from __future__ import annotations

from vncwall.ipc.messages import Reconnect
from vncwall.language import N_, _, ngettext
from vncwall.wall.actions.base import Action, Hands, Heading, to_a_desktop


def _promote(hands: Hands) -> None:
    if hands.promoted is not None:
        hands.take_control()
    else:
        hands.promote(hands.board.selected)


def _can_promote(hands: Hands) -> bool:
    if hands.promoted is not None:
        return not hands.promoted.control.is_on
    return hands.board.selected is not None


def _snapshot(hands: Hands) -> None:
    hands.snapshots.ask([hands.desktops[session] for session in hands.targets()])


def _snapshot_shown(hands: Hands) -> None:
    hands.snapshots.ask([hands.desktops[session] for session in hands.board.shown])


def _reconnect(hands: Hands) -> None:
    for session in hands.targets():
        hands.send(Reconnect(session))


def _reconnect_all(hands: Hands) -> None:
    """End all waits for the next attempt, and replace connections that are frozen."""
    waiting = [desktop for desktop in hands.desktops.values() if desktop.waits]
    for desktop in waiting:
        hands.send(Reconnect(desktop.session))
    count = len(waiting)
    again = ngettext("connecting {n} desktop again", "connecting {n} desktops again", count)
    hands.report(True, again.format(n=count) if count else _("no desktop waits"))


PROMOTE = Action(
    "control",
    N_("Take control"),
    N_("take control of it"),
    _promote,
    Heading.DESKTOP,
    _can_promote,
    label=N_("Enter, click"),
    glyph="keyboard",
)
SNAPSHOT = Action(
    "snapshot",
    N_("Snapshot"),
    N_("save a picture of it"),
    _snapshot,
    Heading.DESKTOP,
    to_a_desktop,
    glyph="camera",
)
SNAPSHOT_SHOWN = Action(
    "snapshot shown",
    N_("Snapshots of all that are shown"),
    N_("save pictures of all that are shown"),
    _snapshot_shown,
    Heading.DESKTOP,
    lambda hands: bool(hands.board.shown),
    glyph="camera",
)
RECONNECT = Action(
    "reconnect",
    N_("Connect again now"),
    N_("connect again now"),
    _reconnect,
    Heading.DESKTOP,
    to_a_desktop,
)
RECONNECT_ALL = Action(
    "reconnect all",
    N_("Connect all again that are not live"),
    N_("the same for all that are not live"),
    _reconnect_all,
    Heading.DESKTOP,
)

ACTIONS = (PROMOTE, SNAPSHOT, SNAPSHOT_SHOWN, RECONNECT, RECONNECT_ALL)
