"""The window itself, the configuration, help."""

from __future__ import annotations

from vncwall.language import N_, _
from vncwall.wall.actions.base import Action, Hands, Heading, outside_a_kiosk
from vncwall.wall.panels.keys import KeysPanel


def _full_screen(hands: Hands) -> None:
    hands.set_full_screen(not hands.is_full_screen)


def _reload(hands: Hands) -> None:
    if not hands.reload():
        hands.report(False, _("the hosts are not from a configuration file"))


def _help(hands: Hands) -> None:
    if not hands.panels.close(KeysPanel):
        hands.panels.open(KeysPanel(hands.keys, hands.chord_label))


def _quit(hands: Hands) -> None:
    hands.quit()


FULL_SCREEN = Action(
    "full screen",
    N_("Full screen, or window"),
    N_("full screen"),
    _full_screen,
    Heading.WINDOW,
    outside_a_kiosk,
    glyph="full screen",
)
RELOAD = Action(
    "reload",
    N_("Read the configuration again"),
    N_("read the configuration again"),
    _reload,
    Heading.WINDOW,
)
HELP = Action("help", N_("Keys"), N_("this table"), _help, Heading.WINDOW, glyph="help")
QUIT = Action("quit", N_("Quit"), N_("quit"), _quit, Heading.WINDOW, outside_a_kiosk)
LEAVE_KIOSK = Action(
    "leave kiosk",
    "",  # in no menu, where a passer-by could click it
    N_("end the kiosk"),
    _quit,
    Heading.WINDOW,
    lambda hands: not outside_a_kiosk(hands),
)

ACTIONS = (FULL_SCREEN, RELOAD, HELP, QUIT, LEAVE_KIOSK)
