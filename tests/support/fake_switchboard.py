"""A switchboard without processes: real shared memory, notices on demand, commands kept."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from itertools import count

import numpy as np

from vncwall.framebuffer.framebuffer import Words
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind, segment_name
from vncwall.ipc.messages import (
    Command,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    Notice,
    SessionChanged,
    SetPreviewSize,
    ShareFramebuffer,
)
from vncwall.ipc.shared_framebuffer import SharedFramebufferWriter
from vncwall.states import Reason, SessionState

_runs = count()


class FakeSwitchboard:
    """Answers the wall as a supervisor with sessions would, in the same thread.

    Attributes:
        commands: all that the wall sent, oldest first.
        now_ns: time that notices carry.
    """

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.now_ns = 0
        self._notices: deque[Notice] = deque()
        self._pictures: dict[int, Words] = {}
        self._boxes: dict[int, Size] = {}
        self._previews: dict[int, Preview] = {}
        self._writers: dict[tuple[int, FramebufferKind], SharedFramebufferWriter] = {}
        self._shares: set[int] = set()
        self._generations = count(1)
        self._run = f"t{os.getpid() % 100000}{next(_runs)}"

    # --- what the wall calls

    def send(self, command: Command) -> None:
        self.commands.append(command)
        match command:
            case SetPreviewSize():
                self._boxes[command.session] = box = Size(command.width, command.height)
                if not box.area:
                    self._end(command.session, FramebufferKind.PREVIEW)
                    return
                self._share(command.session, FramebufferKind.PREVIEW)
            case ShareFramebuffer(enabled=True):
                self._shares.add(command.session)
                self._share(command.session, FramebufferKind.FULL)
            case ShareFramebuffer(enabled=False):
                self._shares.discard(command.session)
                self._end(command.session, FramebufferKind.FULL)

    def poll(self, timeout_s: float) -> Sequence[Notice]:
        notices = list(self._notices)
        self._notices.clear()
        return notices

    # --- what a test calls

    def tell(self, *notices: Notice) -> None:
        """Have these notices ready for the next poll."""
        self._notices.extend(notices)

    def change(
        self,
        session: int,
        state: SessionState,
        *,
        reason: Reason = Reason.NONE,
        detail: str = "",
        retry_at_ns: int = 0,
    ) -> None:
        self.tell(SessionChanged(session, state, reason, detail, retry_at_ns))

    def connect(self, session: int, picture: Words, *, name: str = "") -> None:
        """Make the session live with this picture."""
        self.change(session, SessionState.LIVE)
        height, width = picture.shape
        self.tell(DesktopChanged(session, name, width, height, (Rect(0, 0, width, height),)))
        self._pictures[session] = picture
        self._share(session, FramebufferKind.PREVIEW)
        if session in self._shares:
            self._share(session, FramebufferKind.FULL)

    def publish(self, session: int, rects: Sequence[Rect] | None = None) -> None:
        """Publish what was drawn into the picture given to `connect`."""
        picture = self._pictures[session]
        height, width = picture.shape
        damage = list(rects) if rects is not None else [Rect(0, 0, width, height)]
        if (session, FramebufferKind.PREVIEW) in self._writers:
            preview = self._previews[session]
            changed = preview.update(picture, damage)
            self._publish(session, FramebufferKind.PREVIEW, preview.words, changed)
        if (session, FramebufferKind.FULL) in self._writers:
            self._publish(session, FramebufferKind.FULL, picture, damage)

    def taken(self) -> list[Command]:
        """Return the commands since the last call."""
        commands, self.commands = self.commands, []
        return commands

    def close(self) -> None:
        for session, kind in list(self._writers):
            self._end(session, kind)

    def _share(self, session: int, kind: FramebufferKind) -> None:
        picture, box = self._pictures.get(session), self._boxes.get(session)
        if picture is None or (kind is FramebufferKind.PREVIEW and not (box and box.area)):
            return
        self._end(session, kind)
        height, width = picture.shape
        size = Size(width, height)
        whole = [Rect(0, 0, width, height)]
        words = picture
        if kind is FramebufferKind.PREVIEW:
            assert box is not None
            preview = self._previews[session] = Preview(size, box)
            whole = preview.update(picture, whole)
            size, words = preview.size, preview.words
        generation = next(self._generations)
        name = segment_name(self._run, session, kind, generation)
        descriptor = FramebufferDescriptor(session, kind, generation, name, size.width, size.height)
        self._writers[session, kind] = SharedFramebufferWriter(descriptor)
        self.tell(FramebufferShared(session, kind, descriptor))
        self._publish(session, kind, words, whole)

    def _publish(
        self, session: int, kind: FramebufferKind, words: Words, rects: Sequence[Rect]
    ) -> None:
        writer = self._writers[session, kind]
        serial = writer.publish(np.ascontiguousarray(words), rects)
        self.tell(FramePublished(session, kind, writer.descriptor.generation, serial, self.now_ns))

    def _end(self, session: int, kind: FramebufferKind) -> None:
        writer = self._writers.pop((session, kind), None)
        if writer is not None:
            writer.close()
            self.tell(FramebufferShared(session, kind, None))
