from __future__ import annotations

import io
from pathlib import Path

from tests.support.desks import Desks
from vncwall.app.reconnect import run


def said(*hosts: str) -> str:
    out = io.StringIO()
    assert run(hosts, folder=Path("run"), out=out) == 0
    return out.getvalue()


def test_all_that_are_not_live_are_connected_anew(desks: Desks) -> None:
    desks.add(1, reconnect={"hosts": ["pc2", "pc3"]})
    assert said() == "pc2: connecting anew\npc3: connecting anew\n"
    assert desks.asked == [(1, "reconnect", {})]


def test_named_hosts_are_connected_anew_one_by_one(desks: Desks) -> None:
    desks.add(1, reconnect=[{"hosts": ["pc1"]}, {"hosts": ["pc2"]}])
    assert said("pc1", "pc2") == "pc1: connecting anew\npc2: connecting anew\n"
    assert desks.asked == [(1, "reconnect", {"host": "pc1"}), (1, "reconnect", {"host": "pc2"})]


def test_nothing_to_do_is_said(desks: Desks) -> None:
    desks.add(1, reconnect={"hosts": []})
    assert said() == "all hosts are live\n"
