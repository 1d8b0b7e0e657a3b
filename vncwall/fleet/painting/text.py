"""Text on surfaces, in Inter and JetBrains Mono."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

import pygame

Colour = tuple[int, int, int]

_FILES = {
    "regular": "Inter-Regular.otf",
    "medium": "Inter-Medium.otf",
    "semibold": "Inter-SemiBold.otf",
    "bold": "Inter-Bold.otf",
    "mono": "JetBrainsMono-Regular.ttf",
    "mono-bold": "JetBrainsMono-Bold.ttf",
}


@cache
def font(face: str, size: int) -> pygame.font.Font:
    """Return a face ("regular", "medium", "semibold", "bold", "mono", "mono-bold") at `size`."""
    if not pygame.font.get_init():
        pygame.font.init()
    path = resources.files("vncwall.fleet.fonts") / _FILES[face]
    return pygame.font.Font(str(path), size)


@lru_cache(maxsize=2048)
def _rendered(text: str, face: str, size: int, colour: Colour) -> pygame.Surface:
    return font(face, size).render(text, True, colour)


def width_of(text: str, size: int, face: str = "regular") -> int:
    """Return the width of `text` in pixels."""
    return font(face, size).size(text)[0]


def fitted(text: str, size: int, width: int, face: str = "regular") -> str:
    """Return `text`, cut and ended by an ellipsis when it is wider than `width`."""
    if width_of(text, size, face) <= width:
        return text
    while text and width_of(text + "…", size, face) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def draw_text(
    surface: pygame.Surface,
    text: str,
    at: tuple[int, int],
    *,
    size: int = 13,
    colour: Colour = (255, 255, 255),
    face: str = "regular",
    anchor: str = "topleft",
) -> pygame.Rect:
    """Draw one line; `anchor` names the point of its box that lies on `at`. Return the box."""
    if not text:
        return pygame.Rect(at, (0, 0))
    image = _rendered(text, face, size, colour)
    box = image.get_rect(**{anchor: at})
    surface.blit(image, box)
    return box


def wrapped(text: str, size: int, width: int, face: str = "regular") -> list[str]:
    """Break `text` at blanks into lines of at most `width` pixels."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, size, face) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines
