"""Areas that move: far, near, over themselves, and not beyond the edge."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from tests.support.interpreted import interpreted
from vncwall.kernels import move


@pytest.fixture(params=["compiled", "interpreted"])
def kernel(request: pytest.FixtureRequest) -> ModuleType:
    return move if request.param == "compiled" else interpreted("move")


@pytest.mark.parametrize("pixel", [np.uint8, np.uint32])
@pytest.mark.parametrize("dy", [-150, -40, -7, -1, 0, 1, 7, 40, 150])
@pytest.mark.parametrize("dx", [-3, 0, 5])
def test_a_large_area_that_is_scrolled_moves_as_one(
    kernel: ModuleType, dx: int, dy: int, pixel: type[np.generic]
) -> None:
    values = np.random.default_rng(7).integers(0, 256, (400, 20)).astype(pixel)
    left, top = 5 - dx, 160 - dy
    expected = values.copy()
    expected[160:233, 5:15] = values[top : top + 73, left : left + 10]
    kernel.move(values, left, top, 5, 160, 10, 73)
    np.testing.assert_array_equal(values, expected)


def test_nothing_can_be_moved(kernel: ModuleType) -> None:
    values = np.arange(12, dtype=np.uint32).reshape(3, 4)
    kernel.move(values, 4, 3, 0, 0, 0, 0)
    assert values.ravel().tolist() == list(range(12))


@pytest.mark.parametrize(
    "area",
    [
        (-1, 0, 0, 0, 1, 1),
        (0, 0, 3, 0, 2, 1),
        (0, 2, 0, 0, 1, 2),
        (1, 0, 0, 0, 4, 1),
        (0, 0, 0, 0, 1, -1),
    ],
)
def test_an_area_outside_is_refused(kernel: ModuleType, area: tuple[int, ...]) -> None:
    values = np.zeros((3, 4), np.uint32)
    with pytest.raises(ValueError, match="outside"):
        kernel.move(values, *area)
