"""RRE subrectangles: what the kernel promises beyond its decoder's tests."""

from __future__ import annotations

import struct
from types import ModuleType

import numpy as np
import pytest

from tests.support.interpreted import interpreted
from vncwall.kernels import rre

TABLE = np.arange(65536, dtype=np.uint32)


@pytest.fixture(params=["compiled", "interpreted"])
def kernel(request: pytest.FixtureRequest) -> ModuleType:
    return rre if request.param == "compiled" else interpreted("rre")


def test_it_says_how_many_it_drew(kernel: ModuleType) -> None:
    view = np.zeros((4, 4), np.uint32)
    data = b"".join(struct.pack("<H4B", n, n, 0, 1, 1) for n in range(1, 4))
    assert kernel.draw(data, False, 2, TABLE, view) == 3
    assert view[0].tolist() == [0, 1, 2, 3]


def test_it_stops_at_the_first_outside_and_says_which(kernel: ModuleType) -> None:
    view = np.zeros((4, 4), np.uint32)
    parts = [(1, 0, 0, 1, 1), (2, 0, 3, 1, 2), (3, 1, 1, 1, 1)]
    data = b"".join(struct.pack(">B4H", *part) for part in parts)
    assert kernel.draw(data, True, 1, TABLE, view) == -2
    assert np.count_nonzero(view) == 1


def test_a_part_of_a_subrectangle_is_left(kernel: ModuleType) -> None:
    view = np.zeros((4, 4), np.uint32)
    assert kernel.draw(bytes(8 + 7), False, 4, TABLE[:0], view) == 1


@pytest.mark.parametrize(("size", "entries"), [(1, 255), (2, 65535), (3, 0), (0, 0)])
def test_tables_that_are_too_short_are_refused(kernel: ModuleType, size: int, entries: int) -> None:
    with pytest.raises(ValueError, match="table"):
        kernel.draw(bytes(40), False, size, TABLE[:entries], np.zeros((1, 1), np.uint32))
