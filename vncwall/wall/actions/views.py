"""Which wall is shown, and how its tiles are arranged."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.language import N_, _
from vncwall.settings.named_wall import Order, ViewName
from vncwall.wall.actions.base import Action, Hands, Heading, on_the_wall

VIEW_WORDS = {
    ViewName.GRID: N_("all tiles equally large"),
    ViewName.GROUPS: N_("by groups"),
    ViewName.SPOTLIGHT: N_("one large tile"),
    ViewName.FOLLOW: N_("what changes comes forward"),
    ViewName.FREE: N_("where the configuration puts them"),
}
ORDER_WORDS = {
    Order.CONFIGURED: N_("in the order of the configuration"),
    Order.NAME: N_("by name"),
    Order.GROUP: N_("by group"),
    Order.STATE: N_("what needs eyes first"),
    Order.ACTIVITY: N_("what changes most first"),
}
_DIGITS = range(1, 10)
_TOAST = "view"
"""Who turns a wall over quickly reads what it is now, not what it was on the way."""


def _next_view(hands: Hands) -> None:
    view = hands.showing.walls.next_view()
    hands.look_again()
    hands.report(True, _(VIEW_WORDS[view]), key=_TOAST)


def _next_order(hands: Hands) -> None:
    order = hands.showing.walls.next_order()
    hands.look_again()
    hands.report(True, _(ORDER_WORDS[order]), key=_TOAST)


def _keep_large(hands: Hands) -> None:
    name = hands.board.pin()
    hands.look_again()
    if name:
        hands.report(True, _("{name} stays large").format(name=name))
    elif name == "":
        hands.report(True, _("no tile is kept large"))


def _has_large_tiles(hands: Hands) -> bool:
    return on_the_wall(hands) and hands.board.keeps_large


def _choosing(number: int) -> Callable[[Hands], None]:
    def choose(hands: Hands) -> None:
        if not hands.showing.choose(number):
            return
        hands.look_again()
        hands.report(True, hands.showing.walls.name or _("all desktops"), key=_TOAST)

    return choose


def _has_wall(number: int) -> Callable[[Hands], bool]:
    def has(hands: Hands) -> bool:
        return on_the_wall(hands) and 0 < len(hands.showing.walls.names) >= number

    return has


NEXT_VIEW = Action(
    "next view",
    N_("Arrange the tiles otherwise"),
    N_("the next arrangement of tiles"),
    _next_view,
    Heading.LOOK,
    on_the_wall,
)
NEXT_ORDER = Action(
    "next order",
    N_("Sort the tiles otherwise"),
    N_("the next order of tiles"),
    _next_order,
    Heading.LOOK,
    on_the_wall,
)
KEEP_LARGE = Action(
    "keep large",
    N_("Keep it large, or let go"),
    N_("keep the selected tile large"),
    _keep_large,
    Heading.LOOK,
    _has_large_tiles,
)
ALL_DESKTOPS = Action(
    "all desktops",
    N_("Show all desktops"),
    N_("all desktops"),
    _choosing(0),
    Heading.LOOK,
    _has_wall(0),
)
WALLS = tuple(
    Action(
        f"wall {number}",
        "",
        N_("a wall of the configuration") if number == 1 else "",
        _choosing(number),
        Heading.LOOK,
        _has_wall(number),
        label="1 - 9" if number == 1 else "",
    )
    for number in _DIGITS
)
ACTIONS = (NEXT_VIEW, NEXT_ORDER, KEEP_LARGE, ALL_DESKTOPS, *WALLS)
