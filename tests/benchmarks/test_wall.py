from __future__ import annotations

import time

import numpy as np
import pytest

from benchmarks import stamps, wall
from benchmarks.crowd import SIZE, STAMP, CrowdHost
from benchmarks.shown import HEIGHT, WIDTH

HOSTS = [CrowdHost(port, "clock", 1.0, 0.25) for port in range(256)]


@pytest.fixture
def screen() -> wall.Screen:
    return wall.Screen(":0", np.zeros((HEIGHT, WIDTH), np.uint32))


def show(screen: wall.Screen, eye: wall.Eye, tile: int, time_s: float) -> None:
    """Draw the stamp of one tile where the eye looks."""
    white = stamps.encode(time_s)
    screen.pixels[eye._rows[tile], eye._columns[tile]] = np.where(white, 0xFFFFFF, 0)


def test_the_eye_tells_how_long_a_tile_has_been_out_of_date(
    screen: wall.Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    eye = wall.Eye(screen, HOSTS)
    monkeypatch.setattr(time, "time", lambda: 5000.0)
    show(screen, eye, 0, 5000.0)  # drawn 0.25 s ago by this desktop's clock
    show(screen, eye, 255, 4998.0)  # replaced at 4999, which was 1.25 s ago
    units, ages = eye.look()
    assert (units >= 0).nonzero()[0].tolist() == [0, 255]
    assert ages[0] == 0.0
    assert ages[255] == pytest.approx(1.25)


def test_all_stamps_lie_in_their_tiles_on_the_screen(screen: wall.Screen) -> None:
    eye = wall.Eye(screen, HOSTS)
    assert eye.tile.width * 16 < WIDTH
    for tile in range(len(HOSTS)):
        show(screen, eye, tile, 100.0 + tile)
    units, _ = eye.look()
    assert units.tolist() == [1000 + 10 * tile for tile in range(len(HOSTS))]
    assert STAMP.right < SIZE.width


def test_figures_are_medians_of_the_rounds_without_those_that_are_no_numbers() -> None:
    runs: list[dict[str, object]] = [
        {"a": 1.0, "cores": {}, "gap": None},
        {"a": 4.0, "cores": {}, "gap": 1.0},
        {"a": 2.0, "cores": {}, "gap": 1.0},
    ]
    assert wall.medians(runs) == {"a": 2.0}


def test_the_command_is_understood() -> None:
    options = wall.arguments(["--hosts", "256", "--seconds", "30", "--json"])
    assert (options.hosts, options.seconds, options.rounds, options.json) == (256, 30.0, 1, True)
