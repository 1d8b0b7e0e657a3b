"""What the palette offers: every action that applies, and every desktop to go to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from vncwall.language import _
from vncwall.wall.actions.base import Hands
from vncwall.wall.overlay import LOOKS
from vncwall.wall.panels.palette import Choice, Source


def actions(hands: Hands) -> Iterator[Choice]:
    """Yield the actions that would do something now."""
    for action in hands.keys.actions:
        if action.title and action.name != "palette" and action.applies(hands):
            yield Choice(
                _(action.title),
                partial(hands.act, action),
                _(action.heading.value),
                hands.keys.label(action),
                action.glyph,
                weight=1,
            )


def desktops(hands: Hands) -> Iterator[Choice]:
    """Yield all desktops, also those on other pages."""
    for session, desktop in hands.desktops.items():
        tile = hands.board.tiles.get(session)
        status = tile.status if tile is not None else None
        word = _(status.word) if status is not None and not status.condition.is_live else ""
        about = (str(desktop.host.address), desktop.host.group, word)
        yield Choice(
            _("Go to {name}").format(name=desktop.name),
            partial(go_to, hands, session),
            " · ".join(part for part in about if part),
            glyph=LOOKS[status.condition].glyph.replace("ring", "clock") if status else "",
        )


SOURCES: tuple[Source, ...] = (actions, desktops)


def go_to(hands: Hands, session: int) -> None:
    """Show the page of a desktop, whatever was looked for, and select it."""
    if session not in hands.desktops:
        return
    hands.demote()
    if session not in hands.showing.found:
        hands.showing.clear()
        hands.look_again()
    hands.showing.pages.go_to(hands.showing.found, session)
    hands.look_again()
    hands.redraw(hands.board.select(session))
