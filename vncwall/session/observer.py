"""What a session tells the world: one small interface, so that sessions know no processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.events import (
    Connected,
    CursorChanged,
    CursorMoved,
    DesktopSizeRefused,
    LedStateChanged,
    PowerActionFailed,
    Screen,
)
from vncwall.rfb.options import PictureOptions
from vncwall.states import Abilities, Reason, SessionState

Answer = DesktopSizeRefused | LedStateChanged | PowerActionFailed
"""What the server of a controlled desktop may say to its operator."""


class SessionObserver(Protocol):
    """Called by one session, in its task. Arrays belong to the session and change later."""

    def state_changed(
        self, state: SessionState, *, reason: Reason, detail: str, retry_at_ns: int
    ) -> None:
        """The session has a new state."""

    def bytes_received(self, data: bytes, *, time_ns: int) -> None:
        """The server sent these bytes; they are about to be decoded."""

    def bytes_handled(self) -> None:
        """What came was decoded, and told of."""

    def connected(self, event: Connected, *, picture: PictureOptions, data: bytes) -> None:
        """The handshake is over. `data` holds what had come behind ServerInit already."""

    def desktop_changed(
        self, framebuffer: Framebuffer, *, name: str, screens: Sequence[Screen]
    ) -> None:
        """The framebuffer is new or replaced, or the desktop's name or monitors changed."""

    def framebuffer_updated(
        self,
        framebuffer: Framebuffer,
        *,
        damage: Sequence[Rect],
        time_ns: int,
        is_whole: bool = True,
    ) -> None:
        """An update was drawn. Not `is_whole`: only a part of the desktop was asked for.

        How old the oldest part is then `alive` says.
        """

    def alive(self, time_ns: int, *, is_current: bool) -> None:
        """The server has just shown that it is there.

        `is_current`: and that the picture shows the desktop as it was at `time_ns`; else nobody
        asks for pictures, so it is not known what the desktop shows.
        """

    def cursor_changed(self, event: CursorChanged) -> None:
        """The pointer of the controlled desktop has a new shape."""

    def cursor_moved(self, event: CursorMoved) -> None:
        """The server has moved the pointer, whose shape is drawn by us."""

    def cut_text(self, text: str) -> None:
        """The clipboard of the controlled desktop has new text."""

    def abilities_changed(self, abilities: Abilities) -> None:
        """What the controlled desktop can be asked for is known, or has changed."""

    def answered(self, answer: Answer) -> None:
        """The server of the controlled desktop has something to say to who controls it."""

    def bell(self) -> None:
        """The server rang."""
