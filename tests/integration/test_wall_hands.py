"""Menu, palette, choosing, notes, questions and the film of the wall, by real hands."""

from __future__ import annotations

import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from PIL import Image

from tests.integration.hands import Operator, bounding_box, of_colour, operator
from tests.integration.processes import wait_for
from tests.integration.program import Program
from tests.integration.scene import scene
from tests.integration.servers import xtigervnc
from vncwall.geometry import Rect
from vncwall.recording.notes import NoteBook

pytestmark = pytest.mark.real

OPEN, LOCKED = (42, 127, 78), (178, 90, 30)
PANEL = (0x12, 0x16, 0x1D)
CONFIGURATION = """
[wall]
title = "wall of hands"
width = 1000
height = 700
workers = 1
snapshots = "{folder}/pictures"
state = "{folder}/state"

[recording]
folder = "{folder}/recordings"
max_fps = 10

[[hosts]]
name = "open desk"
address = "{open}"

[[hosts]]
name = "locked desk"
address = "{locked}"
"""


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[Operator]:
    with operator(tmp_path) as result:
        yield result


def found(hands: Operator, colour: tuple[int, int, int]) -> Rect | None:
    box = bounding_box(of_colour(hands.see(), colour))
    return box if box is not None and box.width > 100 else None


def pictures(folder: Path, name: str) -> list[Path]:
    return sorted((folder / "pictures").glob(f"{name}*.png"))


def test_an_operator_finds_every_way_to_act(hands: Operator, tmp_path: Path) -> None:
    with (
        xtigervnc(tmp_path) as desk,
        xtigervnc(tmp_path, password="sesame") as locked,
        scene(desk.display, tmp_path) as content,
        scene(locked.display, tmp_path) as behind,
    ):
        content.background("#2a7f4e")
        behind.background("#b25a1e")
        path, film = tmp_path / "wall.toml", tmp_path / "film.mkv"
        path.write_text(
            CONFIGURATION.format(folder=tmp_path, open=desk.address, locked=locked.address)
        )
        hands.move(1279, 799)
        command = ["wall", "--record-wall", film, path]
        with Program(command, tmp_path, display=hands.display) as program:
            window = hands.window("wall of hands")
            hands.xdotool("windowfocus", "--sync", window)
            tile = wait_for(lambda: found(hands, OPEN), "the open desk is seen", timeout_s=30)

            # The context menu of a tile; an action by its own key.
            hands.click(tile.x + 60, tile.y + 60, button=3)
            wait_for(lambda: found(hands, PANEL), "the menu is open")
            hands.key("s")
            (picture,) = wait_for(lambda: pictures(tmp_path, "open-desk"), "a snapshot")
            with Image.open(picture) as image:
                assert (image.size, image.info["Title"]) == ((640, 480), "open desk")
                assert image.getpixel((320, 240)) == OPEN

            # The palette finds what was meant; the note is on the disk.
            hands.key("ctrl+k")
            hands.type("takenote")
            hands.key("Return")
            hands.type("printer on fire")
            hands.key("Return")
            notes = NoteBook(tmp_path / "recordings")
            (note,) = wait_for(lambda: list(notes.notes()), "the note is kept")
            assert (note.host, note.text) == ("open desk", "printer on fire")

            # The question of the locked desk: one wrong answer, then the right one, into a file.
            hands.key("F2")
            hands.type("wrong")
            hands.key("Return")
            wait_for(lambda: "wrong password" in program.stderr, "it is wrong", timeout_s=15)
            hands.xdotool("sleep", "0.5")
            hands.key("F2")
            hands.type("sesame")
            hands.key("Tab", "space", "Up", "Return")
            wait_for(lambda: found(hands, LOCKED), "the locked desk is seen", timeout_s=20)
            secret = tmp_path / "passwords" / "locked-desk"
            assert secret.read_text() == "sesame\n"
            assert stat.S_IMODE(secret.stat().st_mode) == 0o600
            assert 'password_file = "passwords/locked-desk"' in path.read_text()

            # Both are chosen, and one key acts on both.
            hands.key("ctrl+a", "s")
            wait_for(lambda: pictures(tmp_path, "locked-desk"), "a snapshot of the other")
            wait_for(lambda: len(pictures(tmp_path, "open-desk")) == 2, "and of the one")
            hands.key("Escape", "ctrl+s")
            wait_for(lambda: pictures(tmp_path, "wall"), "a picture of the wall")

            # The end finishes the film.
            assert not film.exists()
            program.process.send_signal(signal.SIGTERM)
            program.process.wait(20)
        with av.open(str(film)) as container:
            frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        assert frames[-1].shape == (700, 1000, 3)
        for colour in (OPEN, LOCKED):
            assert of_colour(frames[-1], colour, within=12).sum() > 10_000
        assert not of_colour(frames[0], LOCKED, within=12).sum() > 10_000
