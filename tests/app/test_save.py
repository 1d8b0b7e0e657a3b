from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.support.desks import Desks
from vncwall.app.save import run
from vncwall.ipc.desk_client import DeskError

BEGUN = {"host": "pc1", "number": 0}
PENDING = {"is_done": False}
SAVED = {
    "is_done": True,
    "host": "pc1",
    "paths": ["r/pc1/120000.fbs"],
    "length_s": 125.0,
    "detail": "",
}
FAILED = {**SAVED, "paths": [], "length_s": 0.0, "detail": "nothing is kept of it yet"}


def saved(*, as_json: bool = False, last_s: float = 0.0) -> tuple[int, str]:
    out = io.StringIO()
    code = run(
        ["pc1"], last_s=last_s, folder=Path("run"), as_json=as_json, out=out, sleep=lambda s: None
    )
    return code, out.getvalue()


def test_it_waits_for_the_file_and_names_it(desks: Desks) -> None:
    desks.add(1, save=BEGUN, saved=[PENDING, PENDING, SAVED])
    assert saved(last_s=90.0) == (0, "pc1: 2:05 in r/pc1/120000.fbs\n")
    assert desks.asked[0] == (1, "save", {"host": "pc1", "last_s": 90.0})
    assert desks.asked[1:] == [(1, "saved", BEGUN)] * 3


def test_what_was_not_saved_is_an_error(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    desks.add(1, save=BEGUN, saved=FAILED)
    assert saved() == (1, "")
    assert capsys.readouterr().err == "pc1: nothing is kept of it yet\n"


def test_for_programs_it_is_json(desks: Desks) -> None:
    desks.add(1, save=BEGUN, saved=SAVED)
    code, text = saved(as_json=True)
    wanted = {key: value for key, value in SAVED.items() if key != "is_done"}
    assert (code, json.loads(text)) == (0, {"saved": [wanted]})


def test_it_does_not_wait_for_ever(desks: Desks) -> None:
    desks.add(1, save=BEGUN, saved=PENDING)
    with pytest.raises(DeskError, match="nothing was saved within 30 s"):
        saved()
