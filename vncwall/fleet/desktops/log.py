"""A log console: a fast scrolling log, a process table and a prompt."""

from __future__ import annotations

import math
import random

import pygame

from vncwall.fleet.desktops.bar import BAR_HEIGHT, Entry, TaskBar
from vncwall.fleet.desktops.base import Change, Damaged, Desktop, Moved, Part
from vncwall.fleet.painting.charts import signal
from vncwall.fleet.painting.shapes import fill_box
from vncwall.fleet.painting.text import Colour, draw_text, fitted
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.fleet.painting.wallpaper import paint_wallpaper
from vncwall.fleet.painting.window import TITLE_HEIGHT, draw_window
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#3fb950")
_GROUND = rgb("#0d1117")
_LEVELS: tuple[tuple[str, Colour, int], ...] = (
    ("INFO ", rgb("#58a6ff"), 30),
    ("DEBUG", rgb("#7d8590"), 12),
    ("WARN ", rgb("#e3b341"), 5),
    ("ERROR", rgb("#ff7b72"), 2),
    ("OK   ", rgb("#3fb950"), 8),
)
_SERVICES = ("gateway", "auth", "billing", "ingest", "search", "mailer", "cache", "cdn-edge")
_MESSAGES = (
    "GET /api/v2/orders/{n} 200 in {ms} ms",
    "POST /api/v2/login 201 in {ms} ms user={user}",
    "worker {w} took job {n} from queue 'render'",
    "connection from 10.{w}.{b}.{c}:{p} accepted",
    "cache miss for key session:{hex}, fetched in {ms} ms",
    "checkpoint complete: wrote {n} buffers; sync={ms} ms",
    "rotated certificate for *.{user}.example, valid 90 days",
    "slow query ({ms} ms): select * from events where id = {n}",
    "retry {w}/5 for delivery {hex} to mx{w}.example",
    "replica lag {ms} ms on shard {w}",
    "healthcheck passed, {w} of {w} targets up",
    "disk /var/lib/data at {c}%, compaction scheduled",
)
_USERS = ("mara", "tomas", "ines", "jonas", "aiko", "lena", "omar", "ruth")


def log_line(index: int, seed: int, second: float) -> tuple[str, str, Colour, str, str]:
    """Return clock, level, its colour, service and message of line `index`, always the same."""
    pick = random.Random(index * 1000003 + seed)
    level, colour, _ = pick.choices(_LEVELS, [weight for _, _, weight in _LEVELS])[0]
    text = pick.choice(_MESSAGES).format(
        n=pick.randrange(10_000, 99_999),
        ms=pick.choice((1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 377, 1597)),
        w=pick.randrange(1, 17),
        b=pick.randrange(256),
        c=pick.randrange(40, 97),
        p=pick.randrange(32768, 60999),
        user=pick.choice(_USERS),
        hex=f"{pick.getrandbits(40):010x}",
    )
    clock = f"{int(second) // 3600 % 24:02}:{int(second) // 60 % 60:02}:{second % 60:06.3f}"
    return clock, level, colour, pick.choice(_SERVICES), text


class LogView(Part):
    """Lines that scroll up; line n is written at n / rate seconds. The wheel looks back."""

    def __init__(
        self, rect: Rect, seed: int, *, lines_a_second: float = 3.0, size: int = 14
    ) -> None:
        super().__init__(rect)
        self._seed = seed
        self._rate = lines_a_second
        self._size = size
        self._line_height = round(size * 1.45)
        self._rows = rect.height // self._line_height
        self._back = 0
        self._shown = 0
        self._typed: dict[int, str] = {}
        self.interval_s = 1 / lines_a_second

    def write(self, text: str) -> None:
        """Add a line of the operator's below the present one."""
        at = self._shown
        self._typed[at] = (self._typed.get(at, "") + "\n" + text).strip("\n")
        self.touch()

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw all lines."""
        self._shown = self._last(now)
        surface.fill(_GROUND)
        for row in range(self._rows):
            self._draw_line(surface, row, self._shown - self._back - self._rows + 1 + row)

    def update(self, surface: pygame.Surface, now: float) -> list[Change]:
        """Scroll by the lines that are new, or draw everything when that is most of them."""
        new = self._last(now) - self._shown
        if self.is_dirty or self._back or not 0 < new < self._rows // 2:
            return super().update(surface, now)
        self._shown += new
        step = new * self._line_height
        used = self._rows * self._line_height
        surface.scroll(0, -step)
        bottom = used - step
        surface.fill(_GROUND, (0, bottom, self.rect.width, self.rect.height - bottom))
        for row in range(self._rows - new, self._rows):
            self._draw_line(surface, row, self._shown - self._rows + 1 + row)
        area = self.rect
        return [
            Moved(Rect(area.x, area.y, area.width, used - step), 0, -step),
            Damaged(Rect(area.x, area.y + bottom, area.width, area.height - bottom)),
        ]

    def wheel(self, steps: int) -> None:
        """Look back, or forward to the end."""
        self._back = max(0, self._back - steps)
        self.touch()

    def _last(self, now: float) -> int:
        return math.floor(now * self._rate + 0.5)

    def _draw_line(self, surface: pygame.Surface, row: int, index: int) -> None:
        y = row * self._line_height
        if index in self._typed:
            surface.fill(rgb("#16283b"), (0, y, self.rect.width, self._line_height))
            text = "$ " + self._typed[index].replace("\n", "   $ ")
            draw_text(
                surface, text, (12, y), size=self._size, colour=rgb("#f0f6fc"), face="mono-bold"
            )
            return
        clock, level, colour, service, text = log_line(index, self._seed, index / self._rate)
        size, x = self._size, 12
        dim = rgb("#6e7681")
        if level == "ERROR":
            surface.fill(rgb("#2a1315"), (0, y, self.rect.width, self._line_height))
        x = draw_text(surface, clock, (x, y), size=size, colour=dim, face="mono").right + 12
        x = draw_text(surface, level, (x, y), size=size, colour=colour, face="mono-bold").right + 12
        width = round(size * 0.6 * 9)
        draw_text(surface, service, (x, y), size=size, colour=rgb("#a5a0e8"), face="mono")
        ink = rgb("#ffb4ae") if level == "ERROR" else rgb("#c9d1d9")
        draw_text(surface, text, (x + width, y), size=size, colour=ink, face="mono")


class ProcessTable(Part):
    """Load per core and the busiest processes, every two seconds."""

    interval_s = 2.0

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw meters and rows."""
        surface.fill(_GROUND)
        width = self.rect.width
        y = 10
        for core in range(8):
            load = float(0.45 + 0.5 * signal(now / 14, self._seed + core)[0])
            load = min(0.99, max(0.03, load))
            colour = (
                rgb("#ff7b72") if load > 0.85 else rgb("#e3b341") if load > 0.6 else _THEME.good
            )
            draw_text(surface, f"{core}", (12, y), size=12, colour=_THEME.dim, face="mono")
            bar = pygame.Rect(32, y + 3, width - 110, 10)
            fill_box(surface, bar, rgb("#21262d"), 3)
            fill_box(surface, pygame.Rect(bar.x, bar.y, round(bar.width * load), 10), colour, 3)
            draw_text(
                surface,
                f"{load:5.1%}",
                (width - 14, y),
                size=12,
                colour=_THEME.text,
                face="mono",
                anchor="topright",
            )
            y += 20
        y += 8
        surface.fill(mix(_THEME.accent, _GROUND, 0.65), (0, y, width, 22))
        head = "  PID  CPU%  MEM   COMMAND"
        draw_text(surface, head, (8, y + 3), size=12, colour=_THEME.text, face="mono-bold")
        y += 27
        rows = []
        for index, name in enumerate((*_SERVICES, "postgres", "nginx", "vector", "sshd", "cron")):
            share = float(22 + 24 * signal(now / 20, self._seed * 3 + index)[0])
            rows.append((max(0.1, share), 1200 + 37 * index, name, 90 + 131 * index % 700))
        for cpu, pid, name, memory in sorted(rows, reverse=True):
            if y + 18 > self.rect.height:
                break
            row = f"{pid:5} {cpu:5.1f}  {memory:4}M  {name}"
            draw_text(
                surface,
                fitted(row, 12, width - 16, "mono"),
                (8, y),
                size=12,
                colour=_THEME.text if cpu > 20 else _THEME.dim,
                face="mono",
            )
            y += 18


class LogDesktop(Desktop):
    """Somebody watches the logs here."""

    kind = "log"

    def build(self) -> list[Part]:
        """Log, process table, prompt, task bar."""
        width, height = self.size.width, self.size.height
        margin = 18 if width >= 1200 else 8
        bottom = height - BAR_HEIGHT - margin
        side = 0 if width < 1100 else min(440, width // 4)
        right = width - margin - (side + margin if side else 0)
        self._log_window = pygame.Rect(margin, margin, right - margin, bottom - margin)
        self._side_window = pygame.Rect(right + margin, margin, side, bottom - margin)
        inside = self._log_window.inflate(-2, -2)
        top = inside.y + TITLE_HEIGHT + 6
        size = 16 if width >= 1800 else 14 if width >= 1000 else 12
        view = LogView(
            Rect(inside.x + 2, top, inside.width - 4, inside.bottom - top - 48),
            self.seed,
            size=size,
        )
        prompt = Entry(
            Rect(inside.x + 8, inside.bottom - 42, inside.width - 16, 34),
            _THEME,
            _THEME.ground,
            placeholder="ops@noc ~ $  type a command",
            on_submit=view.write,
            face="mono",
        )
        parts: list[Part] = [prompt, view]
        if side:
            box = self._side_window
            parts.append(
                ProcessTable(
                    Rect(
                        box.x + 1,
                        box.y + TITLE_HEIGHT + 1,
                        box.width - 2,
                        box.height - TITLE_HEIGHT - 10,
                    ),
                    self.seed,
                )
            )
        programs = [
            ("journal -f", _THEME.good),
            ("htop", rgb("#e3b341")),
            ("ssh edge-2", _THEME.accent),
        ]
        bar = Rect(0, height - BAR_HEIGHT, width, BAR_HEIGHT)
        parts.append(TaskBar(bar, self, _THEME, programs, has_seconds=True))
        return parts

    def paint_background(self, surface: pygame.Surface) -> None:
        """Wallpaper and window frames."""
        paint_wallpaper(surface, "glow", self.seed)
        draw_window(surface, self._log_window, f"journal -f — {self.name}", _THEME)
        if self._side_window.width:
            draw_window(surface, self._side_window, "htop", _THEME, is_active=False)
