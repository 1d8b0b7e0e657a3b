"""The grid of tiles: who stands where, which one is selected, what must be drawn again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import pygame

from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import Command, SetPreviewSize
from vncwall.language import _
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.desktop import Desktop
from vncwall.wall.overlay import draw_chosen, draw_controlled
from vncwall.wall.selection import Selection
from vncwall.wall.tile import Tile
from vncwall.wall.views.base import Desk
from vncwall.wall.views.grid import GridView

PREVIEW_DELAY_NS = 250_000_000
"""Sizes are sent so long after the last move: a window being dragged must not flood the pipes."""


class Board:
    """All tiles of a wall in a grid view.

    Damage is returned as rectangles of the window; drawing is asked for per rectangle.
    """

    def __init__(
        self,
        desktops: Sequence[Desktop],
        send: Callable[[Command], None],
        *,
        columns: int,
        text: Text,
    ) -> None:
        self.tiles: dict[int, Tile] = {d.session: Tile(d, text=text) for d in desktops}
        self.shown: tuple[int, ...] = tuple(self.tiles)
        self.area = Rect(0, 0, 0, 0)
        self.selected: int | None = None
        self.hovered: int | None = None
        self.selection = Selection()
        self.controlled: frozenset[int] = frozenset()
        """Sessions that get the operator's keys while they are tiles."""
        self._columns = columns
        self._view = GridView(columns=columns)
        self._send = send
        self._text = text
        self._sent_sizes: dict[int, Size] = {}
        self._send_sizes_at_ns: int | None = None
        self._desktop_sizes: Mapping[int, Size | None] = {}
        self.looks_changed = 0
        """How often a tile has come to look otherwise, but for its picture."""
        self._rings: dict[int, Rect] = {}
        self._drawn: list[tuple[int, Tile]] = []
        self._ring_boxes: list[pygame.Rect] = []  # of the same tiles, searched in C

    def show(
        self, desktops: Sequence[Desktop], *, columns: int, successors: Mapping[int, int]
    ) -> None:
        """Show these desktops from now on, in this order; `place` must follow.

        Args:
            desktops: those that were shown before keep their tiles.
            columns: tiles a row; 0: as many as show them largest.
            successors: sessions that have ended, and those that the selection passes to.
        """
        before, self.tiles = self.tiles, {}
        for desktop in desktops:
            tile = before.pop(desktop.session, None)
            self.tiles[desktop.session] = tile or Tile(desktop, text=self._text)
        for session, tile in before.items():
            tile.close()
            self._sent_sizes.pop(session, None)
        self.shown = tuple(self.tiles)
        if columns != self._columns:
            self._columns, self._view = columns, GridView(columns=columns)
        if self.selected is not None:
            selected = successors.get(self.selected, self.selected)
            self.selected = selected if selected in self.tiles else None
        self.selection.follow(successors, self.tiles)
        self.hovered = None

    def show_only(self, sessions: tuple[int, ...]) -> bool:
        """Give a place to these alone, in this order; return whether `place` must follow.

        The others keep their state and ask for no pictures.
        """
        if sessions == self.shown:
            return False
        self.shown = sessions
        if self.selected not in sessions:
            self.selected = None
        self.hovered = None
        return True

    def place(self, area: Rect, measures: Measures, *, now_ns: int) -> None:
        """Arrange the tiles in `area` of the window."""
        self.area = area
        tiles = self.tiles.values()
        self._desktop_sizes = {t.desktop.session: t.desktop.size for t in tiles}
        desks = [Desk(session, self._desktop_sizes[session]) for session in self.shown]
        inner = area.inset(measures.margin)
        cells = self._view.layout(inner, desks, measures)
        for tile in tiles:
            tile.place(cells.get(tile.desktop.session, Rect(0, 0, 0, 0)))
        self._drawn = [(session, self.tiles[session]) for session in self.shown]
        self._rings = {s: ring_rect(tile.cell, measures) for s, tile in self._drawn}
        self._ring_boxes = [to_pygame(ring) for ring in self._rings.values()]
        delay = PREVIEW_DELAY_NS if self._sent_sizes else 0
        self._send_sizes_at_ns = now_ns + delay

    def is_out_of_place(self) -> bool:
        """Whether a desktop has got another size since the tiles were placed."""
        return any(
            self._desktop_sizes.get(session) != tile.desktop.size for session, tile in self._drawn
        )

    def send_sizes(self, now_ns: int) -> None:
        """Tell the sessions how large their previews should be, when tiles have come to rest."""
        if self._send_sizes_at_ns is None or now_ns < self._send_sizes_at_ns:
            return
        self._send_sizes_at_ns = None
        for session, tile in self.tiles.items():
            box = tile.preview_box()
            tile.desktop.is_shown = box.area > 0
            if self._sent_sizes.get(session) != box:
                self._sent_sizes[session] = box
                self._send(SetPreviewSize(session, box.width, box.height))

    def update(
        self, now_ns: int, measures: Measures, *, sessions: Collection[int], with_due: bool
    ) -> list[Rect]:
        """Bring tiles up to date and return the damage.

        Args:
            now_ns: this turn's time.
            measures: lengths.
            sessions: those that were spoken of.
            with_due: also those that time alone changes.
        """
        asked = set(sessions)
        if with_due:
            asked |= {s for s, tile in self.tiles.items() if tile.steady_until_ns <= now_ns}
        damage: list[Rect] = []
        for session in asked:
            tile = self.tiles.get(session)
            if tile is not None:
                before = tile.status
                damage += tile.update(now_ns, measures)
                self.looks_changed += tile.status is not before
        return damage

    def session_at(self, x: int, y: int) -> int | None:
        """Return the session whose cell holds a point of the window."""
        for session, tile in self.tiles.items():
            if tile.cell.contains_point(x, y):
                return session
        return None

    def hover(self, x: int, y: int) -> list[Rect]:
        """Note where the pointer is; return the damage."""
        return self._change("hovered", self.session_at(x, y))

    def leave(self) -> list[Rect]:
        """The pointer left the window; return the damage."""
        return self._change("hovered", None)

    def select(self, session: int | None) -> list[Rect]:
        """Select a tile; return the damage."""
        return self._change("selected", session)

    def rings_of(self, sessions: Collection[int]) -> list[Rect]:
        """Return what the tiles of these sessions and their rings cover."""
        return [self._rings[session] for session in sessions if session in self._rings]

    def step(self, dx: int, dy: int) -> list[Rect]:
        """Move the selection by an arrow key; the first arrow selects the first tile."""
        if not self.shown:
            return []
        if self.selected is None:
            return self.select(self.hovered if self.hovered is not None else self.shown[0])
        return self.select(self._view.step(self.selected, dx, dy=dy))

    def draw(self, canvas: Canvas) -> None:
        """Draw what of the tiles lies in the surface's clip."""
        clip = canvas.surface.get_clip()
        damaged = Rect(clip.x, clip.y, clip.width, clip.height)
        touched = [self._drawn[index] for index in clip.collidelistall(self._ring_boxes)]
        covered = len(touched) == 1 and touched[0][1].picture_rect.contains(damaged)
        if not (covered and touched[0][1].picture.size):
            canvas.fill(damaged.intersection(self.area), canvas.theme.ground)
        for session, tile in touched:
            active = session in (self.selected, self.hovered)
            part = clip.clip(to_pygame(tile.cell))
            canvas.surface.set_clip(part)
            if part:
                tile.draw(canvas, captioned=active)
            canvas.surface.set_clip(clip)
            if session in self.controlled:
                draw_controlled(canvas, tile.picture_rect if tile.picture.size else tile.cell)
            elif session in self.selection.chosen:
                draw_chosen(canvas, tile.picture_rect if tile.picture.size else tile.cell)
            if active:
                self._draw_ring(canvas, tile, is_selected=session == self.selected)
        if not self.tiles:
            self._say(
                canvas,
                _("No desktops yet"),
                _("vncwall wall HOST[:DISPLAY] ...   or a configuration with [[hosts]] tables"),
            )
        elif not self.shown:
            self._say(canvas, _("No desktop matches"), _("Esc shows all of them again"))

    def close(self) -> None:
        """Let go of all shared memory."""
        for tile in self.tiles.values():
            tile.close()

    def _change(self, attribute: str, session: int | None) -> list[Rect]:
        before = getattr(self, attribute)
        if before == session:
            return []
        setattr(self, attribute, session)
        return [self._rings[changed] for changed in (before, session) if changed in self._rings]

    def _draw_ring(self, canvas: Canvas, tile: Tile, *, is_selected: bool) -> None:
        u = canvas.measures.u
        target = tile.picture_rect if tile.picture.size else tile.cell
        if is_selected:
            canvas.frame(
                target.inset(-u), canvas.theme.selection, width=u, radius=canvas.measures.radius + u
            )
        else:
            thin = max(1, u // 2)
            canvas.frame(
                target.inset(-thin),
                canvas.theme.line,
                width=thin,
                radius=canvas.measures.radius + thin,
            )

    def _say(self, canvas: Canvas, word: str, sentence: str) -> None:
        """Write in the middle of a wall without tiles."""
        theme, u = canvas.theme, canvas.measures.u
        x, y = self.area.x + self.area.width // 2, self.area.y + self.area.height // 2
        canvas.label(
            word,
            x,
            y - 4 * u,
            size=6 * u,
            colour=theme.text,
            weight=Weight.SEMIBOLD,
            align=0.5,
        )
        canvas.label(
            sentence,
            x,
            y + 4 * u,
            size=4 * u,
            colour=theme.text_second,
            align=0.5,
        )


def ring_rect(cell: Rect, measures: Measures) -> Rect:
    """Return what a tile and the ring of its selection cover."""
    return cell.inset(-measures.u)
