"""What of a video comes before the first key frame of a range, encoded anew.

A range that begins between two key frames cannot be copied from its beginning on. So what comes
before the next key frame is encoded once more, with the format, quality and preset of the recording
itself: an encoder that is asked the same makes a stream of the same parameters, and packets of both
fit into one track. Whether they do is for `copying.why_not` to say.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import av

from vncwall.playback.export.copying import Piece, key_frame_from
from vncwall.playback.export.drawing import Shown
from vncwall.playback.export.part import Part
from vncwall.recording.film import Film
from vncwall.recording.segments import PartFile
from vncwall.settings.model import Preset, RecordingSettings, VideoFormat

_EVERY_FRAME_FPS = 1000.0
_NO_KEY_FRAME_S = 86_400.0


@contextmanager
def heads(
    parts: Sequence[Part], pieces: Sequence[Piece], folder: Path
) -> Iterator[tuple[Sequence[Piece], int]]:
    """Make what is missing, in a folder that is removed afterwards.

    Args:
        parts: the recordings.
        pieces: where each of them goes.
        folder: where there is room.

    Yields:
        The pieces, with those that begin between two key frames in two, and how many milliseconds
        are new. Where that is not possible a piece stays as it is.

    Raises:
        PlaybackError: a part cannot be read.
        SinkError, OSError: it cannot be encoded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as scratch:
        result: list[Piece] = []
        new_ms = 0
        for number, (part, piece) in enumerate(zip(parts, pieces, strict=True)):
            key_ms = key_frame_from(piece) if piece.begin_ms > 0 else piece.begin_ms
            settings = _settings_of(piece.path) if key_ms != piece.begin_ms else None
            if key_ms is None or settings is None:
                result.append(piece)
                continue
            length_ms = key_ms - piece.begin_ms
            head = _encoded(part, settings, length_ms, Path(scratch) / f"{number}.mkv")
            new_ms += length_ms
            result.append(Piece(head, 0, length_ms, piece.at_ms))
            result.append(replace(piece, begin_ms=key_ms, at_ms=piece.at_ms + length_ms))
        yield result, new_ms


def _encoded(part: Part, settings: RecordingSettings, length_ms: int, path: Path) -> Path:
    """Encode the first `length_ms` of a part; return the file."""
    part = replace(part, to_ns=part.from_ns + length_ms * 1_000_000)
    with PartFile(path) as file, closing(Shown(part)) as shown:
        film = Film(file, settings, shown.size, part.host, start_ns=part.from_ns, metadata={})
        with closing(film):
            shown.draw(film, 0, lambda time_ms: None)
            film.finish(length_ms - 1)  # what is shown at the end is the key frame
        return file.finish()


def _settings_of(path: Path) -> RecordingSettings | None:
    """Return how a video was recorded, as its tag says; None: it does not."""
    try:
        with av.open(str(path)) as container:
            tags = {key.upper(): value for key, value in container.metadata.items()}
    except (OSError, av.FFmpegError):
        return None
    words = dict(word.partition("=")[::2] for word in tags.get("VNCWALL_SETTINGS", "").split())
    try:
        return RecordingSettings(
            format=VideoFormat(words["format"]),
            quality=int(words["quality"]) if "quality" in words else None,
            preset=Preset(words.get("preset", "standard")),
            max_fps=_EVERY_FRAME_FPS,
            keyframe_s=_NO_KEY_FRAME_S,
        )
    except (KeyError, ValueError):
        return None
