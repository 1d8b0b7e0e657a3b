"""What an arrangement of the wall is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vncwall.geometry import Rect, Size
from vncwall.settings.named_wall import Place
from vncwall.ui.theme import Measures


class Spot(NamedTuple):
    """What a tile shows: a session, or one monitor of it."""

    session: int
    monitor: int = 0
    """Counted from 0; 0 also where the tile shows all of them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a view may know of a tile to find its place."""

    spot: Spot
    size: Size | None
    """Of the picture, as far as it is known."""
    name: str = ""
    index: int = 0
    """Its place in the page, from 0; some may be left free."""
    group: str = ""
    place: Place | None = None
    """Where the configuration puts it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the wall over the tiles that belong together."""

    rect: Rect
    text: str
    """"": those that belong to nothing."""
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands."""

    cells: Mapping[Spot, Rect] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    homes: Mapping[Spot, Rect] = field(default_factory=dict)
    """Places kept for tiles that stand elsewhere for now."""


class View(ABC):
    """Decides which tiles are shown and where; draws nothing and sends nothing."""

    follows = False
    """Whether it wants to know how much tiles change."""
    keeps_large = False
    """Whether a tile can be kept in front."""

    def __init__(self) -> None:
        self._cells: Mapping[Spot, Rect] = {}

    @abstractmethod
    def layout(self, area: Rect, desks: Sequence[Desk], measures: Measures) -> Layout:
        """Return the cell of every tile that is shown; cells lie in `area`, none overlap."""

    def step(self, spot: Spot, dx: int, *, dy: int) -> Spot:
        """Return the tile that an arrow key leads to."""
        return nearest(self._cells, spot, dx, dy=dy)

    def select(self, spot: Spot | None) -> bool:
        """Note which tile is selected; return whether tiles must be placed anew."""
        return False

    def pin(self, spot: Spot | None) -> None:  # noqa: B027 (most views have nothing to do)
        """Keep a tile in front, where the view can; None: none."""

    def follow(self, activity: Mapping[Spot, float], now_ns: int) -> bool:
        """Look how much the tiles change; return whether tiles must be placed anew.

        Args:
            activity: of each tile, as `Activity.level` tells it.
            now_ns: this turn's time.
        """
        return False


def nearest(cells: Mapping[Spot, Rect], spot: Spot, dx: int, *, dy: int) -> Spot:
    """Return the tile that lies next in a direction; the same where there is none.

    Tiles straight ahead come before those to the side, near ones before far ones.
    """
    here = cells.get(spot)
    if here is None:
        return next(iter(cells), spot)
    x, y = here.x + here.width // 2, here.y + here.height // 2
    found: list[tuple[int, Spot]] = []
    for other, cell in cells.items():
        across, down = cell.x + cell.width // 2 - x, cell.y + cell.height // 2 - y
        ahead, aside = (across * dx, down) if dx else (down * dy, across)
        reaches = (cell.x >= here.right if dx > 0 else cell.right <= here.x) if dx else (
            cell.y >= here.bottom if dy > 0 else cell.bottom <= here.y
        )  # fmt: skip
        if reaches:
            beside = (
                min(cell.bottom, here.bottom) > max(cell.y, here.y)
                if dx
                else min(cell.right, here.right) > max(cell.x, here.x)
            )
            found.append((ahead + (abs(aside) // 8 if beside else 4 * abs(aside)), other))
    return min(found)[1] if found else spot
