"""Content on an X display that a test can know and change: text, a photo-like picture, colours."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.integration.processes import end, run, start, wait_for
from tests.integration.screen import Picture, grab, write_xwd

FONT = "fixed"
"""A font every X server has; glyphs are bitmaps, so text is the same everywhere."""

_STILL_S = 0.15

_BLANK = """#define {name}_width 8
#define {name}_height 8
#define {name}_x_hot 0
#define {name}_y_hot 0
static char {name}_bits[] = {{
0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00}};
"""


def photo(width: int, height: int, *, seed: int = 1) -> Picture:
    """Return a picture with smooth shades, edges and noise, as a photo has; equal for one seed."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    channels = []
    for _ in range(3):
        a, b, phase = random.uniform(0.005, 0.03), random.uniform(0.005, 0.03), random.uniform(0, 6)
        shade = 128 + 70 * np.sin(a * x + phase) + 50 * np.cos(b * y - phase)
        channels.append(shade)
    picture = np.stack(channels, axis=2)
    for _ in range(6):
        cx, cy = random.uniform(0, width), random.uniform(0, height)
        radius = random.uniform(0.05, 0.2) * width
        picture[(x - cx) ** 2 + (y - cy) ** 2 < radius**2] += random.uniform(-60, 60, 3)
    picture += random.normal(0, 1, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


class Terminal:
    """An xterm that shows exactly what is written to it; its shell is `cat` on a FIFO."""

    def __init__(self, display: str, folder: Path, *, geometry: str = "48x20+10+10") -> None:
        self._fifo = folder / f"terminal{display.replace(':', '-')}-{geometry}"
        os.mkfifo(self._fifo)
        # fmt: off
        self._process = start(
            ["xterm", "-fn", FONT, "-geometry", geometry, "-bg", "#10202c", "-fg", "#d8e4ec",
             "-cr", "#d8e4ec", "+sb", "-e", "cat", self._fifo],
            display=display,
        )
        # fmt: on
        self._stream = os.fdopen(wait_for(self._opened, "xterm reads its FIFO"), "wb", buffering=0)

    def _opened(self) -> int | None:
        """Return the writing end once the other one is open: opening it blocking could hang."""
        try:
            descriptor = os.open(self._fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return None
        os.set_blocking(descriptor, True)
        return descriptor

    def write(self, text: str) -> None:
        """Show `text`; a line ends with a newline as typed to a terminal."""
        self._stream.write(text.encode())

    def end(self) -> None:
        """Close the window."""
        self._stream.close()
        end(self._process)


class Scene:
    """The content of one X display; ends all of its programs."""

    def __init__(self, display: str, folder: Path) -> None:
        self.display = display
        self.folder = folder
        self._terminals: list[Terminal] = []
        self._programs: list[subprocess.Popen[bytes]] = []

    def background(self, colour: str) -> None:
        """Fill the root window with one colour such as "#335577"."""
        run(["xsetroot", "-solid", colour], display=self.display)

    def hide_pointer(self) -> None:
        """Give the root window a blank pointer.

        TigerVNC draws the pointer into the picture of a client that has never moved it, and the
        grab has none; with a blank one the two must be equal. X servers start with the pointer in
        the middle of the screen: windows of a scene leave that point free.
        """
        image, mask = self.folder / "blank.xbm", self.folder / "mask.xbm"
        image.write_text(_BLANK.format(name="blank"))
        mask.write_text(_BLANK.format(name="mask"))
        run(["xsetroot", "-cursor", image, mask], display=self.display)

    def terminal(self, *, geometry: str = "48x20+10+10") -> Terminal:
        """Open a terminal and wait until its window is on the screen."""
        before = grab(self.display)
        terminal = Terminal(self.display, self.folder, geometry=geometry)
        self._terminals.append(terminal)
        wait_for(lambda: (grab(self.display) != before).any(), "the terminal is shown")
        return terminal

    def logo(self, *, geometry: str) -> None:
        """Show the X logo, slanted edges in two colours, and wait until it is there."""
        before = grab(self.display)
        self._programs.append(
            start(["xlogo", "-geometry", geometry, "-fg", "#c03030"], display=self.display)
        )
        wait_for(lambda: (grab(self.display) != before).any(), "the logo is shown")

    def picture(self, picture: Picture, x: int, y: int) -> None:
        """Show a picture in a window at (x, y) and wait until it is there pixel for pixel."""
        path = self.folder / f"picture-{len(self._programs)}.xwd"
        path.write_bytes(write_xwd(picture))
        height, width = picture.shape[:2]
        self._programs.append(
            start(["xwud", "-in", path, "-geometry", f"+{x}+{y}"], display=self.display)
        )
        wait_for(
            lambda: (grab(self.display)[y : y + height, x : x + width] == picture).all(),
            "the picture is shown",
        )

    def close_picture(self) -> None:
        """Close the window that was opened last by `picture` or `logo`."""
        end(self._programs.pop())

    def settle(self) -> Picture:
        """Wait until nothing has changed for a moment and return the picture."""
        last = grab(self.display)

        def same() -> bool:
            nonlocal last
            time.sleep(_STILL_S)
            newer = grab(self.display)
            equal = newer.shape == last.shape and bool((newer == last).all())
            last = newer
            return equal

        wait_for(same, "the screen is still")
        return last

    def end(self) -> None:
        """Close all windows."""
        for terminal in self._terminals:
            terminal.end()
        for program in self._programs:
            end(program)


@contextmanager
def scene(display: str, folder: Path) -> Iterator[Scene]:
    """An empty scene with a plain background and a hidden pointer."""
    folder.mkdir(parents=True, exist_ok=True)
    result = Scene(display, folder)
    try:
        result.background("#335577")
        result.hide_pointer()
        yield result
    finally:
        result.end()
