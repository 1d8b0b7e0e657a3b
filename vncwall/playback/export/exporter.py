"""One file of what was recorded in a range of time.

The parts are copied as they are where codec, size and container allow it, nothing is to be drawn
over them, and the range begins at a key frame; else everything is encoded anew. The file is written
under a name that ends in ``.part`` and gets its own when it is whole.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import numpy as np

from vncwall.errors import PlaybackError, VNCWallError
from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.framebuffer.png import encode_png
from vncwall.geometry import Rect, Size
from vncwall.playback.export.copying import CONTAINERS, Piece, copy, why_not
from vncwall.playback.export.part import Gap, Part, gaps
from vncwall.playback.sources import open_source
from vncwall.recording.conversion import first_picture, play_into
from vncwall.recording.film import Film
from vncwall.recording.glyphs import Glyphs
from vncwall.recording.origin import tags
from vncwall.recording.segments import PART, PartFile
from vncwall.settings.model import RecordingSettings, Stamp, VideoFormat

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1. What it raises ends the export, and nothing is left of it."""


class Gaps(StrEnum):
    """What becomes of time in which nothing was recorded."""

    CUT = "cut"
    """It is left out."""
    BLACK = "black"
    """It is shown as a black picture that says so, as long as it was."""


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """How a file is to be made."""

    recording: RecordingSettings
    """Format, quality, masks, stamp and size where it is encoded."""
    gaps: Gaps = Gaps.CUT
    may_copy: bool = True
    """Whether parts may be taken as they are."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was made."""

    path: Path
    length_ms: int
    frames: int
    is_copied: bool
    """Nothing was encoded: the pictures are those of the recordings, bit for bit."""
    why_encoded: str
    """Why the parts were not copied; "": they were."""
    gaps: tuple[Gap, ...]


def export(
    parts: Sequence[Part],
    target: Path,
    settings: ExportSettings,
    *,
    comment: str = "",
    progress: Progress = lambda part: None,
) -> Exported:
    """Make one file of `parts`, which are in order (`part.within`).

    Args:
        parts: what is to be seen.
        target: the file.
        settings: how.
        comment: what people said of it, for the file's tag of that name.
        progress: told how much is done.

    Raises:
        PlaybackError: a part cannot be read, or the file cannot be of that kind.
        SinkError: the codec refuses.
        OSError: the file is there already, or cannot be written.
    """
    suffix = target.suffix.lower()
    if suffix not in CONTAINERS:
        known = ", ".join(CONTAINERS)
        raise PlaybackError(f"{target}: a video is one of {known}, or stills are made in a folder")
    if target.exists():
        raise FileExistsError(errno.EEXIST, "is there already", str(target))
    metadata = _metadata(parts) | ({"comment": comment} if comment else {})
    why = _why_encoded(parts, settings, suffix)
    if not why:
        pieces, length_ms = _pieces(parts)
        scratch = _scratch(target)
        try:
            frames = copy(pieces, scratch, suffix=suffix, metadata=metadata, goes_on=progress)
            _take_name(scratch, target)
        finally:
            scratch.unlink(missing_ok=True)
        return Exported(target, length_ms, frames, True, "", tuple(gaps(parts)))
    length_ms, frames = _encode(parts, target, settings, metadata, progress)
    return Exported(target, length_ms, frames, False, why, tuple(gaps(parts)))


def stills(
    parts: Sequence[Part],
    folder: Path,
    every_s: float,
    settings: ExportSettings,
    *,
    progress: Progress = lambda part: None,
) -> list[Path]:
    """Write a PNG picture of every `every_s` seconds into a folder, named by UTC; return them.

    Raises:
        PlaybackError: a part cannot be read.
        OSError: a picture cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    result = []
    step_ns = max(1, int(every_s * 1e9))
    first_ns, total_ns = parts[0].from_ns, max(1, parts[-1].to_ns - parts[0].from_ns)
    for part in parts:
        source = open_source(part.path)
        try:
            time_ns = first_ns + -((first_ns - part.from_ns) // step_ns) * step_ns
            while time_ns < part.to_ns:
                progress((time_ns - first_ns) / total_ns)
                picture = source.frame_at(round((time_ns - part.start_ns) / 1e6)).picture
                words = _words(picture)
                for mask in settings.recording.masks:
                    rect = mask.rect(Size(words.shape[1], words.shape[0]))
                    words[rect.y : rect.bottom, rect.x : rect.right] = BLACK
                moment = datetime.fromtimestamp(time_ns / 1e9, UTC)
                path = folder / f"{moment:%Y%m%dT%H%M%S.}{moment.microsecond // 1000:03}Z.png"
                path.write_bytes(encode_png(words))
                result.append(path)
                time_ns += step_ns
        finally:
            source.close()
    return result


def _why_encoded(parts: Sequence[Part], settings: ExportSettings, suffix: str) -> str:
    """Return why the parts cannot be copied; "": they can."""
    recording = settings.recording
    if not settings.may_copy:
        return "it was asked for"
    if any(part.is_wire for part in parts):
        return "recordings of the wire are no videos"
    if recording.masks or recording.stamp is not Stamp.OFF or recording.max_size is not None:
        return "the pictures are changed"
    if settings.gaps is Gaps.BLACK and gaps(parts):
        return "gaps are shown"
    return why_not(_pieces(parts)[0], suffix)


def _pieces(parts: Sequence[Part]) -> tuple[list[Piece], int]:
    """Return where each part goes when gaps are cut out, and how long that is."""
    at_ms = 0
    pieces = []
    for part in parts:
        pieces.append(Piece(part.path, part.begin_ms, part.end_ms, at_ms))
        at_ms += part.end_ms - part.begin_ms
    return pieces, at_ms


def _encode(
    parts: Sequence[Part],
    target: Path,
    settings: ExportSettings,
    metadata: Mapping[str, str],
    progress: Progress,
) -> tuple[int, int]:
    """Encode everything; return how long it is and how many frames."""
    suffix = target.suffix.lower()
    recording = settings.recording
    if recording.format is VideoFormat.WIRE:
        recording = replace(recording, format=VideoFormat.H264, quality=None)
    matroska = target if suffix == ".mkv" else target.with_name(f"{target.stem}.{os.getpid()}.mkv")
    film: Film | None = None
    size = Size(0, 0)
    total_ms = max(1, (parts[-1].to_ns - parts[0].from_ns) // 1_000_000)
    at_ms = 0
    with PartFile(matroska) as file, ExitStack() as films:
        for number, part in enumerate(parts):
            gap_ms = 0
            if number and settings.gaps is Gaps.BLACK:
                gap_ms = max(0, (part.from_ns - parts[number - 1].to_ns) // 1_000_000)
            if film is not None and gap_ms * 1_000_000 >= 1_000_000_000:
                gap = Gap(parts[number - 1].to_ns, part.from_ns)
                _show_gap(film, gap, at_ms, size)
            at_ms += gap_ms
            with closing(_Shown(part)) as shown:
                if film is None:
                    size = shown.size
                    film = Film(
                        file,
                        recording,
                        shown.size,
                        part.host,
                        start_ns=part.from_ns,
                        metadata=metadata,
                    )
                    films.enter_context(closing(film))
                base_ms = at_ms
                shown.draw(
                    film,
                    at_ms,
                    lambda time_ms, base=base_ms: progress(  # type: ignore[misc]
                        min(1.0, (base + time_ms) / total_ms)
                    ),
                )
            at_ms += part.end_ms - part.begin_ms
        assert film is not None
        film.finish(at_ms)
        frames = film.frames
        made = file.finish()
    if suffix != ".mkv":
        scratch = _scratch(target)
        try:
            piece = Piece(made, 0, at_ms, 0)
            if why := why_not([piece], suffix):
                raise PlaybackError(f"{target}: {why}; choose another --format or another suffix")
            copy([piece], scratch, suffix=suffix, metadata=metadata)
            _take_name(scratch, target)
        finally:
            scratch.unlink(missing_ok=True)
            made.unlink(missing_ok=True)
    return at_ms, frames


class _Shown:
    """A part that is being drawn into a film."""

    def __init__(self, part: Part) -> None:
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
            words = _words(source.frame_at(time_ms).picture)
            rect = Rect(0, 0, words.shape[1], words.shape[0])
            film.draw(words, [rect], at_ms + time_ms - part.begin_ms)

    def close(self) -> None:
        if self._source is not None:
            self._source.close()


def _show_gap(film: Film, gap: Gap, at_ms: int, size: Size) -> None:
    """Draw a black picture that says what is missing."""
    words = np.full((size.height, size.width), BLACK, np.uint32)
    begin, end = (datetime.fromtimestamp(ns / 1e9, UTC) for ns in (gap.from_ns, gap.to_ns))
    text = f"not recorded: {begin:%Y-%m-%d %H:%M:%S} to {end:%H:%M:%S} UTC"
    glyphs = Glyphs(max(8, min(32, size.height // 12)))
    line = glyphs.text(text)[:, : size.width]
    top = max(0, (size.height - line.shape[0]) // 2)
    left = (size.width - line.shape[1]) // 2
    line = line[: size.height - top]
    grey = line.astype(np.uint32)
    place = words[top : top + line.shape[0], left : left + line.shape[1]]
    place |= grey << np.uint32(16) | grey << np.uint32(8) | grey
    film.draw(words, [Rect(0, 0, size.width, size.height)], at_ms)


def _words(picture: np.ndarray) -> Words:
    """Return canonical words of RGB pixels."""
    height, width = picture.shape[:2]
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[:, :, 2::-1] = picture
    pixels[:, :, 3] = 255
    words: Words = pixels.view(np.uint32).reshape(height, width)
    return words


def _metadata(parts: Sequence[Part]) -> dict[str, str]:
    return tags(parts[0].host, parts[0].from_ns)


def _scratch(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f"{target.name}.{os.getpid()}{PART}")


def _take_name(scratch: Path, target: Path) -> None:
    with scratch.open("r+b") as file:
        os.fsync(file.fileno())
    if target.exists():
        raise FileExistsError(errno.EEXIST, "is there already", str(target))
    scratch.rename(target)
