from __future__ import annotations

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.support.desks import Desks
from vncwall.app import capacity
from vncwall.app.capacity import figures_of, run, without
from vncwall.ipc.desk_client import DeskError
from vncwall.scheduling.capacity import Cost, Figures, Room
from vncwall.workers.followers.answers import fit

ROOM = Room(2.0, 1100.0, 400.0, 50.0, 4000.0, 1200.0, 500.0, 1000)
TILE = Cost(10.0, 2.0, 8.0, 0.2, 3.0)
FIGURES = Figures(
    ROOM, 30.0, 16, 11, 2, TILE, Cost(1.0, 0.1, 8.0, 0.2, 3.0), None, Cost(60.0, 0.0, 40.0, 8.3, 4)
)


LOAD = {"level": 0, "slowed": 0, "detail": ""}


def answer(figures: Figures = FIGURES, **more: Any) -> dict[str, Any]:
    said = {"figures": asdict(figures), **fit(figures), "links": [], "load": LOAD, **more}
    return json.loads(json.dumps(said))  # type: ignore[no-any-return]


def said(**options: Any) -> str:
    out = io.StringIO()
    assert run(folder=Path("run"), out=out, **options) == 0
    return out.getvalue()


def test_a_running_wall_says_what_things_cost_and_how_many_more_fit(desks: Desks) -> None:
    link = {"link": "branch", "budget_kbit_s": 1000.0, "kbit_s": 640.0, "live": 5}
    desks.add(7, capacity=answer(links=[link]))
    assert said().splitlines() == [
        "vncwall demo, process 7: 16 live (11 idle), 2 recorded, over 30 s",
        "",
        "one costs            processor      memory",
        "tile, average        10.0 ms/s      8.0 MB",
        "tile, idle            1.0 ms/s      8.0 MB",
        "recording            60.0 ms/s     40.0 MB",
        "",
        "left                            more tiles  or recordings",
        "processors            600 ms/s          60             10",
        "main process          800 ms/s         400         10000+",
        "memory                 1000 MB         125             25",
        "shared memory           500 MB        2500             60",
        "open files                1000         333            250",
        "link branch: 640 of 1000 kbit/s in use by 5 hosts",
        "",
        "About 60 more tiles like these fit; first runs out: processors.",
        "Or about 10 more recordings; first runs out: processors.",
        "2 cores, 1100 ms/s in use, 700 of it by other programs; 15 % are kept free.",
        "Without those: about 125 more tiles, or 21 more recordings.",
    ]


def test_an_overload_is_said_before_anything_fits(desks: Desks) -> None:
    desks.add(7, capacity=answer(load={"level": 1, "slowed": 3, "detail": "one is busy"}))
    assert said().splitlines()[-5] == "Overloaded: one is busy."


def test_what_is_not_measured_is_said(desks: Desks) -> None:
    desks.add(7, capacity=answer(Figures(ROOM, 1.0, 0, 0, 0, None, None, None, None)))
    text = said()
    assert "tile, average       not measured yet: ask again in a few seconds" in text
    assert "How many more fit is not measured yet" in text
    desks.add(7, capacity=answer(Figures(ROOM, 30.0, 2, 0, 0, TILE, None, TILE, None)))
    assert "recording           none is recorded now" in said()


def test_programs_get_the_answer_and_whether_it_is_an_estimate(desks: Desks) -> None:
    desks.add(7, capacity=answer())
    read = json.loads(said(as_json=True))
    assert (read["estimate"], read["more_tiles"], read["more_recordings"]) == (False, 60, 10)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the demo by its result."""
    runs: list[str] = []

    def measure(note: object) -> dict[str, Any]:
        runs.append("demo")
        return answer()

    monkeypatch.setattr(capacity, "measure_demo", measure)
    return runs


def test_without_a_wall_the_demo_is_measured(desks: Desks, measured: list[str]) -> None:
    notes: list[str] = []
    assert said(note=notes.append).startswith("estimate from the built-in demo fleet: 16 live")
    assert notes == ["no vncwall runs here: measuring the demo fleet instead"]
    assert measured == ["demo"]


def test_an_estimate_can_be_had_beside_a_wall(desks: Desks, measured: list[str]) -> None:
    desks.add(7, capacity=answer())
    assert json.loads(said(estimate=True, as_json=True))["estimate"] is True
    assert desks.asked == []


def test_a_process_that_does_not_run_is_no_reason_for_an_estimate(
    desks: Desks, measured: list[str]
) -> None:
    with pytest.raises(DeskError):
        run(folder=Path("run"), pid=9)
    assert measured == []


def test_figures_come_back_as_they_were() -> None:
    assert figures_of(answer()["figures"]) == FIGURES


def test_the_demo_fleet_itself_is_not_counted() -> None:
    less = without(answer(), 500.0)
    assert less["figures"]["room"]["cpu_used_ms_s"] == 600.0
    assert less["more_tiles"] == 110
    nothing = without(answer(), 5000.0)
    assert nothing["figures"]["room"]["cpu_used_ms_s"] == ROOM.ours_ms_s
