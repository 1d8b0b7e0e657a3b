"""The operator's keys for several desktops at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vncwall.ipc.messages import Command
from vncwall.states import SessionState
from vncwall.wall.control import Control
from vncwall.wall.desktop import Desktop


class Broadcast:
    """Keeps control of several desktops and gives every key to each of them.

    A desktop that loses its connection falls out and does not come back by itself: what was typed
    in between would be missing there. One that is frozen stays: it gets its keys late, in order.
    """

    def __init__(self, desktops: Sequence[Desktop], send: Callable[[Command], None]) -> None:
        self.controls = tuple(Control(desktop, send) for desktop in desktops)
        for control in self.controls:
            control.begin(is_shown_large=False)

    @property
    def sessions(self) -> frozenset[int]:
        """Those that get the keys."""
        return frozenset(control.session for control in self.controls)

    def drop_lost(self) -> list[Desktop]:
        """Let go of those that do not get what is typed any more, and return them."""
        lost = [
            control
            for control in self.controls
            if not control.is_on
            or control.desktop.state not in (SessionState.LIVE, SessionState.STALLED)
        ]
        return self._drop(lost)

    def drop(self, sessions: frozenset[int]) -> list[Desktop]:
        """Let go of some, and return them."""
        return self._drop([one for one in self.controls if one.session in sessions])

    def key_down(
        self, key: int, scancode: int, modifiers: int, *, unicode: str, now_ns: int
    ) -> None:
        """Forward a key press to all."""
        for control in self.controls:
            control.key_down(key, scancode, modifiers, unicode=unicode, now_ns=now_ns)

    def key_up(self, scancode: int) -> None:
        """Forward a key release to all."""
        for control in self.controls:
            control.key_up(scancode)

    def text(self, text: str) -> None:
        """Forward text of the input method to all."""
        for control in self.controls:
            control.text(text)

    def release_all(self) -> None:
        """Release every key that any of them sees down."""
        for control in self.controls:
            control.release_all()

    def end(self) -> None:
        """Give back control of all."""
        for control in self.controls:
            control.end()
        self.controls = ()

    def _drop(self, lost: Sequence[Control]) -> list[Desktop]:
        for control in lost:
            control.end()
        self.controls = tuple(one for one in self.controls if one not in lost)
        return [control.desktop for control in lost]
