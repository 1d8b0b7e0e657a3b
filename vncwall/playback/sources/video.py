"""Video files through libavformat and libavcodec: our own recordings and foreign ones.

Seeking is exact: to the key frame before the wanted time, then forward frame by frame. A file
that was cut off plays up to its last whole frame. The picture of a recording with an odd side is
cropped to the size that its tag names (`recording.sinks.matroska`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import av
import numpy as np

from vncwall.errors import PlaybackError
from vncwall.geometry import Size
from vncwall.playback.sources.base import Change, Frame, Picture, Source, SourceInfo

_SIZE_TAG = "VNCWALL_SIZE"
_FORWARD_MS = 8_000
"""Up to this distance decoding on is taken to be cheaper than seeking."""
_SEEK_BACK_MS = (0, 2_000, 20_000, 120_000)
"""How much earlier to try when a file without an index seeks too far."""
_MAX_DRIFT = 1
_CONTAINERS = {
    "format_whitelist": "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,flv,mpegts,mpeg,nut,ogg,asf,gif",
    "protocol_whitelist": "file",
}
"""Real videos only: libavformat also "plays" text, and playlists that fetch from the network."""


def open_source(path: Path) -> VideoSource:
    """Open a video file.

    Raises:
        PlaybackError: it is not a video, or nothing in it can be decoded.
    """
    return VideoSource(path)


class VideoSource(Source):
    """A file whose first video track is shown."""

    def __init__(self, path: Path) -> None:
        try:
            self._container: Any = _open(path)
        except (OSError, ValueError, av.FFmpegError) as error:
            reason = getattr(error, "strerror", None) or error
            raise PlaybackError(f"{path} is not a video that can be played ({reason})") from error
        try:
            if not self._container.streams.video:
                raise PlaybackError(f"{path} has no picture")
            self._stream: Any = self._container.streams.video[0]
            self._stream.codec_context.thread_count = 1
            if self._stream.codec_context.codec is None:
                raise PlaybackError(f"{path} is in a codec that is not known")
            self._path = path
            self._base = float(self._stream.time_base or 1)
            self._offset = int(self._stream.start_time or 0)
            self._shown: Frame | None = None
            self._next: Any = None
            self._decoded: Iterator[Any] = iter(())
            self._changes: list[Change] | None = None
            self._crop: Size | None = _tagged_size(self._container.metadata)
            self._rewind(0)
            first = self._advance()
            if first is None:
                raise PlaybackError(f"{path} holds no picture that can be decoded")
            self.info = self._describe(first.picture)
        except BaseException:
            self._container.close()
            raise

    def frame_at(self, time_ms: int) -> Frame:
        """See `Source.frame_at`."""
        time_ms = max(0, time_ms)
        is_behind = self._shown is None or time_ms < self._shown.time_ms
        if is_behind or (self._next is not None and time_ms - self._time(self._next) > _FORWARD_MS):
            self._seek(time_ms)
        newest = None
        while self._next is not None and self._time(self._next) <= time_ms:
            newest, self._next = self._next, self._pull()
        if newest is not None:  # those before it are seen by nobody and were not converted
            self._shown = self._convert(newest)
        if self._shown is None:
            raise PlaybackError(f"{self._path}: nothing can be decoded at {time_ms} ms")
        return self._shown

    def changes(self) -> list[Change]:
        """See `Source.changes`: from the sizes of the stored frames, without decoding."""
        if self._changes is None:
            found = {}
            try:
                with _open(self._path) as container:
                    stream = container.streams.video[0]
                    for packet in container.demux(stream):
                        if packet.pts is not None:
                            time_ms = self._to_ms(packet.pts)
                            found[time_ms] = Change(time_ms, packet.size)
            except (OSError, ValueError, av.FFmpegError):
                pass  # cut off: what was found is what plays
            self._changes = [found[time_ms] for time_ms in sorted(found)]
        return self._changes

    def close(self) -> None:
        """See `Source.close`."""
        self._container.close()

    def _describe(self, picture: Picture) -> SourceInfo:
        metadata = self._container.metadata
        duration_ms = 0
        if self._container.duration:
            duration_ms = self._container.duration // 1000
        if duration_ms <= 0 and self.changes():
            duration_ms = self.changes()[-1].time_ms
        height, width = picture.shape[:2]
        return SourceInfo(
            self._path,
            metadata.get("VNCWALL_HOST") or metadata.get("title") or self._path.name,
            Size(width, height),
            max(1, duration_ms),
            _start_ns(metadata),
        )

    # --- decoding

    def _to_ms(self, pts: int) -> int:
        return round((pts - self._offset) * self._base * 1000)

    def _time(self, frame: Any) -> int:
        return self._to_ms(frame.pts)

    def _rewind(self, time_ms: int) -> None:
        """Continue decoding at the key frame before `time_ms`."""
        try:
            if time_ms <= 0:
                self._container.seek(self._offset, stream=self._stream, backward=True)
            else:
                target = self._offset + int(time_ms / 1000 / self._base)
                self._container.seek(target, stream=self._stream, backward=True)
        except (OSError, ValueError, av.FFmpegError):
            # Not seekable: from the beginning, by opening it again.
            self._container.close()
            self._container = _open(self._path)
            self._stream = self._container.streams.video[0]
        self._decoded = self._container.decode(self._stream)
        self._shown = None
        self._next = self._pull()

    def _seek(self, time_ms: int) -> None:
        for back_ms in (*_SEEK_BACK_MS, time_ms):
            self._rewind(time_ms - back_ms)
            if self._next is not None and self._time(self._next) <= time_ms:
                break
            if time_ms - back_ms <= 0:
                break
        self._advance()

    def _pull(self) -> Any:
        while True:
            try:
                frame = next(self._decoded, None)
            except (OSError, ValueError, av.FFmpegError):
                return None  # cut off or damaged: the last whole frame stays
            if frame is None or frame.pts is not None:
                return frame

    def _advance(self) -> Frame | None:
        """Show the next frame, if there is one."""
        frame = self._next
        if frame is not None:
            self._next = self._pull()
            self._shown = self._convert(frame)
        return self._shown

    def _convert(self, frame: Any) -> Frame:
        return Frame(self._time(frame), to_picture(frame, self._crop))


def _open(path: Path) -> Any:
    return av.open(str(path), container_options=_CONTAINERS)


def to_picture(frame: Any, crop: Size | None) -> Picture:
    """Convert a decoded frame to RGB (one copy), cropped to `crop` where that is smaller."""
    # Packed 24-bit RGB: with 32 bits libswscale spoils the right edge of some widths.
    picture: Picture = np.asarray(frame.to_ndarray(format="rgb24"))
    if crop is not None:
        height, width = picture.shape[:2]
        if 0 <= width - crop.width <= _MAX_DRIFT and 0 <= height - crop.height <= _MAX_DRIFT:
            picture = picture[: crop.height, : crop.width]
    return np.ascontiguousarray(picture)


def _tagged_size(metadata: dict[str, str]) -> Size | None:
    width, cross, height = metadata.get(_SIZE_TAG, "").partition("x")
    if cross and width.isdecimal() and height.isdecimal():
        return Size(int(width), int(height))
    return None


def _start_ns(metadata: dict[str, str]) -> int | None:
    text = metadata.get("VNCWALL_START") or metadata.get("creation_time")
    if not text:
        return None
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000) * 1_000_000
    except ValueError:
        return None
