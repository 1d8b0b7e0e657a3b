"""A part of a recording, drawn into a film."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vncwall.errors import PlaybackError, VNCWallError
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect
from vncwall.playback.export.part import Part
from vncwall.playback.sources import open_source
from vncwall.recording.conversion import first_picture, play_into
from vncwall.recording.film import Film


class Shown:
    """A part that is being drawn into a film.

    Attributes:
        size: of its first picture.
    """

    def __init__(self, part: Part) -> None:
        """Open it.

        Raises:
            PlaybackError: it cannot be played.
        """
        self._part = part
        try:
            if part.is_wire:
                self._replay = first_picture(part.path, part.begin_ms)
                self._source = None
                self.size = self._replay.framebuffer.size
            else:
                self._source = open_source(part.path)
                self.size = self._source.info.size
        except PlaybackError:
            raise
        except (VNCWallError, OSError) as error:
            raise PlaybackError(str(error)) from error

    def draw(self, film: Film, at_ms: int, progress: Callable[[int], None]) -> None:
        """Draw it from `at_ms` of the film on."""
        part = self._part
        source = self._source
        if source is None:
            replay = self._replay

            def goes_on() -> bool:
                progress(max(0, replay.time_ms - part.begin_ms))
                return True

            play_into(
                film,
                replay,
                end_ms=part.end_ms - 1,
                shift_ms=at_ms - part.begin_ms,
                goes_on=goes_on,
                least_ms=at_ms,
            )
            return
        times = [change.time_ms for change in source.changes()]
        for time_ms in [part.begin_ms, *(t for t in times if part.begin_ms < t < part.end_ms)]:
            progress(time_ms - part.begin_ms)
            words = words_of(source.frame_at(time_ms).picture)
            rect = Rect(0, 0, words.shape[1], words.shape[0])
            film.draw(words, [rect], at_ms + time_ms - part.begin_ms)

    def close(self) -> None:
        """Close the file."""
        if self._source is not None:
            self._source.close()


def words_of(picture: np.ndarray) -> Words:
    """Return canonical words of RGB pixels."""
    height, width = picture.shape[:2]
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[:, :, 2::-1] = picture
    pixels[:, :, 3] = 255
    words: Words = pixels.view(np.uint32).reshape(height, width)
    return words
