import pytest

from vncwall.scheduling.placement import (
    available_cores,
    connects_of_worker,
    least_loaded,
    transfer,
    worker_count,
)
from vncwall.settings.model import WallSettings


@pytest.mark.parametrize(
    ("wanted", "sessions", "count"), [(4, 16, 4), (4, 3, 3), (1, 64, 1), (8, 0, 1), (3, 1, 1)]
)
def test_there_are_as_many_workers_as_wanted_but_no_idle_ones(wanted, sessions, count):
    assert worker_count(wanted, sessions=sessions) == count


def test_by_default_there_is_one_worker_a_core():
    assert worker_count(0, sessions=1000) == available_cores() >= 1


@pytest.mark.parametrize(("workers", "connects", "part"), [(4, 256, 64), (3, 256, 85), (8, 5, 1)])
def test_all_workers_together_open_so_many_connections_at_a_time(workers, connects, part):
    assert connects_of_worker(WallSettings(workers=workers, connects=connects)) == part


def test_sessions_are_spread_evenly():
    loads = {0: 0, 1: 0, 2: 0}
    for _ in range(7):
        loads[least_loaded(loads)] += 1
    assert loads == {0: 3, 1: 2, 2: 2}


@pytest.mark.parametrize(
    ("loads", "pair"),
    [
        ({0: 8, 1: 4}, (0, 1)),
        ({0: 7, 1: 4}, None),
        ({0: 100, 1: 80}, None),
        ({0: 70, 1: 100, 2: 90}, (1, 0)),
        ({0: 4, 1: 0, 2: 4}, (0, 1)),
        ({0: 9}, None),
        ({}, None),
    ],
)
def test_a_session_moves_only_where_loads_are_really_uneven(loads, pair):
    assert transfer(loads) == pair


def test_moving_comes_to_an_end():
    loads = {0: 40, 1: 0, 2: 3}
    moves = 0
    while (pair := transfer(loads)) is not None:
        loads[pair[0]] -= 1
        loads[pair[1]] += 1
        moves += 1
    assert moves < 40
    assert max(loads.values()) - min(loads.values()) < 4
