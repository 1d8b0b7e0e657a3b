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
    NoteTaken,
    Notice,
    PrerollSaved,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    ServerCutText,
    SessionChanged,
    SetRecording,
    WorkerReplaced,
    WorkerStats,
)
from vncwall.ipc.switchboard import Switchboard
from vncwall.language import _
from vncwall.scheduling.lineup import Lineup
from vncwall.settings.model import Promote, Settings
from vncwall.settings.watch import ConfigurationWatch
from vncwall.states import Reason, SessionState
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
from vncwall.wall.chord import Chord
from vncwall.wall.clipboard import Clipboard
from vncwall.wall.control import Control
from vncwall.wall.controls import Controls
from vncwall.wall.desktop import SECOND, Desktop
from vncwall.wall.input import Input
from vncwall.wall.key_table import KeyTable
from vncwall.wall.panels.questions import Questions
from vncwall.wall.panels.stack import Panels
from vncwall.wall.processors import Processors
from vncwall.wall.promoted import PromotedView, area_around
from vncwall.wall.sharing import FullShares
from vncwall.wall.showing import Showing
from vncwall.wall.snapshots import Snapshots
from vncwall.wall.status_bar import Figures, draw_status_bar, figures
from vncwall.wall.thumbnails import Thumbnails
from vncwall.wall.video import FilmFactory, WallVideo

logger = logging.getLogger(__name__)

_SMALLEST = (320, 200)
_LOOKING_S = 1 / 20
"""Rest between two turns while only looking: pictures and input are noticed so late at most."""
_HAND_S = 1 / 30
"""The same while mouse or keyboard is used ..."""
_HAND_NS = 2 * SECOND
"""... and for so long afterwards."""
_CONTROL_WAIT_S = 0.005
"""Longest wait for notices while a desktop is promoted; each is taken in as it comes."""
_TICK_NS = SECOND // 10
"""How often ages, countdowns and the clock are looked at."""
_FRAME_NS = SECOND // 120
"""Frames follow each other no faster; notices in between are gathered."""
_LATE_NS = SECOND
"""A turn of the loop that takes longer makes the clock a warning."""
_WARNED_NS = 5 * SECOND
_CLIPBOARD_NS = 2 * SECOND


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
        self._chord = Chord(settings.wall.release_chord)
        self._monotonic_ns = monotonic_ns
        self.local_time = local_time
        self.now_ns = now = monotonic_ns()
        self.desktops = {
            session: Desktop(session, host, now_ns=now)
            for session, host in self._lineup.hosts.items()
        }
        self.showing = Showing(settings)
        self.board = Board(
            tuple(self.desktops.values()),
            self.send,
            arrangement=self.showing.walls.arrangement,
            text=self._text,
            caption=settings.wall.caption,
        )
        self._choose_tiles()
        self.promoted: PromotedView | None = None
        self.toasts = Toasts(text=self._text)
        self.panels = Panels(self.redraw)
        self.questions = Questions(self.panels)
        self.asking = Asking(
            settings,
            self.questions,
            change=lambda changed: self._take_settings(changed, _("connecting again")),
            report=self.report,
            hint=lambda: _("{key} or a click here answers").format(key=self.keys.label(ANSWER)),
            configuration=watch.path if watch is not None else None,
            is_on=asks and settings.wall.ask,
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
        self.clipboard: Clipboard | None = None
        self._clipboard_at_ns = 0
        self._shapes: dict[int, CursorChanged] = {}
        self._damage: list[Rect] = []
        self._touched: set[int] = set()
        self._hand_ns = now
        self._processors = processors or Processors()
        self._figures: Figures | None = None
        self._counted: tuple[object, ...] = ()
        self._window = Rect(0, 0, 1, 1)
        self.measures = Measures(4)
        self._canvas: Canvas | None = None
        self._screen: Screen
        self._is_running = False
        self._tick_at_ns = 0
        self._paint_at_ns = 0
        self._late_until_ns = 0
        self._load = LoadChanged(0, 0, "")
        self.painted_rects: tuple[Rect, ...] = ()
        """What the last frame drew, for tests and measurements."""

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
                    # Notices gather meanwhile: to wake for each would cost more than to draw it.
                    is_used = self.now_ns - self._hand_ns < _HAND_NS
                    time.sleep(_HAND_S if is_used else _LOOKING_S)
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
            self._screen = Screen(size, self._monotonic_ns, display=wall.display)
            self.set_full_screen(wall.fullscreen or wall.kiosk)
        except pygame.error as error:
            raise DisplayError(f"no window can be opened: {error}") from None
        pygame.display.set_allow_screensaver(False)
        pygame.key.start_text_input()
        self.clipboard = self.asking.store = Clipboard()
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
        if self.now_ns - before > _LATE_NS and before != 0:
            self._late_until_ns = self.now_ns + _WARNED_NS
        if self._watch is not None and (reading := self._watch.poll(self.now_ns)) is not None:
            if reading.settings is None:
                self.report(False, reading.message)
            else:
                self.change(reading.settings)
        for event in pygame.event.get():
            self._hand_ns = self.now_ns
            self._input.take(event)
        self._input.advance()
        self.controls.advance(self.now_ns)
        if self.now_ns >= self._paint_at_ns:
            self._advance()
            self._paint()

    def save(self, path: Path) -> None:
        """Write the window's picture to a PNG file, with everything that happened until now."""
        self._advance()
        self._paint()
        path.parent.mkdir(parents=True, exist_ok=True)
        pygame.image.save(self._surface(), path)

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
        self.controls.noticed(notice)
        match notice:
            case CursorChanged():
                self._shapes[notice.session] = notice
            case AlertChanged() | MaintenanceChanged():
                self.alarms.take(notice)
            case ServerCutText():
                self._take_remote_text(notice)
            case RecordingChanged(state=RecordingState.FAILED) if desktop is not None:
                self.report(
                    False,
                    _("recording of {name} failed: {detail}").format(
                        name=desktop.name, detail=notice.detail
                    ),
                )
            case SegmentFinished():
                self.report(True, _("recorded {path}").format(path=notice.path))
            case PrerollSaved() if desktop is not None:
                if notice.detail:
                    self.report(False, f"{desktop.name}: {notice.detail}")
                else:
                    length = f"{notice.length_s // 60:.0f}:{notice.length_s % 60:02.0f}"
                    self.report(
                        True,
                        _("saved the last {time} of {name}").format(time=length, name=desktop.name),
                    )
            case NoteTaken() if desktop is not None:
                said = _("noted of {name}") if not notice.detail else _("no note: {detail}")
                self.report(not notice.detail, said.format(name=desktop.name, detail=notice.detail))
            case LoadChanged():
                if notice.level > self._load.level or (notice.detail and not self._load.detail):
                    self.report(False, notice.detail)
                self._load = notice
            case SessionChanged(reason=Reason.QUARANTINED):
                name = self.desktops[notice.session].name
                self.report(False, f"{name} · {_(notice.reason)}: {notice.detail}")
            case WorkerStats():
                self._processors.take(notice)
            case WorkerReplaced():
                self.report(False, notice.detail)

    # --- another configuration

    def change(self, settings: Settings) -> None:
        """Go on with another configuration; who is not concerned by it is not disturbed."""
        self._take_settings(self.asking.logins.applied(settings))

    def _take_settings(self, settings: Settings, said: str = "") -> None:
        """Go on with other settings, and say it; "": that the configuration was read."""
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
        self._shapes = {s: shape for s, shape in self._shapes.items() if s in hosts}
        self.board.show(tuple(self.desktops.values()), successors=step.successors)
        self.board.write(settings.wall.caption)
        self.settings = settings
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
        said = said or f"configuration read: {step.changes.sentence()}"
        logger.info("%s", said)
        self.report(True, said)

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
        self._damage += [self._window] if rects is None else rects

    def look_at_clipboard(self) -> None:
        """The local clipboard may have changed: read it with the next tick."""
        self._clipboard_at_ns = 0

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
        if session is None or self.promoted is not None:
            return
        if with_control and self.asking.ask(self.desktops[session]):
            return
        self._shares.acquire(session)
        control = Control(self.desktops[session], self.send)
        self.promoted = PromotedView(
            control,
            self.board.tiles[session].picture,
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
        pairs = [(tile.desktop, tile.status) for tile in board.tiles.values()]
        sessions = showing.sessions(pairs, activity=board.level, now_ns=self.now_ns)
        is_other = board.show_only(sessions, showing.places)
        return board.arrange(showing.walls.arrangement) or is_other

    def report(self, success: bool, sentence: str, *, key: str = "") -> None:
        """Show a sentence for a few seconds, in place of one of the same `key`."""
        glyph = "check" if success else "warning"
        self._damage.append(self._toast_rect())
        self.toasts.add(sentence, now_ns=self.now_ns, glyph=glyph, key=key)
        self._damage.append(self._toast_rect())

    # --- clipboard

    def _exchange_clipboard(self) -> None:
        """Offer the local clipboard to the desktop under control, now and when it may be new."""
        if self.promoted is None or not self.promoted.control.reaches_desktop:
            return
        if self.clipboard is None or self.now_ns < self._clipboard_at_ns:
            return
        before = self._monotonic_ns()
        self.promoted.control.offer_text(self.clipboard.read())
        # A program that answers slowly is asked more seldom: reading holds up the loop.
        cost = self._monotonic_ns() - before
        self._clipboard_at_ns = self.now_ns + max(_CLIPBOARD_NS, 100 * cost)

    def _take_remote_text(self, notice: ServerCutText) -> None:
        promoted = self.promoted
        if promoted is None or promoted.control.session != notice.session:
            return
        if promoted.control.is_on and self.clipboard is not None:
            promoted.control.took_text(notice.text)
            self.clipboard.write(notice.text)

    # --- drawing

    def set_full_screen(self, is_full: bool) -> None:
        """Cover the whole screen, or be a window."""
        self._screen.set_full(is_full)
        self.resize()

    def _surface(self) -> pygame.Surface:
        surface = pygame.display.get_surface()
        assert surface is not None
        return surface

    def resize(self) -> None:
        """Take over the window's new size."""
        self._screen.take_size()
        surface = self._surface()
        theme = THEMES[self.settings.wall.theme]
        self._window = Rect(0, 0, *surface.get_size())
        self.measures = Measures.for_height(self._window.height, self.settings.wall.scale)
        self._canvas = Canvas(surface, theme, self.measures, text=self._text)
        self._place()

    def _place(self) -> None:
        area = self._wall_area()
        self.board.place(area, self.measures, now_ns=self.now_ns)
        self.panels.place(area, self.measures)
        if self.promoted is not None:
            self._place_promoted(area)
        self._damage.append(self._window)

    def _place_promoted(self, area: Rect) -> None:
        assert self.promoted is not None
        covers_all = self._screen.is_full and not self.promoted.is_in_place
        if covers_all:
            area = self._window
        window = area
        if self.promoted.is_in_place:
            cell = self.board.tiles[self.promoted.control.session].cell
            area = area_around(cell, area, self.measures, self.promoted.shape)
        self.promoted.place(area, self.measures, is_full_screen=covers_all, window=window)

    def _wall_area(self) -> Rect:
        top = self.controls.banner_height(self.measures)
        height = self._window.height - self.measures.status_bar - top
        return Rect(0, top, self._window.width, max(1, height))

    def _free_area(self) -> Rect:
        """Return the part of the wall to the left of panels that stand at its right edge."""
        area = self._wall_area()
        beside = [rect for rect in self.panels.covered if rect.height == area.height]
        right = min((rect.x for rect in beside if rect.right == area.right), default=area.right)
        return Rect(area.x, area.y, max(1, right - area.x), area.height)

    def _status_rect(self) -> Rect:
        bar = self.measures.status_bar
        return Rect(0, self._window.height - bar, self._window.width, bar)

    def _toast_rect(self) -> Rect:
        return self.toasts.rect(self._free_area(), self.measures)

    def _advance(self) -> None:
        """Bring everything up to this turn's time and gather the damage."""
        now = self.now_ns
        is_tick = now >= self._tick_at_ns
        if is_tick:
            self._tick_at_ns = now + _TICK_NS
            is_old = self.showing.is_old(
                self.board.looks_changed, now_ns=now, may_turn=self.promoted is None
            )
            if (is_old and self._choose_tiles()) or self.board.is_out_of_place():
                self._place()
            self.board.send_sizes(now)
            self.snapshots.advance(now, local_time=self.local_time())
            self.video.advance(self._surface(), now)
            self._exchange_clipboard()
            if self._thumbnails is not None:
                self._damage += self._thumbnails.advance(self.board.tiles, now)
            before = self._toast_rect()
            if self.toasts.expire(now):
                self._damage.append(before)
        damage = self.board.update(now, self.measures, sessions=self._touched, with_due=is_tick)
        self._touched = set()
        if is_tick:
            self._count()
        if self.promoted is not None:
            above = self.promoted.update(now)
            damage = [*damage, *above] if self.promoted.is_in_place else above
        self._damage += damage
        if is_tick:
            self.asking.look(self.desktops)
        self.alarms.advance()
        self.questions.advance()
        self.panels.update(now)

    def _count(self) -> None:
        clock = self.local_time().strftime("%H:%M:%S")
        self._processors.advance(self.now_ns)
        is_late = self.now_ns < self._late_until_ns
        showing, board = self.showing.sentence(), self.board
        chosen = len(board.selection.chosen)
        seen = (clock, is_late, self._load, board.looks_changed, len(board.tiles), showing, chosen)
        if seen == self._counted:
            return
        self._counted = seen
        # As the tiles were brought up to date with: the bar counts what is seen.
        tiles = board.tiles.values()
        pairs = [(tile.desktop, tile.status) for tile in tiles if tile.status is not None]
        counted = figures(
            pairs,
            title=self.settings.wall.title,
            clock=clock,
            is_late=is_late,
            showing=showing,
            load=self._load,
            chosen=chosen,
            processors=self._processors.words,
        )
        if counted != self._figures:
            self._figures = counted
            self._damage.append(self._status_rect())

    def _paint(self) -> None:
        """Compose the damaged rectangles and show them."""
        if not self._damage or self._canvas is None:
            return
        rects = self._merged_damage()
        self._damage = []
        self._paint_at_ns = self.now_ns + _FRAME_NS
        surface = self._canvas.surface
        for rect in rects:
            surface.set_clip(to_pygame(rect))
            self._compose(self._canvas)
        surface.set_clip(None)
        self.painted_rects = tuple(rects)
        self.video.note(rects)
        pygame.display.update([to_pygame(rect) for rect in rects])

    def _merged_damage(self) -> Sequence[Rect]:
        rects = [rect.intersection(self._window) for rect in self._damage]
        rects = [rect for rect in dict.fromkeys(rects) if not rect.is_empty]
        if any(rect == self._window for rect in rects):
            return [self._window]
        boxes = [to_pygame(rect) for rect in rects]
        result: list[Rect] = []
        for rect, box in zip(rects, boxes, strict=True):
            near = box.collidelistall(boxes)
            if len(near) == 1 or not any(
                boxes[other].contains(box) for other in near if boxes[other] is not box
            ):
                result.append(rect)
        if sum(rect.area for rect in result) > self._window.area:
            return [self._window]
        return result

    def _compose(self, canvas: Canvas) -> None:
        clip = canvas.surface.get_clip()
        status = self._status_rect()
        promoted = self.promoted
        if promoted is None or promoted.is_in_place:
            self.board.draw(canvas)
        if promoted is not None and clip.colliderect(to_pygame(promoted.reach)):
            promoted.draw(canvas)
        hides_status = promoted is not None and promoted.covers_status
        if self._figures and not hides_status and clip.colliderect(to_pygame(status)):
            draw_status_bar(canvas, status, self._figures)
        self.panels.draw(canvas)
        if clip.colliderect(to_pygame(self._toast_rect())):
            self.toasts.draw(canvas, self._free_area())

    def send(self, command: Command) -> None:
        """Send a command to a session."""
        self._switchboard.send(command)
