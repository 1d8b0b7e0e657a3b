"""An operator at an X display: real key presses and mouse clicks by xdotool, and eyes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from tests.integration.processes import run, running, wait_for
from tests.integration.screen import Picture, grab, save
from tests.integration.servers import xvfb
from vncwall.geometry import Rect


class Operator:
    """Hands on keyboard and mouse of a display, eyes on its screen."""

    def __init__(self, display: str, folder: Path) -> None:
        self.display = display
        self._folder = folder
        self._shots = 0

    def xdotool(self, *words: str) -> str:
        """Run one xdotool command line."""
        return run(["xdotool", *words], display=self.display).decode()

    def move(self, x: int, y: int) -> None:
        """Put the mouse somewhere."""
        self.xdotool("mousemove", str(x), str(y))

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Click at a point of the screen."""
        self.xdotool("mousemove", str(x), str(y), "click", str(button))

    def key(self, *keys: str) -> None:
        """Press and release keys or combinations such as "Return" or "ctrl+c"."""
        self.xdotool("key", "--delay", "20", *keys)

    def chord(self, *keys: str) -> None:
        """Press keys together and release them all, with nothing between."""
        words: list[str] = []
        for key in keys:
            words += ["keydown", key]
        for key in reversed(keys):
            words += ["keyup", key]
        self.xdotool(*words)

    def type(self, text: str) -> None:
        """Type a text as a person would."""
        self.xdotool("type", "--delay", "20", text)

    def layout(self, name: str) -> None:
        """Choose a keyboard layout, for instance "de"."""
        run(["setxkbmap", name], display=self.display)

    def window(self, title: str) -> str:
        """Wait for a visible window of this title and return its number."""

        def found() -> str:
            tree = run(["xwininfo", "-root", "-tree"], display=self.display).decode()
            match = re.search(rf'(0x[0-9a-f]+) "[^"]*{re.escape(title)}', tree)
            if not match:
                return ""
            info = run(["xwininfo", "-id", match[1]], display=self.display).decode()
            return match[1] if "IsViewable" in info else ""

        return wait_for(found, f"a window called {title} is shown", timeout_s=30)

    def area(self, window: str) -> Rect:
        """Return where a window's inside is on the screen."""
        info = run(["xwininfo", "-id", window], display=self.display).decode()
        numbers = {
            name: int(value)
            for name, value in re.findall(
                r"(Absolute upper-left X|Absolute upper-left Y|Width|Height): +(-?\d+)", info
            )
        }
        x, y = numbers["Absolute upper-left X"], numbers["Absolute upper-left Y"]
        return Rect(x, y, numbers["Width"], numbers["Height"])

    def close_window(self, window: str) -> None:
        """Close a window as the button in its title does: the program is asked to end."""
        run(["wmctrl", "-i", "-c", window], display=self.display)

    def see(self) -> Picture:
        """Look at the screen; the picture is kept for whoever reads a failure."""
        picture = grab(self.display)
        save(picture, self._folder / f"screen-{self._shots:02d}.png")
        self._shots += 1
        return picture


@contextmanager
def operator(folder: Path, *, size: str = "1280x800") -> Iterator[Operator]:
    """A display with a window manager and nothing else on it."""
    with (
        xvfb(folder, size=size) as display,
        running(["openbox", "--sm-disable"], display=display, log=folder / "openbox.log"),
    ):
        wait_for(
            lambda: (
                b"_NET_SUPPORTING_WM_CHECK(WINDOW)"
                in run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], display=display)
            ),
            "the window manager runs",
        )
        yield Operator(display, folder)


def bounding_box(mask: np.ndarray) -> Rect | None:
    """Return the smallest rectangle that covers the true pixels; None when there are none."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    x, y = int(columns[0]), int(rows[0])
    return Rect(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def of_colour(picture: Picture, colour: tuple[int, int, int], *, within: int = 6) -> np.ndarray:
    """Return where a picture has a colour, (height, width) bool."""
    return (np.abs(picture.astype(int) - np.array(colour)) <= within).all(axis=2)
