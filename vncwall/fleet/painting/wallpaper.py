"""Wallpapers, computed: hills at dusk, waves, a glow of lights, contour lines, facets, plain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pygame
from numpy.typing import NDArray

from vncwall.fleet.painting.charts import signal, value_noise
from vncwall.fleet.painting.text import Colour
from vncwall.fleet.painting.theme import rgb

Picture = NDArray[np.float64]  # (h, w, 3), 0 to 255

_REDUCE = 3
"""Computed at a third of the size and enlarged smoothly: a ninth of the time, little loss."""


def paint_wallpaper(surface: pygame.Surface, name: str, seed: int) -> None:
    """Cover `surface` with the wallpaper `name` of `WALLPAPERS`."""
    width, height = surface.get_size()
    small = (max(2, -(-width // _REDUCE)), max(2, -(-height // _REDUCE)))
    picture = WALLPAPERS[name](small[0], small[1], seed)
    pixels = np.rint(np.clip(picture, 0, 255)).astype(np.uint8)
    image = pygame.image.frombuffer(np.ascontiguousarray(pixels).tobytes(), small, "RGB")
    large = pygame.transform.smoothscale(image, (width, height))
    surface.blit(large, (0, 0))


def _fade(width: int, height: int, colours: list[Colour]) -> Picture:
    """Return a vertical fade through several colours."""
    at = np.linspace(0, len(colours) - 1, height)
    table = np.array(colours, np.float64)
    rows = np.stack(
        [np.interp(at, np.arange(len(colours)), table[:, channel]) for channel in range(3)], axis=1
    )
    return np.repeat(rows[:, None, :], width, axis=1)


_DUSKS = (
    ("#16213f", "#43407e", "#b8638f", "#f3a176", "#fbd6a0"),
    ("#0c2b45", "#1f5d7a", "#5fa3a3", "#c9d7b0", "#f6e7bd"),
    ("#1b1740", "#3d2a70", "#7c3f92", "#d5657f", "#ffb38a"),
    ("#20324a", "#47688a", "#8fb2c8", "#d4e2e6", "#f7f1e3"),
)


def _hills(width: int, height: int, seed: int) -> Picture:
    colours = [rgb(code) for code in _DUSKS[seed % len(_DUSKS)]]
    picture = _fade(width, height, colours)
    ys, xs = np.mgrid[0:height, 0:width]
    sun = np.hypot(xs - width * (0.3 + 0.1 * (seed % 5)), ys - height * 0.52) / height
    picture += np.exp(-((sun / 0.17) ** 2))[..., None] * np.array((90, 70, 40))
    picture += np.clip((0.055 - sun) * height / 2, 0, 1)[..., None] * 60
    columns = np.arange(width)
    dark = np.array(colours[0], np.float64)
    haze = np.array(colours[3], np.float64)
    for layer in range(5):
        depth = (layer + 1) / 5
        ridge = height * (0.5 + 0.095 * layer) - height * (0.11 - 0.01 * layer) * signal(
            columns / width * (3.2 + 1.4 * layer), seed * 13 + layer, roughness=0.42
        )
        cover = np.clip(ys - ridge[None, :], 0, 1)[..., None]
        colour = haze + (dark * 0.8 - haze) * depth**0.75
        mist = np.clip((ys - ridge[None, :]) / (height * 0.28), 0, 1)[..., None]
        shade = colour + (haze - colour) * 0.32 * mist * (1 - depth)
        picture = picture * (1 - cover) + shade * cover
    return picture


_WAVE_SETS = (
    ("#071b33", "#0b3a66", "#1567a8", "#3fa7d6", "#9be0f0"),
    ("#1d0f33", "#41206b", "#7a35a8", "#c158b8", "#ff9fb0"),
    ("#06281f", "#0b4a3a", "#178061", "#4fb98a", "#b7ebbd"),
)


def _waves(width: int, height: int, seed: int) -> Picture:
    colours = [rgb(code) for code in _WAVE_SETS[seed % len(_WAVE_SETS)]]
    picture = _fade(width, height, [colours[0], colours[1]])
    ys, _ = np.mgrid[0:height, 0:width]
    columns = np.arange(width) / width
    for layer in range(9):
        share = layer / 8
        middle = height * (0.16 + 0.10 * layer)
        swing = (
            height
            * 0.17
            * np.sin(
                2 * np.pi * (columns * (0.55 + 0.06 * layer) + 0.11 * layer + 0.07 * (seed % 9))
            )
        )
        swing += height * 0.05 * np.sin(2 * np.pi * (columns * 1.7 + 0.2 * layer))
        below = ys - (middle + swing)[None, :]
        cover = (np.clip(below, 0, 1) * np.exp(-np.clip(below, 0, None) / (height * 0.30)))[
            ..., None
        ]
        table = np.array(colours, np.float64)
        tone = np.array(
            [np.interp(share * 4, np.arange(5), table[:, channel]) for channel in range(3)]
        )
        picture = picture * (1 - cover * 0.62) + tone * cover * 0.62
    return picture


def _glow(width: int, height: int, seed: int) -> Picture:
    bases = (("#10131f", "#232a4d"), ("#1a1420", "#3b2140"), ("#0d1c22", "#123f45"))
    picture = _fade(width, height, [rgb(code) for code in bases[seed % 3]])
    random = np.random.default_rng(seed)
    ys, xs = np.mgrid[0:height, 0:width]
    lights = [rgb(c) for c in ("#5b7cfa", "#a05bfa", "#22c7b8", "#f76b8a", "#f9b25f")]
    for index in range(6):
        x, y = random.uniform(0, width), random.uniform(0, height)
        reach = random.uniform(0.25, 0.6) * max(width, height)
        glow = np.exp(-(((xs - x) ** 2 + (ys - y) ** 2) / reach**2) * 2.2)
        tone = np.array(lights[(index + seed) % len(lights)])
        picture += glow[..., None] * tone * 0.45
    return picture


def _contours(width: int, height: int, seed: int) -> Picture:
    sets = (("#17212b", "#2f4858"), ("#efe9dd", "#cdbfa5"), ("#1e2a24", "#3c5a49"))
    ground, ink = (np.array(rgb(code), np.float64) for code in sets[seed % 3])
    ys, xs = np.mgrid[0:height, 0:width]
    size = max(width, height)
    field = np.zeros((height, width))
    random = np.random.default_rng(seed)
    for octave in range(4):
        angle = random.uniform(0, np.pi)
        wave = (xs * np.cos(angle) + ys * np.sin(angle)) / size * (1.5 + 1.1 * octave)
        field += np.sin(2 * np.pi * (wave + random.uniform(0, 1))) / (1 + octave)
        cross = (ys * np.cos(angle) - xs * np.sin(angle)) / size * (1.2 + octave)
        field += np.cos(2 * np.pi * (cross + random.uniform(0, 1))) / (1.6 + octave)
    level = field * 4.5
    slope = np.hypot(*np.gradient(level)) + 1e-6
    distance = np.abs(level - np.rint(level)) / slope
    line = np.clip(1.2 - distance, 0, 1)[..., None] * 0.55
    shade = (field / 4)[..., None] * 10
    mixed: Picture = (ground + shade) * (1 - line) + ink * line
    return mixed


def _facets(width: int, height: int, seed: int) -> Picture:
    sets = (("#0f2a43", "#2a6f97", "#a9d6e5"), ("#2b1d3a", "#8a3b62", "#f0a868"))
    colours = [rgb(code) for code in sets[seed % 2]]
    base = _fade(width, height, colours)
    ys, xs = np.mgrid[0:height, 0:width]
    cell = max(width, height) / 9
    random = np.random.default_rng(seed)
    tilt = random.uniform(0.2, 0.5)
    u, v = (xs + tilt * ys) / cell, (ys - tilt * xs) / cell
    upper = (u % 1 + v % 1) > 1
    identity = np.floor(u) * 2 + np.floor(v) * 57 + upper * 0.5
    shade = value_noise(identity.ravel() * 2, seed).reshape(height, width)
    mixed: Picture = base * (1 + 0.16 * shade[..., None])
    return mixed


def _plain(width: int, height: int, seed: int) -> Picture:
    sets = (("#2c3644", "#1d242e"), ("#31506b", "#1f3347"), ("#3d4a3f", "#283029"))
    return _fade(width, height, [rgb(code) for code in sets[seed % 3]])


WALLPAPERS: dict[str, Callable[[int, int, int], Picture]] = {
    "hills": _hills,
    "waves": _waves,
    "glow": _glow,
    "contours": _contours,
    "facets": _facets,
    "plain": _plain,
}
