"""A recording of the wire becomes a video."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from vncwall.errors import SinkError
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.film import Film
from vncwall.recording.origin import Origin, settings_text
from vncwall.recording.replay import WireReplay
from vncwall.recording.segments import PartFile
from vncwall.settings.model import RecordingSettings, VideoFormat

logger = logging.getLogger(__name__)


def play_into(
    film: Film,
    replay: WireReplay,
    *,
    end_ms: int,
    shift_ms: int,
    goes_on: Callable[[], bool] = lambda: True,
    least_ms: int = 0,
) -> bool:
    """Draw a recording from where it stands up to `end_ms` into a film.

    Args:
        film: that is being made.
        replay: with the first picture, which is drawn first.
        end_ms: in the recording.
        shift_ms: from times of the recording to times of the film.
        goes_on: asked now and then; False gives up.
        least_ms: time in the film of what changed before the recording is to begin.

    Returns:
        Whether it was not given up.
    """
    framebuffer = None
    serial = 0
    while True:
        if replay.is_changed or framebuffer is None:
            replay.is_changed = False
            if replay.framebuffer is not framebuffer:
                framebuffer, serial = replay.framebuffer, 0
                damage = [framebuffer.rect]
            else:
                damage = framebuffer.damage.changed_since(serial)
            serial = framebuffer.damage.serial
            film.draw(framebuffer.words, damage, max(least_ms, replay.changed_ms + shift_ms))
        next_ms = replay.next_ms
        if next_ms is None or next_ms > end_ms:
            return True
        if not goes_on():
            return False
        replay.step()


def first_picture(recording: Path, start_ms: int = 0) -> WireReplay:
    """Return a replay that stands at `start_ms`, or at the first picture if that is later.

    Raises:
        FbsError: it is no recording that can be played.
        OSError: it cannot be read.
        SinkError: there is no picture in it.
    """
    replay = WireReplay(recording)
    while replay.next_ms is not None and (not replay.has_picture or replay.next_ms <= start_ms):
        replay.step()
    if not replay.has_picture:
        trouble = f": {replay.trouble}" if replay.trouble else ""
        raise SinkError(f"{recording} holds no picture{trouble}")
    return replay


def convert(
    facts: SegmentFacts,
    settings: RecordingSettings,
    *,
    goes_on: Callable[[], bool] = lambda: True,
) -> SegmentFacts | None:
    """Write the video of a recording of the wire beside it; return what is known of the video.

    Args:
        facts: of the recording of the wire.
        settings: of the video; of the wire's own format the standard of videos is taken.
        goes_on: asked now and then; False gives up.

    Returns:
        None: it was given up, and nothing is left of it.

    Raises:
        FbsError: it is no recording that can be played.
        OSError: the recording cannot be read, or the disk refuses.
        SinkError: the codec refuses.
    """
    path = Path(facts.path)
    if settings.format is VideoFormat.WIRE:
        settings = replace(settings, format=RecordingSettings().format, quality=None)
    origin = Origin(facts.host, settings, facts.group)
    replay = first_picture(path)
    size = replay.framebuffer.size
    with PartFile(path.with_suffix(".mkv")) as file:
        film = Film(
            file,
            settings,
            size,
            facts.host,
            start_ns=facts.start_ns,
            metadata=origin.tags(facts.start_ns, facts.cause),
        )
        with closing(film):
            end_ms = (facts.end_ns - facts.start_ns) // 1_000_000
            if not play_into(film, replay, end_ms=1 << 62, shift_ms=0, goes_on=goes_on):
                file.discard()
                return None
            film.finish(max(end_ms, replay.time_ms))
            frames, length_ms = film.frames, film.end_ms
        result = file.finish()
    logger.info("%s is a video now: %s", path, result)
    return replace(
        facts,
        path=str(result),
        format=str(settings.format),
        frames=frames,
        end_ns=facts.start_ns + length_ms * 1_000_000,
        settings=f"converted from {path.name} {settings_text(settings)}",
    )
