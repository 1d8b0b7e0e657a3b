"""What a recorder can write to, one file each.

`SINKS` names them by the format in the settings. A wire recording (`VideoFormat.WIRE`) is not
among them: it is written where the bytes are, in the session worker (`recording.fbs`).

The table names modules, not classes, so that importing this package does not load the codecs.
"""

from __future__ import annotations

from vncwall.settings.model import VideoFormat

SINKS: dict[VideoFormat, str] = {
    VideoFormat.H264: "vncwall.recording.sinks.matroska",
    VideoFormat.VP9: "vncwall.recording.sinks.matroska",
    VideoFormat.LOSSLESS: "vncwall.recording.sinks.matroska",
}
"""Format -> module with `open_sink(format, size) -> Sink`."""
