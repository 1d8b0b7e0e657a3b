"""A wall on a window in memory, with a clock that stands still unless it is told."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pygame

from tests.support.fake_switchboard import FakeSwitchboard
from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Rect
from vncwall.ipc.messages import SessionAlive
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, ThemeName, WallSettings
from vncwall.settings.named_wall import Arrangement, NamedWall
from vncwall.settings.watch import ConfigurationWatch
from vncwall.wall.processors import Processors
from vncwall.wall.window import Wall

MS = 1_000_000
START_NS = 1_000_000 * MS


class Stage:
    """Use it as a context manager; the window is open inside."""

    def __init__(
        self,
        *,
        hosts: int = 4,
        width: int = 640,
        height: int = 400,
        theme: ThemeName = ThemeName.DARK,
        view_only: bool = False,
        watch: ConfigurationWatch | None = None,
        asks: bool = True,
        groups: Sequence[str] = (),
        arrangement: Arrangement | None = None,
        walls: tuple[NamedWall, ...] = (),
        **wall: Any,
    ) -> None:
        """Make the wall.

        Args:
            hosts: how many; they are called host-0, host-1 ...
            width: of the window.
            height: of the window.
            theme: its colours.
            view_only: of all hosts.
            watch: of the configuration.
            groups: of the first hosts.
            arrangement: of the tiles.
            walls: that digits choose.
            asks: the wall may ask the operator.
            wall: other fields of `WallSettings`.
        """
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        self.now_ns = START_NS
        self.local_time = datetime(2026, 3, 1, 10, 42, 7)
        self.switchboard = FakeSwitchboard()
        self.switchboard.now_ns = START_NS
        self.settings = Settings(
            hosts=tuple(
                HostSettings(
                    f"host-{n}",
                    HostAddress("10.0.0.1", 5900 + n),
                    group=groups[n] if n < len(groups) else "",
                    view_only=view_only,
                )
                for n in range(hosts)
            ),
            wall=WallSettings(
                width=width,
                height=height,
                theme=theme,
                language="en",
                arrangement=arrangement or Arrangement(),
                **wall,
            ),
            walls=walls,
        )
        self.wall = Wall(
            self.settings,
            self.switchboard,
            watch=watch,
            monotonic_ns=lambda: self.now_ns,
            local_time=lambda: self.local_time,
            processors=Processors(busy_s=lambda: 0.0, own_s=lambda: 0.0, cores=2),
            asks=asks,
        )

    def __enter__(self) -> Stage:
        self.wall.open()
        pygame.event.clear()
        self.turn()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall.close()
        self.switchboard.close()

    @property
    def surface(self) -> pygame.Surface:
        surface = pygame.display.get_surface()
        assert surface is not None
        return surface

    def turn(self, ms: int = 0) -> tuple[Rect, ...]:
        """Let time pass and the loop turn; return the rectangles that were painted."""
        self.now_ns += ms * MS
        self.switchboard.now_ns = self.now_ns
        self.wall.frame.painted = ()
        self.wall.turn(0)
        return self.wall.frame.painted

    def settle(self, turns: int = 4) -> None:
        """Turn until nothing changes any more; every desktop gives a sign of life."""
        for _ in range(turns):
            for session in range(len(self.settings.hosts)):
                self.switchboard.tell(SessionAlive(session, self.now_ns))
            self.turn(100)

    def connect(self, session: int, picture: Words | None = None) -> Words:
        """Make a session live; return its picture, to be drawn into."""
        words = desktop_picture(session) if picture is None else picture
        self.switchboard.connect(session, words)
        return words

    def key(
        self, key: int, *, text: str = "", mod: int = 0, scancode: int = 4, up: bool = True
    ) -> None:
        """Press a key as pygame reports it, and release it."""
        fields = {"key": key, "unicode": text, "mod": mod, "scancode": scancode}
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, fields))
        if text and text >= " ":
            pygame.event.post(pygame.event.Event(pygame.TEXTINPUT, text=text))
        self.turn(10)
        if up:
            self.key_up(key, scancode=scancode)

    def key_up(self, key: int, *, scancode: int = 4) -> None:
        fields = {"key": key, "unicode": "", "mod": 0, "scancode": scancode}
        pygame.event.post(pygame.event.Event(pygame.KEYUP, fields))
        self.turn(10)

    def move(self, x: int, y: int) -> None:
        pygame.event.post(
            pygame.event.Event(pygame.MOUSEMOTION, pos=(x, y), rel=(0, 0), buttons=(0, 0, 0))
        )
        self.turn(10)

    def button(self, x: int, y: int, *, button: int = 1, down: bool) -> None:
        kind = pygame.MOUSEBUTTONDOWN if down else pygame.MOUSEBUTTONUP
        pygame.event.post(pygame.event.Event(kind, pos=(x, y), button=button))
        self.turn(10)

    def click(self, x: int, y: int, *, button: int = 1) -> None:
        self.button(x, y, button=button, down=True)
        self.button(x, y, button=button, down=False)

    def chord(self) -> None:
        """Press and release Ctrl+Alt+Shift alone."""
        keys = ((pygame.K_LCTRL, 224), (pygame.K_LALT, 226), (pygame.K_LSHIFT, 225))
        for key, scancode in keys:
            self.key(key, scancode=scancode, up=False)
        for key, scancode in keys:
            self.key_up(key, scancode=scancode)

    def centre_of(self, session: int) -> tuple[int, int]:
        cell = self.wall.board.tiles[session].cell
        return cell.x + cell.width // 2, cell.y + cell.height // 2


def desktop_picture(seed: int, width: int = 320, height: int = 180) -> Words:
    """A desktop without text: bars and a gradient whose colours tell `seed`."""
    y, x = np.mgrid[0:height, 0:width].astype(np.uint32)
    blue = (x * 255 // max(1, width - 1)).astype(np.uint32)
    green = (y * 255 // max(1, height - 1)).astype(np.uint32)
    red = np.where((x // 16 + seed) % 3 == 0, 200, 40).astype(np.uint32)
    return 0xFF000000 | red << 16 | green << 8 | blue


def pixels(surface: pygame.Surface) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return (height, width, 3) RGB."""
    width, height = surface.get_size()
    data = np.frombuffer(pygame.image.tobytes(surface, "RGB"), np.uint8)
    return data.reshape(height, width, 3).copy()


def assert_golden(surface: pygame.Surface, path: Path) -> None:
    """Compare with a reference picture, exactly.

    With VNCWALL_UPDATE_GOLDENS=1 the picture becomes the reference: look at it before it is kept.
    Another build of pygame has another FreeType and scaler; then a few soft pixels may differ.
    """
    if os.environ.get("VNCWALL_UPDATE_GOLDENS") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        pygame.image.save(surface, path)
    expected = pixels(pygame.image.load(path)).astype(np.int16)
    found = pixels(surface).astype(np.int16)
    assert found.shape == expected.shape
    difference = np.abs(found - expected).max(axis=2)
    if pygame.version.ver == "2.6.1" and platform.machine() == "x86_64":
        assert int(difference.max()) == 0, f"{np.count_nonzero(difference)} pixels differ"
    else:
        assert np.count_nonzero(difference > 48) < difference.size // 50
