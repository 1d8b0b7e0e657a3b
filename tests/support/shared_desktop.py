"""A desktop in shared memory, as a session worker publishes it."""

from __future__ import annotations

import os
from itertools import count

import numpy as np

from tests.support.fake_clock import FakeClock
from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.messages import FramebufferShared, FramePublished
from vncwall.ipc.shared_framebuffer import SharedFramebufferWriter

_names = count()


class SharedDesktop:
    """A picture, its shared segment, and the notices that its worker would send.

    Attributes:
        words: the private picture; change it, then `publish`.
        shared: the notice that announces the segment.
    """

    def __init__(self, size: Size, clock: FakeClock, *, session: int = 0) -> None:
        self.session = session
        self.size = size
        self._clock = clock
        self.generation = next(_names)
        descriptor = FramebufferDescriptor(
            session,
            FramebufferKind.FULL,
            self.generation,
            f"vwt{os.getpid():x}-{session}-f{self.generation}",
            size.width,
            size.height,
        )
        self.writer = SharedFramebufferWriter(descriptor)
        self.words: Words = np.full((size.height, size.width), BLACK, np.uint32)
        self.shared = FramebufferShared(session, FramebufferKind.FULL, descriptor)
        self.gone = FramebufferShared(session, FramebufferKind.FULL, None)

    def fill(self, rect: Rect, word: int) -> FramePublished:
        """Paint a rectangle and publish it."""
        self.words[rect.y : rect.bottom, rect.x : rect.right] = word
        return self.publish(rect)

    def publish(self, rect: Rect | None = None) -> FramePublished:
        """Publish `rect` (None: all of it) and return the notice."""
        rect = rect or Rect(0, 0, self.size.width, self.size.height)
        serial = self.writer.publish(self.words, [rect])
        return FramePublished(
            self.session,
            FramebufferKind.FULL,
            self.generation,
            serial,
            self._clock.monotonic_ns(),
        )

    def close(self) -> None:
        """Unlink the segment."""
        self.writer.close()
