"""A process panel: tanks that fill and empty, pipes, pumps and valves to click, trends, alarms."""

from __future__ import annotations

import math

import numpy as np
import pygame

from vncwall.fleet.desktops.bar import Entry
from vncwall.fleet.desktops.base import Desktop, Part
from vncwall.fleet.painting.charts import line_chart, signal
from vncwall.fleet.painting.shapes import disc, fill_box, outline_box, ring, smooth_line
from vncwall.fleet.painting.text import Colour, draw_text, fitted
from vncwall.fleet.painting.theme import DARK, mix, rgb
from vncwall.geometry import Rect

_THEME = DARK.with_accent("#35c2d6")
_GROUND = rgb("#20262d")
_PANEL = rgb("#2a323b")
_LINE = rgb("#3d4853")
_WATER = rgb("#2f9bd6")
_PIPE = rgb("#7d8a98")


class Tank(Part):
    """A tank with its level."""

    interval_s = 2.0

    def __init__(self, rect: Rect, name: str, seed: int, colour: Colour) -> None:
        super().__init__(rect)
        self._name = name
        self._seed = seed
        self._colour = colour

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw vessel, level and figures."""
        surface.fill(_GROUND)
        width, height = surface.get_size()
        level = float(np.clip(0.55 + 0.38 * signal(now / 45, self._seed)[0], 0.06, 0.96))
        vessel = pygame.Rect(8, 26, width - 44, height - 62)
        outline_box(surface, vessel, rgb("#98a5b3"), rgb("#171c21"), 14, 3)
        inner = vessel.inflate(-10, -10)
        filled = round(inner.height * level)
        fluid = pygame.Rect(inner.x, inner.bottom - filled, inner.width, filled)
        fill_box(surface, fluid, self._colour, 9)
        fill_box(
            surface,
            pygame.Rect(fluid.x + 6, fluid.y + 6, 7, max(4, filled - 12)),
            mix(self._colour, (255, 255, 255), 0.3),
            3,
        )
        draw_text(
            surface,
            self._name,
            (vessel.centerx, 11),
            size=14,
            face="semibold",
            colour=_THEME.text,
            anchor="center",
        )
        for step in range(5):
            y = inner.y + step * inner.height // 4
            surface.fill(_THEME.dim, (vessel.right + 5, y, 8, 2))
            if step % 2 == 0:
                draw_text(
                    surface,
                    str(100 - 25 * step),
                    (vessel.right + 15, y),
                    size=10,
                    colour=_THEME.dim,
                    anchor="midleft",
                )
        box = pygame.Rect(vessel.centerx - 40, vessel.bottom + 6, 80, 26)
        fill_box(surface, box, rgb("#10141a"), 5)
        draw_text(
            surface,
            f"{level * 100:.1f} %",
            box.center,
            size=14,
            face="mono-bold",
            colour=_THEME.accent,
            anchor="center",
        )


class Pump(Part):
    """A pump that turns while it is on; a click switches it."""

    interval_s = 0.5
    cursor = "hand"

    def __init__(self, rect: Rect, name: str, *, is_on: bool) -> None:
        super().__init__(rect)
        self._name = name
        self._is_on = is_on

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the wheel at its angle."""
        surface.fill(_GROUND)
        centre = (self.rect.width // 2, self.rect.height // 2 - 8)
        colour = _THEME.good if self._is_on else _THEME.bad
        radius = self.rect.height // 2 - 14
        disc(surface, centre, radius, rgb("#10141a"))
        ring(surface, centre, radius, 4, colour)
        turn = (now * 0.35 if self._is_on else 0.1) * 2 * math.pi
        for blade in range(3):
            angle = turn + blade * 2 * math.pi / 3
            end = (
                centre[0] + (radius - 6) * math.cos(angle),
                centre[1] + (radius - 6) * math.sin(angle),
            )
            smooth_line(surface, centre, end, colour, 4)
        word = f"{self._name} {'ON' if self._is_on else 'OFF'}"
        draw_text(
            surface,
            word,
            (centre[0], self.rect.height - 8),
            size=12,
            face="semibold",
            colour=colour,
            anchor="center",
        )

    def click(self, x: int, y: int, button: int) -> bool:
        """Switch it."""
        del x, y, button
        self._is_on = not self._is_on
        self.touch()
        return True


class Reading(Part):
    """A labelled figure."""

    interval_s = 2.0

    def __init__(
        self, rect: Rect, label: str, unit: str, middle: float, swing: float, seed: int
    ) -> None:
        super().__init__(rect)
        self._label = label
        self._unit = unit
        self._middle = middle
        self._swing = swing
        self._seed = seed

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the value of this moment."""
        surface.fill(_PANEL)
        value = self._middle + self._swing * float(signal(now / 18, self._seed)[0])
        draw_text(
            surface,
            self._label,
            (12, self.rect.height // 2),
            size=13,
            colour=_THEME.dim,
            anchor="midleft",
        )
        box = pygame.Rect(self.rect.width - 128, 4, 116, self.rect.height - 8)
        fill_box(surface, box, rgb("#10141a"), 5)
        text = f"{value:.1f} {self._unit}"
        draw_text(
            surface,
            text,
            (box.right - 10, box.centery),
            size=14,
            face="mono-bold",
            colour=_THEME.good,
            anchor="midright",
        )


class Trend(Part):
    """Curves of the last minutes."""

    interval_s = 2.0

    def __init__(self, rect: Rect, seed: int) -> None:
        super().__init__(rect)
        self._seed = seed

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw three curves."""
        surface.fill(rgb("#10141a"))
        area = surface.get_rect().inflate(-16, -16)
        at = now / 18 + np.linspace(-6, 0, area.width)
        curves = [
            (0.5 + 0.28 * signal(at, self._seed), rgb("#35c2d6")),
            (0.4 + 0.22 * signal(at * 0.7, self._seed + 1), rgb("#f2b84b")),
            (0.66 + 0.12 * signal(at * 1.6, self._seed + 2), rgb("#e5656a")),
        ]
        line_chart(surface, area, curves, theme=_THEME, fill=False, width=1.6)


class Alarms(Part):
    """The alarm list; a click acknowledges."""

    interval_s = 5.0
    cursor = "hand"

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop
        self._is_acknowledged = False

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw the rows."""
        surface.fill(_PANEL)
        local = self._desktop.local_time(now - now % 600)
        rows = (
            ("bad", "LSH-201 level high in T2"),
            ("warn", "P-104 vibration above 4 mm/s"),
            ("warn", "Filter F3 pressure drop 0.8 bar"),
            ("good", "Batch 4711 released"),
        )
        step = min(34, self.rect.height // 4)
        for index, (level, text) in enumerate(rows):
            y = index * step
            colour = {"bad": _THEME.bad, "warn": _THEME.warn, "good": _THEME.good}[level]
            if level == "bad" and not self._is_acknowledged:
                surface.fill(mix(colour, _PANEL, 0.3), (0, y, self.rect.width, step - 2))
            surface.fill(colour, (0, y, 5, step - 2))
            clock = local.strftime(f"%H:{(local.minute + 7 * index) % 60:02}")
            draw_text(
                surface,
                clock,
                (16, y + step // 2),
                size=13,
                face="mono",
                colour=_THEME.dim,
                anchor="midleft",
            )
            draw_text(
                surface,
                fitted(text, 13, self.rect.width - 90),
                (72, y + step // 2),
                size=13,
                colour=_THEME.text,
                anchor="midleft",
            )

    def click(self, x: int, y: int, button: int) -> bool:
        """Acknowledge, with a bell."""
        del x, y, button
        self._is_acknowledged = not self._is_acknowledged
        self._desktop.bells += 1
        self.touch()
        return True


class PanelClock(Part):
    """Title bar of the panel."""

    interval_s = 1.0

    def __init__(self, rect: Rect, desktop: Desktop) -> None:
        super().__init__(rect)
        self._desktop = desktop

    def paint(self, surface: pygame.Surface, now: float) -> None:
        """Draw title, mode, clock."""
        surface.fill(rgb("#161b21"))
        middle = self.rect.height // 2
        title = draw_text(
            surface,
            "WATER TREATMENT  ·  LINE 2",
            (20, middle),
            size=17,
            face="semibold",
            colour=_THEME.text,
            anchor="midleft",
        )
        box = pygame.Rect(title.right + 24, middle - 13, 70, 26)
        fill_box(surface, box, _THEME.good, 5)
        draw_text(
            surface, "AUTO", box.center, size=13, face="bold", colour=(10, 30, 14), anchor="center"
        )
        local = self._desktop.local_time(now)
        draw_text(
            surface,
            local.strftime("%H:%M:%S"),
            (self.rect.width - 20, middle),
            size=18,
            face="mono-bold",
            colour=_THEME.accent,
            anchor="midright",
        )
        text = self._desktop.clipboard.replace("\n", " ")
        if text:
            draw_text(
                surface,
                fitted(text, 13, 260),
                (self.rect.width - 140, middle),
                colour=_THEME.warn,
                anchor="midright",
            )


class PlantDesktop(Desktop):
    """A full-screen operator panel."""

    kind = "plant"

    def build(self) -> list[Part]:
        """Tanks and pumps at the left, readings, trend and alarms at the right."""
        width, height = self.size.width, self.size.height
        bar = 48
        side = max(270, width // 4)
        bottom = max(120, height // 5)
        self._scene = Rect(0, bar, width - side, height - bar - bottom)
        scene = self._scene
        column = scene.width // 4
        tank_height = min(scene.height - 130, round(column * 1.5))
        tank_top = scene.y + 34
        pump_size = min(84, column - 4)
        pump_top = tank_top + tank_height + 24
        pump_top = min(pump_top, scene.bottom - pump_size - 4)
        colours = (_WATER, rgb("#35b58a"), rgb("#d69a2f"), rgb("#8f7fe0"))
        parts: list[Part] = [
            Entry(
                Rect(width - side + 128, height - bottom - 54, side - 144, 38),
                _THEME,
                _PANEL,
                placeholder="set point",
                face="mono",
            ),
            PanelClock(Rect(0, 0, width, bar), self),
        ]
        self._tanks = []
        self._pumps = []
        for index in range(4):
            box = Rect(
                scene.x + index * column + column // 8, tank_top, column * 5 // 8, tank_height
            )
            self._tanks.append(box)
            parts.append(Tank(box, f"T{index + 1}", self.seed + index, colours[index]))
            pump_x = max(scene.x + index * column, box.x + box.width // 2 - pump_size // 2 - 18)
            pump = Rect(pump_x, pump_top, pump_size, pump_size)
            self._pumps.append(pump)
            parts.append(Pump(pump, f"P-10{index + 1}", is_on=index != 2))
        x = width - side
        readings = (
            ("Inflow", "m³/h", 142.0, 18.0),
            ("Pressure", "bar", 2.6, 0.4),
            ("Temperature", "°C", 18.4, 2.0),
            ("pH", "", 7.2, 0.3),
            ("Turbidity", "NTU", 0.9, 0.4),
            ("Chlorine", "mg/l", 0.5, 0.1),
        )
        y = bar + 56
        room = height - bottom - 60 - y
        step = max(30, min(46, room // len(readings)))
        for index, (label, unit, middle, swing) in enumerate(readings):
            if y + step > height - bottom - 60:
                break
            parts.append(
                Reading(
                    Rect(x + 10, y, side - 20, step - 6),
                    label,
                    unit,
                    middle,
                    swing,
                    self.seed + 20 + index,
                )
            )
            y += step
        self._trend = Rect(12, height - bottom + 34, width - side - 24, bottom - 46)
        parts.append(Trend(self._trend, self.seed + 40))
        parts.append(Alarms(Rect(x + 10, height - bottom + 34, side - 22, bottom - 46), self))
        return parts

    def paint_background(self, surface: pygame.Surface) -> None:
        """Pipes, frames and headings."""
        width, height = self.size.width, self.size.height
        surface.fill(_GROUND)
        side = width - self._scene.right
        surface.fill(_PANEL, (width - side, 48, side, height))
        surface.fill(_LINE, (width - side, 48, 2, height))
        top = self._trend.y - 34
        surface.fill(_PANEL, (0, top, width, height - top))
        surface.fill(_LINE, (0, top, width, 2))
        for text, at in (
            ("Measurements", (width - side + 20, 72)),
            ("Trend, 2 min", (18, top + 18)),
            ("Alarms (click to acknowledge)", (width - side + 14, top + 18)),
            ("Set point", (width - side + 20, top - 36)),
        ):
            draw_text(
                surface, text, at, size=14, face="semibold", colour=_THEME.dim, anchor="midleft"
            )
        pipe_y = self._pumps[0].y + self._pumps[0].height // 2 - 8
        last = self._tanks[-1]
        header_y = self._scene.y + 16
        for y in (header_y, pipe_y):
            self._pipe(surface, pygame.Rect(12, y - 5, last.right - 20, 10))
        for tank, pump in zip(self._tanks, self._pumps, strict=True):
            x = pump.x + pump.width // 2
            self._pipe(surface, pygame.Rect(x - 5, header_y, 10, tank.y + 30 - header_y))
            self._pipe(surface, pygame.Rect(x - 5, tank.bottom - 40, 10, pipe_y - tank.bottom + 40))

    @staticmethod
    def _pipe(surface: pygame.Surface, box: pygame.Rect) -> None:
        fill_box(surface, box, _PIPE, 4)
        inner = box.inflate(0, -6) if box.width > box.height else box.inflate(-6, 0)
        surface.fill(mix(_PIPE, (255, 255, 255), 0.35), inner)
