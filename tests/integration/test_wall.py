"""The wall in a real window, worked by a real keyboard and mouse."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.integration.hands import Operator, bounding_box, of_colour, operator
from tests.integration.inbox import Pad, Typewriter
from tests.integration.processes import wait_for
from tests.integration.program import Program
from tests.integration.scene import Scene, photo, scene
from tests.integration.screen import grab, psnr_db
from tests.integration.servers import SERVERS, Server
from vncwall.geometry import Point, Rect

pytestmark = pytest.mark.real

GROUND = (42, 127, 78)
"""Colour of the desktop: nothing of the wall's own looks like it."""

GROUND_NAME = "#2a7f4e"

AMBER = (0xFF, 0xB0, 0x00)

CONFIGURATION = """
[wall]
title = "test wall"
width = 1000
height = 700
workers = 1
state = "{folder}/state"

[recording]
folder = "{folder}/recordings"

[defaults.tile]
jpeg_quality = "lossless"
update_interval = 0.2

[defaults.control]
jpeg_quality = "lossless"
"""


class WallRun:
    """A wall that runs on the operator's display, and where its tiles are."""

    def __init__(self, program: Program, hands: Operator, folder: Path) -> None:
        self.program = program
        self.hands = hands
        self.folder = folder
        self.window = hands.window("test wall")
        hands.xdotool("windowfocus", "--sync", self.window)

    def tile(self) -> Rect:
        """Wait until a desktop of the colour `GROUND` is shown and return where it stays."""
        last: Rect | None = None

        def found() -> Rect | None:
            nonlocal last
            before, last = last, bounding_box(of_colour(grab(self.hands.display), GROUND))
            return last if last == before and last is not None and last.width > 100 else None

        return wait_for(found, "the desktop is on the wall", timeout_s=30)

    def await_control(self) -> Rect:
        """Wait for the frame that says that control is on, and return where the desktop is."""
        self.wait_amber(shown=True)
        return self.tile()

    def wait_amber(self, *, shown: bool) -> None:
        """Wait until the amber of control is on the wall, or is gone."""

        def claim() -> bool:
            amber = int(of_colour(grab(self.hands.display), AMBER, within=3).sum())
            return amber > 1000 if shown else amber == 0

        try:
            wait_for(claim, f"amber is {'shown' if shown else 'gone'}", timeout_s=10)
        finally:
            self.hands.see()

    def on_screen(self, desktop: Rect, server: Server, point: Point) -> tuple[int, int]:
        """Return where on the operator's screen a point of the remote desktop is shown."""
        height, width = grab(server.display).shape[:2]
        return (
            desktop.x + (2 * point.x + 1) * desktop.width // (2 * width),
            desktop.y + (2 * point.y + 1) * desktop.height // (2 * height),
        )


@pytest.fixture(scope="module")
def hands(folder: Path) -> Iterator[Operator]:
    """The operator's display, for the module."""
    own = folder / "wall"
    own.mkdir(exist_ok=True)
    with operator(own) as result:
        yield result


@pytest.fixture(scope="module")
def stage(folder: Path) -> Iterator[tuple[Server, Scene]]:
    """A desktop of one colour with a photo-like picture in a corner."""
    own = folder / "wall-stage"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as server, scene(server.display, own) as content:
        content.background(GROUND_NAME)
        content.picture(photo(240, 150), 390, 310)
        yield server, content


@contextmanager
def wall(
    hands: Operator, servers: Sequence[Server], folder: Path, *options: str
) -> Iterator[WallRun]:
    """Run the wall over these servers on the operator's display."""
    text = CONFIGURATION.format(folder=folder)
    for number, server in enumerate(servers):
        text += f'\n[[hosts]]\nname = "desk {number}"\naddress = "{server.address}"\n'
    path = folder / "wall.toml"
    path.write_text(text)
    hands.move(1279, 799)
    with Program(["wall", *options, path], folder, display=hands.display) as program:
        yield WallRun(program, hands, folder)


def test_tile_shows_the_reduced_screen(
    hands: Operator, stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, content = stage
    with wall(hands, [server], tmp_path) as run:
        seen = run.tile()
        screen = content.settle()
        # The caption lies over the lower edge, so the width says how large the tile is.
        height = round(seen.width * 480 / 640)
        assert 0.88 * height < seen.height <= height, "the aspect is kept"

        def near() -> bool:
            rows = seen.height * 95 // 100
            shown = hands.see()[seen.y : seen.y + rows, seen.x : seen.right]
            image = Image.fromarray(screen).resize((seen.width, height), Image.Resampling.BILINEAR)
            return psnr_db(shown, np.asarray(image)[:rows]) > 35

        wait_for(near, "the tile looks like the screen")
        assert not of_colour(hands.see(), AMBER, within=3).any(), "nothing is under control"


PROMOTIONS: dict[str, Callable[[WallRun, Rect], None]] = {
    "click": lambda run, tile: run.hands.click(tile.x + tile.width // 2, tile.y + tile.height // 2),
    "Enter": lambda run, tile: run.hands.key("Right", "Return"),
}


def release_by_chord(run: WallRun) -> None:
    """Open the control bar and give control back, both with the chord."""
    run.hands.chord("Control_L", "Alt_L", "Shift_L")
    run.hands.chord("Control_L", "Alt_L", "Shift_L")


def release_by_button(run: WallRun) -> None:
    """Click on the button at the right end of the amber banner."""
    area = run.hands.area(run.window)
    y = area.y + 17
    row = grab(run.hands.display)[y : y + 1, area.x : area.right]
    (others,) = np.flatnonzero(~of_colour(row, AMBER, within=3)[0]).reshape(1, -1)
    run.hands.click(area.x + int(others[-1]) - 12, y)


RELEASES: dict[str, Callable[[WallRun], None]] = {
    "chord": release_by_chord,
    "button": release_by_button,
}


@pytest.mark.parametrize(("promotion", "release"), list(zip(PROMOTIONS, RELEASES, strict=True)))
def test_promote_type_click_and_release(
    hands: Operator, stage: tuple[Server, Scene], promotion: str, release: str, tmp_path: Path
) -> None:
    server, _ = stage
    with (
        Typewriter(server.display, tmp_path) as typewriter,
        Pad(server.display, tmp_path) as pad,
        wall(hands, [server], tmp_path) as run,
    ):
        tile = run.tile()
        # Keys and clicks on a tile that is not promoted stay here.
        hands.key("z")
        PROMOTIONS[promotion](run, tile)
        desktop = run.await_control()
        assert abs(desktop.width / desktop.height - 640 / 480) < 0.01
        hands.move(*run.on_screen(desktop, server, Point(150, 90)))
        hands.type("Hello, World! (~)")
        hands.key("Return", "BackSpace", "Tab", "Escape", "ctrl+c")
        typed = "Hello, World! (~)\r\x7f\t\x1b\x03"
        typewriter.await_text(typed)
        for button in (1, 2, 3, 4, 5):
            hands.click(*run.on_screen(desktop, server, Point(440, 110)), button)
        wait_for(lambda: len(pad.presses) >= 10, "the clicks arrive")
        assert [press.button for press in pad.presses] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
        for press in pad.presses:
            assert abs(press.x - 88) <= 2
            assert abs(press.y - 68) <= 2
        hands.move(*run.on_screen(desktop, server, Point(150, 90)))
        RELEASES[release](run)
        run.wait_amber(shown=False)
        hands.type("ouvx")  # keys without a meaning on the wall
        hands.see()
        # Promote again: only what is typed from now on may arrive.
        tile = run.tile()
        hands.click(tile.x + tile.width // 2, tile.y + tile.height // 2)
        desktop = run.await_control()
        hands.move(*run.on_screen(desktop, server, Point(150, 90)))
        hands.type("again")
        typewriter.await_text(typed + "again")


def test_layouts_of_the_operator_are_respected(
    hands: Operator, stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, _ = stage
    words = {"de": "straße", "fr": "été ç", "ru": "Привет", "us": "plain"}
    with (
        Typewriter(server.display, tmp_path) as typewriter,
        wall(hands, [server], tmp_path) as run,
        ExitStack() as stack,
    ):
        stack.callback(hands.layout, "us")
        tile = run.tile()
        hands.click(tile.x + tile.width // 2, tile.y + tile.height // 2)
        desktop = run.await_control()
        hands.move(*run.on_screen(desktop, server, Point(150, 90)))
        typed = ""
        for layout, word in words.items():
            hands.layout(layout)
            hands.type(word)
            typed += word
            typewriter.await_text(typed)


def test_record_key_records(hands: Operator, stage: tuple[Server, Scene], tmp_path: Path) -> None:
    server, _ = stage
    recordings = tmp_path / "recordings"
    with wall(hands, [server], tmp_path) as run:
        run.tile()
        hands.key("Right", "r")
        wait_for(lambda: list(recordings.rglob("*.part")), "a recording has begun", timeout_s=20)
        hands.see()
        hands.key("r")
        wait_for(lambda: list(recordings.rglob("*.mkv")), "the recording has ended", timeout_s=20)
        hands.key("r")
        wait_for(lambda: list(recordings.rglob("*.part")), "another has begun", timeout_s=20)
        run.program.look()
        # Quitting finishes the file.
        hands.key("q")
        assert run.program.wait() == 0
        run.program.assert_clean_end()
    assert len(list(recordings.rglob("*.mkv"))) == 2
    assert not list(recordings.rglob("*.part"))


def test_servers_of_all_kinds_live_side_by_side(
    hands: Operator, folder: Path, tmp_path: Path
) -> None:
    own = folder / "wall-side-by-side"
    colours = {"xtigervnc": (200, 60, 60), "xtightvnc": (60, 160, 200), "x11vnc": (150, 90, 200)}
    with ExitStack() as stack:
        servers = []
        for name, colour in colours.items():
            (own / name).mkdir(parents=True)
            server = stack.enter_context(SERVERS[name](own / name))
            content = stack.enter_context(scene(server.display, own / name))
            content.background("#{:02x}{:02x}{:02x}".format(*colour))
            servers.append(server)
        stack.enter_context(wall(hands, servers, tmp_path))

        def tiles() -> list[Rect] | None:
            picture = grab(hands.display)
            boxes = [bounding_box(of_colour(picture, colour)) for colour in colours.values()]
            found = [box for box in boxes if box is not None and box.width > 100]
            return found if len(found) == len(colours) else None

        found = wait_for(tiles, "all three are on the wall", timeout_s=30)
        hands.see()
        assert len({tile.width for tile in found}) == 1
        for number, tile in enumerate(found):
            for other in found[number + 1 :]:
                assert tile.intersection(other).is_empty


def test_view_only_wall_cannot_be_made_to_control(
    hands: Operator, stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    server, _ = stage
    with (
        Typewriter(server.display, tmp_path) as typewriter,
        Pad(server.display, tmp_path) as pad,
    ):
        with wall(hands, [server], tmp_path, "--view-only") as run:
            tile = run.tile()
            hands.click(*run.on_screen(tile, server, Point(440, 110)))
            hands.key("Right", "Return")
            tile = run.tile()
            hands.click(*run.on_screen(tile, server, Point(440, 110)))
            hands.click(*run.on_screen(tile, server, Point(150, 90)))
            hands.type("ouvx")
            assert not of_colour(hands.see(), AMBER, within=3).any()
        # Another wall may: what it types is the proof that the former's would have shown.
        with wall(hands, [server], tmp_path) as run:
            tile = run.tile()
            hands.click(tile.x + tile.width // 2, tile.y + tile.height // 2)
            desktop = run.await_control()
            hands.move(*run.on_screen(desktop, server, Point(150, 90)))
            hands.type("y")
            typewriter.await_text("y")
        assert pad.presses == []


ENDINGS: dict[str, Callable[[WallRun], None]] = {
    "Q": lambda run: run.hands.key("q"),
    "window closed": lambda run: run.hands.close_window(run.window),
    "SIGTERM": lambda run: run.program.send_signal(signal.SIGTERM),
    "Ctrl-C": lambda run: run.program.interrupt(),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_way_to_end_leaves_nothing(
    hands: Operator, stage: tuple[Server, Scene], ending: str, tmp_path: Path
) -> None:
    server, _ = stage
    with wall(hands, [server, server], tmp_path) as run:
        run.tile()
        run.program.look()
        assert run.program.segments
        ENDINGS[ending](run)
        assert run.program.wait() in {0, 130, 143}, run.program.stderr
        run.program.assert_clean_end()


def test_clipboard_of_the_operator_and_of_the_desktop_meet(
    hands: Operator, stage: tuple[Server, Scene], tmp_path: Path
) -> None:
    from tests.integration.test_input import copy, paste

    server, _ = stage
    with wall(hands, [server], tmp_path) as run:
        tile = run.tile()
        copy("from the operator", "clipboard", hands.display)
        hands.click(tile.x + tile.width // 2, tile.y + tile.height // 2)
        run.await_control()
        wait_for(
            lambda: paste("clipboard", server.display) == "from the operator",
            "the operator's text can be pasted on the desktop",
        )
        copy("from the desktop", "clipboard", server.display)
        wait_for(
            lambda: paste("clipboard", hands.display) == "from the desktop",
            "the desktop's text can be pasted here",
        )


def test_lost_server_is_said_and_its_last_picture_stays(
    hands: Operator, folder: Path, tmp_path: Path
) -> None:
    own = folder / "wall-lost"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own) as server, scene(server.display, own) as content:
        content.background(GROUND_NAME)
        with wall(hands, [server], tmp_path) as run:
            tile = run.tile()
            server.kill()

            def dimmed() -> bool:
                picture = hands.see()
                middle = picture[tile.y + tile.height // 3, tile.x + tile.width // 4]
                return bool((middle.astype(int) < np.array(GROUND) - 8).any())

            wait_for(dimmed, "the lost desktop is dimmed", timeout_s=10)
            assert run.program.process.poll() is None
