"""PNG's row filters, by hand."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from tests.support.interpreted import interpreted
from vncwall.kernels import png

KERNELS = pytest.mark.parametrize("kernel", [png, interpreted("png")])


@KERNELS
def test_every_filter_with_its_neighbours(kernel: ModuleType) -> None:
    rows = bytes.fromhex(
        "00 01 02 03 04 01 01 02 03 fe 02 01 01 01 01 03 0a 0a 0a 0a 04 01 01 01 01"
    )
    out = np.zeros((5, 4), np.uint8)
    assert kernel.unfilter(rows, out, 2) == len(rows)
    assert out.tolist() == [
        [1, 2, 3, 4],
        [1, 2, 4, 0],
        [2, 3, 5, 1],
        [11, 11, 18, 16],
        # Paeth: left nothing and up 11, 11; then the nearest to left + up - corner.
        [12, 12, 19, 17],
    ]


@KERNELS
def test_an_unknown_filter_is_named_by_its_row(kernel: ModuleType) -> None:
    assert kernel.unfilter(b"\0\1\5\1\0\1", np.zeros((3, 1), np.uint8), 1) == -2


@KERNELS
def test_too_little_data_is_refused(kernel: ModuleType) -> None:
    with pytest.raises(ValueError, match="too little data"):
        kernel.unfilter(b"\0\1\0", np.zeros((2, 1), np.uint8), 1)
    with pytest.raises(ValueError, match="no step"):
        kernel.unfilter(b"\0\1", np.zeros((1, 1), np.uint8), 0)
