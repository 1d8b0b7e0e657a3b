"""Hextile tiles: how the kernel stops and goes on."""

from __future__ import annotations

from array import array
from types import ModuleType

import numpy as np
import pytest

from tests.support.interpreted import interpreted
from vncwall.kernels import hextile

TABLE = np.arange(256, dtype=np.uint32)
TILES = [bytes([2, 5]), bytes([4 | 8, 9, 1, 0, 0]), bytes([1]) + bytes([3] * 256), bytes([0])]


@pytest.fixture(params=["compiled", "interpreted"])
def kernel(request: pytest.FixtureRequest) -> ModuleType:
    return hextile if request.param == "compiled" else interpreted("hextile")


def test_it_consumes_whole_tiles_only(kernel: ModuleType) -> None:
    data = b"".join(TILES)
    ends = np.cumsum([len(tile) for tile in TILES]).tolist()
    for size in range(len(data) + 1):
        state = array("I", [0, 0, 0])
        view = np.zeros((16, 64), np.uint32)
        consumed = kernel.draw(data, 0, size, state, 1, TABLE, view)
        whole = sum(end <= size for end in ends)
        assert (consumed, state[kernel.TILE]) == ([0, *ends][whole], whole)
        assert not view[:, 16 * whole :].any(), "nothing is drawn of a tile that is not whole"


def test_it_takes_colours_on_from_the_state(kernel: ModuleType) -> None:
    state = array("I", [1, 77, 88])
    view = np.zeros((1, 32), np.uint32)
    assert kernel.draw(bytes([8, 1, 0, 0]), 0, 4, state, 1, TABLE, view) == 4
    assert view.tolist() == [[0] * 16 + [88] + [77] * 15]
    assert list(state) == [2, 77, 88]


def test_bytes_after_the_last_tile_are_left(kernel: ModuleType) -> None:
    state = array("I", [0, 0, 0])
    assert kernel.draw(bytes([2, 5, 2, 5]), 0, 4, state, 1, TABLE, np.zeros((1, 1), np.uint32)) == 2


def test_tables_and_states_that_are_too_short_are_refused(kernel: ModuleType) -> None:
    view = np.zeros((1, 1), np.uint32)
    with pytest.raises(ValueError, match="table"):
        kernel.draw(b"\0", 0, 1, array("I", [0, 0, 0]), 1, TABLE[:255], view)
    with pytest.raises(ValueError, match="table"):
        kernel.draw(b"\0", 0, 1, array("I", [0, 0, 0]), 3, TABLE, view)
    with pytest.raises(ValueError, match="state"):
        kernel.draw(b"\0", 0, 1, array("I", [0, 0]), 1, TABLE, view)
