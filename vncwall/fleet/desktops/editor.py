"""A code editor: files, source text being written, a terminal that runs tests."""

from __future__ import annotations

import math
import re

import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, TaskBar
from vncwall.fleet.desktops.base import Desktop, Key, Part
from vncwall.fleet.painting.shapes import disc, fill_box
from vncwall.fleet.painting.text import Colour, draw_text, font
from vncwall.fleet.painting.theme import DARK, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_window
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#a277ff")
_GROUND = rgb("#15141b")
_SIDE = rgb("#110f18")
_SOURCE = '''\
"""Pressure control of the cooling loop."""

from dataclasses import dataclass

from plant.units import Bar, Seconds
from plant.valves import Valve


@dataclass(frozen=True)
class Limits:
    """What the loop must stay within."""

    low: Bar = Bar(1.8)
    high: Bar = Bar(3.2)
    settle: Seconds = Seconds(12)


class PressureLoop:
    """Keeps the pressure between two limits with one valve."""

    def __init__(self, valve: Valve, limits: Limits) -> None:
        self._valve = valve
        self._limits = limits
        self._error_sum = 0.0

    def step(self, pressure: Bar, elapsed: Seconds) -> float:
        """Return the new opening of the valve, 0 to 1."""
        target = (self._limits.low + self._limits.high) / 2
        error = float(target - pressure)
        self._error_sum += error * float(elapsed)
        opening = 0.5 + 0.8 * error + 0.05 * self._error_sum
        if pressure > self._limits.high:
            opening = 0.0  # relief comes first
        return self._valve.move(min(1.0, max(0.0, opening)))

    def is_settled(self, history: list[Bar]) -> bool:
        """Whether the last readings lie inside the limits."""
        recent = history[-5:]
        return all(self._limits.low <= p <= self._limits.high for p in recent)


def simulate(loop: PressureLoop, minutes: int) -> list[Bar]:
    """Run the loop against a model of the pump."""
    pressure, history = Bar(2.0), []
    for second in range(minutes * 60):
        opening = loop.step(pressure, Seconds(1))
        inflow = 0.4 if second % 90 < 60 else 0.1
        pressure += Bar(inflow - 0.7 * opening)
        history.append(pressure)
    return history
'''
_LINES = _SOURCE.split("\n")
_WORDS = re.compile(
    r"(?P<comment>#.*$)|(?P<string>\"\"\".*?\"\"\"|\"[^\"]*\")|(?P<number>\b\d[\d.]*\b)"
    r"|(?P<keyword>\b(?:from|import|class|def|return|if|else|for|in|while|not|and|or|all|None)\b)"
    r"|(?P<decorator>@\w+)|(?P<call>\b\w+(?=\())|(?P<type>\b[A-Z]\w+\b)|(?P<self>\bself\b)"
)
_COLOURS: dict[str, Colour] = {
    "comment": rgb("#6d6a7f"), "string": rgb("#61ffca"), "number": rgb("#82e2ff"),
    "keyword": rgb("#a277ff"), "decorator": rgb("#ffca85"), "call": rgb("#ffca85"),
    "type": rgb("#82e2ff"), "self": rgb("#f694ff"),
}  # fmt: skip
_PLAIN = rgb("#edecee")
_FILES = ("plant/", "  __init__.py", "  boiler.py", "  pressure.py", "  units.py", "  valves.py",
          "tests/", "  test_boiler.py", "  test_pressure.py", "docs/", "pyproject.toml",
          "README.md")  # fmt: skip
_KEYS_A_SECOND = 5.0


def tokens(line: str) -> list[tuple[str, Colour]]:
    """Split a line of source text into coloured pieces."""
    pieces: list[tuple[str, Colour]] = []
    position = 0
    for match in _WORDS.finditer(line):
        if match.start() > position:
            pieces.append((line[position : match.start()], _PLAIN))
        pieces.append((match.group(), _COLOURS[match.lastgroup or "self"]))
        position = match.end()
    pieces.append((line[position:], _PLAIN))
    return pieces


class SourceView(Part):
    """Text that somebody writes at its end; what the client types is inserted at the cursor."""

    interval_s = 1 / _KEYS_A_SECOND
    cursor = "text"
    takes_keys = True

    def __init__(self, rect: Rect, size: int) -> None:
        super().__init__(rect)
        self._size = size
        self._line_height = round(size * 1.55)
        self._back = 0
        self._own = ""

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw numbers and coloured text up to the letter of this moment."""
        surface.fill(_GROUND)
        written = math.floor(now * _KEYS_A_SECOND + 0.5) % (len(_SOURCE) + 60)
        start = _SOURCE[:600].rfind("\n") + 1
        lines = _SOURCE[: max(start, written)].split("\n")
        if self._own:
            lines += [*("# " + text for text in self._own.split("\n"))]
        rows = self.rect.height // self._line_height
        first = max(0, len(lines) - rows + 3 - self._back)
        advance = font("mono", self._size).size("0")[0]
        for row, line in enumerate(lines[first : first + rows]):
            y = row * self._line_height + 6
            is_last = first + row == len(lines) - 1
            if is_last:
                surface.fill(rgb("#1f1d28"), (0, y - 2, self.rect.width, self._line_height))
            colour = _PLAIN if is_last else _COLOURS["comment"]
            draw_text(
                surface,
                str(first + row + 1),
                (52, y),
                size=self._size,
                colour=colour,
                face="mono",
                anchor="topright",
            )
            x = 76
            for depth in range(4, len(line) - len(line.lstrip()), 4):
                surface.fill(rgb("#29263c"), (x + depth * advance, y, 1, self._line_height))
            for text, tone in tokens(line):
                draw_text(surface, text, (x, y), size=self._size, colour=tone, face="mono")
                x += advance * len(text)
            if is_last and self.has_focus:
                surface.fill(_THEME.accent, (x + 1, y, 2, self._size + 4))

    def key(self, key: Key) -> None:
        """Write a remark under the text."""
        if key.text:
            self._own += key.text
        elif key.name == "return":
            self._own += "\n"
        elif key.name == "backspace":
            self._own = self._own[:-1]
        self.touch()

    def click(self, x: int, y: int, button: int) -> bool:
        """Go to the end of the text; the click leaves its mark."""
        del x, y, button
        self._back = 0
        return False

    def wheel(self, steps: int) -> None:
        """Scroll."""
        self._back = max(0, self._back - steps)
        self.touch()


class TestRun(Part):
    """A terminal in which the tests run again and again."""

    interval_s = 0.5

    def __init__(self, rect: Rect, size: int) -> None:
        super().__init__(rect)
        self._size = size

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the run as far as it is."""
        surface.fill(_SIDE)
        size, x = self._size, 18
        step = round(size * 1.6)
        tick = math.floor(now * 2 + 0.5) % 80
        draw_text(surface, "$ pytest -q", (x, 12), size=size, colour=_PLAIN, face="mono-bold")
        dots = min(tick * 3, 156)
        y = 12 + step
        for row in range(0, dots, 52):
            count = min(52, dots - row)
            percent = f"[{min(100, (row + count) * 100 // 156):3}%]"
            draw_text(surface, "." * count, (x, y), size=size, colour=_THEME.good, face="mono-bold")
            draw_text(
                surface,
                percent,
                (self.rect.width - 20, y),
                size=size,
                colour=rgb("#82e2ff"),
                face="mono",
                anchor="topright",
            )
            y += step
        if dots == 156:
            text = "156 passed in 4.31 s"
            draw_text(surface, text, (x, y), size=size, colour=_THEME.good, face="mono-bold")
            draw_text(
                surface, "$ git status", (x, y + step), size=size, colour=_PLAIN, face="mono-bold"
            )
            draw_text(
                surface,
                "modified:   plant/pressure.py",
                (x + 16, y + 2 * step),
                size=size,
                colour=_THEME.bad,
                face="mono",
            )


class EditorDesktop(Desktop):
    """A developer's machine."""

    kind = "editor"

    def build(self) -> list[Part]:
        """Source, terminal, task bar."""
        width, height = self.size.width, self.size.height
        margin = 48 if width >= 2000 else 12
        self._window = pygame.Rect(
            margin, margin * 2 // 3, width - 2 * margin, height - BAR_HEIGHT - margin * 4 // 3
        )
        size = 19 if width >= 2000 else 15 if width >= 1200 else 13
        side = 290 if width >= 2000 else 190
        top = self._window.y + TITLE_HEIGHT + 1
        inside = Rect(
            self._window.x + 1, top, self._window.width - 2, self._window.bottom - top - 34
        )
        self._side = pygame.Rect(inside.x, inside.y, side, inside.height)
        self._size = size
        terminal = max(110, inside.height // 5)
        main = Rect(inside.x + side, inside.y + 44, inside.width - side, inside.height - 44)
        return [
            SourceView(Rect(main.x, main.y, main.width, main.height - terminal), size),
            TestRun(Rect(main.x, main.bottom - terminal, main.width, terminal), size - 2),
            TaskBar(
                Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT),
                self,
                _THEME,
                [
                    ("pressure.py", _THEME.accent),
                    ("Terminal", rgb("#61ffca")),
                    ("Browser", rgb("#4c8dff")),
                ],
            ),
        ]

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper, window, files, tabs, status line."""
        paint_wallpaper(surface, "waves", self.seed)
        window = self._window
        draw_window(surface, window, f"pressure.py — plant — {self.name}", _THEME, buttons="left")
        side = self._side
        surface.fill(_SIDE, side)
        draw_text(
            surface,
            "EXPLORER",
            (side.x + 20, side.y + 22),
            size=12,
            face="semibold",
            colour=_THEME.dim,
            anchor="midleft",
        )
        step = round(self._size * 1.7)
        for index, name in enumerate(_FILES):
            y = side.y + 44 + index * step
            if name.strip() == "pressure.py":
                surface.fill(rgb("#29263c"), (side.x, y, side.width, step))
            is_folder = name.endswith("/")
            x = side.x + 22 + 18 * (len(name) - len(name.lstrip()))
            tone = _COLOURS["decorator"] if is_folder else _COLOURS["number"]
            disc(surface, (x, y + step // 2), 4, tone)
            draw_text(
                surface,
                name.strip(),
                (x + 14, y + step // 2),
                size=self._size - 3,
                colour=_PLAIN,
                anchor="midleft",
            )
        tabs = pygame.Rect(side.right, side.y, window.right - side.right - 1, 44)
        surface.fill(_SIDE, tabs)
        x = tabs.x
        for index, name in enumerate(("pressure.py", "valves.py", "test_pressure.py")):
            box = pygame.Rect(x, tabs.y, 46 + 9 * len(name), 44)
            if index == 0:
                surface.fill(_GROUND, box)
                surface.fill(_THEME.accent, (box.x, box.y, box.width, 2))
            colour = _PLAIN if index == 0 else _THEME.dim
            draw_text(surface, name, box.center, size=14, colour=colour, anchor="center")
            x = box.right
        status = pygame.Rect(window.x + 1, window.bottom - 33, window.width - 2, 32)
        fill_box(surface, status, rgb("#29263c"), 8)
        surface.fill(rgb("#29263c"), (status.x, status.y, status.width, 10))
        draw_text(
            surface,
            "main  ✓  0 problems",
            (status.x + 18, status.centery),
            size=13,
            colour=_PLAIN,
            anchor="midleft",
        )
        draw_text(
            surface,
            "Python 3.13   UTF-8   LF",
            (status.right - 18, status.centery),
            size=13,
            colour=_THEME.dim,
            anchor="midright",
        )
