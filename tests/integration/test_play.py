"""The player in a real window, on a file that anybody could have recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from tests.integration.hands import Operator, of_colour, operator
from tests.integration.processes import wait_for
from tests.integration.program import Program
from tests.integration.screen import grab

pytestmark = pytest.mark.real

COLOURS = ((200, 40, 40), (40, 160, 60), (50, 80, 210))
SECONDS_EACH = 10


@pytest.fixture(scope="module")
def hands(folder: Path) -> Iterator[Operator]:
    """The operator's display, for the module."""
    own = folder / "play"
    own.mkdir(exist_ok=True)
    with operator(own) as result:
        yield result


@pytest.fixture(scope="module")
def film(folder: Path) -> Path:
    """A film of three colours, ten seconds each, one frame a second."""
    path = folder / "three colours.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=1)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for colour in COLOURS:
            pixels = np.full((240, 320, 3), colour, np.uint8)
            for _ in range(SECONDS_EACH):
                frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_play_pause_seek_speed_and_quit(hands: Operator, film: Path, tmp_path: Path) -> None:
    def shows(colour: tuple[int, int, int]) -> bool:
        return int(of_colour(grab(hands.display), colour, within=12).sum()) > 50_000

    hands.move(1279, 799)
    with Program(["play", film], tmp_path, display=hands.display) as program:
        hands.xdotool("windowfocus", "--sync", hands.window("three colours"))
        wait_for(lambda: shows(COLOURS[0]), "the beginning is shown")
        hands.key("space")  # it stands still, so what follows is due to the keys alone
        hands.key("End")
        wait_for(lambda: shows(COLOURS[2]), "the end is shown")
        hands.key("Home")
        wait_for(lambda: shows(COLOURS[0]), "the beginning is shown again")
        hands.key("Right", "Right", "Right")
        wait_for(lambda: shows(COLOURS[1]), "fifteen seconds on, the second colour is shown")
        hands.see()
        for _ in range(4):
            hands.key("bracketright")
        hands.key("space")
        wait_for(lambda: shows(COLOURS[2]), "it plays on, faster", timeout_s=5)
        hands.key("q")
        assert program.wait() == 0
        program.assert_clean_end()
