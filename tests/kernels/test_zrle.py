"""TRLE and ZRLE tiles: how the kernel stops and goes on."""

from __future__ import annotations

from array import array
from types import ModuleType

import numpy as np
import pytest

from tests.support.interpreted import interpreted
from vncwall.kernels import zrle

TABLE = np.arange(256, dtype=np.uint32)
TILES = [
    bytes([1, 5]),
    bytes([2, 8, 9, *[0xAA, 0x55] * 16]),
    bytes([0, *[3] * 256]),
    bytes([128, 7, 255, 0]),
    bytes([130, 1, 2, 0x80, 254, 0x01]),
    bytes([129, 0x81, 255, 0]),
]


@pytest.fixture(params=["compiled", "interpreted"])
def kernel(request: pytest.FixtureRequest) -> ModuleType:
    return zrle if request.param == "compiled" else interpreted("zrle")


def fresh() -> array[int]:
    return array("I", bytes(4 * zrle.STATE_SIZE))


def test_it_consumes_whole_tiles_only(kernel: ModuleType) -> None:
    data = b"".join(TILES)
    ends = np.cumsum([len(tile) for tile in TILES]).tolist()
    for size in range(len(data) + 1):
        state = fresh()
        view = np.zeros((16, 96), np.uint32)
        consumed = kernel.draw(data, 0, size, state, 16, 1, TABLE, view)
        whole = sum(end <= size for end in ends)
        assert (consumed, state[kernel.TILE]) == ([0, *ends][whole], whole)


def test_it_goes_on_at_any_tile(kernel: ModuleType) -> None:
    data = b"".join(TILES)
    whole, pieces = (np.zeros((16, 96), np.uint32) for _ in range(2))
    state = fresh()
    assert kernel.draw(data, 0, len(data), state, 16, 1, TABLE, whole) == len(data)
    state = fresh()
    for tile in TILES:
        assert kernel.draw(b"?" + tile, 1, 1 + len(tile), state, 16, 1, TABLE, pieces) == len(tile)
    assert np.array_equal(pieces, whole)
    assert whole[0, [0, 16, 17, 32, 48, 64, 80]].tolist() == [5, 9, 8, 3, 7, 1, 2]


def test_an_error_names_its_tile(kernel: ModuleType) -> None:
    state = fresh()
    view = np.zeros((16, 48), np.uint32)
    assert kernel.draw(bytes([1, 5, 1, 6, 17]), 0, 5, state, 64, 1, TABLE, view[:, :1]) == 2
    state = fresh()
    assert kernel.draw(bytes([1, 5, 17]), 0, 3, state, 16, 1, TABLE, view) == kernel.BAD_SUBENCODING
    assert state[kernel.TILE] == 1
