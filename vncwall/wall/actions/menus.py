"""The ways to all other actions: the context menu, the palette, the question that waits."""

from __future__ import annotations

from vncwall.language import N_, _, ngettext
from vncwall.ui.text import Text
from vncwall.wall.actions.base import Action, Hands, Heading
from vncwall.wall.choices import SOURCES
from vncwall.wall.panels.menu import Menu
from vncwall.wall.panels.palette import Palette


def open_menu(hands: Hands, at: tuple[int, int] | None = None) -> None:
    """Open the menu of what actions act on, at a point of the window or beside its tile."""
    targets = hands.targets()
    if at is None:
        u = hands.measures.u
        at = (8 * u, 12 * u)
        if targets and hands.promoted is None:
            cell = hands.board.tiles[targets[0]].cell
            at = (cell.x + min(8 * u, cell.width // 2), cell.y + min(8 * u, cell.height // 2))
    if len(targets) == 1:
        title = hands.desktops[targets[0]].name
    elif targets:
        count = len(targets)
        title = ngettext("{n} desktop", "{n} desktops", count).format(n=count)
    else:
        title = hands.settings.wall.title
    hands.panels.open(Menu(hands, title, at, text=Text()))


def _menu(hands: Hands) -> None:
    if not hands.panels.close(Menu):
        open_menu(hands)


def _palette(hands: Hands) -> None:
    hands.panels.close(Menu)
    if not hands.panels.close(Palette):
        hands.panels.open(Palette(hands, SOURCES, text=Text(), store=hands.clipboard))


def _answer(hands: Hands) -> None:
    if not hands.questions.focus() and not hands.asking.recall():
        hands.report(True, _("no question waits"))


MENU = Action(
    "menu",
    "",
    N_("what can be done with it"),
    _menu,
    Heading.WINDOW,
    label=N_("Right click, Menu"),
)
PALETTE = Action(
    "palette",
    N_("Find an action or a desktop"),
    N_("find an action or a desktop by its name"),
    _palette,
    Heading.WINDOW,
)
ANSWER = Action(
    "answer",
    N_("Answer the question"),
    N_("answer the question at the side"),
    _answer,
    Heading.WINDOW,
    glyph="help",
)

ACTIONS = (MENU, PALETTE, ANSWER)
