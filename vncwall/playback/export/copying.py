"""Videos put together without encoding: packets with other times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from vncwall.errors import PlaybackError

_NEAR_MS = 2
_CONTAINERS = {"protocol_whitelist": "file"}

CONTAINERS: dict[str, tuple[str, frozenset[str]]] = {
    ".mkv": ("matroska", frozenset({"h264", "hevc", "vp8", "vp9", "av1", "ffv1"})),
    ".mp4": ("mp4", frozenset({"h264", "hevc", "vp9", "av1"})),
    ".webm": ("webm", frozenset({"vp8", "vp9", "av1"})),
}
"""Suffix of a file: format of libavformat, and the codecs that it may hold."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a video file, and where it goes. Times are milliseconds."""

    path: Path
    begin_ms: int
    end_ms: int
    at_ms: int
    """In the new file."""


def why_not(pieces: Sequence[Piece], suffix: str) -> str:
    """Return why the pieces cannot be copied into one file; "": they can."""
    first: tuple[object, ...] | None = None
    for piece in pieces:
        try:
            with _open(piece.path) as container:
                stream = container.streams.video[0]
                context = stream.codec_context
                kind = (
                    context.name,
                    context.width,
                    context.height,
                    context.pix_fmt,
                    bytes(context.extradata or b""),
                )
                if context.codec.canonical_name not in CONTAINERS[suffix][1]:
                    return f"{suffix} cannot hold {context.codec.canonical_name}"
                if first is not None and kind != first:
                    return f"{piece.path} has another size or another encoding"
                first = kind
                if piece.begin_ms > 0 and not _begins_with_key(container, piece.begin_ms):
                    return f"{piece.path} has no key frame at {piece.begin_ms / 1000:g} s"
        except (OSError, IndexError, av.FFmpegError) as error:
            raise PlaybackError(f"{piece.path} cannot be read: {error}") from error
    return ""


def copy(
    pieces: Sequence[Piece],
    target: Path,
    *,
    suffix: str,
    metadata: Mapping[str, str],
    goes_on: Callable[[float], None] = lambda part: None,
) -> int:
    """Write the pieces, which `why_not` has nothing against, into one file.

    Args:
        pieces: in order of their times in the new file.
        target: path of the new file.
        suffix: which container, as in `CONTAINERS`.
        metadata: tags of the new file.
        goes_on: told how much is done, from 0 to 1.

    Returns:
        How many frames there are.

    Raises:
        PlaybackError: something cannot be read or written.
    """
    total_ms = max(1, pieces[-1].at_ms + pieces[-1].end_ms - pieces[-1].begin_ms)
    count = 0
    try:
        with av.open(
            str(target), "w", format=CONTAINERS[suffix][0], options=_options(suffix)
        ) as out:
            out.metadata.update(metadata)
            track: Any = None
            last = -1
            for piece in pieces:
                with _open(piece.path) as container:
                    stream = container.streams.video[0]
                    if track is None:
                        # Opaque: no encoder is opened. The decoder that reads AV1 has none.
                        track = out.add_stream_from_template(stream, opaque=True)
                    for packet, time_ms, is_last in _packets(container, stream, piece):
                        goes_on((piece.at_ms + time_ms - piece.begin_ms) / total_ms)
                        # Milliseconds: what our files count in. A container has its own unit.
                        at = max(last + 1, piece.at_ms + max(0, time_ms - piece.begin_ms))
                        packet.stream = track
                        packet.time_base = Fraction(1, 1000)
                        packet.pts = packet.dts = last = at
                        end_ms = piece.at_ms + piece.end_ms - piece.begin_ms
                        packet.duration = max(1, end_ms - at) if is_last else 0
                        out.mux(packet)
                        count += 1
    except (OSError, av.FFmpegError) as error:
        raise PlaybackError(f"{target} cannot be written: {error}") from error
    return count


def _packets(container: Any, stream: Any, piece: Piece) -> Any:
    """Yield packets of a piece, their times in the file, and whether each is the last."""
    base = float(stream.time_base)
    offset = int(stream.start_time or 0)
    if piece.begin_ms > 0:
        target = offset + int((piece.begin_ms + _NEAR_MS) / 1000 / base)
        container.seek(target, stream=stream, backward=True)
    pending = None
    for packet in container.demux(stream):
        if packet.pts is None or packet.size == 0:
            continue
        time_ms = round((packet.pts - offset) * base * 1000)
        if time_ms >= piece.end_ms and pending is not None:
            break
        if pending is not None:
            yield (*pending, False)
        pending = (packet, time_ms)
    if pending is not None:
        yield (*pending, True)


def _begins_with_key(container: Any, begin_ms: int) -> bool:
    stream = container.streams.video[0]
    base = float(stream.time_base)
    offset = int(stream.start_time or 0)
    target = offset + int((begin_ms + _NEAR_MS) / 1000 / base)
    container.seek(target, stream=stream, backward=True)
    packet = next((one for one in container.demux(stream) if one.pts is not None), None)
    if packet is None or not packet.is_keyframe:
        return False
    return bool(abs(round((packet.pts - offset) * base * 1000) - begin_ms) <= _NEAR_MS)


def key_frame_from(piece: Piece) -> int | None:
    """Return the time of the first key frame of a piece; None: there is none.

    Raises:
        PlaybackError: it cannot be read.
    """
    try:
        with _open(piece.path) as container:
            stream = container.streams.video[0]
            base = float(stream.time_base)
            offset = int(stream.start_time or 0)
            target = offset + int(piece.begin_ms / 1000 / base)
            container.seek(target, stream=stream, backward=True)
            for packet in container.demux(stream):
                if packet.pts is None or not packet.is_keyframe:
                    continue
                time_ms = round((packet.pts - offset) * base * 1000)
                if time_ms >= piece.end_ms:
                    return None
                if time_ms >= piece.begin_ms - _NEAR_MS:
                    return piece.begin_ms if time_ms <= piece.begin_ms + _NEAR_MS else time_ms
    except (OSError, IndexError, av.FFmpegError) as error:
        raise PlaybackError(f"{piece.path} cannot be read: {error}") from error
    return None


def _options(suffix: str) -> dict[str, str]:
    return {"movflags": "+faststart+use_metadata_tags"} if suffix == ".mp4" else {}


def _open(path: Path) -> Any:
    return av.open(str(path), container_options=_CONTAINERS)
