"""The wall's ways to act on desktops, worked by a real keyboard on real servers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from tests.integration.driver import Driver
from tests.integration.hands import Operator, operator
from tests.integration.inbox import Pad, Typewriter
from tests.integration.machine import machine
from tests.integration.processes import run as command
from tests.integration.processes import wait_for
from tests.integration.scene import Scene, scene
from tests.integration.servers import SERVERS, Server
from tests.integration.test_input import copy
from tests.integration.test_wall import GROUND_NAME, WallRun, wall
from vncwall.geometry import Point, Rect

pytestmark = pytest.mark.real

CHORD = ("Control_L", "Alt_L", "Shift_L")


@pytest.fixture(scope="module")
def hands(folder: Path) -> Iterator[Operator]:
    """The operator's display, for the module."""
    own = folder / "wall-control"
    own.mkdir(exist_ok=True)
    with operator(own) as result:
        yield result


@pytest.fixture(scope="module")
def stage(folder: Path) -> Iterator[tuple[Server, Scene]]:
    """A desktop of one colour."""
    own = folder / "wall-control-stage"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as server, scene(server.display, own) as content:
        content.background(GROUND_NAME)
        yield server, content


@pytest.fixture(scope="module")
def run(
    hands: Operator, stage: tuple[Server, Scene], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WallRun]:
    """A wall with the desktop, for the tests that leave it as they found it; they come last."""
    with wall(hands, [stage[0]], tmp_path_factory.mktemp("run")) as result:
        yield result


def take_control(run: WallRun) -> Rect:
    """Click on the tile; return where the desktop is shown."""
    tile = run.tile()
    run.hands.click(tile.x + tile.width // 2, tile.y + tile.height // 2)
    return run.await_control()


def do(run: WallRun, words: str) -> None:
    """Find an action by the palette, from the bar that the chord opens, and do it."""
    run.hands.chord(*CHORD)
    run.hands.key("ctrl+k")
    run.hands.type(words)
    run.hands.key("Return")


def size_of(display: str) -> tuple[int, int]:
    """Return what the X server says of its size."""
    match = re.search(rb"dimensions:\s+(\d+)x(\d+)", command(["xdpyinfo"], display=display))
    assert match is not None
    return int(match[1]), int(match[2])


def controlled(folder: Path) -> list[str]:
    """Return what the journal says of who has control, without numbers."""
    (path,) = folder.rglob("control.jsonl")
    entries = [json.loads(line) for line in path.read_text().splitlines()]
    return [re.sub(r"\d+x\d+", "WxH", entry["what"]) for entry in entries]


def test_one_keyboard_for_three_desktops(hands: Operator, folder: Path, tmp_path: Path) -> None:
    own = folder / "wall-three"
    names = ("xtigervnc", "xtightvnc", "x11vnc")
    with ExitStack() as stack:
        servers, writers = [], []
        for name in names:
            (own / name).mkdir(parents=True)
            server = stack.enter_context(SERVERS[name](own / name))
            content = stack.enter_context(scene(server.display, own / name))
            content.background(GROUND_NAME)
            writers.append(stack.enter_context(Typewriter(server.display, own / name)))
            with Driver(server.port, view_only=False) as driver:
                driver.connection.send_pointer_event(150, 90, 0)
                driver.refresh()
            servers.append(server)
        run = stack.enter_context(wall(hands, servers, tmp_path))
        wait_for(lambda: run.tile(), "the desktops are on the wall")
        hands.key("ctrl+a", "ctrl+b", "Tab", "Return")
        run.wait_amber(shown=True)
        hands.type("for all q")
        for writer in writers:
            writer.await_text("for all q")
        servers[0].kill()
        hands.see()
        wait_for(lambda: "gives back control" in controlled(tmp_path), "one has dropped out")
        hands.type("!")
        for writer in writers[1:]:
            writer.await_text("for all q!")
        hands.chord(*CHORD)
        run.wait_amber(shown=False)
        hands.type("ouvx")
        assert [writer.text for writer in writers[1:]] == ["for all q!"] * 2
        assert run.program.process.poll() is None


def test_a_machine_gets_keys_by_their_place_and_is_shut_down(
    hands: Operator, tmp_path: Path
) -> None:
    with machine(tmp_path) as guest, ExitStack() as stack:
        server = Server("qemu", "", guest.port, None, None, 0)  # type: ignore[arg-type]
        run = stack.enter_context(wall(hands, [server], tmp_path))
        stack.callback(hands.layout, "us")
        hands.layout("de")
        hands.key("Right")
        wait_for(
            lambda: len(np.unique(hands.see().reshape(-1, 3), axis=0)) > 1000,
            "the machine is on the wall",
        )
        hands.key("Return")
        run.wait_amber(shown=True)

        def pressed(words: str) -> bool:
            return guest.traced(f"down 1, {words}")

        def typed() -> bool:
            hands.key("y", "dead_acute")  # "y" is where a US keyboard has Z
            return pressed("sym 0x79, keycode 0x2c") and pressed("sym 0x0, keycode 0xd")

        wait_for(typed, "places arrive")
        do(run, "shut down")
        hands.key("Return")  # the harmless answer
        do(run, "shut down")
        hands.key("Tab", "Return")
        guest.await_event("POWERDOWN")
        assert guest.events.count("POWERDOWN") == 1


def test_special_keys_texts_and_sizes_reach_the_desktop(
    hands: Operator, stage: tuple[Server, Scene], run: WallRun, tmp_path: Path
) -> None:
    server, _ = stage
    with (
        Typewriter(server.display, tmp_path) as typewriter,
        Pad(server.display, tmp_path) as pad,
    ):
        desktop = take_control(run)
        hands.move(*run.on_screen(desktop, server, Point(440, 110)))
        do(run, "Alt+F4")
        keys = r"Key(Press|Release) event.*?\n.*?\n.*?keysym 0x\w+, (\w+)\)"
        expected = [("Press", "Alt_L"), ("Press", "F4"), ("Release", "F4"), ("Release", "Alt_L")]
        wait_for(lambda: re.findall(keys, pad.log)[-4:] == expected, "Alt+F4 arrives")

        # Every pixel as one: a click lands on the very pixel under the pointer.
        hands.chord(*CHORD)
        hands.key("0")
        desktop = run.tile()
        hands.click(desktop.x + 450, desktop.y + 120)
        wait_for(lambda: len(pad.presses) >= 2, "the click arrives")
        border = pad.presses[0].x - (450 - 350)
        assert abs(border) <= 3
        assert pad.presses[0].y - (120 - 40) == border

        hands.move(desktop.x + 150, desktop.y + 90)
        copy("naïve\tßé €", "clipboard", hands.display)
        hands.chord(*CHORD)
        hands.key("ctrl+shift+v")
        typewriter.await_text("naïve\tßé €")

        do(run, "fit desktop")
        wait_for(lambda: size_of(server.display)[0] > 900, "the desktop fits the window")
        hands.chord(*CHORD)
        hands.chord(*CHORD)
        run.wait_amber(shown=False)
        wait_for(lambda: size_of(server.display) == (640, 480), "it has its own size again")
        # The wall itself asks for the size that the desktop had.
        asked = ["asks for WxH pixels"] * 2
        assert controlled(run.folder) == ["takes control", *asked, "gives back control"]


def test_dead_keys_and_keys_of_other_scripts(
    hands: Operator, stage: tuple[Server, Scene], run: WallRun, tmp_path: Path
) -> None:
    server, _ = stage
    with Typewriter(server.display, tmp_path) as typewriter, ExitStack() as stack:
        stack.callback(hands.layout, "us")
        desktop = take_control(run)
        hands.move(*run.on_screen(desktop, server, Point(150, 90)))
        command(["setxkbmap", "us", "-variant", "intl"], display=hands.display)
        hands.key("dead_acute", "e", "dead_diaeresis", "u", "dead_acute", "space")
        typed = "éü'"
        typewriter.await_text(typed)
        hands.layout("ru")
        hands.key("ctrl+Cyrillic_es")  # the key of C
        typed += "\x03"
        typewriter.await_text(typed)
        hands.layout("bd")
        hands.type("কলম")
        typewriter.await_text(typed + "কলম")
        hands.layout("us")
        hands.chord(*CHORD)
        hands.chord(*CHORD)
        run.wait_amber(shown=False)
