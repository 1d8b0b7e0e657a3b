"""What a desktop truly showed while it was recorded, and how like recordings of it are.

A desktop that stands still now and then is held still, and the screen is compared with what a
player shows for that time. A film is not: its frames have numbers (`numbered.py`), so each frame of
a recording is compared with the frame of the film that it shows, while everything moves.
"""

from __future__ import annotations

import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from benchmarks import likeness, numbered
from benchmarks.desktops import Shown
from benchmarks.likeness import Likeness
from benchmarks.pictures import Picture
from benchmarks.screen import grab
from benchmarks.video_recorders import VideoRecorder
from vncwall.geometry import Point, Rect

MOMENTS = 5
HOLD_S = 0.5
LOOK_S = 0.35
"""From the moment at which a desktop is held still to the look at what a recorder has of it."""
POINTER = Rect(930, 510, 60, 60)
"""ffmpeg draws the pointer, which is in the middle: this is not compared."""
COMPARED = 12
"""Frames of a film that are compared with their truth, evenly over the time."""
TRIES = 10
EACH = "psnr_each_db"
"""Key of a list of likenesses, one a moment, the same moments for all recorders."""

Figures = dict[str, Any]


class Truth(ABC):
    """Knows one desktop while it is recorded."""

    @abstractmethod
    def observe(self) -> Picture:
        """Look at the desktop while all still record it; return a picture of it."""

    @abstractmethod
    def figures(
        self, recorders: Sequence[VideoRecorder], begin_s: float, end_s: float
    ) -> dict[str, Figures]:
        """Return by name how like the recordings are, when all have stopped.

        Args:
            recorders: of the same time.
            begin_s: of the time that was measured, in seconds since 1970.
            end_s: likewise.
        """


@dataclass(frozen=True, slots=True)
class Moment:
    """The truth at a time."""

    wall_s: float
    picture: Picture


class HeldScreens(Truth):
    """The screen at moments at which its programs are stopped."""

    def __init__(self, shown: Shown, moments: int = MOMENTS) -> None:
        self._shown = shown
        self._count = moments
        self._moments: list[Moment] = []

    def observe(self) -> Picture:
        """See `Truth.observe`."""
        for _ in range(self._count):
            with self._shown.held():
                time.sleep(LOOK_S)
                wall_s = time.time()
                self._moments.append(Moment(wall_s, grab(self._shown.display)))
                time.sleep(max(0.0, HOLD_S - LOOK_S))
            time.sleep(1.0)
        time.sleep(1.0)
        return self._moments[-1].picture

    def figures(
        self, recorders: Sequence[VideoRecorder], begin_s: float, end_s: float
    ) -> dict[str, Figures]:
        """See `Truth.figures`."""
        found = {}
        for recorder in recorders:
            alike = self._likenesses(recorder)
            found[recorder.name] = {**_summary(alike), EACH: [one.psnr_db for one in alike]}
        return found

    def _likenesses(self, recorder: VideoRecorder) -> list[Likeness]:
        began_s = recorder.began_s()
        times_s = [moment.wall_s - began_s for moment in self._moments]
        pictures = likeness.shown_at(recorder.file(), times_s)
        return [
            compared(picture, moment.picture)
            for picture, moment in zip(pictures, self._moments, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Showing:
    """What the frames of a recording show of a film."""

    walls_s: NDArray[np.float64]
    """When each is shown, in seconds since 1970."""
    numbers: NDArray[np.int64]
    """Of the film's frame; `numbered.UNREADABLE` where parts of two are in one."""
    pictures: dict[int, Picture]
    """Some of the whole pictures, by index."""


class FilmFrames(Truth):
    """A numbered film in a place of the screen where nothing covers it."""

    def __init__(self, shown: Shown, path: Path, corner: Point) -> None:
        """Take what is shown.

        Args:
            shown: the desktop.
            path: of the film.
            corner: its upper left one on the screen.
        """
        self._shown = shown
        self._path = path
        self._where = Rect(corner.x, corner.y, numbered.SIZE.width, numbered.SIZE.height)
        self._screen: Picture | None = None

    def observe(self) -> Picture:
        """Look at the screen once; what is beside the film stands still.

        Raises:
            SystemExit: the film is not where it should be, or not shown pixel by pixel.
        """
        for _ in range(TRIES):
            with self._shown.held():
                time.sleep(LOOK_S)
                self._screen = grab(self._shown.display)
            film = _part(self._screen, self._where)
            upper, lower = numbered.numbers(film)
            if upper == lower != numbered.UNREADABLE:
                ((_, frame),) = numbered.frames(self._path, {upper})
                if (frame == film).all():
                    return self._screen
            time.sleep(0.5)
        raise SystemExit("the player does not show the pixels of the film")

    def figures(
        self, recorders: Sequence[VideoRecorder], begin_s: float, end_s: float
    ) -> dict[str, Figures]:
        """See `Truth.figures`.

        More are known of a film: how many of its frames are in the recording, the share of
        recorded frames that hold parts of two, and how late a frame is in the file, against the
        earliest that any of the recorders has from that showing of the film.
        """
        showings = {one.name: self._showing(one, begin_s, end_s) for one in recorders}
        delays = late(list(showings.values()))
        found = {}
        for (name, showing), delay in zip(showings.items(), delays, strict=True):
            whole = showing.numbers != numbered.UNREADABLE
            new = np.count_nonzero(np.diff(showing.numbers[whole])) + 1
            found[name] = {
                **_summary(self._likenesses(showing)),
                "film_frames_s": round(new / (end_s - begin_s), 2),
                "torn": round(1 - float(whole.mean()), 3),
                "late_median_s": round(float(np.median(delay)), 3),
                "late_p90_s": round(float(np.percentile(delay, 90)), 3),
            }
        return found

    def _likenesses(self, showing: Showing) -> list[Likeness]:
        assert self._screen is not None
        of_index = {index: int(showing.numbers[index]) for index in showing.pictures}
        truths = dict(numbered.frames(self._path, set(of_index.values())))
        result = []
        for index, number in of_index.items():
            if number == numbered.UNREADABLE:
                continue
            truth = self._screen.copy()
            _part(truth, self._where)[:] = truths[number]
            result.append(compared(showing.pictures[index], truth))
        return result

    def _showing(self, recorder: VideoRecorder, begin_s: float, end_s: float) -> Showing:
        began_s = recorder.began_s()
        inside = [
            packet.time_s
            for packet in likeness.packets(recorder.file())
            if begin_s <= began_s + packet.time_s < end_s
        ]
        if not inside:
            raise SystemExit(f"{recorder.name} recorded nothing")
        step = max(1, len(inside) // COMPARED)
        read: list[int] = []
        pictures: dict[int, Picture] = {}
        with av.open(str(recorder.file())) as container:
            container.streams.video[0].thread_type = "AUTO"
            for frame in container.decode(video=0):
                assert frame.time is not None
                if frame.time < inside[0] - 1e-4:
                    continue
                if frame.time > inside[-1] + 1e-4:
                    break
                luma = np.frombuffer(frame.planes[0], np.uint8)
                rows = luma.reshape(-1, frame.planes[0].line_size)[:, : frame.width]
                upper, lower = numbered.numbers(_part(rows, self._where))
                if len(read) % step == step // 2:
                    pictures[len(read)] = likeness.as_rgb(frame)
                read.append(upper if upper == lower else numbered.UNREADABLE)
        walls_s = np.array(inside[: len(read)]) + began_s
        return Showing(walls_s, np.array(read, np.int64), pictures)


def late(showings: Sequence[Showing]) -> list[NDArray[np.float64]]:
    """Return how late each readable frame is against the earliest of its showing of the film."""
    begun = [
        (one.walls_s - one.numbers / numbered.FPS)[one.numbers != numbered.UNREADABLE]
        for one in showings
    ]
    every = np.sort(np.concatenate(begun))
    # The film begins anew after many seconds; what belongs to one showing is close together.
    firsts = every[np.diff(every, prepend=-np.inf) > 2.0]
    return [one - firsts[np.searchsorted(firsts, one, side="right") - 1] for one in begun]


def compared(picture: Picture, truth: Picture) -> Likeness:
    """Return how like two screens are, without what the pointer may cover."""
    return likeness.compare(_masked(picture), _masked(truth))


def _masked(picture: Picture) -> Picture:
    masked = picture.copy()
    _part(masked, POINTER)[:] = 0
    return masked


def _part(picture: NDArray[np.uint8], where: Rect) -> NDArray[np.uint8]:
    return picture[where.y : where.bottom, where.x : where.right]


def _summary(alike: Sequence[Likeness]) -> Figures:
    return {
        "psnr_db": statistics.median(one.psnr_db for one in alike),
        "psnr_least_db": min(one.psnr_db for one in alike),
        "ssim": statistics.median(one.ssim for one in alike),
    }
