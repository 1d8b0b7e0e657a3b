"""The window itself, the configuration, help."""

from __future__ import annotations

from pathlib import Path

import pygame

from vncwall.language import N_, _
from vncwall.wall.actions.base import Action, Hands, Heading, outside_a_kiosk
from vncwall.wall.panels.keys import KeysPanel
from vncwall.wall.snapshots import snapshot_path
from vncwall.wall.video import film_path


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


def _picture(hands: Hands) -> None:
    folder = Path(hands.settings.wall.snapshots)
    path = snapshot_path(folder, _("wall"), hands.local_time())
    try:
        hands.save(path)
    except (OSError, pygame.error) as error:
        hands.report(False, _("no picture of the wall: {error}").format(error=error))
    else:
        hands.report(True, _("saved {path}").format(path=path))


def _film(hands: Hands) -> None:
    if hands.video.is_on:
        hands.video.end()
    else:
        hands.video.begin(film_path(Path(hands.settings.wall.snapshots), hands.local_time()))


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
PICTURE = Action(
    "picture of the wall",
    N_("A picture of the whole wall"),
    N_("save a picture of the whole wall"),
    _picture,
    Heading.WINDOW,
    glyph="camera",
)
FILM = Action(
    "film the wall",
    N_("Film the whole wall, or stop"),
    N_("film the whole wall, or stop"),
    _film,
    Heading.WINDOW,
    lambda hands: hands.video.is_possible,
    glyph="record",
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

ACTIONS = (FULL_SCREEN, RELOAD, PICTURE, FILM, HELP, QUIT, LEAVE_KIOSK)
