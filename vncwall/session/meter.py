"""What a session's line carries."""

from __future__ import annotations


class LinkMeter:
    """Counts over all connections of a session. Pure: time comes in as arguments.

    Attributes:
        bytes_received: from the server.
        updates_received: FramebufferUpdates.
    """

    __slots__ = ("bytes_received", "updates_received")

    def __init__(self) -> None:
        self.bytes_received = 0
        self.updates_received = 0

    def received(self, count: int) -> None:
        """Bytes have come."""
        self.bytes_received += count

    def updated(self) -> None:
        """An update has come whole."""
        self.updates_received += 1
