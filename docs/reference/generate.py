"""Write `supported.md`, `cli.md` and `keys.md` from the program's own tables and help.

Run it with the environment of the project (`make docs`); a test fails when a page is not current.
"""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer

from vncwall import cli
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.extensions import EXTENSIONS
from vncwall.rfb.quirks import QUIRKS
from vncwall.rfb.security import SECURITY_TYPES
from vncwall.settings.keys import DEFAULT_KEYS
from vncwall.settings.model import PictureSettings
from vncwall.settings.profiles import LINK_PROFILES
from vncwall.wall.actions import ACTIONS
from vncwall.wall.actions.base import Action, Heading
from vncwall.wall.key_table import KeyTable

FOLDER = Path(__file__).parent
NOTE = "<!-- Written by docs/reference/generate.py; change the code instead, then `make docs`. -->"


def pages() -> dict[str, str]:
    """Return the text of each generated page by its file name."""
    texts = {"supported.md": supported(), "cli.md": command_line(), "keys.md": keys()}
    return {name: "\n".join(lines) + "\n" for name, lines in texts.items()}


def supported() -> Iterator[str]:
    """Yield the lines of the page about what is supported."""
    yield from ("# What is supported", "", NOTE, "")
    yield "RFB versions 3.3, 3.7 and 3.8, and the odd numbers that some servers announce for them."
    yield from _section("Encodings, the preferred first", ("encoding", "number", "what"))
    for number, decoder in DECODERS.items():
        note = " Only where it is asked for by name." if decoder.is_on_request else ""
        yield _row(Encoding(number).name, str(number), _about(decoder) + note)
    yield from _section("Security types", ("type", "number", "what"))
    for number, handler in SECURITY_TYPES.items():
        yield _row(handler.security_type.name, str(number), _about(handler))
    yield from _section("Extensions", ("pseudo-encodings", "numbers", "what"))
    for extension in EXTENSIONS:
        kinds = extension.pseudo_encodings
        names = ", ".join(Encoding(number).name for number in kinds)
        yield _row(names or extension.__name__, ", ".join(map(str, kinds)), _about(extension))
    yield from _section("Known deviations of servers", ("quirk", "evidence"))
    for quirk in QUIRKS:
        yield _row(type(quirk).__name__, " ".join(quirk.evidence.split()))
    columns = ("link", "for", "pixels", "JPEG", "compression", "interval")
    yield from _section("Built-in link profiles", columns)
    for name, profile in LINK_PROFILES.items():
        yield _row(name, "tile", *_picture(profile.tile))
        yield _row("", "control", *_picture(profile.control))


def keys() -> Iterator[str]:
    """Yield the lines of the page about keys."""
    yield from ("# Keys of the wall", "", NOTE, "")
    yield "The name is what `[keys]` in a configuration calls an action, to give it others:"
    yield '`record = "f9"`, `quit = ["q", "ctrl+q"]`, `patrol = []`. While a desktop is under'
    yield "control all keys go to it, and actions are in the control bar and the menu."
    table = KeyTable(ACTIONS, DEFAULT_KEYS)
    for heading in Heading:
        yield from _section(heading.value, ("name", "keys", "what"))
        for action in ACTIONS:
            if action.heading is heading:
                pressed = ", ".join(f"`{key}`" for key in DEFAULT_KEYS[action.name])
                yield _row(f"`{action.name}`", pressed, _what(action, table))


def _what(action: Action, table: KeyTable) -> str:
    text = action.meaning or action.title or action.name
    label = action.label and table.label(action)
    return f"{text} ({label})" if label else text


def command_line() -> Iterator[str]:
    """Yield the lines of the page about the command line."""
    yield from ("# Command line", "", NOTE, "")
    yield "Options of the program may stand before or after the command."
    yield from ("", "```", *_help(), "```")
    for words in _commands(typer.main.get_command(cli.app)):
        yield from ("", f"## vncwall {' '.join(words)}", "", "```", *_help(*words), "```")
    yield from _section("Exit codes", ("code", "meaning"))
    from vncwall.states import EXIT_CODES

    yield _row("0", "done")
    yield _row("1", "failed; or several hosts failed for different reasons")
    yield _row("2", "wrong argument or configuration, or no display to open a window on")
    for reason, code in EXIT_CODES.items():
        if reason:
            yield _row(str(code), reason.value)
    yield _row("130, 143", "ended by Ctrl-C, by SIGTERM")
    yield from _section("Environment", ("variable", "meaning"))
    yield _row("VNCWALL_PASSWORD", "password of every host that has none of its own")
    yield _row("XDG_RUNTIME_DIR", "where a running vncwall can be asked, in the folder vncwall")


def _commands(group: object, *words: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of each command, those of a group after the group."""
    for name, command in getattr(group, "commands", {}).items():
        yield (*words, name)
        yield from _commands(command, *words, name)


def _help(*words: str) -> list[str]:
    """Return the lines of a help text at 100 columns, whatever the terminal is."""
    done = subprocess.run(
        [sys.executable, "-m", "vncwall", *words, "--help"],
        env={**os.environ, "COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.rstrip() for line in done.stdout.strip().splitlines()]


def _about(kind: type) -> str:
    """Return the first sentence of the module that defines `kind`: it names the source."""
    module = inspect.getmodule(kind)
    return (inspect.getdoc(module) or "").partition("\n")[0]


def _picture(picture: PictureSettings) -> tuple[str, ...]:
    quality = "none" if picture.jpeg_quality is None else f"quality {picture.jpeg_quality}"
    interval = f"{picture.update_interval:g} s" if picture.update_interval else "none"
    return picture.pixel_format.value, quality, str(picture.compression), interval


def _section(title: str, columns: Iterable[str]) -> Iterator[str]:
    names = list(columns)
    yield from ("", f"## {title}", "", _row(*names), _row(*["---"] * len(names)))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
