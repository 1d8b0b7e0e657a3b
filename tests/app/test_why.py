from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.desks import Desks
from tests.support.terminal import Terminal
from vncwall.app.why import run
from vncwall.ipc.desk_client import DeskError

LIVE: dict[str, Any] = {
    "host": "pc1",
    "address": "pc1:0",
    "group": "",
    "state": "live",
    "reason": "",
    "detail": "",
    "look": "",
    "slowed": "",
    "retry_in_s": None,
    "since_s": 75.0,
    "age_s": 0.4,
    "kbit_s": 412.3,
    "updates_s": 0.91,
    "recording": "off",
    "recording_detail": "",
    "worker": "vncwall-sessions-0",
    "session": 0,
    "desktop": [1920, 1080],
    "link": "branch",
    "tile": [320, 180],
    "control": False,
    "view_only": False,
    "recorded": False,
    "asked": "Tight, JPEG quality 5, every 2 s",
    "why": "the tile is small",
    "budget_kbit_s": 1000.0,
    "wanted_kbit_s": 500.0,
    "encodings": ["copyrect", "tight"],
    "round_trip_ms": 81.3,
    "throughput_kbit_s": 2100,
    "update_bytes": 51234,
    "cpu_ms_s": 3.12,
    "login": "x509-vnc",
}
AWAY = {
    **LIVE,
    "state": "reconnecting",
    "reason": "refused",
    "detail": "nothing listens on port 5900",
    "retry_in_s": 4.2,
    "recording": "failed",
    "recording_detail": "the disk is full",
    "recorded": True,
    "tile": None,
    "worker": "",
}


def said(desks: Desks, *, pid: int | None = None, **options: Any) -> str:
    out = io.StringIO()
    try:
        code = run("pc1", folder=Path("run"), pid=pid, out=out, sleep=lambda s: None, **options)
        assert code == 0
    except DeskError as error:
        out.write(f"error: {error}\n")
    return out.getvalue()


def test_a_live_host_is_explained_in_lines_that_fit_a_terminal(desks: Desks) -> None:
    desks.add(1, why=LIVE)
    text = said(desks)
    assert text.splitlines() == [
        "host        pc1, pc1:0, 1920x1080",
        "state       live for 1 min; picture 0 s old",
        "asked       Tight, JPEG quality 5, every 2 s",
        "why         the tile is small",
        "seen        tile 320x180",
        "received    412.3 kbit/s of 1000 allowed (500 wanted), 0.91 updates/s of 51.2 kB, "
        "copyrect, tight",
        "line        link branch, round trip 81.3 ms, carries 2100 kbit/s, login x509-vnc, "
        "encrypted",
        "costs       3.12 ms of processor time a second",
        "recording   off",
        "worker      vncwall-sessions-0",
    ]


def test_on_a_terminal_long_lines_go_on_below_their_text(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    desks.add(1, why=LIVE)
    out = Terminal()
    assert run("pc1", folder=Path("run"), out=out) == 0
    lines = out.getvalue().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("received"))
    assert lines[at : at + 3] == [
        "received    412.3 kbit/s of 1000 allowed (500 wanted), 0.91",
        "            updates/s of 51.2 kB, copyrect, tight",
        "line        link branch, round trip 81.3 ms, carries 2100",
    ]


def test_a_slowed_host_says_so(desks: Desks) -> None:
    desks.add(1, why={**LIVE, "slowed": "asked every 4 s at most: one is busy", "look": "black"})
    assert "slowed      asked every 4 s at most: one is busy" in said(desks)
    assert "state       live, black for 1 min" in said(desks)


def test_a_host_that_is_away_is_explained_without_measurements(desks: Desks) -> None:
    desks.add(1, why=AWAY)
    assert said(desks).splitlines() == [
        "host        pc1, pc1:0, 1920x1080",
        "state       reconnecting, refused for 1 min: nothing listens on port 5900; "
        "next attempt in 5 s; picture 0 s old",
        "asked       Tight, JPEG quality 5, every 2 s",
        "why         the tile is small",
        "seen        recorded",
        "recording   failed: the disk is full",
        "worker      none: it is held back",
    ]


def test_programs_get_the_answer_as_it_is(desks: Desks) -> None:
    desks.add(1, why=LIVE)
    assert json.loads(said(desks, as_json=True)) == LIVE


def test_following_prints_what_changes_and_not_what_always_changes(desks: Desks) -> None:
    later = {**LIVE, "age_s": 1.4, "since_s": 76.0, "kbit_s": 3.0, "cpu_ms_s": 9.0}
    desks.add(1, why=[LIVE, later, {**later, "asked": "ZRLE", "why": "it is fast"}, AWAY])
    lines = said(desks, follow=True).splitlines()[10:]
    assert [re.sub(r"^\d\d:\d\d:\d\d  ", "", line) for line in lines] == [
        "asked       ZRLE",
        "why         it is fast",
        "state       reconnecting, refused: nothing listens on port 5900",
        "asked       Tight, JPEG quality 5, every 2 s",
        "why         the tile is small",
        "seen        recorded",
        "recording   failed: the disk is full",
        "worker      none: it is held back",
        "error: it ended while it was asked",
    ]


def test_following_for_programs_is_a_line_a_change(desks: Desks) -> None:
    desks.add(1, why=[LIVE, {**LIVE, "age_s": 9.0}, AWAY])
    lines = said(desks, follow=True, as_json=True).splitlines()
    assert [json.loads(line) for line in lines[:-1]] == [LIVE, AWAY]
    assert lines[-1].startswith("error: ")


def test_the_host_is_asked_for_by_the_name_that_was_found(desks: Desks) -> None:
    desks.add(1, why=[{**LIVE, "host": "pc1-long"}, LIVE])
    said(desks, follow=True)
    assert [values for _, _, values in desks.asked][:2] == [{"host": "pc1"}, {"host": "pc1-long"}]


def test_nobody_runs(desks: Desks) -> None:
    with pytest.raises(DeskError, match="start one"):
        run("pc1", folder=Path("run"))
