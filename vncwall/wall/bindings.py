"""The one table of keys: what the wall acts on, and what the key panel shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pygame

from vncwall.ui.panel import Section


class Action(StrEnum):
    """What an operator can do with one key on the wall, or a button of the control bar."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    PROMOTE = "promote"
    BACK = "back"
    RECORD = "record"
    SAVE = "save"
    SNAPSHOT = "snapshot"
    RECONNECT = "reconnect"
    RECONNECT_ALL = "reconnect all"
    RELOAD = "reload"
    FULL_SCREEN = "full screen"
    FIND = "find"
    PROBLEMS = "problems"
    NEXT_PAGE = "next page"
    PREVIOUS_PAGE = "previous page"
    PATROL = "patrol"
    ZOOM = "zoom"
    HELP = "help"
    QUIT = "quit"
    RELEASE = "release"
    CTRL_ALT_DEL = "ctrl-alt-del"


@dataclass(frozen=True, slots=True)
class Binding:
    """Keys that do one thing. `keys` are pygame's; `characters` are what the layout writes."""

    action: Action
    label: str
    meaning: str
    keys: tuple[int, ...] = ()
    characters: str = ""


BINDINGS: tuple[Binding, ...] = (
    Binding(Action.LEFT, "Arrows", "select a desktop", (pygame.K_LEFT,)),
    Binding(Action.RIGHT, "", "", (pygame.K_RIGHT,)),
    Binding(Action.UP, "", "", (pygame.K_UP,)),
    Binding(Action.DOWN, "", "", (pygame.K_DOWN,)),
    Binding(
        Action.PROMOTE,
        "Enter, click",
        "take control of it",
        (pygame.K_RETURN, pygame.K_KP_ENTER),
    ),
    Binding(Action.ZOOM, "Space held", "see it large, without control", (pygame.K_SPACE,)),
    Binding(Action.BACK, "Esc", "one step back", (pygame.K_ESCAPE,)),
    Binding(Action.FIND, "/", "find by name, group, address or state", (), "/"),
    Binding(Action.PROBLEMS, "!", "only those that need eyes, or all", (), "!"),
    Binding(Action.NEXT_PAGE, "PageDown, PageUp", "turn pages", (pygame.K_PAGEDOWN,)),
    Binding(Action.PREVIOUS_PAGE, "", "", (pygame.K_PAGEUP,)),
    Binding(Action.PATROL, "P", "pages turn by themselves, or stop", (pygame.K_p,)),
    Binding(Action.RECORD, "R", "record it, or stop", (pygame.K_r,)),
    Binding(Action.SAVE, "Shift+R", "save its last minutes", (), "R"),
    Binding(Action.SNAPSHOT, "S", "save a picture of it", (pygame.K_s,)),
    Binding(Action.RECONNECT, "C", "connect again now", (pygame.K_c,), "c"),
    Binding(Action.RECONNECT_ALL, "Shift+C", "the same for all that are not live", (), "C"),
    Binding(Action.FULL_SCREEN, "F, F11", "full screen", (pygame.K_f, pygame.K_F11)),
    Binding(Action.RELOAD, "F5", "read the configuration again", (pygame.K_F5,)),
    Binding(Action.HELP, "?, F1", "this table", (pygame.K_F1,), "?"),
    Binding(Action.QUIT, "Q", "quit", (pygame.K_q,)),
)

_BY_KEY = {key: binding.action for binding in BINDINGS for key in binding.keys}
_BY_CHARACTER = {c: binding.action for binding in BINDINGS for c in binding.characters}
_PASSED_OVER = pygame.KMOD_CTRL | pygame.KMOD_ALT | pygame.KMOD_META


def action_for(key: int, modifiers: int, *, unicode: str) -> Action | None:
    """Return what a key means on the wall; None: nothing.

    A letter counts by the key's place where the layout writes no Latin letters, so that R records
    on a Russian keyboard too.
    """
    if modifiers & _PASSED_OVER:
        return None
    return _BY_CHARACTER.get(unicode) or _BY_KEY.get(key)


def key_sections(chord: str) -> tuple[Section, ...]:
    """Return the rows of the key panel."""
    rows = tuple((b.label, b.meaning) for b in BINDINGS if b.label)
    return (
        Section("On the wall", rows),
        Section(
            "While you control a desktop",
            (
                (chord, "the control bar"),
                (f"{chord} again", "give control back"),
                ("Pointer at the top", "the control bar"),
                ("Any other key", "goes to the desktop"),
            ),
        ),
    )
