"""What an action is, and what it may use of the wall."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vncwall.language import N_

if TYPE_CHECKING:
    from datetime import datetime

    from vncwall.geometry import Rect
    from vncwall.ipc.messages import Command, CursorChanged
    from vncwall.settings.model import Settings
    from vncwall.ui.theme import Measures
    from vncwall.wall.alarms import Alarms
    from vncwall.wall.asking import Asking
    from vncwall.wall.board import Board
    from vncwall.wall.clipboard import Clipboard
    from vncwall.wall.controls import Controls
    from vncwall.wall.desktop import Desktop
    from vncwall.wall.key_table import KeyTable
    from vncwall.wall.panels.questions import Questions
    from vncwall.wall.panels.stack import Panels
    from vncwall.wall.promoted import PromotedView
    from vncwall.wall.showing import Showing
    from vncwall.wall.snapshots import Snapshots
    from vncwall.wall.video import WallVideo


class Hands(Protocol):
    """The wall as its actions, its panels and the operator's events use it."""

    settings: Settings
    desktops: dict[int, Desktop]
    board: Board
    showing: Showing
    promoted: PromotedView | None
    panels: Panels
    questions: Questions
    asking: Asking
    controls: Controls
    snapshots: Snapshots
    video: WallVideo
    alarms: Alarms
    keys: KeyTable
    now_ns: int

    @property
    def measures(self) -> Measures:
        """Lengths for a window of this height."""

    @property
    def clipboard(self) -> Clipboard | None:
        """The clipboard of the operator's own desktop; None before the window is open."""

    @property
    def chord_label(self) -> str:
        """How the chord that lets go of a desktop is written."""

    def chosen(self) -> int | None:
        """Return the session that keys act on: promoted, selected, or under the pointer."""

    def targets(self) -> tuple[int, ...]:
        """Return all sessions that actions act on, in the wall's order; most often one."""

    def act(self, action: Action) -> None:
        """Do what an action stands for, where it applies."""

    def send(self, command: Command) -> None:
        """Send a command to a session."""

    def report(self, success: bool, sentence: str, *, key: str = "") -> None:
        """Show a sentence for a few seconds, in place of one of the same `key`."""

    def promote(self, session: int | None, *, with_control: bool = True) -> None:
        """Show a session over the whole window, and take control of it."""

    def take_control(self) -> None:
        """Take control of the promoted desktop, which was only looked at."""

    def demote(self) -> None:
        """Give control back and return to the grid."""

    def look_again(self) -> None:
        """What is to be shown may have changed."""

    def redraw(self, rects: Sequence[Rect] | None = None) -> None:
        """Have parts of the window drawn again, or all of it."""

    def resize(self) -> None:
        """Take over the window's new size."""

    @property
    def is_full_screen(self) -> bool:
        """Whether the window covers its screen."""

    def set_full_screen(self, is_full: bool) -> None:
        """Cover the whole screen, or be a window."""

    def reload(self) -> bool:
        """Have the configuration read again; return whether there is a file of it."""

    def save(self, path: Path) -> None:
        """Write the window's picture to a PNG file."""

    def local_time(self) -> datetime:
        """Return the time that the status bar shows."""

    def look_at_clipboard(self) -> None:
        """The local clipboard may have changed."""

    def pointer_shape(self, session: int) -> CursorChanged | None:
        """Return what a desktop last said of its pointer."""

    def quit(self) -> None:
        """End the loop."""


class Heading(StrEnum):
    """Groups of actions in the key panel and in menus. The value is the word shown."""

    LOOK = N_("Look")
    DESKTOP = N_("Desktop")
    RECORDING = N_("Recording")
    CONTROL = N_("Control")
    KEYS = N_("Special keys")
    ALERTS = N_("Alerts")
    WINDOW = N_("Window")


def always(hands: Hands) -> bool:
    """Whether an action applies that needs nothing."""
    del hands
    return True


def to_a_desktop(hands: Hands) -> bool:
    """Whether there is a desktop that a key would act on."""
    return bool(hands.targets())


def under_control(hands: Hands) -> bool:
    """Whether a desktop is under control."""
    return hands.promoted is not None and hands.promoted.control.is_on


def on_the_wall(hands: Hands) -> bool:
    """Whether tiles are seen, none of them promoted."""
    return hands.promoted is None


def on_a_tile(hands: Hands) -> bool:
    """Whether one of the tiles is meant, none of them promoted."""
    return on_the_wall(hands) and hands.chosen() is not None


def outside_a_kiosk(hands: Hands) -> bool:
    """Whether the wall may be closed or made smaller by one key."""
    return not hands.settings.wall.kiosk


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that an operator can do, by a key, a button, the menu or the palette."""

    name: str
    """What the configuration calls it; its keys are in `vncwall.settings.keys`."""
    title: str
    """Its words in menus: `N_`, translated where it is shown; "": in no menu."""
    meaning: str
    """What it does, for the key panel; `N_`; "": not in the panel."""
    run: Callable[[Hands], None]
    heading: Heading
    applies: Callable[[Hands], bool] = always
    """Whether it would do anything now."""
    label: str = ""
    """How the key panel writes its default keys, where their names alone do not say it; `N_`."""
    glyph: str = ""


def by_name(actions: Sequence[Action]) -> Mapping[str, Action]:
    """Return the actions by their names.

    Raises:
        ValueError: two have one name.
    """
    table = {action.name: action for action in actions}
    if len(table) != len(actions):
        raise ValueError("two actions have one name")
    return table
