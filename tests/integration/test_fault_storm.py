"""One short round of what `python -m benchmarks.faults` does for minutes."""

from __future__ import annotations

import pytest

from benchmarks.faults import run

pytestmark = pytest.mark.real

SHORT = ("worker killed", "server stopped", "cut", "garbage", "file table", "all reconnect")


def test_a_wall_survives_all_that_happens_to_it() -> None:
    result = run(seconds=0, rounds=1, hosts=8, names=SHORT, say=print)
    assert result["failures"] == []
