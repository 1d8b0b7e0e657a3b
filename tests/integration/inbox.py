"""Programs on a real desktop that write down what input reaches them: proof by effect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.integration.processes import end, run, start, wait_for
from tests.integration.scene import FONT


class Typewriter:
    """An xterm that writes every byte typed into it to a file, at once and unechoed.

    Without a window manager the keyboard belongs to the window under the pointer, as on a real
    X server, so the pointer has to be over it.
    """

    def __init__(self, display: str, folder: Path, *, geometry: str = "40x10+40+40") -> None:
        self._path = folder / f"typed{display.replace(':', '-')}"
        self._ready = folder / f"ready{display.replace(':', '-')}"
        # fmt: off
        self._argv = [
            "xterm", "-u8", "-fn", FONT, "-geometry", geometry, "+sb", "-title", "typewriter", "-e",
            "sh", "-c", 'stty raw -echo; : > "$1"; exec cat >> "$0"', self._path, self._ready,
        ]
        # fmt: on
        self._display = display

    def __enter__(self) -> Typewriter:
        self._path.write_bytes(b"")
        self._ready.unlink(missing_ok=True)
        self._process = start(self._argv, display=self._display, environment={"LC_ALL": "C.UTF-8"})
        wait_for(self._ready.exists, "the typewriter reads its keyboard")
        wait_for(lambda: is_mapped(self._display, "typewriter"), "the typewriter is shown")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        end(self._process)

    @property
    def text(self) -> str:
        """All that was typed so far."""
        return self._path.read_bytes().decode(errors="replace")

    def await_text(self, expected: str, *, timeout_s: float = 8.0) -> None:
        """Wait until exactly this text was typed."""
        deadline_text = f"{expected!r} is typed"
        try:
            wait_for(lambda: self.text == expected, deadline_text, timeout_s=timeout_s)
        finally:
            if self.text != expected:
                print("typed instead:", repr(self.text))


@dataclass(frozen=True, slots=True)
class Press:
    """A pointer button that went down or up at a point of the window."""

    button: int
    down: bool
    x: int
    y: int


class Pad:
    """An xev window that writes down pointer buttons and motion."""

    def __init__(self, display: str, folder: Path, *, geometry: str = "200x150+350+40") -> None:
        self._path = folder / f"pad{display.replace(':', '-')}"
        # fmt: off
        self._argv = [
            "stdbuf", "-oL", "xev", "-geometry", geometry, "-name", "pad",
            "-event", "button", "-event", "mouse", "-event", "keyboard",
        ]
        # fmt: on
        self._display = display

    def __enter__(self) -> Pad:
        self._path.write_bytes(b"")
        self._process = start(self._argv, display=self._display, log=self._path)
        wait_for(lambda: is_mapped(self._display, "pad"), "the pad is shown")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        end(self._process)

    @property
    def log(self) -> str:
        """What xev printed so far."""
        return self._path.read_text(errors="replace")

    @property
    def presses(self) -> list[Press]:
        """Buttons that went down and up so far, oldest first."""
        found = re.findall(
            r"Button(Press|Release) event.*?\n.*?\((\d+),(\d+)\), root.*?\n.*?button (\d+)",
            self.log,
        )
        return [Press(int(b), kind == "Press", int(x), int(y)) for kind, x, y, b in found]

    @property
    def events(self) -> list[str]:
        """Names of all events so far that input can cause."""
        return re.findall(r"^(KeyPress|KeyRelease|Button\w+|MotionNotify) event", self.log, re.M)


def is_mapped(display: str, title: str) -> bool:
    """Whether a window of this title is on the screen."""
    tree = run(["xwininfo", "-root", "-tree"], display=display).decode(errors="replace")
    match = re.search(rf'(0x[0-9a-f]+) "{title}"', tree)
    if not match:
        return False
    info = run(["xwininfo", "-id", match[1]], display=display).decode(errors="replace")
    return "Map State: IsViewable" in info
