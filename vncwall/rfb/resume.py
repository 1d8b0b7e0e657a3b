"""What a client must be given to understand a stream from its middle on."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.rfb.decoders.base import Carried
from vncwall.rfb.pixel_format import PixelFormat


@dataclass(frozen=True, slots=True)
class ResumePoint:
    """The state of a conversation between two messages of the server.

    The framebuffer is the connection's own: what is to be kept of it must be copied before more
    data is received.
    """

    name: str
    """Of the desktop."""
    pixel_format: PixelFormat
    """In which the server sends pixels from here on; true colour."""
    framebuffer: Framebuffer
    carried: tuple[Carried, ...]
    """The zlib streams that have begun."""
