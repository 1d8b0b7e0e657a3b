"""The demonstration as a newcomer without a display starts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.program import Program, start_s
from tests.integration.screen import colours, load

pytestmark = pytest.mark.real


def test_demo_without_a_display_makes_a_picture_and_leaves_nothing(tmp_path: Path) -> None:
    picture = tmp_path / "wall.png"
    after_s = 6 + 8 * start_s()  # the desktops must have been painted and sent
    arguments = ["demo", "--headless", "--snapshot", picture, "--after", f"{after_s:.1f}"]
    with Program(arguments, tmp_path) as program:
        program.until(lambda: len(program.segments) >= 4, "some desktops are shown")
        assert program.wait(timeout_s=60) == 0, program.stderr
        program.assert_clean_end()
    shown = load(picture)
    assert min(shown.shape[:2]) >= 480
    assert colours(shown) > 5_000, "the picture is too plain"


def test_demo_that_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    with Program(["demo", "--headless", "--hosts", "4"], tmp_path) as program:
        program.until(lambda: len(program.segments) >= 4, "four desktops are shown")
        program.interrupt()
        assert program.wait() in (0, 130), program.stderr
        program.assert_clean_end()


def test_demo_with_no_display_says_so_in_one_sentence(tmp_path: Path) -> None:
    with Program(["demo"], tmp_path, environment={"SDL_VIDEODRIVER": "x11"}) as program:
        assert program.wait() == 2
        assert program.stderr.count("\n") == 1
        assert "--headless" in program.stderr
