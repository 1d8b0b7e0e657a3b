"""The configuration is edited while the program runs: by editors that write in place, by those that
put another file in the place of the old one, and with mistakes.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.hands import Operator, of_colour, operator
from tests.integration.processes import wait_for
from tests.integration.program import Program
from tests.integration.screen import grab
from tests.support.loopback_desktop import LoopbackDesktop

pytestmark = pytest.mark.real

COLOURS = {
    "red": (200, 40, 30),
    "green": (40, 160, 60),
    "blue": (30, 60, 190),
    "violet": (150, 40, 180),
}
HEAD = """
[wall]
title = "edited wall"
width = 1000
height = 700
workers = 1
[recording]
folder = "{folder}"
[defaults.tile]
jpeg_quality = "lossless"
"""


@pytest.fixture
def desktops() -> Iterator[dict[str, LoopbackDesktop]]:
    """Four desktops, each of one colour, by the names of the colours."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                LoopbackDesktop(name=name, width=640, height=400, colour=colour)
            )
            for name, colour in COLOURS.items()
        }


class Edited:
    """A configuration file, and the editor."""

    def __init__(self, folder: Path, desktops: dict[str, LoopbackDesktop]) -> None:
        self.path = folder / "wall.toml"
        self._head = HEAD.format(folder=folder / "recordings")
        self._desktops = desktops

    def text(self, *names: str, more: dict[str, str] | None = None, **served: str) -> str:
        """Return a configuration of these hosts.

        Args:
            names: of hosts.
            more: further keys of a host, by its name.
            served: hosts that are at the address of another desktop.
        """
        text = self._head
        for name in names:
            address = self._desktops[served.get(name, name)].host.address
            keys = (more or {}).get(name, "")
            text += f'\n[[hosts]]\nname = "{name}"\naddress = "{address}"\n{keys}\n'
        return text

    def write(self, text: str) -> None:
        """Write in place."""
        self.path.write_text(text)

    def replace(self, text: str) -> None:
        """Write another file and put it in the place of the old one."""
        other = self.path.with_suffix(".tmp")
        other.write_text(text)
        os.replace(other, self.path)

    def connections(self, *names: str) -> list[int]:
        return [self._desktops[name].connections for name in names]


@pytest.fixture
def edited(tmp_path: Path, desktops: dict[str, LoopbackDesktop]) -> Edited:
    return Edited(tmp_path, desktops)


@pytest.fixture(scope="module")
def hands(folder: Path) -> Iterator[Operator]:
    own = folder / "reload"
    own.mkdir(exist_ok=True)
    with operator(own) as result:
        yield result


def wait_shown(hands: Operator, *names: str) -> None:
    """Wait until just the desktops of these colours are on the screen."""

    def shown() -> bool:
        picture = grab(hands.display)
        seen = {name for name, colour in COLOURS.items() if of_colour(picture, colour).sum() > 5000}
        return seen == set(names)

    try:
        wait_for(shown, f"{', '.join(names)} are shown", timeout_s=20)
    finally:
        hands.see()


def test_hosts_come_change_and_go_and_the_others_keep_their_connections(
    hands: Operator, edited: Edited, tmp_path: Path
) -> None:
    edited.write(edited.text("red", "green"))
    with Program(["-v", "wall", edited.path], tmp_path, display=hands.display) as program:
        hands.window("edited wall")
        wait_shown(hands, "red", "green")

        edited.replace(edited.text("red", "blue", "green"))
        wait_shown(hands, "red", "blue", "green")

        # Settings that need no connection take effect on the one there is.
        slower = {"green": 'view_only = true\ntile.update_interval = "3s"'}
        edited.write(edited.text("red", "blue", "green", more=slower))
        wait_for(lambda: "1 host changed" in program.stderr, "the change is logged", timeout_s=10)

        # A broken file changes nothing, and what is wrong where is in the log.
        edited.write(edited.text("red", "blue", "green").replace("view", "veiw") + "nmae = 3\n")
        wait_for(lambda: "hosts[green].nmae: unknown key" in program.stderr, "it is told")
        wait_shown(hands, "red", "blue", "green")

        edited.replace(edited.text("blue", "green", more=slower))
        wait_shown(hands, "blue", "green")
        assert edited.connections("red", "blue", "green", "violet") == [1, 1, 1, 0]

        # Another address is another connection, of this host alone.
        edited.replace(edited.text("blue", "green", more=slower, green="violet"))
        wait_shown(hands, "blue", "violet")
        assert edited.connections("red", "blue", "green", "violet") == [1, 1, 1, 1]

        # SIGHUP reads it again, and does not end the program.
        reads = program.stderr.count("configuration read")
        program.send_signal(signal.SIGHUP)
        wait_for(lambda: program.stderr.count("configuration read") == reads + 1, "it is read")
        wait_shown(hands, "blue", "violet")
        program.send_signal(signal.SIGTERM)
        program.wait()
        program.assert_clean_end()
    assert edited.connections("red", "blue", "green", "violet") == [1, 1, 1, 1]


def test_a_recorder_goes_on_with_one_file_of_a_host_that_is_not_concerned(
    edited: Edited, tmp_path: Path
) -> None:
    edited.write(edited.text("red", "green"))
    out = tmp_path / "recordings"
    arguments: list[str | Path] = ["record", edited.path, "--out", out]
    with Program(arguments, tmp_path) as program:
        program.until(lambda: program.stdout.count(": recording to") == 2, "both are recorded")
        edited.replace(edited.text("red", "blue"))
        program.until(lambda: "blue: recording to" in program.stdout, "the new one is recorded")
        program.until(lambda: list(out.glob("green/**/*.mkv")), "the old one's file is finished")
        edited.write(edited.text("red", "blue") + "nmae = 3\n")
        program.until(lambda: "hosts[blue].nmae: unknown key" in program.stdout, "it is told")
        program.interrupt()
        assert program.wait() == 0
        program.assert_clean_end()
    assert [len(list(out.glob(f"{name}/**/*.mkv"))) for name in ("red", "green", "blue")] == [1] * 3
    assert edited.connections("red", "green", "blue") == [1, 1, 1]
