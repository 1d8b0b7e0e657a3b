"""All tiles: who stands where, which one is selected, what must be drawn again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import pygame

from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import Command, SetPreviewSize
from vncwall.language import _
from vncwall.settings.model import ALL_MONITORS, EACH_MONITOR
from vncwall.settings.named_wall import Arrangement, Order
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.text import Text, Weight
from vncwall.ui.theme import Measures
from vncwall.wall.activity import Activity
from vncwall.wall.caption import Caption
from vncwall.wall.desktop import Desktop
from vncwall.wall.heading import HeadingLine
from vncwall.wall.overlay import draw_chosen, draw_controlled
from vncwall.wall.selection import Selection
from vncwall.wall.tile import STANDARD_CAPTION, Tile
from vncwall.wall.views import VIEWS
from vncwall.wall.views.base import Desk, Layout, Spot

PREVIEW_DELAY_NS = 250_000_000
"""Sizes are sent so long after the last move: a window being dragged must not flood the pipes."""


class Board:
    """All tiles of a wall, where the present view puts them.

    Damage is returned as rectangles of the window; drawing is asked for per rectangle.

    Attributes:
        tiles: of each session the one tile, or that of its first monitor.
        shown: the sessions that have a place now, in order.
        activity: how much each tile changes.
        looks_changed: how often a tile has come to look otherwise, but for its picture.
    """

    def __init__(
        self,
        desktops: Sequence[Desktop],
        send: Callable[[Command], None],
        *,
        arrangement: Arrangement,
        text: Text,
        caption: Caption = STANDARD_CAPTION,
    ) -> None:
        self._caption = caption
        self.tiles: dict[int, Tile] = {
            d.session: Tile(d, text=text, caption=self._caption) for d in desktops
        }
        self._monitors: dict[Spot, Tile] = {}  # of the other monitors, where each has a tile
        self.shown: tuple[int, ...] = tuple(self.tiles)
        self._indexes: Mapping[int, int] = {session: n for n, session in enumerate(self.shown)}
        self.area = Rect(0, 0, 0, 0)
        self.selection = Selection()
        self.controlled: frozenset[int] = frozenset()
        """Sessions that get the operator's keys while they are tiles."""
        self.activity = Activity()
        self.looks_changed = 0
        self._spot: Spot | None = None
        self._hovered: Spot | None = None
        self._pinned: Spot | None = None
        self._arrangement = arrangement
        self._view = VIEWS[arrangement.view](arrangement)
        self._layout = Layout()
        self._headings: tuple[HeadingLine, ...] = ()
        self._measures = Measures(4)
        self._now_ns = 0
        self._is_unplaced = False
        self._send = send
        self._text = text
        self._sent_sizes: dict[int, Size] = {}
        self._send_sizes_at_ns: int | None = None
        self._known: Mapping[int, tuple[object, ...]] = {}
        self._rings: dict[Spot, Rect] = {}
        self._drawn: list[tuple[Spot, Tile]] = []
        self._ring_boxes: list[pygame.Rect] = []  # of the same tiles, searched in C

    @property
    def selected(self) -> int | None:
        """The session whose tile keys act on."""
        return self._spot.session if self._spot else None

    def cell_of(self, session: int, monitor: int | None) -> Rect:
        """Return where the tile of a session is, or that of its monitor where it has its own."""
        own = (tile for spot, tile in self._drawn if spot.session == session)
        tile = next((one for one in own if one.monitor == monitor), self.tiles[session])
        return tile.cell

    @property
    def hovered(self) -> int | None:
        """The session whose tile the pointer is on."""
        return self._hovered.session if self._hovered else None

    def show(self, desktops: Sequence[Desktop], *, successors: Mapping[int, int]) -> None:
        """Show these desktops from now on, in this order; `place` must follow.

        Args:
            desktops: those that were shown before keep their tiles.
            successors: sessions that have ended, and those that the selection passes to.
        """
        before, self.tiles = self.tiles, {}
        for desktop in desktops:
            tile = before.pop(desktop.session, None)
            self.tiles[desktop.session] = tile or self._new_tile(desktop)
        for session, tile in before.items():
            tile.close()
            self._sent_sizes.pop(session, None)
        for spot in [spot for spot in self._monitors if spot.session not in self.tiles]:
            self._monitors.pop(spot).close()
        self.shown = tuple(self.tiles)
        self._indexes = {session: n for n, session in enumerate(self.shown)}
        if self._spot is not None:
            selected = successors.get(self._spot.session, self._spot.session)
            self._spot = self._spot._replace(session=selected) if selected in self.tiles else None
        self._hovered = None
        self.selection.follow(successors, self.tiles)

    def show_only(self, sessions: tuple[int, ...], places: Mapping[int, int] | None = None) -> bool:
        """Give a place to these alone, in this order; return whether `place` must follow.

        The others keep their state and ask for no pictures.

        Args:
            sessions: in their order.
            places: where each stands, from 0, where some places are left free.
        """
        indexes = places or {session: index for index, session in enumerate(sessions)}
        if sessions == self.shown and indexes == self._indexes:
            return False
        self.shown, self._indexes = sessions, dict(indexes)
        if self.selected not in sessions:
            self._spot = None
        self._hovered = None
        return True

    def write(self, caption: Caption) -> None:
        """Write something else on the tiles from now on; they must be brought up to date."""
        self._caption = caption
        for tile in (*self.tiles.values(), *self._monitors.values()):
            tile.caption = self._caption
            tile.steady_until_ns = 0

    def arrange(self, arrangement: Arrangement) -> bool:
        """Show the tiles in another way; return whether `place` must follow."""
        if arrangement == self._arrangement:
            return False
        self._arrangement = arrangement
        self._view = VIEWS[arrangement.view](arrangement)
        self._view.select(self._spot)
        self._pinned = None
        return True

    @property
    def keeps_large(self) -> bool:
        """Whether the present view has a place for a tile that is to stay large."""
        return self._view.keeps_large

    def pin(self) -> str | None:
        """Keep the selected tile in front, or let go of the one that is kept.

        Returns:
            The name of the desktop that is kept now, "": none; None: this view keeps none.
        """
        if not self.keeps_large:
            return None
        spot = None if self._spot == self._pinned else self._spot
        self._view.pin(spot)
        self._pinned = spot
        self._is_unplaced = True
        return self.tiles[spot.session].desktop.name if spot else ""

    def place(self, area: Rect, measures: Measures, *, now_ns: int) -> None:
        """Arrange the tiles in `area` of the window."""
        self.area, self._measures, self._now_ns = area, measures, now_ns
        self._is_unplaced = False
        self._known = {session: self._shape_of(tile) for session, tile in self.tiles.items()}
        self._match_monitors()
        spots = self._spots()
        desks = [self._desk(spot, tile, index) for index, (spot, tile) in enumerate(spots)]
        self._layout = self._view.layout(area.inset(measures.margin), desks, measures)
        cells = self._layout.cells
        nowhere = Rect(0, 0, 0, 0)
        for session, tile in self.tiles.items():
            tile.place(cells.get(Spot(session), nowhere))
        for spot, tile in self._monitors.items():
            tile.place(cells.get(spot, nowhere))
        self._headings = tuple(HeadingLine(heading) for heading in self._layout.headings)
        self._count_headings()
        watches = self._view.follows or self._arrangement.order is Order.ACTIVITY
        for _spot, tile in spots:
            tile.is_watched = watches
        self._drawn = [(spot, tile) for spot, tile in spots if not tile.cell.is_empty]
        self._rings = {spot: ring_rect(tile.cell, measures) for spot, tile in self._drawn}
        self._ring_boxes = [to_pygame(ring) for ring in self._rings.values()]
        if self._spot is not None and self._spot not in self._rings:
            self._spot = Spot(self._spot.session)
        self.activity.keep_only(set(self._rings))
        delay = PREVIEW_DELAY_NS if self._sent_sizes else 0
        self._send_sizes_at_ns = now_ns + delay

    def is_out_of_place(self) -> bool:
        """Whether tiles belong elsewhere: a desktop has another size, or one comes forward."""
        return self._is_unplaced

    def send_sizes(self, now_ns: int) -> None:
        """Tell the sessions how large their previews should be, when tiles have come to rest."""
        if self._send_sizes_at_ns is None or now_ns < self._send_sizes_at_ns:
            return
        self._send_sizes_at_ns = None
        others: dict[int, list[Size]] = {}
        for spot, tile in self._monitors.items():
            others.setdefault(spot.session, []).append(tile.preview_box())
        for session, tile in self.tiles.items():
            boxes = [tile.preview_box(), *others.get(session, ())]
            box = Size(max(b.width for b in boxes), max(b.height for b in boxes))
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
        self._now_ns = now_ns
        asked = set(sessions)
        if with_due:
            asked |= {s for s, tile in self.tiles.items() if tile.steady_until_ns <= now_ns}
        damage: list[Rect] = []
        looked = self.looks_changed
        for session in asked:
            tile = self.tiles.get(session)
            if tile is not None:
                before = tile.status
                damage += self._update(Spot(session), tile, measures)
                self.looks_changed += tile.status != before
                if self._known.get(session) != self._shape_of(tile) and session in self.shown:
                    self._is_unplaced = True
        for spot, tile in self._monitors.items():
            if spot.session in asked:
                damage += self._update(spot, tile, measures)
        if self.looks_changed != looked:
            damage += self._count_headings()
        if with_due and self._view.follows:
            levels = self.activity.levels(now_ns)
            self._is_unplaced = self._view.follow(levels, now_ns) or self._is_unplaced
        return damage

    def tile_of(self, session: int) -> Tile:
        """Return a session's tile; of several the one that is selected or pointed at."""
        for spot in (self._spot, self._hovered):
            if spot is not None and spot.session == session and spot in self._monitors:
                return self._monitors[spot]
        return self.tiles[session]

    def session_at(self, x: int, y: int) -> int | None:
        """Return the session whose cell holds a point of the window."""
        spot = self._spot_at(x, y)
        return spot.session if spot else None

    def hover(self, x: int, y: int) -> list[Rect]:
        """Note where the pointer is; return the damage."""
        before, self._hovered = self._hovered, self._spot_at(x, y)
        return self._rings_between(before, self._hovered)

    def leave(self) -> list[Rect]:
        """The pointer left the window; return the damage."""
        before, self._hovered = self._hovered, None
        return self._rings_between(before, None)

    def select(self, session: int | None) -> list[Rect]:
        """Select a session's tile, of several the one under the pointer; return the damage."""
        if session is None:
            return self._select(None)
        is_pointed_at = self._hovered is not None and self._hovered.session == session
        return self._select(self._hovered if is_pointed_at else Spot(session))

    def rings_of(self, sessions: Collection[int]) -> list[Rect]:
        """Return what the tiles of these sessions and their rings cover."""
        return [ring for spot, ring in self._rings.items() if spot.session in sessions]

    def step(self, dx: int, dy: int) -> list[Rect]:
        """Move the selection by an arrow key; the first arrow selects the first tile."""
        if not self._drawn:
            return []
        if self._spot is None:
            return self._select(self._hovered or self._drawn[0][0])
        return self._select(self._view.step(self._spot, dx, dy=dy))

    def level(self, session: int) -> float:
        """Return how much a session's tiles have changed of late."""
        spots = [spot for spot in self._rings if spot.session == session]
        return max((self.activity.level(spot, self._now_ns) for spot in spots), default=0.0)

    def draw(self, canvas: Canvas) -> None:
        """Draw what of the tiles lies in the surface's clip."""
        clip = canvas.surface.get_clip()
        damaged = Rect(clip.x, clip.y, clip.width, clip.height)
        touched = [self._drawn[index] for index in clip.collidelistall(self._ring_boxes)]
        covered = len(touched) == 1 and touched[0][1].picture_rect.contains(damaged)
        if not (covered and touched[0][1].picture.size):
            canvas.fill(damaged.intersection(self.area), canvas.theme.ground)
        for line in self._headings:
            if clip.colliderect(to_pygame(line.rect)):
                line.draw(canvas)
        for spot, home in self._layout.homes.items():
            if clip.colliderect(to_pygame(home)):
                self._draw_home(canvas, home, spot)
        for spot, tile in touched:
            active = spot in (self._spot, self._hovered)
            part = clip.clip(to_pygame(tile.cell))
            canvas.surface.set_clip(part)
            if part:
                tile.draw(canvas, captioned=active)
            canvas.surface.set_clip(clip)
            if spot.session in self.controlled:
                draw_controlled(canvas, tile.picture_rect if tile.picture.size else tile.cell)
            elif spot.session in self.selection.chosen:
                draw_chosen(canvas, tile.picture_rect if tile.picture.size else tile.cell)
            if active:
                self._draw_ring(canvas, tile, is_selected=spot == self._spot)
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
        for tile in (*self.tiles.values(), *self._monitors.values()):
            tile.close()

    # --- which tiles there are

    def _new_tile(self, desktop: Desktop, *, monitor: int | None = None) -> Tile:
        return Tile(desktop, text=self._text, caption=self._caption, monitor=monitor)

    @staticmethod
    def _shape_of(tile: Tile) -> tuple[object, ...]:
        desktop = tile.desktop
        return desktop.size, desktop.screens, desktop.host.monitors

    def _match_monitors(self) -> None:
        """Have a tile for each monitor that is to have its own, and no other."""
        wanted: set[Spot] = set()
        for session, tile in self.tiles.items():
            count, choice = len(tile.desktop.screens), tile.desktop.host.monitors
            if choice == EACH_MONITOR and count > 1:
                tile.monitor = 0
                wanted |= {Spot(session, number) for number in range(1, count)}
            elif choice != ALL_MONITORS and 0 < choice <= count and count > 1:
                tile.monitor = choice - 1
            else:
                tile.monitor = None
        for spot in self._monitors.keys() - wanted:
            self._monitors.pop(spot).close()
        for spot in wanted - self._monitors.keys():
            desktop = self.tiles[spot.session].desktop
            tile = self._new_tile(desktop, monitor=spot.monitor)
            self._monitors[spot] = tile
            tile.update(self._now_ns, self._measures)

    def _spots(self) -> list[tuple[Spot, Tile]]:
        """Return the tiles that have a place, monitors of a session side by side."""
        several: dict[int, list[Spot]] = {}
        for spot in sorted(self._monitors):
            several.setdefault(spot.session, []).append(spot)
        result = []
        for session in self.shown:
            result.append((Spot(session), self.tiles[session]))
            result += [(spot, self._monitors[spot]) for spot in several.get(session, ())]
        return result

    def _desk(self, spot: Spot, tile: Tile, number: int) -> Desk:
        host, arrangement = tile.desktop.host, self._arrangement
        # Where a host has several tiles places are no longer those of hosts.
        index = number if self._monitors else self._indexes.get(spot.session, number)
        place = arrangement.places.get(host.name)
        return Desk(spot, tile.size, host.name, index, host.group, place)

    def _spot_at(self, x: int, y: int) -> Spot | None:
        return next((s for s, tile in self._drawn if tile.cell.contains_point(x, y)), None)

    def _update(self, spot: Spot, tile: Tile, measures: Measures) -> list[Rect]:
        damage = tile.update(self._now_ns, measures)
        if tile.change:
            self.activity.note(spot, tile.change, self._now_ns)
        return damage

    # --- what looks otherwise

    def _select(self, spot: Spot | None) -> list[Rect]:
        before, self._spot = self._spot, spot
        if self._view.select(spot):
            self.place(self.area, self._measures, now_ns=self._now_ns)
            return [self.area]
        return self._rings_between(before, spot)

    def _rings_between(self, before: Spot | None, after: Spot | None) -> list[Rect]:
        if before == after:
            return []
        return [self._rings[spot] for spot in (before, after) if spot in self._rings]

    def _count_headings(self) -> list[Rect]:
        """Count what headings say; return the damage."""
        damage = []
        for line in self._headings:
            tiles = {spot.session: self.tiles.get(spot.session) for spot in line.spots}
            if line.count([tile.status for tile in tiles.values() if tile is not None]):
                damage.append(line.rect)
        return damage

    def _draw_home(self, canvas: Canvas, home: Rect, spot: Spot) -> None:
        """Draw the place of a tile that has come forward: its name, in a thin frame."""
        theme, measures = canvas.theme, canvas.measures
        canvas.frame(home, theme.empty, width=max(1, measures.u // 2))
        tile = self.tiles.get(spot.session)
        if tile is not None:
            canvas.label(
                tile.desktop.name,
                home.x + home.width // 2,
                home.y + home.height // 2,
                size=measures.caption_text,
                colour=theme.text_second,
                max_width=max(0, home.width - 2 * measures.u),
                align=0.5,
            )

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
