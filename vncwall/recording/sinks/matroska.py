"""Matroska files through libavformat, whatever the codec (`recording.sinks.encoders`).

What is special about it:

* The only copy of the picture is the encoder's input: persistent planes, into which kernels
  convert nothing but the damage, straight from the shared framebuffer.
* Variable frame rate, milliseconds. A frame is written when the picture changed, and is shown
  until the next one.
* Key frames only where the caller asks for them: a still screen must not pay for any.
* Crash safety: each frame begins a new cluster, and libavformat writes a cluster out when the
  next one begins. So all but the newest frame are on the disk, and the recorder repeats a frame
  soon after the last change. The duration in the header is overwritten in place all the time
  (`extend`): a file whose writer was killed shows its full length in every player.
* H.264 in 4:2:0 has even sides only. A desktop with an odd side gets its last column or row
  twice; the tag ``VNCWALL_SIZE`` holds the real size, and the player of vncwall crops.

Colours are BT.709 limited range and the stream says so; the transfer function is that of sRGB,
which is what desktops are drawn in. Lossless files are RGB planes.
"""

from __future__ import annotations

import contextlib
import logging
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from threading import Lock
from typing import Any

import av
import numpy as np
from av.video.frame import PictureType

from vncwall.errors import SinkError
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect, Size
from vncwall.recording.sinks.base import Sink, SinkFile
from vncwall.recording.sinks.cards import chosen
from vncwall.recording.sinks.encoders import Profile, options_of
from vncwall.settings.model import EncoderChoice, Preset, VideoFormat

logger = logging.getLogger(__name__)

TIME_BASE = Fraction(1, 1000)
SIZE_TAG = "VNCWALL_SIZE"

_BT709, _SRGB_TRANSFER, _RGB = 1, 13, 0  # ITU-T H.273
_LIMITED, _FULL = 1, 2  # AVColorRange
_NOMINAL_FPS = 10
"""Only a hint in the file: the times of frames are what they are."""
_NEVER = 1 << 28
_RGB_FORMATS = ("gbrp", "bgr0")
_DURATION_STEP_MS = 1000


def open_sink(
    video_format: VideoFormat,
    size: Size,
    *,
    quality: int | None = None,
    preset: Preset = Preset.STANDARD,
    encoder: EncoderChoice = EncoderChoice.SOFTWARE,
) -> MatroskaSink:
    """Return a sink for pictures of `size`.

    Args:
        video_format: one of `encoders.PROFILES`.
        size: of the pictures.
        quality: CRF; None: the format's standard.
        preset: work against size.
        encoder: a card that does not work is replaced by software, with a warning in the log.
    """
    profile = chosen(video_format, encoder)
    return MatroskaSink(profile, size, options_of(profile, quality=quality, preset=preset))


class MatroskaSink(Sink):
    """Writes one video track with the encoder of a `Profile`, in the caller's thread alone."""

    def __init__(self, profile: Profile, size: Size, options: Mapping[str, str]) -> None:
        """Make black planes.

        Args:
            profile: encoder and pixels.
            size: of the pictures.
            options: of the encoder (`encoders.options_of`).
        """
        super().__init__(size)
        self.profile = profile
        self._options = dict(options)
        width, height = size.width, size.height
        if profile.even_sides:
            width, height = width + width % 2, height + height % 2
        self._frame = av.VideoFrame(width, height, profile.pixel_format)
        self._frame.time_base = TIME_BASE
        bytes_each = 4 if len(self._frame.planes) == 1 else 1
        self._planes = [_samples(plane, bytes_each) for plane in self._frame.planes]
        if profile.pixel_format in _RGB_FORMATS:
            self._frame.colorspace, self._frame.color_range = _RGB, _FULL
        else:
            self._frame.colorspace, self._frame.color_range = _BT709, _LIMITED
        black = np.full((size.height, size.width), 0xFF000000, np.uint32)
        self.draw(black, [Rect(0, 0, size.width, size.height)])
        self._container: Any = None
        self._stream: Any = None
        self._file: SinkFile | None = None
        self._header: _Header | None = None
        self._last_ms = -1
        self._extended_ms = 0
        self._extending = Lock()

    def draw(self, words: Words, rects: Sequence[Rect]) -> bool:
        """See `Sink.draw`. One conversion of the damage, no copy besides."""
        source = words.data  # indexing a memoryview gives plain integers to interpreted kernels
        changed = 0
        for rect in rects:
            if self.profile.even_sides:
                rect = _even(rect, self.size)
            samples = self.profile.convert(
                source, *self._planes, rect.x, rect.y, rect.width, rect.height
            )
            assert samples >= 0, "damage outside the picture"
            changed += samples
        return changed > 0

    def begin(self, file: SinkFile, metadata: Mapping[str, str]) -> None:
        """See `Sink.begin`. `metadata` becomes tags of the file."""
        self._file = file
        self._header = None
        self._last_ms = -1
        self._extended_ms = 0
        self.frames = self.encoded_bytes = 0
        try:
            self._container = av.open(
                file,
                "w",
                format="matroska",
                options={"cluster_time_limit": "1", "flush_packets": "1"},
            )
            self._container.metadata.update(metadata)
            self._container.metadata[SIZE_TAG] = f"{self.size.width}x{self.size.height}"
            self._stream = self._container.add_stream(
                self.profile.codec, rate=_NOMINAL_FPS, options=dict(self._options)
            )
            self._stream.time_base = TIME_BASE
            codec = self._stream.codec_context
            codec.width, codec.height = self._frame.width, self._frame.height
            codec.pix_fmt = self.profile.encoder_format or self.profile.pixel_format
            codec.time_base = TIME_BASE
            codec.thread_count = 1
            codec.gop_size = 1 if self.profile.all_keys else _NEVER
            codec.max_b_frames = 0
            codec.colorspace = int(self._frame.colorspace)
            codec.color_range = int(self._frame.color_range)
            codec.color_primaries = _BT709
            codec.color_trc = _SRGB_TRANSFER
            codec.open()
        except (OSError, ValueError, av.FFmpegError) as error:
            self.abandon()
            raise SinkError(f"cannot begin a {self.profile.codec} file: {error}") from error

    def write(self, time_ms: int, *, keyframe: bool = False) -> None:
        """See `Sink.write`."""
        if self._container is None:
            raise SinkError("no file is open")
        assert time_ms > self._last_ms, "time of frames must rise"
        self._frame.pts = time_ms
        self._frame.pict_type = PictureType.I if keyframe or not self.frames else PictureType.NONE
        self._guard(self._encode, self._frame)
        self._last_ms = time_ms
        self.frames += 1
        if time_ms - self._extended_ms >= _DURATION_STEP_MS:
            self.extend(time_ms)

    def extend(self, time_ms: int) -> None:
        """See `Sink.extend`: overwrites the duration in the header."""
        with self._extending:
            if self._file is None or time_ms <= self._extended_ms:
                return
            if self._header is None:
                self._header = _Header.find(self._file)
            if self._header is not None:
                self._guard(self._header.write_duration, time_ms)
                self._extended_ms = time_ms

    def finish(self, time_ms: int) -> None:
        """See `Sink.finish`: the last frame is repeated at `time_ms`, then duration and cues."""
        if self._container is None:
            return
        if self.frames and time_ms > self._last_ms:
            self.write(time_ms)
        self._guard(self._encode, None)
        container, self._container = self._container, None
        self._guard(container.close)
        self._file = self._stream = self._header = None

    def abandon(self) -> None:
        """See `Sink.abandon`."""
        container, self._container = self._container, None
        self._file = self._stream = self._header = None
        if container is not None:
            with contextlib.suppress(OSError, ValueError, av.FFmpegError):
                container.close()

    def _encode(self, frame: Any) -> None:
        if frame is not None and self.profile.encoder_format:
            kind, pts = frame.pict_type, frame.pts
            frame = frame.reformat(format=self.profile.encoder_format)
            frame.pict_type, frame.pts, frame.time_base = kind, pts, TIME_BASE
        for packet in self._stream.encode(frame):
            packet.duration = 1  # else the nominal frame time is added to the file's length
            self.encoded_bytes += packet.size
            self._container.mux(packet)

    def _guard(self, action: Callable[..., None], *arguments: object) -> None:
        try:
            action(*arguments)
        except (OSError, ValueError, av.FFmpegError) as error:
            raise SinkError(f"cannot write: {error}") from error


class _Header:
    """The place of the duration in a Matroska file whose end is not known yet.

    libavformat leaves an 11-byte Void element for it in the Info element, and fills it in when
    the container is closed; until then this writes it (RFC 9559, 5.1.2: Info, Duration). Where
    the Info element already begins with its CRC-32 (RFC 8794, 11.3.1), that is kept right.
    """

    _INFO = b"\x15\x49\xa9\x66"
    _SEGMENT = b"\x18\x53\x80\x67"
    _VOID = b"\xec\x01" + (2).to_bytes(7, "big") + bytes(2)
    _CRC = b"\xbf\x84"

    def __init__(self, file: SinkFile, offset: int, payload: bytes, duration_at: int) -> None:
        self._file = file
        self._offset = offset
        self._payload = bytearray(payload)
        self._duration_at = duration_at

    @classmethod
    def find(cls, file: SinkFile) -> _Header | None:
        """Return the header of `file`, or None when it is not (yet) of the expected form."""
        data = file.read_at(0, 4096)
        at = 0
        while at + 12 <= len(data):
            identifier = data[at : at + _vint_length(data[at])]
            at += len(identifier)
            length = _vint_length(data[at])
            size = int.from_bytes(data[at : at + length], "big") & ~(1 << 7 * length)
            at += length
            if identifier == cls._INFO:
                payload = data[at : at + size]
                if len(payload) != size or payload.count(cls._VOID) != 1:
                    return None
                return cls(file, at, payload, payload.index(cls._VOID))
            if identifier != cls._SEGMENT:  # whose children follow
                at += size
        return None

    def write_duration(self, time_ms: int) -> None:
        """Set the duration, in units of the file's timestamp scale (1 ms)."""
        element = b"\x44\x89\x88" + struct.pack(">d", time_ms)
        self._payload[self._duration_at : self._duration_at + len(element)] = element
        if self._payload.startswith(self._CRC):
            checksum = zlib.crc32(self._payload[6:])
            self._payload[2:6] = struct.pack("<I", checksum)
        self._file.write_at(self._offset, bytes(self._payload))


def _vint_length(first: int) -> int:
    """Return the length of an EBML variable-size integer by its first byte (RFC 8794, 4.1)."""
    return 9 - first.bit_length() if first else 9


def _samples(plane: Any, bytes_each: int) -> memoryview:
    """Return the (rows, bytes) of a plane, writable, without the padding of its rows."""
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width * bytes_each].data


def _even(rect: Rect, size: Size) -> Rect:
    """Return `rect` grown to even corners, or to the edge of the picture."""
    x, y = rect.x & ~1, rect.y & ~1
    right = min(rect.right + (rect.right & 1), size.width)
    bottom = min(rect.bottom + (rect.bottom & 1), size.height)
    return Rect(x, y, right - x, bottom - y)


def plays(path: Path) -> bool:
    """Return whether a video frame of the file can be decoded. Never raises."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                return False
            return next(container.decode(video=0), None) is not None
    except (OSError, ValueError, av.FFmpegError) as error:
        logger.debug("%s does not play: %s", path, error)
        return False
