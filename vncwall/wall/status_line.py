"""What the status bar counts, kept up to date at little cost."""

from __future__ import annotations

from datetime import datetime

from vncwall.ipc.messages import LoadChanged
from vncwall.wall.board import Board
from vncwall.wall.processors import Processors
from vncwall.wall.showing import Showing
from vncwall.wall.status_bar import Figures, figures

_LATE_NS = 1_000_000_000
"""A turn of the loop that takes longer makes the clock a warning."""
_WARNED_NS = 5 * _LATE_NS


class StatusLine:
    """Counts anew only when something that is counted may have changed.

    Attributes:
        processors: how busy they are.
        figures: what the bar says; None before the first count.
    """

    def __init__(self, processors: Processors) -> None:
        """`processors` says how busy this machine's are."""
        self.processors = processors
        self.figures: Figures | None = None
        self._counted: tuple[object, ...] = ()
        self._late_until_ns = 0
        self._load = LoadChanged(0, 0, "")

    def turned(self, before_ns: int, now_ns: int) -> None:
        """A turn of the loop began at `before_ns` and ended now."""
        if now_ns - before_ns > _LATE_NS and before_ns != 0:
            self._late_until_ns = now_ns + _WARNED_NS

    def take_load(self, load: LoadChanged) -> str:
        """Remember an overload; return what is to be said of it, "" where it is no news."""
        before, self._load = self._load, load
        is_worse = load.level > before.level or (load.detail and not before.detail)
        return load.detail if is_worse else ""

    def count(
        self, board: Board, showing: Showing, *, title: str, time: datetime, now_ns: int
    ) -> bool:
        """Count what is seen; return whether the bar looks different now."""
        clock = f"{time:%H:%M:%S}"
        self.processors.advance(now_ns)
        is_late = now_ns < self._late_until_ns
        words, chosen = showing.sentence(), len(board.selection.chosen)
        seen = (clock, is_late, self._load, board.looks_changed, len(board.tiles), words, chosen)
        if seen == self._counted:
            return False
        self._counted = seen
        # As the tiles were brought up to date with: the bar counts what is seen.
        tiles = board.tiles.values()
        pairs = [(tile.desktop, tile.status) for tile in tiles if tile.status is not None]
        before, self.figures = self.figures, figures(
            pairs,
            title=title,
            clock=clock,
            is_late=is_late,
            showing=words,
            load=self._load,
            chosen=chosen,
            processors=self.processors.words,
        )  # fmt: skip
        return self.figures != before
