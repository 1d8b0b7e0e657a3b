"""The window as a video, begun and ended by the operator or by the command line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pygame

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect
from vncwall.language import _

logger = logging.getLogger(__name__)

_MASKS = (0xFF0000, 0xFF00, 0xFF)
"""Red, green and blue of canonical words; no window of today has others."""


class Film(Protocol):
    """What writes the video, in a process of its own."""

    path: Path
    error: str

    def note(self, rects: Sequence[Rect]) -> None:
        """Remember that these parts look otherwise."""

    def is_due(self, now_ns: int) -> bool:
        """Whether a picture would be taken now."""

    def show(self, words: Words, now_ns: int) -> None:
        """Take the window's picture."""

    def close(self) -> tuple[Path, ...]:
        """End it, wait for the disk, and return its files."""


FilmFactory = Callable[[Path], Film]
"""Begins a film; raises OSError where none can be begun."""


class Report(Protocol):
    """Where it is told what became of a video."""

    def __call__(self, success: bool, sentence: str) -> None:
        """Show a sentence."""


class WallVideo:
    """At most one film of the window at a time. Painting only notes what it has drawn.

    Attributes:
        is_on: a film is being made.
    """

    def __init__(self, films: FilmFactory | None, report: Report) -> None:
        """`films` None: there can be none here."""
        self._films = films
        self._report = report
        self._film: Film | None = None
        self._closing: list[tuple[Film, Future[tuple[Path, ...]]]] = []
        self._closer: ThreadPoolExecutor | None = None

    @property
    def is_possible(self) -> bool:
        """Whether films can be made."""
        return self._films is not None

    @property
    def is_on(self) -> bool:
        """Whether the window is filmed."""
        return self._film is not None

    def begin(self, path: Path) -> None:
        """Film into a new file."""
        if self._films is None or self._film is not None:
            return
        try:
            self._film = self._films(path)
        except OSError as error:
            self._report(False, _("no video: {error}").format(error=error))
        else:
            self._report(True, _("filming the wall into {path}").format(path=path))

    def end(self) -> None:
        """End the film; what became of it is told when the disk has all of it."""
        film, self._film = self._film, None
        if film is None:
            return
        if self._closer is None:
            self._closer = ThreadPoolExecutor(1, "film")
        self._closing.append((film, self._closer.submit(film.close)))

    def note(self, rects: Sequence[Rect]) -> None:
        """Remember what was painted."""
        if self._film is not None:
            self._film.note(rects)

    def advance(self, surface: pygame.Surface, now_ns: int) -> None:
        """Film what has changed, if it is time; tell what became of films that have ended."""
        film = self._film
        if film is not None and film.is_due(now_ns):
            words = words_of(surface)
            film.show(words, now_ns)
            del words  # else the window stays locked
        if film is not None and film.error:
            self.end()
        for closing in [one for one in self._closing if one[1].done()]:
            self._closing.remove(closing)
            self._tell(*closing)

    def close(self) -> tuple[Path, ...]:
        """End everything; return the files. Waits for the disk."""
        self.end()
        if self._closer is not None:
            self._closer.shutdown(wait=True)
        paths: list[Path] = []
        for film, future in self._closing:
            paths += future.result()
            self._tell(film, future)
        self._closing.clear()
        return tuple(paths)

    def _tell(self, film: Film, future: Future[tuple[Path, ...]]) -> None:
        paths = future.result()
        logger.info("filmed %s", ", ".join(map(str, paths)) or "nothing")
        if film.error:
            logger.error("the video %s: %s", film.path, film.error)
            self._report(
                False, _("the video {path}: {error}").format(path=film.path, error=film.error)
            )
        elif paths:
            names = ", ".join(str(path) for path in paths)
            self._report(True, _("filmed {path}").format(path=names))


def words_of(surface: pygame.Surface) -> Words:
    """Return a surface's pixels as words, (height, width); the surface is locked until it goes."""
    if surface.get_bitsize() != 32 or surface.get_masks()[:3] != _MASKS:
        other, surface = surface, pygame.Surface(surface.get_size(), 0, 32, (*_MASKS, 0))
        surface.blit(other, (0, 0))
    words: Words = pygame.surfarray.pixels2d(surface).T
    return words


def film_path(folder: Path, local_time: datetime) -> Path:
    """Return the name of a film that begins now.

    >>> film_path(Path("snapshots"), datetime(2026, 3, 1, 9, 5, 7)).name
    'wall-20260301-090507.mkv'
    """
    return folder / f"wall-{local_time:%Y%m%d-%H%M%S}.mkv"
