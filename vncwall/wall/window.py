"""The wall's window: one loop that takes notices and events in and draws what changed.

Nothing here waits but `Switchboard.poll`, and nothing is drawn that did not change: every part
returns damage, and each damaged rectangle is composed anew from the back to the front under a
clip. The time of everything is one reading of the clock a turn of the loop.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from vncwall import language
from vncwall.errors import DisplayError
from vncwall.geometry import Rect, Size
from vncwall.ipc.messages import (
    AlertChanged,
    Command,
    CursorChanged,
    LoadChanged,
    MaintenanceChanged,
    Notice,
    Reconnect,
    ServerCutText,
    SessionChanged,
    SetRecording,
    WorkerStats,
)
from vncwall.ipc.switchboard import Switchboard
from vncwall.language import _
from vncwall.scheduling.lineup import Lineup
from vncwall.settings.changes import Changes
from vncwall.settings.model import Promote, Settings
from vncwall.settings.watch import ConfigurationWatch
from vncwall.states import SessionState
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.screen import Screen
from vncwall.ui.text import Text
from vncwall.ui.theme import THEMES, Measures
from vncwall.ui.toast import Toasts
from vncwall.wall.actions import ACTIONS
from vncwall.wall.actions.base import Action
from vncwall.wall.actions.menus import ANSWER
from vncwall.wall.alarms import Alarms
from vncwall.wall.asking import Asking
from vncwall.wall.board import Board
from vncwall.wall.caption import Caption
from vncwall.wall.chord import Chord
from vncwall.wall.clipboard import Clipboard
from vncwall.wall.condition import Status
from vncwall.wall.control import Control
from vncwall.wall.controls import Controls
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.exchange import Exchange
from vncwall.wall.frame import Frame
from vncwall.wall.input import Input
from vncwall.wall.key_table import KeyTable
from vncwall.wall.news import news_of
from vncwall.wall.pace import STIR_S, Pace
from vncwall.wall.panels.questions import Questions
from vncwall.wall.panels.stack import Panels
from vncwall.wall.processors import Processors
from vncwall.wall.promoted import PromotedView
from vncwall.wall.sharing import FullShares
from vncwall.wall.showing import Showing
from vncwall.wall.snapshots import Snapshots
from vncwall.wall.status_bar import draw_status_bar
from vncwall.wall.status_line import StatusLine
from vncwall.wall.thumbnails import Thumbnails
from vncwall.wall.video import FilmFactory, WallVideo
from vncwall.wall.viewport import area_around

logger = logging.getLogger(__name__)

_SMALLEST = (320, 200)
_CONTROL_WAIT_S = 0.005
"""Longest wait for notices while a desktop is promoted; each is taken in as it comes."""
_TICK_NS = SECOND // 10
"""How often ages, countdowns and the clock are looked at."""


class Wall:
    """The monitoring wall on one window.

    Args:
        settings: the hosts, in the order of their sessions' numbers, and how the wall behaves.
        switchboard: where commands go and notices come from.
        watch: tells of a changed configuration; None: these hosts are all there will be.
        monotonic_ns: the clock that notices use.
        local_time: what the clock in the status bar shows.
        processors: how busy they are; None: those of this machine.
        asks: somebody is there who could answer questions.
        films: makes videos of the window; None: there can be none.
        thumbnails: keeps the last pictures of hosts; None: none are kept or shown.
    """

    def __init__(
        self,
        settings: Settings,
        switchboard: Switchboard,
        *,
        watch: ConfigurationWatch | None = None,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
        local_time: Callable[[], datetime] = datetime.now,
        processors: Processors | None = None,
        asks: bool = True,
        films: FilmFactory | None = None,
        thumbnails: Thumbnails | None = None,
    ) -> None:
        self.settings = settings
        self._asks = asks
        self._switchboard = switchboard
        self._watch = watch
        self._lineup = Lineup(settings)
        self._text = Text()
        self.frame = Frame(self._text)
        self.status_line = StatusLine(processors or Processors())
        self.exchange = Exchange(monotonic_ns)
        self._chord = Chord(settings.wall.release_chord)
        self._monotonic_ns = monotonic_ns
        self.local_time = local_time
        self.now_ns = now = monotonic_ns()
        self.desktops = {
            session: Desktop(session, host, now_ns=now)
            for session, host in self._lineup.hosts.items()
        }
        self.showing = Showing(settings)
        self.showing.pages.patrol(now, begins=settings.wall.patrol_at_start)
        self.board = Board(
            tuple(self.desktops.values()),
            self.send,
            arrangement=self.showing.walls.arrangement,
            text=self._text,
            caption=Caption(settings.wall.caption, settings.wall.captions),
        )
        self._choose_tiles()
        self.promoted: PromotedView | None = None
        self.toasts = Toasts(text=self._text)
        self.panels = Panels(self.redraw)
        self.questions = Questions(self.panels)
        self.asking = Asking(
            settings,
            self.questions,
            change=self._try_again,
            reconnect=lambda session: self.send(Reconnect(session)),
            report=self.report,
            hint=lambda: _("{key} or a click here answers").format(key=self.keys.label(ANSWER)),
            configuration=watch.path if watch is not None else None,
            is_on=asks and settings.wall.ask and not settings.wall.kiosk,
        )
        language.use(settings.wall.language)
        self.keys = KeyTable(ACTIONS, settings.keys)
        self.controls = Controls(self)
        self._shares = FullShares(self.send)
        self.snapshots = Snapshots(self._shares, Path(settings.wall.snapshots), self.report)
        self.video = WallVideo(films, self.report)
        self.alarms = Alarms(self)
        self._thumbnails = thumbnails
        self._input = Input(self, self._chord)
        self._shapes: dict[int, CursorChanged] = {}
        self._touched: set[int] = set()
        self._pace = Pace(settings.hosts, now)
        self._screen: Screen
        self._is_running = False
        self._tick_at_ns = 0

    # --- life

    def run(
        self,
        *,
        stop_after_s: float | None = None,
        snapshot: Path | None = None,
        record: Path | None = None,
    ) -> int:
        """Show the wall until it is closed; return the exit code.

        Args:
            stop_after_s: end by itself after so long.
            snapshot: write the whole window as a PNG here at the end.
            record: write a video of the window here.

        Raises:
            DisplayError: no window can be opened.
        """
        self.open()
        if record is not None:
            self.video.begin(record)
        end_ns = None if stop_after_s is None else self.now_ns + round(stop_after_s * SECOND)
        code = 0
        try:
            while self._is_running and (end_ns is None or self.now_ns < end_ns):
                if self.promoted is None and self.controls.broadcast is None:
                    self._rest(self._pace.rest_s(self.now_ns))
                    self.turn(0.0)
                else:
                    self.turn(_CONTROL_WAIT_S)
        except KeyboardInterrupt:
            code = 130
        finally:
            if snapshot is not None and code == 0:
                self.save(snapshot)
            self.close()
        return code

    def _rest(self, rest_s: float) -> None:
        """Sleep, until the operator stirs at the longest.

        Notices gather meanwhile: to wake for each would cost more than to draw it.
        """
        while rest_s > 0:
            time.sleep(min(STIR_S, rest_s))
            rest_s -= STIR_S
            if rest_s > 0 and pygame.event.peek():
                return

    def open(self) -> None:
        """Open the window and ask the sessions for previews.

        Raises:
            DisplayError: no window can be opened.
        """
        # Without a GPU SDL's texture path costs 16 ms a frame, the plain one 0.04 ms.
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
        # A wall on one of several monitors stays there while the operator works on another.
        os.environ.setdefault("SDL_VIDEO_MINIMIZE_ON_FOCUS_LOSS", "0")
        # Windows would enlarge the picture of a program that does not count its pixels itself.
        os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
        try:
            pygame.display.init()
            pygame.display.set_caption(self.settings.wall.title)
            wall = self.settings.wall
            size = Size(max(_SMALLEST[0], wall.width), max(_SMALLEST[1], wall.height))
            self._screen = Screen(
                size,
                self._monotonic_ns,
                display=wall.display,
                is_full=wall.fullscreen or wall.kiosk,
            )
            self.resize()
        except pygame.error as error:
            raise DisplayError(f"no window can be opened: {error}") from None
        pygame.display.set_allow_screensaver(False)
        pygame.key.start_text_input()
        self.exchange.clipboard = self.asking.store = Clipboard()
        self._is_running = True

    def close(self) -> None:
        """Give up control, shared memory and the window."""
        self.controls.end_broadcast()
        self.demote()
        self.snapshots.close()
        self.video.close()
        self.alarms.close()
        if self._thumbnails is not None:
            self._thumbnails.close(self.board.tiles)
        self.board.close()
        pygame.display.quit()
        self._is_running = False

    def turn(self, wait_s: float) -> None:
        """Do one turn of the loop: wait for notices, take in events, draw."""
        for notice in self._switchboard.poll(wait_s):
            self._take_notice(notice)
        before, self.now_ns = self.now_ns, self._monotonic_ns()
        self.status_line.turned(before, self.now_ns)
        if self._watch is not None and (reading := self._watch.poll(self.now_ns)) is not None:
            if reading.settings is None:
                self.report(False, reading.message)
            else:
                self.change(reading.settings)
        for event in pygame.event.get():
            self._pace.touched(self.now_ns)
            self._input.take(event)
        self._input.advance()
        self.controls.advance(self.now_ns)
        if self.frame.is_due(self.now_ns):
            self._advance()
            self._paint()

    def save(self, path: Path) -> None:
        """Write the window's picture to a PNG file, with everything that happened until now."""
        self._advance()
        self._paint()
        path.parent.mkdir(parents=True, exist_ok=True)
        pygame.image.save(self.frame.surface, path)

    # --- what comes in

    def _take_notice(self, notice: Notice) -> None:
        session = getattr(notice, "session", None)
        desktop = None if session is None else self.desktops.get(session)
        if session is not None and desktop is not None:
            was_live = desktop.state is SessionState.LIVE
            desktop.apply(notice, now_ns=self.now_ns)
            self._touched.add(session)
            became_live = desktop.state is SessionState.LIVE and not was_live
            if isinstance(notice, SessionChanged) and became_live:
                self._shapes.pop(session, None)
                if self.promoted and self.promoted.control.session == session:
                    self.promoted.control.confirm()
            if isinstance(notice, SessionChanged):
                self.asking.note(desktop)
        self.controls.noticed(notice)
        match notice:
            case CursorChanged():
                self._shapes[notice.session] = notice
            case AlertChanged() | MaintenanceChanged():
                self.alarms.take(notice)
            case ServerCutText():
                self.exchange.take(notice, self._control)
            case LoadChanged():
                if said := self.status_line.take_load(notice):
                    self.report(False, said)
            case WorkerStats():
                self.status_line.processors.take(notice)
        if news := news_of(notice, desktop.name if desktop is not None else ""):
            self.report(*news)

    # --- another configuration

    def change(self, settings: Settings) -> None:
        """Go on with another configuration; who is not concerned by it is not disturbed."""
        changes = self._take_settings(self.asking.logins.applied(settings)).sentence()
        logger.info("configuration read: %s", changes)
        self.report(True, _("configuration read: {changes}").format(changes=changes))

    def _try_again(self, settings: Settings) -> None:
        """Go on with a password that was typed."""
        self._take_settings(settings)
        self.report(True, _("connecting again"))

    def _take_settings(self, settings: Settings) -> Changes:
        """Go on with other settings; return what is different."""
        step = self._lineup.change(settings)
        before, hosts = self.desktops, self._lineup.hosts
        if self.promoted is not None:
            host = hosts.get(self.promoted.control.session)
            if host is None:
                self.demote()
            elif host.view_only:
                self.controls.give_back()
        for command in step.commands:
            self.send(command)
        self.desktops = {
            session: before.get(session) or Desktop(session, host, now_ns=self.now_ns)
            for session, host in hosts.items()
        }
        for session, desktop in self.desktops.items():
            desktop.host = hosts[session]
        for session, successor in step.successors.items():
            if before[session].is_recorded_by_hand:
                self.send(SetRecording(successor, enabled=True))
        self.controls.hosts_changed()
        self.asking.follow(self.desktops.values())
        self._shapes = {s: shape for s, shape in self._shapes.items() if s in hosts}
        self.board.show(tuple(self.desktops.values()), successors=step.successors)
        self.board.write(Caption(settings.wall.caption, settings.wall.captions))
        self.settings = settings
        self._pace.follow(settings.hosts)
        language.use(settings.wall.language)
        self.keys = KeyTable(ACTIONS, settings.keys)
        self.asking.is_on = self._asks and settings.wall.ask and not settings.wall.kiosk
        self.alarms.chime.is_wanted = settings.wall.sound
        self.snapshots.folder = Path(settings.wall.snapshots)
        self.showing.change(settings)
        self._choose_tiles()
        pygame.display.set_caption(settings.wall.title)
        if self.promoted is None:
            self._take_chord()
        self.resize()  # in the colours of now
        return step.changes

    def _take_chord(self) -> None:
        """Let the configured chord hold; not while a desktop is promoted, which shows its own."""
        if self._chord.text != self.settings.wall.release_chord:
            self._chord = Chord(self.settings.wall.release_chord)
            self._input = Input(self, self._chord)

    # --- what the operator does

    def quit(self) -> None:
        """End the loop after this turn."""
        self._is_running = False

    def redraw(self, rects: Sequence[Rect] | None = None) -> None:
        """Have parts of the window drawn again, or all of it."""
        self.frame.redraw(rects)

    def look_at_clipboard(self) -> None:
        """The local clipboard may have changed: read it with the next tick."""
        self.exchange.look_soon()

    def pointer_shape(self, session: int) -> CursorChanged | None:
        """Return what a desktop last said of its pointer."""
        return self._shapes.get(session)

    def act(self, action: Action) -> None:
        """Do what an action stands for, where it applies."""
        if action.applies(self):
            action.run(self)

    @property
    def chord_label(self) -> str:
        """How the chord that lets go of a desktop is written."""
        return self._chord.label

    def chosen(self) -> int | None:
        """Return the session that keys act on: promoted, selected, or under the pointer."""
        if self.promoted is not None:
            return self.promoted.control.session
        return self.board.hovered if self.board.selected is None else self.board.selected

    def targets(self) -> tuple[int, ...]:
        """Return all sessions that actions act on, in the wall's order; most often one."""
        chosen = self.board.selection.chosen
        if self.promoted is None and chosen:
            return tuple(session for session in self.desktops if session in chosen)
        one = self.chosen()
        return () if one is None else (one,)

    @property
    def measures(self) -> Measures:
        """Lengths for a window of this height."""
        return self.frame.measures

    @property
    def clipboard(self) -> Clipboard | None:
        """The clipboard of the operator's own desktop; None before the window is open."""
        return self.exchange.clipboard

    @property
    def _control(self) -> Control | None:
        return None if self.promoted is None else self.promoted.control

    @property
    def is_full_screen(self) -> bool:
        """Whether the window covers its screen."""
        return self._screen.is_full

    def reload(self) -> bool:
        """Have the configuration read again; return whether there is a file of it."""
        if self._watch is not None:
            self._watch.ask()
        return self._watch is not None

    def promote(self, session: int | None, *, with_control: bool = True) -> None:
        """Show a session over the whole window, and take control of it."""
        if session is None or self.promoted is not None or self.controls.broadcast is not None:
            return
        if with_control and self.asking.ask(self.desktops[session]):
            return
        self._shares.acquire(session)
        control = Control(self.desktops[session], self.send)
        tile = self.board.tile_of(session)
        self.promoted = PromotedView(
            control,
            tile.picture,
            monitor=tile.monitor if tile.part else None,
            chord=self._chord.label,
            text=self._text,
            is_in_place=self.settings.wall.promote is Promote.IN_PLACE,
        )
        if with_control:
            control.begin()
            self.controls.taken()
        self._place()

    def take_control(self) -> None:
        """Take control of the promoted desktop, which was only looked at."""
        if self.promoted is not None and not self.promoted.control.is_on:
            self.promoted.control.begin()
            self.controls.taken()
            self._place()

    def demote(self) -> None:
        """Give control back and return to the grid."""
        if self.promoted is None:
            return
        self.controls.give_back()
        promoted, self.promoted = self.promoted, None
        promoted.close()
        self._shares.release(promoted.control.session)
        self._input.let_go()
        self._take_chord()
        self._place()

    def look_again(self) -> None:
        """What is to be shown may have changed: arrange the tiles, and say it in the bar."""
        if self._choose_tiles():
            self._place()
        self._count()

    def _choose_tiles(self) -> bool:
        """Give places to what is to be shown; return whether tiles must be placed."""
        showing, board = self.showing, self.board
        sessions = showing.sessions(self._pairs(), activity=board.level, now_ns=self.now_ns)
        is_other = board.show_only(sessions, showing.places)
        return board.arrange(showing.walls.arrangement) or is_other

    def _pairs(self) -> list[tuple[Desktop, Status | None]]:
        return [(tile.desktop, tile.status) for tile in self.board.tiles.values()]

    def report(self, success: bool, sentence: str, *, key: str = "") -> None:
        """Show a sentence for a few seconds, in place of one of the same `key`."""
        glyph = "check" if success else "warning"
        before = self._toast_rect()
        self.toasts.add(sentence, now_ns=self.now_ns, glyph=glyph, key=key)
        self.redraw([before, self._toast_rect()])

    # --- drawing

    def set_full_screen(self, is_full: bool) -> None:
        """Cover the whole screen, or be a window."""
        self._screen.set_full(is_full)
        self.resize()

    def resize(self) -> None:
        """Take over the window's new size."""
        self._screen.take_size()
        self.frame.take(THEMES[self.settings.wall.theme], self.settings.wall.scale)
        self._place()

    def _place(self) -> None:
        area = self._wall_area()
        self.board.place(area, self.measures, now_ns=self.now_ns)
        self.panels.place(self._panel_area(), self.measures)
        if self.promoted is not None:
            self._place_promoted(area)
        self.redraw()

    def _place_promoted(self, area: Rect) -> None:
        assert self.promoted is not None
        covers_all = self._screen.is_full and not self.promoted.is_in_place
        if covers_all:
            area = self.frame.rect
        window = area
        if self.promoted.is_in_place:
            session, monitor = self.promoted.control.session, self.promoted.viewport.monitor
            cell = self.board.cell_of(session, monitor)
            area = area_around(cell, area, self.measures, self.promoted.shape)
        self.promoted.place(area, self.measures, is_full_screen=covers_all, window=window)

    def _wall_area(self) -> Rect:
        top = self.controls.banner_height(self.measures)
        height = self.frame.rect.height - self.measures.status_bar - top
        return Rect(0, top, self.frame.rect.width, max(1, height))

    def _panel_area(self) -> Rect:
        """Return where panels stand: never over what lets go of a desktop that fills the window."""
        area = self._wall_area()
        if self.promoted is None or self.promoted.is_in_place:
            return area
        chrome = 2 * self.measures.status_bar + 2 * self.measures.u  # the banner and an open bar
        return Rect(area.x, area.y + chrome, area.width, max(1, area.height - chrome))

    def _free_area(self) -> Rect:
        """Return the part of the wall to the left of panels that stand at its right edge."""
        area, side = self._wall_area(), self._panel_area()
        beside = [rect for rect in self.panels.covered if rect.height == side.height]
        right = min((rect.x for rect in beside if rect.right == area.right), default=area.right)
        return Rect(area.x, area.y, max(1, right - area.x), area.height)

    def _status_rect(self) -> Rect:
        bar = self.measures.status_bar
        return Rect(0, self.frame.rect.height - bar, self.frame.rect.width, bar)

    def _toast_rect(self) -> Rect:
        return self.toasts.rect(self._free_area(), self.measures)

    def _advance(self) -> None:
        """Bring everything up to this turn's time and gather the damage."""
        now = self.now_ns
        is_tick = now >= self._tick_at_ns
        if is_tick:
            self._tick_at_ns = now + _TICK_NS
            is_old = self.showing.is_old(self.board.looks_changed, now_ns=now)
            if self.promoted is None and self.showing.patrol(now, self._pairs):
                is_old = True
            if (is_old and self._choose_tiles()) or self.board.is_out_of_place():
                self._place()
            self.board.send_sizes(now)
            self.snapshots.advance(now, local_time=self.local_time())
            self.video.advance(self.frame.surface, now)
            self.exchange.advance(self._control, now)
            if self._thumbnails is not None:
                self.redraw(self._thumbnails.advance(self.board.tiles, now))
            before = self._toast_rect()
            if self.toasts.expire(now):
                self.redraw([before])
        damage = self.board.update(now, self.measures, sessions=self._touched, with_due=is_tick)
        self._touched = set()
        if is_tick:
            self._count()
        if self.promoted is not None:
            above = self.promoted.update(now)
            damage = [*damage, *above] if self.promoted.is_in_place else above
        self.redraw(damage)
        if is_tick:
            large = self.promoted is not None and not self.promoted.is_in_place
            self.asking.advance(may_ask=not large)
        self.alarms.advance()
        self.questions.advance()
        self.panels.update(now)

    def _count(self) -> None:
        if self.status_line.count(
            self.board,
            self.showing,
            title=self.settings.wall.title,
            time=self.local_time(),
            now_ns=self.now_ns,
        ):
            self.redraw([self._status_rect()])

    def _paint(self) -> None:
        """Compose what has changed, and show it."""
        self.video.note(self.frame.paint(self._compose, self.now_ns))

    def _compose(self, canvas: Canvas) -> None:
        clip = canvas.surface.get_clip()
        status = self._status_rect()
        promoted = self.promoted
        if promoted is None or promoted.is_in_place:
            self.board.draw(canvas)
        if promoted is not None and clip.colliderect(to_pygame(promoted.reach)):
            promoted.draw(canvas)
        hides_status = promoted is not None and promoted.covers_status
        if self.status_line.figures and not hides_status and clip.colliderect(to_pygame(status)):
            draw_status_bar(canvas, status, self.status_line.figures)
        self.panels.draw(canvas)
        if self.toasts.messages and clip.colliderect(to_pygame(self._toast_rect())):
            self.toasts.draw(canvas, self._free_area())

    def send(self, command: Command) -> None:
        """Send a command to a session."""
        self._switchboard.send(command)
