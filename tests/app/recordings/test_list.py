"""`vncwall recordings list`: what there is, with what is special about it."""

from __future__ import annotations

import json

from tests.app.recordings.conftest import Office
from vncwall.app.recordings import list as command


def test_everything_is_listed_with_its_marks(office: Office) -> None:
    records = {one.path: one for one in office.shelf.records()}
    office.shelf.archive.hold([records["pc1/2026-03-01/010000.mkv"]])
    office.shelf.archive.note([records["pc1/2026-03-01/020000.mkv"]], "look here")
    (office.shelf.folder / "pc1/2026-03-02/030000.mkv").unlink()
    code, out = office.run(command)
    _, line2, first, second, third, _ = out.splitlines()
    assert code == 0
    assert line2.split()[:2] == ["Line", "2/2026-03-01/010000.mkv"]
    assert first.endswith("hand             held")
    assert second.endswith("30%  schedule nights  1 gap, look here")
    assert third.endswith("MISSING")


def test_for_programs_everything_is_said(office: Office) -> None:
    _, out = office.run(command, cause="schedule", as_json=True)
    answer = json.loads(out)
    (record,) = answer["recordings"]
    assert answer["folder"] == str(office.shelf.folder)
    assert record["path"] == "pc1/2026-03-01/020000.mkv"
    assert record["start"] == "2026-03-01T02:00:00.000+00:00"
    assert record["activity_curve"] == [0, 30, 60]
    assert record["controlled"] == [
        {"start": record["start"], "end": "2026-03-01T02:01:00.000+00:00", "who": "alice"}
    ]
    assert record["gaps"][0]["reason"] == "frozen"


def test_nothing_is_no_error(office: Office) -> None:
    assert office.run(command, host="pc9") == (0, "no recordings\n")
