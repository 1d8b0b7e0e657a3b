"""What a recorder can write to, one file each.

`SINKS` names them by the format in the settings. A wire recording (`VideoFormat.WIRE`) is not
among them: it is written where the bytes are, in the session worker (`recording.fbs`).

The table names modules, not classes, so that importing this package does not load the codecs.
"""

from __future__ import annotations

from vncwall.settings.model import VideoFormat

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
