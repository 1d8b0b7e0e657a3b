from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.desks import Desks
from tests.support.terminal import Terminal
from vncwall.app.status import exit_code, run
from vncwall.ipc.desk_client import DeskError


def host(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "host": name,
        "address": f"{name}:0",
        "group": "",
        "state": "live",
        "reason": "",
        "detail": "",
        "look": "",
        "retry_in_s": None,
        "since_s": 75.0,
        "age_s": 0.4,
        "kbit_s": 412.3,
        "updates_s": 0.91,
        "recording": "off",
        "recording_detail": "",
        "worker": "vncwall-sessions-0",
        "session": 0,
        **changes,
    }


LOAD = {"level": 1, "slowed": 2, "detail": "one is busy; 2 desktops are asked less often"}
LIVE = host("pc1", recording="recording")
AWAY = host(
    "pc2", state="reconnecting", reason="refused", detail="nothing listens", retry_in_s=4.2,
    age_s=None, kbit_s=0.0,
)  # fmt: skip
LOCKED = host("pc3", state="failed", reason="wrong password", recording="failed",
              recording_detail="disk full")  # fmt: skip


@pytest.fixture
def wall(desks: Desks) -> Desks:
    desks.add(
        4711, "vncwall wall w.toml", status={"hosts": [LIVE, AWAY, LOCKED], "live": 1, "load": LOAD}
    )
    return desks


def said(*hosts: str, **options: Any) -> tuple[int, str]:
    out = io.StringIO()
    code = run(hosts, folder=Path("run"), out=out, **options)
    return code, out.getvalue()


def test_the_table_has_a_line_for_each_host_and_the_sum(wall: Desks) -> None:
    code, text = said()
    assert code == 0
    assert [" ".join(line.split()) for line in text.splitlines()] == [
        "host state since age kbit/s",
        "pc1 live 1 min 0 s 412 rec",
        "pc2 reconnecting, refused 1 min 0 nothing listens; again in 5 s",
        "pc3 failed, wrong password 1 min 0 s 412 REC! recording: disk full",
        "1 of 3 live, 1 recording, 825 kbit/s: vncwall wall w.toml, process 4711, up 1 min",
        "overloaded: one is busy; 2 desktops are asked less often",
    ]


def test_on_a_narrow_terminal_a_detail_has_its_own_line(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    names = [{**AWAY, "host": "a-host-with-quite-a-long-name-in-it", "detail": "x" * 90}, LIVE]
    load = {**LOAD, "detail": ""}
    desks.add(7, "vncwall demo", status={"hosts": names, "live": 1, "load": load})
    out = Terminal()
    run((), folder=Path("run"), out=out)
    assert [line.rstrip() for line in out.getvalue().splitlines()] == [
        "host                         state                   since     age  kbit/s",
        "a-host-with-quite-a-long-na  reconnecting, refused   1 min               0",
        f"    {'x' * 75}…",
        "pc1                          live                    1 min     0 s     412  rec",
        "1 of 2 live, 1 recording, 412 kbit/s: vncwall demo, process 7, up 1 min",
    ]


def test_only_problems_leaves_out_what_is_live_but_counts_it(wall: Desks) -> None:
    text = said(only_problems=True)[1]
    assert "pc1" not in text
    assert "1 of 3 live" in text


def test_hosts_can_be_named(wall: Desks) -> None:
    wall.running[4711]["why"] = [LIVE, AWAY, LIVE, "no host is called 'pc9'"]
    text = said("pc1", "PC2")[1]
    assert "1 of 2 live" in text
    assert "pc3" not in text
    with pytest.raises(DeskError, match="no host is called 'pc9'"):
        said("pc1", "pc9")


def test_the_vncwall_that_has_the_host_is_asked(wall: Desks) -> None:
    wall.running[4711]["why"] = "no host is called 'pc7'"
    other = host("pc7")
    load = {**LOAD, "detail": ""}
    wall.add(12, "vncwall demo", why=other, status={"hosts": [other], "live": 1, "load": load})
    assert "1 of 1 live" in said("pc7")[1]


def test_monitoring_gets_everything_as_json(wall: Desks) -> None:
    code, text = said(as_json=True, only_problems=True, check=True)
    assert code == 1
    assert json.loads(text) == {
        "pid": 4711,
        "title": "vncwall wall w.toml",
        "load": LOAD,
        "hosts": [AWAY, LOCKED],
        "live": 1,
        "total": 3,
    }


@pytest.mark.parametrize(
    ("hosts", "code"),
    [
        ([], 0),
        ([LIVE], 0),
        ([LIVE, AWAY], 11),
        ([AWAY, AWAY], 11),
        ([AWAY, LOCKED], 1),
        ([host("pc4", state="connecting")], 1),
        ([host("pc4", state="reconnecting", reason="a reason of tomorrow")], 1),
    ],
)
def test_the_exit_code_is_that_of_the_one_cause(hosts: list[dict[str, Any]], code: int) -> None:
    assert exit_code(hosts) == code


def test_without_check_the_exit_code_says_that_it_was_printed(wall: Desks) -> None:
    wall.running[4711]["why"] = AWAY
    assert said("pc2")[0] == 0
    assert said("pc2", check=True)[0] == 11
