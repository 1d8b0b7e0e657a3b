from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import choose, table_of
from benchmarks.contenders import CONTENDERS, Contender, RunFailed, Setting, run, run_for_picture
from tests.support import wire

INIT = wire.server_init(2, 1)
STREAM = wire.update(wire.raw(0, 0, 2, 1, b"\x00\x80\xff\x00"))


def test_our_client_keeps_the_contract_as_a_program(tmp_path: Path) -> None:
    line, picture = run_for_picture(CONTENDERS[0], INIT, STREAM, Setting(tmp_path))

    assert {"cpu", "user", "sys", "wall", "maxrss_kb"} <= line.keys()
    assert {key: line[key] for key in ("updates", "rects", "width", "height", "note")} == {
        "updates": 1,
        "rects": 1,
        "width": 2,
        "height": 1,
        "note": "",
    }
    assert picture is not None
    assert picture.tolist() == [[[255, 128, 0], [255, 128, 0]]]


def test_client_that_prints_no_line_has_failed_with_its_last_words(tmp_path: Path) -> None:
    silent = Contender("silent", (sys.executable, "-S", "-c", "raise SystemExit('lost')"))
    with pytest.raises(RunFailed, match="silent: lost"):
        run(silent, INIT, STREAM, Setting(tmp_path))


def test_clients_are_chosen_by_name() -> None:
    assert choose(None) == list(CONTENDERS)
    assert [contender.name for contender in choose("floor,vncwall")] == ["floor", "vncwall"]
    with pytest.raises(SystemExit, match="no client mine; there are vncwall, libvncclient"):
        choose("mine")


def test_line_of_the_results_gives_the_table_again() -> None:
    table = table_of(
        {
            "recording": "idle-zrle",
            "bytes": 2_500_000,
            "updates": 3,
            "rects": 50,
            "pixels": 1_200_000,
            "is_jpeg_heavy": False,
            "cpu": {"vncwall": [0.3], "floor": [0.1]},
            "floor": {"inflate": 0.1},
            "pictures": {"vncwall": "same"},
        }
    )
    assert table.facts == "2.5 MB, 3 updates, 50 rectangles, 1 Mpixel"
    assert [(line.name, line.picture) for line in table.lines] == [
        ("floor", ""),
        ("vncwall", "same"),
    ]
    assert table.own_us_per_rect == pytest.approx(4000)
