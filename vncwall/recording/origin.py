"""Where a segment comes from: what is known of all files of a recording before one is written.

Recorders of pictures and of the wire, and whoever makes videos of the latter, tell of their files
alike: in the tags inside, and in what goes to the manifest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from vncwall import __version__
from vncwall.geometry import Size
from vncwall.ipc.messages import SegmentFinished
from vncwall.ipc.segment import Ended, SegmentFacts
from vncwall.recording.disk import Finished
from vncwall.recording.history import Past
from vncwall.settings.model import RecordingSettings, Stamp, VideoFormat

_SECOND = 1_000_000_000
_NOTHING = Past()

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Origin:
    """A host, and how it is recorded."""

    host: str
    """As the user named it."""
    settings: RecordingSettings
    group: str = ""

    def facts(
        self,
        path: Path,
        *,
        start_ns: int,
        length_ns: int,
        size: Size,
        frames: int,
        cause: str,
        ended: Ended,
        past: Past = _NOTHING,
    ) -> SegmentFacts:
        """Say what the manifest of a file says.

        Args:
            path: of the file.
            start_ns: wall time of its beginning.
            length_ns: how long it shows something.
            size: of its pictures.
            frames: how many there are; of the wire, updates.
            cause: why it was recorded.
            ended: why it ends.
            past: what happened to the session meanwhile.
        """
        return SegmentFacts(
            path=str(path),
            folder=self.settings.folder,
            host=self.host,
            group=self.group,
            start_ns=start_ns,
            end_ns=start_ns + length_ns,
            format=str(self.settings.format),
            width=size.width,
            height=size.height,
            frames=frames,
            cause=cause,
            ended=ended,
            activity=past.activity,
            gaps=past.gaps,
            controlled=past.controlled,
            settings=settings_text(self.settings),
        )

    def tags(self, start_ns: int, cause: str) -> dict[str, str]:
        """Return what a video says of itself: of one that begins at the wall time `start_ns`."""
        words = {"VNCWALL_CAUSE": cause, "VNCWALL_SETTINGS": settings_text(self.settings)}
        return tags(self.host, start_ns) | words


def tags(host: str, start_ns: int) -> dict[str, str]:
    """Return what any video of a host says of itself."""
    start = datetime.fromtimestamp(start_ns / 1e9, UTC)
    return {
        "title": host,
        "creation_time": start.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "VNCWALL_HOST": host,
        "VNCWALL_START": start.isoformat(timespec="milliseconds"),
        "VNCWALL_VERSION": __version__,
    }


def settings_text(settings: RecordingSettings) -> str:
    """Return how something was recorded, in words ``key=value``.

    >>> settings_text(RecordingSettings(format=VideoFormat.WIRE))
    'format=fbs segment_s=600'
    """
    words = [f"format={settings.format}"]
    if settings.format is not VideoFormat.WIRE:
        words.append(f"max_fps={settings.max_fps:g}")
    words.append(f"segment_s={settings.segment_s:g}")
    if settings.format is VideoFormat.WIRE:
        return " ".join(words)
    words += [f"keyframe_s={settings.keyframe_s:g}", f"preset={settings.preset}"]
    if settings.quality is not None:
        words.append(f"quality={settings.quality}")
    if settings.masks:
        words.append(f"masks={';'.join(map(str, settings.masks))}")
    if settings.max_size is not None:
        words.append(f"max_size={settings.max_size.width}x{settings.max_size.height}")
    if settings.stamp is not Stamp.OFF:
        words.append(f"stamp={settings.stamp}")
    if not settings.cursor:
        words.append("cursor=false")
    return " ".join(words)


def finished_notice(session: int, facts: SegmentFacts, size_bytes: int) -> SegmentFinished:
    """Return the notice of a finished file."""
    length_s = (facts.end_ns - facts.start_ns) / _SECOND
    return SegmentFinished(session, facts.path, length_s, facts.frames, size_bytes, facts)


def telling(
    session: int,
    facts: SegmentFacts,
    size_bytes: int,
    emit: Callable[[SegmentFinished], None],
    *,
    failed: Callable[[OSError], None] = lambda error: None,
) -> Finished:
    """Return what a disk calls when a file has its final name, or when it cannot have it."""

    def finished(result: Path | OSError) -> None:
        if isinstance(result, OSError):
            failed(result)
        else:
            logger.info("session %d: %s, %d frames", session, result, facts.frames)
            emit(finished_notice(session, replace(facts, path=str(result)), size_bytes))

    return finished
