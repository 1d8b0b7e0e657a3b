"""One file of what was recorded in a range of time.

The parts are copied as they are where codec, size and container allow it and nothing is to be drawn
over them; else everything is encoded anew. Where the range begins between two key frames, only what
comes before the next one is encoded. The file is written
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

from vncwall.errors import PlaybackError
from vncwall.framebuffer.framebuffer import BLACK
from vncwall.framebuffer.png import encode_png
from vncwall.geometry import Rect, Size
from vncwall.playback.export.copying import CONTAINERS, Piece, copy, why_not
from vncwall.playback.export.drawing import Shown, words_of
from vncwall.playback.export.heads import heads
from vncwall.playback.export.part import Gap, Part, gaps
from vncwall.playback.sources import open_source
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
    """Why not all of it was copied; "": it was."""
    gaps: tuple[Gap, ...]
    encoded_ms: int = 0
    """How much of it was encoded: everything, or what comes before the first key frame."""


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
    why = _why_encoded(parts, settings)
    if not why:
        whole, length_ms = _pieces(parts)
        with heads(parts, whole, target.parent) as (pieces, encoded_ms):
            # Where it begins between two key frames it is encoded up to the next one. The new part
            # must be of the very same parameters, or all is encoded.
            why = why_not(pieces, suffix)
            if not why:
                frames = _copied(pieces, target, metadata, progress)
                is_copied = not encoded_ms
                why = "" if is_copied else "it begins between two key frames"
                found = tuple(gaps(parts))
                return Exported(target, length_ms, frames, is_copied, why, found, encoded_ms)
    length_ms, frames = _encode(parts, target, settings, metadata, progress)
    return Exported(target, length_ms, frames, False, why, tuple(gaps(parts)), length_ms)


def _copied(
    pieces: Sequence[Piece], target: Path, metadata: Mapping[str, str], progress: Progress
) -> int:
    """Write pieces that fit together; return how many frames there are."""
    scratch = _scratch(target)
    suffix = target.suffix.lower()
    try:
        frames = copy(pieces, scratch, suffix=suffix, metadata=metadata, goes_on=progress)
        _take_name(scratch, target)
    finally:
        scratch.unlink(missing_ok=True)
    return frames


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
                words = words_of(picture)
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


def _why_encoded(parts: Sequence[Part], settings: ExportSettings) -> str:
    """Return why nothing can be copied; "": it may be possible."""
    recording = settings.recording
    if not settings.may_copy:
        return "it was asked for"
    if any(part.is_wire for part in parts):
        return "recordings of the wire are no videos"
    if recording.masks or recording.stamp is not Stamp.OFF or recording.max_size is not None:
        return "the pictures are changed"
    if settings.gaps is Gaps.BLACK and gaps(parts):
        return "gaps are shown"
    return ""


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
            with closing(Shown(part)) as shown:
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
