"""A demo desktop and our client core, joined in memory: no socket, no clock."""

from __future__ import annotations

import numpy as np
import pygame

from vncwall.fleet.client import Client
from vncwall.fleet.desktops.base import Change, Damaged, Desktop, Moved, Part
from vncwall.fleet.pixels import PixelPacker, Words
from vncwall.fleet.protocol import DesktopSizeRequested, ServerIdentity, ServerProtocol
from vncwall.geometry import Rect, Size
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import DesktopSizeReason, DesktopSizeStatus
from vncwall.rfb.events import Event
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.pixel_format import PixelFormat, translation

NOON = 1_790_000_400.0


class Canvas(Desktop):
    """A desktop that shows what the test draws, with an optional clock that changes by itself."""

    kind = "canvas"

    def __init__(self, width: int, height: int, *, parts: tuple[Part, ...] = ()) -> None:
        self._given = parts
        self.noted: list[Change] = []
        super().__init__("canvas", Size(width, height), 1)
        super().advance(NOON)

    def build(self) -> list[Part]:
        return list(self._given)

    def paint_background(self, surface: pygame.Surface) -> None:
        noise = np.random.default_rng(4).integers(0, 1 << 24, surface.get_size())
        pygame.surfarray.blit_array(surface, noise)

    def advance(self, now: float) -> list[Change]:
        noted, self.noted = self.noted, []
        return noted + super().advance(now)

    def draw(self, rect: Rect, words: Words | int) -> None:
        """Put pixels at `rect` and note the damage."""
        pixels = pygame.surfarray.pixels2d(self.surface)
        pixels.T[rect.y : rect.bottom, rect.x : rect.right] = words
        del pixels
        self.noted.append(Damaged(rect))

    def move(self, rect: Rect, dx: int, dy: int) -> None:
        """Move pixels to `rect` and note it."""
        words = self.words(rect.translate(-dx, -dy))
        pixels = pygame.surfarray.pixels2d(self.surface)
        pixels.T[rect.y : rect.bottom, rect.x : rect.right] = words
        del pixels
        self.noted.append(Moved(rect, dx, dy))


class FleetPair:
    """Server and client of one desktop; `exchange` carries bytes until both are silent."""

    def __init__(
        self,
        desktop: Desktop,
        options: ConnectionOptions | None = None,
        *,
        password: str | None = None,
        now: float = NOON,
        fixed_quality: int | None = None,
    ) -> None:
        self.desktop = desktop
        self.now = now
        self.connection = Connection(options or ConnectionOptions())
        self.protocol = ServerProtocol(
            lambda: ServerIdentity(desktop.name, desktop.size, password),
            entropy=lambda size: bytes(range(size)),
        )
        self.client = Client(
            self.protocol, lambda: desktop, resize=self._resize, fixed_quality=fixed_quality
        )
        self.seen: list[Event] = []
        self.wire = bytearray()
        """Everything the server sent."""
        self.exchange()

    def exchange(self) -> list[Event]:
        """Carry bytes both ways until nothing is left; return the client's new events."""
        before = len(self.seen)
        for _ in range(100):
            self._serve()
            downward = self.protocol.data_to_send()
            self.wire += downward
            self.connection.receive_data(downward)
            self.seen += self.connection.events()
            upward = self.connection.data_to_send()
            self.protocol.receive_data(upward)
            for event in self.protocol.events():
                self.client.handle(event)
            if not downward and not upward and not self._serve():
                break
        return self.seen[before:]

    def update(self, *, after_s: float = 0.0) -> list[Event]:
        """Let time pass, ask for an update and take it."""
        self.now += after_s
        before = len(self.seen)
        self.connection.request_update()
        self.exchange()
        if self.connection.is_full_due:
            self.connection.request_update(incremental=False)
            self.exchange()
        return self.seen[before:]

    def assert_same_picture(self) -> None:
        """Compare the client's whole picture with the desktop's, in the client's format."""
        shown = self.connection.framebuffer.words & np.uint32(0xFFFFFF)
        real = as_shown(self.desktop.words(self.desktop.rect), self.connection.picture.pixel_format)
        assert shown.shape == real.shape
        assert np.array_equal(shown, real)

    def _serve(self) -> bool:
        if not self.protocol.is_open or not self.client.is_waiting:
            return False
        self.client.add_changes(self.desktop.advance(self.now))
        for text in self.desktop.cut_texts:
            self.protocol.send_cut_text(text)
        self.desktop.cut_texts.clear()
        return self.client.take_update()

    def _resize(self, client: Client, event: DesktopSizeRequested) -> DesktopSizeStatus:
        if event.size.width < 100:
            return DesktopSizeStatus.INVALID_SCREEN_LAYOUT
        self.desktop.resize(event.size, event.screens)
        client.desktop_resized(DesktopSizeReason.THIS_CLIENT)
        return DesktopSizeStatus.OK


def as_shown(words: Words, pixel_format: PixelFormat) -> Words:
    """Return what a client of this format can show of `words`."""
    values = PixelPacker(pixel_format).values(words)
    table = translation(pixel_format).table
    if not table.size:
        return words & np.uint32(0xFFFFFF)
    return table[values] & np.uint32(0xFFFFFF)
