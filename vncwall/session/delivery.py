"""From the server's updates to what the observer is told, once a read."""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect
from vncwall.rfb.connection import PROBE_REGION
from vncwall.session.observer import SessionObserver

ALIVE_EVERY_NS = 1_000_000_000
"""Notices that nothing changed are at least this far apart."""


class Delivery:
    """Collects what one read has finished, so that several updates are published as one."""

    __slots__ = ("_damage", "_is_alive", "_observer", "_probed_word", "_told_ns")

    def __init__(self, observer: SessionObserver) -> None:
        self._observer = observer
        self._damage: list[Rect] = []
        self._is_alive = False
        self._told_ns = 0
        self._probed_word: int | None = None

    def answered(self, damage: Sequence[Rect] = ()) -> None:
        """The server has answered, and drawn this much."""
        self._is_alive = True
        self._damage.extend(damage)

    def forget(self) -> None:
        """Drop the damage of a framebuffer that is gone."""
        self._damage.clear()

    def probed(self, framebuffer: Framebuffer) -> None:
        """The pixel of `PROBE_REGION` was asked for, of which the present value is known."""
        if framebuffer.size.area:
            self._probed_word = int(framebuffer.values[0, 0])

    def publish(
        self,
        framebuffer: Framebuffer,
        now_ns: int,
        *,
        is_current: bool,
        is_partial: bool = False,
        strips_ns: int | None = None,
    ) -> None:
        """Tell the observer of everything since the last time, if anything.

        Args:
            framebuffer: where the updates were drawn.
            now_ns: when their last byte came.
            is_current: the server was asked for all changes, so no news is no change.
            is_partial: the first picture is not whole yet; its parts are told of later.
            strips_ns: changes come in strips, the oldest of which was current then.
        """
        if not self._is_alive:
            return
        self._is_alive = False
        if self._damage and is_partial:
            return
        if self._damage and not self._is_probe_echo(framebuffer):
            self._observer.framebuffer_updated(
                framebuffer,
                damage=self._damage,
                time_ns=now_ns,
                is_whole=strips_ns is None,
            )
            self._told_ns = now_ns
            if strips_ns is not None:
                self._observer.alive(strips_ns, is_current=True)
            elif not is_current:
                self._observer.alive(now_ns, is_current=False)
        elif now_ns - self._told_ns >= ALIVE_EVERY_NS:
            if strips_ns is not None:
                self._observer.alive(strips_ns, is_current=True)
            else:
                self._observer.alive(now_ns, is_current=is_current)
            self._told_ns = now_ns
        self._damage.clear()

    def _is_probe_echo(self, framebuffer: Framebuffer) -> bool:
        """Whether the update only repeats the pixel that a probe asked for."""
        if self._probed_word is None:
            return False
        word, self._probed_word = self._probed_word, None
        return self._damage == [PROBE_REGION] and int(framebuffer.values[0, 0]) == word
