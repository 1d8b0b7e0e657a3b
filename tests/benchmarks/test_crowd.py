from __future__ import annotations

import pytest

from benchmarks.crowd import KINDS, SIZE, STAMP, counts, films, moving, plans
from vncwall.geometry import Rect


@pytest.mark.parametrize("hosts", [1, 4, 64, 256])
def test_as_many_hosts_as_are_asked_for_most_of_them_quiet(hosts: int) -> None:
    found = counts(hosts)
    assert sum(found.values()) == hosts
    assert sum(plan.copies for plan in plans(found)) == hosts
    if hosts >= 64:
        assert found["video"] == 2
        assert found["clock"] + found["still"] > hosts * 3 // 4


def test_in_a_moving_crowd_nobody_is_still() -> None:
    assert moving(32) == {**counts(32), "clock": 26, "still": 0}
    assert sum(plan.copies for plan in plans(moving(32))) == 32


def test_half_of_a_crowd_with_films_shows_one() -> None:
    assert films(64) == {"video": 32, "scroll": 8, "clock": 12, "still": 12}


@pytest.mark.parametrize("kind", KINDS)
def test_every_desktop_keeps_its_stamp_to_itself(kind: str) -> None:
    desktop = KINDS[kind](kind, SIZE, 40)
    areas = [part.rect for part in desktop.parts]
    assert STAMP in areas
    overlaps = [
        (a, b) for a in areas for b in areas if a is not b and not a.intersection(b).is_empty
    ]
    assert overlaps == []
    assert all(Rect(0, 0, SIZE.width, SIZE.height).contains(area) for area in areas)
