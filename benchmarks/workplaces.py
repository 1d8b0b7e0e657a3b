"""The desktops that recorders are measured with: what people leave a screen doing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import content, numbered
from benchmarks.desktops import Command, Shown, showing
from benchmarks.truths import MOMENTS as USUAL_MOMENTS
from benchmarks.truths import FilmFrames, HeldScreens, Truth
from vncwall.geometry import Point

FONT = ("-fa", "DejaVu Sans Mono", "-fs", "10")
LETTERS_A_SECOND = 5
LINES_A_SECOND = 4
FILM = "numbered.avi"
FILM_AT = Point(100, 100)
MOMENTS = {"browser": 12}
"""How often a desktop is held still that shows something else each time."""

_TYPE = f"""
set -f
while :; do
    for word in {content.WORDS}; do
        while [ "$word" ]; do
            rest=${{word#?}}; printf %s "${{word%"$rest"}}"; word=$rest
            sleep {1 / LETTERS_A_SECOND}
        done
        printf ' '; sleep {1 / LETTERS_A_SECOND}
    done
    echo
done
"""
_SCROLL = f"""
n=0
while :; do
    n=$((n+1))
    echo "[$n] CC src/module_$((n % 37)).c: $((n * 7919 % 1000)) ms, {content.WORDS[:60]}"
    sleep {1 / LINES_A_SECOND}
done
"""


def idle(folder: Path) -> list[Command]:
    """Open windows, and a clock without seconds."""
    listing = "ls --color -la /etc | head -38; cat"
    return [
        ("xclock", "-geometry", "160x160+1700+60"),
        ("xterm", *FONT, "-geometry", "110x40+60+40", "-e", "sh", "-c", listing),
        ("xterm", *FONT, "-geometry", "80x24+1000+560", "-e", "cat"),
    ]


def typing(folder: Path) -> list[Command]:
    """The same, and somebody who types sixty words a minute."""
    return [*idle(folder), ("xterm", *FONT, "-geometry", "100x30+700+200", "-e", "sh", "-c", _TYPE)]


def scrolling(folder: Path) -> list[Command]:
    """The same, and a log in a terminal of 120x50 that gets four lines a second."""
    return [*idle(folder),
            ("xterm", *FONT, "-geometry", "120x50+600+40", "-e", "sh", "-c", _SCROLL)]  # fmt: skip


def browser(folder: Path) -> list[Command]:
    """A page in a window of 1600x950 that somebody reads: every three seconds the wheel turns."""
    return [
        ("chromium", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--disable-extensions",
         "--no-default-browser-check", "--password-store=basic", "--window-position=40,30",
         "--window-size=1600,950", f"--user-data-dir={folder / 'chromium'}",
         content.page(folder, is_read=True).as_uri()),
    ]  # fmt: skip


def video(folder: Path) -> list[Command]:
    """A film in a window of 1280x720, without an end; each of its frames has a number."""
    film = numbered.make(content.film(folder), folder / FILM)
    return [
        ("mpv", "--vo=x11", "--no-audio", "--really-quiet", "--loop-file=inf", "--osc=no",
         "--no-border", f"--geometry=1280x720+{FILM_AT.x}+{FILM_AT.y}", str(film)),
    ]  # fmt: skip


WORKPLACES: dict[str, Callable[[Path], list[Command]]] = {
    "idle": idle,
    "typing": typing,
    "scrolling": scrolling,
    "browser": browser,
    "video": video,
}
SETTLE_S = {"idle": 3.0, "typing": 6.0, "scrolling": 15.0, "browser": 10.0, "video": 5.0}
"""Until a terminal is full, a page loaded."""


def truth(name: str, shown: Shown, folder: Path) -> Truth:
    """Return what knows how one looks while it is recorded."""
    if name == "video":
        return FilmFrames(shown, folder / FILM, FILM_AT)
    return HeldScreens(shown, MOMENTS.get(name, USUAL_MOMENTS))


@contextmanager
def workplace(name: str, folder: Path) -> Iterator[Shown]:
    """Show one while the block lasts."""
    with showing(name, WORKPLACES[name](folder), folder, settle_s=SETTLE_S[name]) as shown:
        yield shown
