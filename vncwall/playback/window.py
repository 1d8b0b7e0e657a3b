"""The player's window: the picture, a bar with the timeline, keys as in mpv.

Only what changed is drawn: the picture when another frame is due, the bar when the head moves by
a pixel or the clock by a second. Paused, the window sleeps until somebody touches it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
# Without a GPU the accelerated path costs 16 ms a frame, this one 0.04 ms.
os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")

import numpy as np
import pygame

from vncwall import language
from vncwall.clock import Clock, SystemClock
from vncwall.errors import PlaybackError
from vncwall.geometry import Rect, Size
from vncwall.language import _
from vncwall.playback.bar import Bar
from vncwall.playback.player import Player
from vncwall.playback.reel import Reel
from vncwall.playback.sources.base import Frame, Picture
from vncwall.playback.still import save_picture, still_path
from vncwall.ui.canvas import Canvas, to_pygame
from vncwall.ui.panel import Panel, Section
from vncwall.ui.screen import Screen
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, Measures, Theme
from vncwall.ui.toast import Toasts

_MINUTE_MS = 60_000
_MOVING_MS = 33
_RESTING_MS = 500
_BAR_STAYS_NS = 2_500_000_000
_DOUBLE_CLICK_MS = 400
_LEAST = Size(480, 320)


def _help() -> tuple[Section, ...]:
    """Return the rows of the key panel, in the operator's language."""
    return (
        Section(
            _("Play"),
            (
                (_("Space"), _("pause, play")),
                ("[  ]", _("slower, faster")),
                ("Backspace", _("normal speed")),
                (",  .", _("one change back, forward")),
            ),
        ),
        Section(
            _("Go to"),
            (
                ("← →", _("5 seconds back, forward")),
                ("↓ ↑", _("1 minute back, forward")),
                ("PgDn PgUp", _("10 minutes back, forward")),
                ("Home End", _("beginning, end")),
                ("0 … 9", _("that tenth of the whole")),
                ("<  >", _("file before, next file")),
                (_("Mouse"), _("click or drag on the timeline")),
            ),
        ),
        Section(
            _("Window"),
            (
                ("F", _("full screen (or double click)")),
                ("S", _("save the picture as PNG")),
                ("?", _("this table")),
                ("Q", _("end")),
            ),
        ),
    )


def play(
    paths: Path | Sequence[Path],
    *,
    speed: float = 1.0,
    fullscreen: bool = False,
    at_s: float = 0.0,
    snapshot: Path | None = None,
) -> int:
    """Open a window and play files or folders until it is closed; return the exit code.

    Args:
        paths: what to play, in this order; folders by the time of recording.
        speed: times life.
        fullscreen: cover the screen.
        at_s: where to begin.
        snapshot: open no window: write the picture at `at_s` to this PNG and return.

    Raises:
        PlaybackError: nothing of it can be played.
    """
    reel = Reel([paths] if isinstance(paths, Path) else paths)
    try:
        if snapshot is not None:
            save_picture(reel.frame_at(round(at_s * 1000)), snapshot)
            return 0
        language.use("")
        window = PlayerWindow(reel, SystemClock(), speed=speed, fullscreen=fullscreen)
        window.player.seek(at_s * 1000)
        window.run()
    finally:
        reel.close()
    return 0


class PlayerWindow:
    """The window; `run` shows it until it is closed."""

    def __init__(
        self,
        reel: Reel,
        clock: Clock,
        *,
        speed: float = 1.0,
        fullscreen: bool = False,
        theme: Theme = DARK,
        folder: Path | None = None,
    ) -> None:
        """Open the window, as large as the picture where the screen allows it.

        Args:
            reel: what to play; stays the caller's to close.
            clock: of the player.
            speed: times life.
            fullscreen: cover the screen.
            theme: colours.
            folder: where pictures are saved; None: the current folder.
        """
        self.reel = reel
        self.player = Player(reel.timeline.duration_ms, clock, speed=speed)
        self.is_open = True
        self._clock = clock
        self._theme = theme
        self._folder = folder or Path()
        pygame.display.init()
        pygame.font.init()
        self._text = Text()
        self._bar = Bar(reel, self.player, text=self._text)
        self._toasts = Toasts(text=self._text)
        self._help = Panel(_("Keys"), _help(), text=self._text)
        self._is_help_open = False
        self._is_dragging = False
        self._was_paused = False
        self._pointer: tuple[int, int] | None = None
        self._moved_ns = clock.monotonic_ns()
        self._clicked_ms = -_DOUBLE_CLICK_MS
        self._frame: Frame | None = None
        self._scaled: pygame.Surface | None = None
        self._bar_state: tuple[object, ...] = ()
        self._overlay_state: tuple[object, ...] = ()
        self._is_stale = True
        self._screen = self._open_screen()
        self._screen.set_full(fullscreen)
        self._set_surface()
        pygame.key.set_repeat(400, 60)
        for sentence in reel.skipped[:2]:
            self._say(_("skipped: {sentence}").format(sentence=sentence), glyph="warning")
        self._name_window()

    # --- the loop

    def run(self) -> None:
        """Show the window until it is closed."""
        try:
            while self.is_open:
                self.tick()
                for event in self._wait():
                    self.handle(event)
        finally:
            pygame.display.quit()

    def tick(self) -> None:
        """Bring the screen up to date."""
        self._toasts.expire(self._clock.monotonic_ns())
        position_ms = self.player.position_ms
        try:
            frame = self.reel.frame_at(position_ms)
        except PlaybackError as error:
            self._say(str(error), glyph="warning")
            self.player.pause()
            frame = self._frame or Frame(0, _black(self.reel.timeline.files[0].size))
        self._draw(frame, position_ms)

    def _wait(self) -> list[pygame.event.Event]:
        """Return what happened, waiting as long as nothing has to be drawn."""
        if events := pygame.event.get():
            return events
        if self._look_up_activity():
            return []
        event = pygame.event.wait(_MOVING_MS if self.player.is_moving else _RESTING_MS)
        return [] if event.type == pygame.NOEVENT else [event, *pygame.event.get()]

    def _look_up_activity(self) -> bool:
        """Find out the activity of one more file; return whether there was one."""
        for index in range(len(self.reel.timeline.files)):
            columns = self._bar.columns(index)
            if self.reel.levels(index, columns) is None:
                self.reel.look_up_levels(index, columns)
                self._bar_state = ()
                return True
        return False

    # --- input

    def handle(self, event: pygame.event.Event) -> None:
        """Act on one event."""
        if event.type == pygame.QUIT:
            self.is_open = False
        elif event.type == pygame.KEYDOWN:
            self._press(event)
        elif event.type in (pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED, pygame.WINDOWEXPOSED):
            self._set_surface()
        elif event.type == pygame.MOUSEBUTTONDOWN:
            self._click(event)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1 and self._is_dragging:
            self._is_dragging = False
            if not self._was_paused:
                self.player.resume()
        elif event.type == pygame.MOUSEMOTION:
            self._pointer = event.pos
            self._moved_ns = self._clock.monotonic_ns()
            if self._is_dragging:
                self.player.seek(self._bar.position_at(event.pos[0]))
        elif event.type == pygame.WINDOWLEAVE:
            self._pointer = None

    def _press(self, event: pygame.event.Event) -> None:
        by_text: dict[str, Callable[[], None]] = {
            "?": self._toggle_help,
            "[": self._slower,
            "]": self._faster,
            ",": lambda: self._step(forward=False),
            ".": lambda: self._step(forward=True),
            "<": lambda: self._go_to_file(-1),
            ">": lambda: self._go_to_file(1),
        }
        text = getattr(event, "unicode", "")
        action = by_text.get(text) or self._keys().get(event.key)
        if action is not None:
            action()
        elif text and text in "0123456789":
            self.player.seek(self.player.duration_ms * int(text) / 10)

    def _keys(self) -> dict[int, Callable[[], None]]:
        player = self.player

        def by(distance_ms: int) -> Callable[[], None]:
            return lambda: player.seek_by(distance_ms)

        return {
            pygame.K_SPACE: player.toggle_pause,
            pygame.K_p: player.toggle_pause,
            pygame.K_LEFT: by(-5_000),
            pygame.K_RIGHT: by(5_000),
            pygame.K_DOWN: by(-_MINUTE_MS),
            pygame.K_UP: by(_MINUTE_MS),
            pygame.K_PAGEDOWN: by(-10 * _MINUTE_MS),
            pygame.K_PAGEUP: by(10 * _MINUTE_MS),
            pygame.K_HOME: lambda: player.seek(0),
            pygame.K_END: lambda: player.seek(player.duration_ms),
            pygame.K_BACKSPACE: lambda: self._set_speed(1.0),
            pygame.K_f: self._toggle_fullscreen,
            pygame.K_s: self._save,
            pygame.K_F1: self._toggle_help,
            pygame.K_ESCAPE: self._step_back,
            pygame.K_q: self._quit,
        }

    def _click(self, event: pygame.event.Event) -> None:
        self._pointer = event.pos
        self._moved_ns = self._clock.monotonic_ns()
        if event.button in (4, 5):
            self.player.seek_by(5_000 if event.button == 4 else -5_000)
            return
        if event.button != 1:
            return
        if self._is_help_open:
            self._toggle_help()
            return
        x, y = event.pos
        if self._is_bar_shown() and self._bar.rect.contains_point(x, y):
            if self._bar.strip.contains_point(x, y):
                self._is_dragging = True
                self._was_paused = self.player.is_paused
                self.player.pause()
                self.player.seek(self._bar.position_at(x))
            elif self._bar.button.contains_point(x, y):
                self.player.toggle_pause()
            return
        now_ms = self._clock.monotonic_ns() // 1_000_000
        if now_ms - self._clicked_ms < _DOUBLE_CLICK_MS:
            self._toggle_fullscreen()
            now_ms -= _DOUBLE_CLICK_MS
        self._clicked_ms = now_ms

    def _quit(self) -> None:
        self.is_open = False

    def _step_back(self) -> None:
        if self._is_help_open:
            self._toggle_help()
        elif self._screen.is_full:
            self._toggle_fullscreen()
        else:
            self._quit()

    def _toggle_help(self) -> None:
        self._is_help_open = not self._is_help_open

    def _toggle_fullscreen(self) -> None:
        self._screen.set_full(not self._screen.is_full)
        self._set_surface()

    def _slower(self) -> None:
        self.player.slower()

    def _faster(self) -> None:
        self.player.faster()

    def _set_speed(self, speed: float) -> None:
        self.player.set_speed(speed)

    def _step(self, *, forward: bool) -> None:
        self.player.pause()
        position_ms = self.reel.neighbour_ms(self.player.position_ms, forward=forward)
        if position_ms is not None:
            self.player.seek(position_ms)

    def _go_to_file(self, step: int) -> None:
        index, local_ms = self.reel.timeline.locate(self.player.position_ms)
        if step < 0 and local_ms > 3_000:
            step = 0  # the first press goes to the beginning of this one
        if 0 <= index + step < len(self.reel.timeline.files):
            self.player.seek(self.reel.timeline.starts[index + step])

    def _save(self) -> None:
        if self._frame is None:
            return
        info = self.reel.timeline.files[self.reel.index]
        position_ms = self.player.position_ms
        path = still_path(
            self._folder,
            info.title,
            position_ms=position_ms,
            wall_ns=self.reel.timeline.wall_ns(position_ms),
        )
        try:
            save_picture(self._frame, path)
        except PlaybackError as error:
            self._say(str(error), glyph="warning")
        else:
            self._say(_("saved {path}").format(path=path), glyph="camera")

    def _say(self, text: str, *, glyph: str) -> None:
        self._toasts.add(text, now_ns=self._clock.monotonic_ns(), glyph=glyph)

    # --- geometry

    def _open_screen(self) -> Screen:
        desktop = pygame.display.get_desktop_sizes()[0]
        picture = self.reel.timeline.files[0].size
        box = Size(desktop[0] * 9 // 10, desktop[1] * 9 // 10)
        bar = Bar.height(Measures.for_height(min(picture.height, box.height)))
        size = picture.fit_inside(Size(box.width, max(1, box.height - bar)))
        size = Size(max(_LEAST.width, size.width), max(_LEAST.height, size.height + bar))
        return Screen(size, self._clock.monotonic_ns)

    def _set_surface(self) -> None:
        """Take over the window's surface, whose size may be new."""
        self._screen.take_size()
        self.surface = pygame.display.get_surface()
        width, height = self.surface.get_size()
        measures = Measures.for_height(height)
        self._canvas = Canvas(self.surface, self._theme, measures, text=self._text)
        self._window = Rect(0, 0, width, height)
        self._bar.place(self._window, measures)
        self._scaled = None
        self._is_stale = True

    def _is_bar_shown(self) -> bool:
        if not self._screen.is_full or self._is_dragging or self.player.is_paused:
            return True
        return self._clock.monotonic_ns() - self._moved_ns < _BAR_STAYS_NS

    def _picture_area(self) -> Rect:
        if self._screen.is_full:
            return self._window
        return Rect(0, 0, self._window.width, self._bar.rect.y)

    # --- drawing

    def _draw(self, frame: Frame, position_ms: int) -> None:
        is_bar_shown = self._is_bar_shown()
        tip_ms = self._tip_position()
        overlay = (self._is_help_open, self._toasts.messages, tip_ms, is_bar_shown)
        bar = (
            self._bar.x_of(position_ms),
            position_ms // 1000,
            self.player.is_moving,
            self.player.speed,
            self.reel.index,
            is_bar_shown,
        )
        is_picture_new = frame is not self._frame
        self._is_stale = self._is_stale or overlay != self._overlay_state
        if not (self._is_stale or is_picture_new or bar != self._bar_state):
            return
        areas: list[Rect] = []
        if self._is_stale or is_picture_new:
            self._draw_picture(frame)
            areas.append(self._picture_area())
        if is_bar_shown and (
            self._is_stale or bar != self._bar_state or (is_picture_new and self._screen.is_full)
        ):
            self._bar.draw(self._canvas, position_ms)
            areas.append(self._bar.rect)
        if self._is_stale or is_picture_new:
            self._draw_overlays(tip_ms)
        if is_picture_new:
            self._name_window()
        pygame.display.update([to_pygame(area) for area in areas])
        self._overlay_state, self._bar_state, self._is_stale = overlay, bar, False

    def _draw_picture(self, frame: Frame) -> None:
        area = self._picture_area()
        height, width = frame.picture.shape[:2]
        size = Size(width, height).fit_inside(area.size, enlarge=True)
        if frame is not self._frame or self._scaled is None:
            surface = pygame.image.frombuffer(frame.picture.data, (width, height), "RGB")
            if (size.width, size.height) != (width, height):
                surface = pygame.transform.smoothscale(surface, (size.width, size.height))
            self._scaled, self._frame = surface, frame
        at = (area.x + (area.width - size.width) // 2, area.y + (area.height - size.height) // 2)
        self.surface.set_clip(to_pygame(area))
        if size != area.size:
            self._canvas.fill(area, self._theme.ground)
        self.surface.blit(self._scaled, at)
        self.surface.set_clip(None)

    def _draw_overlays(self, tip_ms: int | None) -> None:
        area = self._picture_area()
        if self._screen.is_full and self._is_bar_shown():
            area = Rect(area.x, area.y, area.width, self._bar.rect.y)
        self.surface.set_clip(to_pygame(area))
        if tip_ms is not None:
            self._bar.draw_tip(self._canvas, tip_ms)
        self._toasts.draw(self._canvas, area)
        if self._is_help_open:
            self._help.draw(self._canvas, area)
        self.surface.set_clip(None)

    def _tip_position(self) -> int | None:
        if self._pointer is None or not self._is_bar_shown():
            return None
        x, y = self._pointer
        strip = self._bar.strip
        if not (self._is_dragging or strip.y <= y < strip.bottom):
            return None
        return min(max(0, self._bar.position_at(x)), self.player.duration_ms)

    def _name_window(self) -> None:
        pygame.display.set_caption(f"{self.reel.caption} - vncwall play")


def _black(size: Size) -> Picture:
    return np.zeros((size.height, size.width, 3), np.uint8)
