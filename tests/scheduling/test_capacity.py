from dataclasses import replace

import pytest

from vncwall.scheduling.capacity import (
    MANY,
    Cost,
    Figures,
    Room,
    limits,
    more_recordings,
    more_tiles,
)

ROOM = Room(
    cores=2.0,
    cpu_used_ms_s=700.0,
    ours_ms_s=400.0,
    main_ms_s=50.0,
    memory_mb=4000.0,
    memory_free_mb=1200.0,
    shared_free_mb=500.0,
    files_free=1000,
)
TILE = Cost(cpu_ms_s=10.0, main_ms_s=2.0, memory_mb=8.0, shared_mb=0.2, files=3.0)
RECORDING = Cost(cpu_ms_s=60.0, memory_mb=40.0, shared_mb=8.3, files=4.0)
FIGURES = Figures(ROOM, 30.0, 16, 11, 2, TILE, None, None, RECORDING)


def counts(figures: Figures) -> dict[str, tuple[int | None, int | None]]:
    return {limit.what: (limit.tiles, limit.recordings) for limit in limits(figures)}


def test_each_thing_that_may_run_out_is_looked_at_by_itself() -> None:
    assert counts(FIGURES) == {
        "processors": (100, 16),  # 85 % of 2000 ms/s less the 700 that are in use
        "main process": (400, MANY),
        "memory": (125, 25),  # 5 % of 4000 MB are left to the system
        "shared memory": (2500, 60),
        "open files": (333, 250),
    }


def test_the_scarcest_decides_and_is_named() -> None:
    tiles, recordings = more_tiles(FIGURES), more_recordings(FIGURES)
    assert tiles is not None
    assert recordings is not None
    assert (tiles.what, tiles.tiles) == ("processors", 100)
    assert (recordings.what, recordings.recordings) == ("processors", 16)
    scarce = replace(FIGURES, room=replace(ROOM, memory_free_mb=240.0))
    found = more_tiles(scarce)
    assert found is not None
    assert (found.what, found.tiles) == ("memory", 5)


def test_what_is_used_up_leaves_nothing_and_never_less() -> None:
    full = replace(FIGURES, room=replace(ROOM, cpu_used_ms_s=2000.0, memory_free_mb=10.0))
    assert counts(full)["processors"] == (0, 0)
    assert counts(full)["memory"] == (0, 0)
    assert [limit.free for limit in limits(full)][:3] == [0.0, 800.0, 0.0]


def test_what_costs_nothing_is_no_promise_without_end() -> None:
    free = replace(FIGURES, tile=Cost())
    assert set(tiles for tiles, _ in counts(free).values()) == {MANY}


def test_what_was_not_measured_is_not_known() -> None:
    assert counts(replace(FIGURES, tile=None))["memory"] == (None, 25)
    assert more_tiles(replace(FIGURES, tile=None)) is None
    assert more_recordings(replace(FIGURES, recording=None)) is None


@pytest.mark.parametrize("field", ["shared_free_mb", "files_free"])
def test_what_is_not_bounded_is_left_out(field: str) -> None:
    room = replace(ROOM, **{field: None})  # type: ignore[arg-type]
    assert len(counts(replace(FIGURES, room=room))) == 4
