"""Text as surfaces: one typeface with tabular figures, rendered once and kept.

The program brings its faces along, subsets of Noto Sans (Latin, Greek, Cyrillic; Bengali; Chinese,
Japanese, Korean) and Noto Emoji, so every machine shows the same picture. Characters that they
lack are taken from the first font of the computer that has them; a character nobody has becomes
the replacement character rather than a hollow box.

Sizes are in pixels of type size (ems), as in the theme's measures.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import pygame

from vncwall.ui.coverage import Coverage, read_coverage
from vncwall.ui.theme import Colour

ELLIPSIS = "…"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_KEPT_SURFACES = 2048
_LONGEST = 4096
"""More characters than any screen shows on a line; names come from the network."""


class Weight(StrEnum):
    """The two weights that ship."""

    REGULAR = "NotoSans-Regular.ttf"
    SEMIBOLD = "NotoSans-SemiBold.ttf"


@dataclass(frozen=True, slots=True)
class _Face:
    """A font file, and the script it shapes (ISO 15924), "" where a letter is a glyph."""

    path: str
    script: str = ""


# Beside the own face of a weight, in this order. Bengali letters join and change places, so a run
# of them is shaped as a whole.
_BENGALI = {
    Weight.REGULAR: "NotoSansBengali-Regular.ttf",
    Weight.SEMIBOLD: "NotoSansBengali-Bold.ttf",
}
_BROUGHT = ("NotoSansCJK-Regular.otf", "NotoEmoji-Regular.ttf")
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}\N{VARIATION SELECTOR-16}"

# Families looked for on the computer, in this order, for characters that the own face lacks.
_FALLBACKS = (
    "dejavusans",
    "notosans",
    "notosanscjksc",
    "notosanscjkjp",
    "notosansbengali",
    "notosansdevanagari",
    "notosansarabic",
    "notosanshebrew",
    "notosansthai",
    "notosanssymbols",
    "notosanssymbols2",
    "notoemoji",
    "wenquanyizenhei",
    "wenquanyimicrohei",
    "droidsansfallback",
    "freesans",
    "lohitbengali",
    "unifont",
    "microsoftyahei",
    "segoeuisymbol",
    "nirmalaui",
    "arialunicodems",
    "pingfangsc",
    "applesymbols",
)


class Text:
    """Renders single lines. Wants `pygame.font` only, no display.

    One instance serves a window; surfaces are shared between callers and must not be drawn on.
    """

    def __init__(self) -> None:
        if not pygame.font.get_init():
            pygame.font.init()
        self._surfaces: OrderedDict[tuple[str, int, Colour, Weight, int | None], pygame.Surface] = (
            OrderedDict()
        )

    def render(
        self,
        text: str,
        size: int,
        colour: Colour,
        *,
        weight: Weight = Weight.REGULAR,
        max_width: int | None = None,
    ) -> pygame.Surface:
        """Return `text` on a transparent surface, one line high, cut with … at `max_width`.

        Control characters are shown as spaces, so a hostile desktop name cannot break a line.
        """
        key = (text, size, colour, weight, max_width)
        surface = self._surfaces.get(key)
        if surface is None:
            surface = self._render(text, size, colour, weight=weight, max_width=max_width)
            self._surfaces[key] = surface
            if len(self._surfaces) > _KEPT_SURFACES:
                self._surfaces.popitem(last=False)
        else:
            self._surfaces.move_to_end(key)
        return surface

    def width(self, text: str, size: int, *, weight: Weight = Weight.REGULAR) -> int:
        """Return the pixels that `text` takes on one line."""
        return sum(font.size(run)[0] for font, run in _runs(_clean(text), size, weight))

    def line_height(self, size: int, *, weight: Weight = Weight.REGULAR) -> int:
        """Return the height of every surface of this size."""
        return _font(weight, size).get_height()

    def ellipsis(
        self, text: str, size: int, max_width: int, *, weight: Weight = Weight.REGULAR
    ) -> str:
        """Return `text`, or the longest beginning of it that fits with an … behind it."""
        text = _clean(text)
        if self.width(text, size, weight=weight) <= max_width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            candidate = text[:middle].rstrip() + ELLIPSIS
            if self.width(candidate, size, weight=weight) <= max_width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + ELLIPSIS if low else ""

    def wrap(
        self,
        text: str,
        size: int,
        max_width: int,
        *,
        lines: int,
        weight: Weight = Weight.REGULAR,
    ) -> list[str]:
        """Break `text` at spaces into at most `lines` lines; the last one ends with … if cut."""
        words = _clean(text).split()
        result: list[str] = []
        while words and len(result) < lines:
            if len(result) == lines - 1:
                result.append(self.ellipsis(" ".join(words), size, max_width, weight=weight))
                break
            line = words.pop(0)
            while words and self.width(f"{line} {words[0]}", size, weight=weight) <= max_width:
                line = f"{line} {words.pop(0)}"
            result.append(self.ellipsis(line, size, max_width, weight=weight))
        return result

    def _render(
        self, text: str, size: int, colour: Colour, *, weight: Weight, max_width: int | None
    ) -> pygame.Surface:
        text = _clean(text)
        if max_width is not None:
            text = self.ellipsis(text, size, max_width, weight=weight)
        own = _font(weight, size)
        runs = _runs(text, size, weight)
        if len(runs) == 1 and runs[0][0] is own:
            return own.render(text, True, colour)
        # Fallback faces stand on the own face's base line; what is taller is cut.
        surface = pygame.Surface(
            (max(1, sum(font.size(run)[0] for font, run in runs)), own.get_height()),
            pygame.SRCALPHA,
        )
        x = 0
        for font, run in runs:
            part = font.render(run, True, colour)
            surface.blit(part, (x, own.get_ascent() - font.get_ascent()))
            x += font.size(run)[0]
        return surface


def _clean(text: str) -> str:
    text = text[:_LONGEST]
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)


def _runs(text: str, size: int, weight: Weight) -> list[tuple[pygame.font.Font, str]]:
    """Split `text` into runs of one font each."""
    runs: list[tuple[pygame.font.Font, str]] = []
    script = ""
    for character in text:
        if character in _JOINERS:
            if script:  # it says how the letters around it join; to other scripts it is nothing
                runs[-1] = (runs[-1][0], runs[-1][1] + character)
            continue
        font, shown, script = _font_for(character, size, weight)
        if runs and runs[-1][0] is font:
            runs[-1] = (font, runs[-1][1] + shown)
        else:
            runs.append((font, shown))
    return runs


@lru_cache(maxsize=8192)
def _font_for(character: str, size: int, weight: Weight) -> tuple[pygame.font.Font, str, str]:
    """Return the font that has a character, what it shows for it, and the script it shapes."""
    own = _font(weight, size)
    if character in _own_coverage(weight):
        return own, character, ""
    for face in (*_brought(weight), *_installed()):
        if character in _coverage(face.path):
            font = _face_font(face, size)
            if font is not None:
                return font, character, face.script
    return own, _REPLACEMENT, ""


@lru_cache(maxsize=64)
def _font(weight: Weight, size: int) -> pygame.font.Font:
    with as_file(files("vncwall.ui") / "fonts" / weight.value) as path:
        return pygame.font.Font(path, size)


@lru_cache(maxsize=2)
def _own_coverage(weight: Weight) -> Coverage:
    with as_file(files("vncwall.ui") / "fonts" / weight.value) as path:
        return read_coverage(path)


@lru_cache(maxsize=2)
def _brought(weight: Weight) -> tuple[_Face, ...]:
    """Return the faces that come with the program; they stay open, so they need a real file."""
    stack = ExitStack()  # ends with the process
    folder = files("vncwall.ui") / "fonts"

    def path_of(name: str) -> str:
        return str(stack.enter_context(as_file(folder / name)))

    return (_Face(path_of(_BENGALI[weight]), "Beng"), *(_Face(path_of(n)) for n in _BROUGHT))


@lru_cache(maxsize=1)
def _installed() -> tuple[_Face, ...]:
    """Return the fallback families that this computer has, in order."""
    installed = set(pygame.font.get_fonts())
    paths = (pygame.font.match_font(family) for family in _FALLBACKS if family in installed)
    return tuple(_Face(path) for path in paths if path)


@lru_cache(maxsize=len(_FALLBACKS) + 4)
def _coverage(path: str) -> Coverage:
    return read_coverage(Path(path))


@lru_cache(maxsize=256)
def _face_font(face: _Face, size: int) -> pygame.font.Font | None:
    try:
        font = pygame.font.Font(face.path, size)
        if face.script:
            font.set_script(face.script)
    except (OSError, pygame.error):
        return None
    return font
