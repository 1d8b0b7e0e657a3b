from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pygame
import pytest

from tests.support.wall_stage import Stage, pixels
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect
from vncwall.wall.video import words_of

CTRL_SHIFT = pygame.KMOD_CTRL | pygame.KMOD_SHIFT


class FakeFilm:
    """Puts what it is shown together, as the film's process does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error = ""
        self.noted: list[Rect] = []
        self.picture: np.ndarray[tuple[int, ...], np.dtype[np.uint32]] | None = None
        self.frames = 0
        self.is_closed = False

    def note(self, rects: Sequence[Rect]) -> None:
        self.noted += rects

    def is_due(self, now_ns: int) -> bool:
        return True

    def show(self, words: Words, now_ns: int) -> None:
        if self.picture is None:
            self.picture = words.copy()
        for rect in self.noted:
            where = np.s_[rect.y : rect.bottom, rect.x : rect.right]
            self.picture[where] = words[where]
        self.frames += bool(self.noted)
        self.noted = []

    def close(self) -> tuple[Path, ...]:
        self.is_closed = True
        return () if self.error else (self.path,)


@pytest.fixture
def stage():
    with Stage() as result:
        films: list[FakeFilm] = []

        def film(path: Path) -> FakeFilm:
            if path.parent.name == "full":
                raise OSError("no process")
            films.append(FakeFilm(path))
            return films[-1]

        result.wall.video._films = film
        result.films = films  # type: ignore[attr-defined]
        yield result


def film_of(stage: Stage) -> FakeFilm:
    films: list[FakeFilm] = stage.films  # type: ignore[attr-defined]
    return films[-1]


def toggle(stage: Stage) -> None:
    stage.key(pygame.K_r, mod=CTRL_SHIFT)


def test_the_film_is_what_the_window_shows(stage: Stage):
    words = stage.connect(0)
    stage.settle()
    toggle(stage)
    stage.settle()
    words[20:60, 30:90] = 0xFF00FF00
    stage.switchboard.publish(0)
    stage.key(pygame.K_RIGHT)
    stage.settle()
    film = film_of(stage)
    assert film.picture is not None
    height, width = film.picture.shape
    seen = film.picture.view(np.uint8).reshape(height, width, 4)[:, :, 2::-1]
    assert np.array_equal(seen, pixels(stage.surface))


def test_a_still_wall_gives_the_film_nothing(stage: Stage):
    for session in range(4):
        stage.connect(session)
    toggle(stage)
    stage.settle(80)  # until no message is shown any more
    before = film_of(stage).frames
    stage.settle(5)
    assert film_of(stage).frames == before


def test_the_key_ends_the_film_and_it_is_told_when_the_file_is_whole(stage: Stage):
    toggle(stage)
    film = film_of(stage)
    assert film.path.name == "wall-20260301-104207.mkv"
    toggle(stage)
    assert not stage.wall.video.is_on
    stage.wall.video.close()
    assert film.is_closed
    assert f"filmed {film.path}" in stage.wall.toasts.messages


def test_a_film_that_fails_ends_and_is_told(stage: Stage):
    toggle(stage)
    film_of(stage).error = "the disk is full"
    stage.turn(100)
    assert stage.wall.video.close() == ()
    assert not stage.wall.video.is_on
    assert stage.wall.toasts.messages[-1].endswith(": the disk is full")


def test_a_film_that_cannot_begin_is_told(stage: Stage):
    stage.wall.video.begin(Path("full/wall.mkv"))
    assert stage.wall.toasts.messages == ("no video: no process",)


def test_the_end_of_the_wall_is_the_end_of_the_film(stage: Stage):
    toggle(stage)
    stage.wall.close()
    assert film_of(stage).is_closed


def test_words_are_the_pixels_themselves():
    surface = pygame.Surface((3, 2), depth=32)
    surface.set_at((2, 1), (1, 2, 3))
    words = words_of(surface)
    assert words.shape == (2, 3)
    assert int(words[1, 2]) & 0xFFFFFF == 0x010203
    other = pygame.Surface((3, 2), depth=24)
    other.set_at((2, 1), (1, 2, 3))
    assert int(words_of(other)[1, 2]) & 0xFFFFFF == 0x010203
