"""What a recorder can write to, one file each.

`SINKS` names them by the format in the settings. A wire recording (`VideoFormat.WIRE`) is not
among them: it is written where the bytes are, in the session worker (`recording.fbs`).

The table names modules, not classes, so that importing this package does not load the codecs.
"""

from __future__ import annotations

from importlib import import_module

from vncwall.errors import SinkError
from vncwall.geometry import Size
from vncwall.recording.sinks.base import Sink
from vncwall.settings.model import RecordingSettings, VideoFormat

_MATROSKA = "vncwall.recording.sinks.matroska"

SINKS: dict[VideoFormat, str] = {
    VideoFormat.H264: _MATROSKA,
    VideoFormat.H264_444: _MATROSKA,
    VideoFormat.AV1: _MATROSKA,
    VideoFormat.VP9: _MATROSKA,
    VideoFormat.LOSSLESS: _MATROSKA,
    VideoFormat.FFV1: _MATROSKA,
}
"""Format -> module with `open_sink(format, size, *, quality, preset, encoder) -> Sink`."""


def open_sink(settings: RecordingSettings, size: Size) -> Sink:
    """Return the sink for pictures of `size` that are to be recorded as `settings` say.

    Raises:
        SinkError: its format is none that pictures are encoded in.
    """
    module = SINKS.get(settings.format)
    if module is None:
        raise SinkError(f"format {settings.format} is not written by the recorder")
    sink: Sink = import_module(module).open_sink(
        settings.format,
        size,
        quality=settings.quality,
        preset=settings.preset,
        encoder=settings.encoder,
    )
    return sink
