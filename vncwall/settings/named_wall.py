"""What a wall shows and how, as ``[wall]`` and ``[walls.NAME]`` of a file say it.

Values only; `vncwall.wall` knows what follows from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class ViewName(StrEnum):
    """Arrangements of tiles."""

    GRID = "grid"
    """Equal tiles in rows."""
    GROUPS = "groups"
    """Equal tiles under the headings of their groups."""
    SPOTLIGHT = "spotlight"
    """One large tile among small ones."""
    FOLLOW = "follow"
    """Tiles that change come forward."""
    FREE = "free"
    """Where the configuration puts each."""


class Order(StrEnum):
    """In which order tiles come."""

    CONFIGURED = "configured"
    NAME = "name"
    GROUP = "group"
    STATE = "state"
    """What needs eyes first."""
    ACTIVITY = "activity"
    """What changes most first."""


class ShownState(StrEnum):
    """States of a desktop by which a wall may choose; the words are those on the tiles."""

    LIVE = "live"
    CONNECTING = "connecting"
    RECONNECTING = "reconnecting"
    STALE = "stale"
    FROZEN = "frozen"
    UNREACHABLE = "unreachable"
    LOCKED = "locked"
    FAILED = "failed"
    PAUSED = "paused"
    MAINTENANCE = "maintenance"
    BLACK = "black"
    BLANK = "blank"
    IDLE = "idle"
    SCREEN_LOCKED = "screen locked"
    SCREEN_SAVER = "screen saver"
    UNSHOWN = "no memory"
    PROBLEM = "problem"
    """All that need eyes."""
    ALERT = "alert"
    """All with an alert that lasts."""
    RECORDING = "recording"


MOST_SLOT = 10000


class Place(NamedTuple):
    """A part of a wall, in per cent of its width and height."""

    x: float
    y: float
    width: float
    height: float

    def edges(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom in a wall of so many pixels.

        Places that touch share an edge, whatever the wall's size.
        """
        return (
            round(width * self.x / 100),
            round(height * self.y / 100),
            round(width * (self.x + self.width) / 100),
            round(height * (self.y + self.height) / 100),
        )

    def overlaps(self, other: Place) -> bool:
        """Whether they have more than an edge in common."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


_NUMBER = r"\s*(\d{1,3}(?:\.\d{1,3})?)\s*%?\s*"
_PLACE = re.compile(",".join([_NUMBER] * 4))


def parse_place(text: str) -> Place:
    """Read ``"x,y,width,height"`` in per cent of the wall.

    Raises:
        ValueError: it is none, or does not lie on the wall.

    >>> parse_place("50, 0, 50, 33.3")
    Place(x=50.0, y=0.0, width=50.0, height=33.3)
    """
    match = _PLACE.fullmatch(text)
    if match is None:
        raise ValueError(
            f'{text!r} is not a place; write "x,y,width,height" in per cent, as "50,0,50,100"'
        )
    place = Place(*map(float, match.groups()))
    if min(place.width, place.height) < 1:
        raise ValueError(f"{text!r} is too small; write a width and a height of at least 1")
    if place.x + place.width > 100 or place.y + place.height > 100:
        raise ValueError(f"{text!r} ends beyond the wall; x + width and y + height are at most 100")
    return place


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How a wall shows its hosts."""

    view: ViewName = ViewName.GRID
    columns: int = 0
    """Tiles a row; 0: the number that shows the tiles largest."""
    page: int = 0
    """Most hosts at a time; 0: all."""
    patrol_s: float = 15.0
    """How long a patrol shows a page."""
    order: Order = Order.CONFIGURED
    large: str = ""
    """The host that the view "spotlight" begins with; "": the first."""
    slots: Mapping[str, int] = field(default_factory=dict)
    """Hosts that keep a place of the order, counted from 1; the others flow round them."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where the view "free" shows a host."""


@dataclass(frozen=True, slots=True)
class NamedWall:
    """One ``[walls.NAME]``. Without hosts, groups and tags it is of all hosts."""

    name: str
    hosts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    states: tuple[ShownState, ...] = ()
    """Only while they are in one of these; empty: always."""
    arrangement: Arrangement = Arrangement()

    def holds(self, *, name: str, group: str, tags: tuple[str, ...]) -> bool:
        """Whether a host belongs to it, whatever its state."""
        if not (self.hosts or self.groups or self.tags):
            return True
        return name in self.hosts or group in self.groups or not set(tags).isdisjoint(self.tags)
