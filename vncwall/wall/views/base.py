"""What an arrangement of the wall is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vncwall.geometry import Rect, Size
from vncwall.ui.theme import Measures


@dataclass(frozen=True, slots=True)
class Desk:
    """What a view may know of a session to find its place."""

    session: int
    size: Size | None


class View(ABC):
    """Decides which sessions are shown and where; draws nothing and sends nothing."""

    name: str
    """What the operator calls it."""

    @abstractmethod
    def layout(self, area: Rect, desks: Sequence[Desk], measures: Measures) -> Mapping[int, Rect]:
        """Return the cell of every session that is shown; cells lie in `area`, none overlap."""

    def step(self, session: int, dx: int, *, dy: int) -> int:
        """Return the session that an arrow key leads to."""
        return session
