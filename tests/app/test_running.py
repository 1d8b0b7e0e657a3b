from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.desks import Desks
from vncwall.app.running import NOBODY, ask, running
from vncwall.ipc.desk_client import DeskError

FOLDER = Path("run")


def test_nobody_runs_is_said_with_what_to_do(desks: Desks) -> None:
    with pytest.raises(DeskError) as error:
        ask(FOLDER, "status")
    assert str(error.value) == NOBODY


def test_the_newest_is_asked_and_the_others_are_named(desks: Desks) -> None:
    desks.add(20, "vncwall wall b.toml", status={"live": 2})
    desks.add(10, "vncwall demo", status={"live": 1})
    notes: list[str] = []
    one, answer = ask(FOLDER, "status", note=notes.append)
    assert (one.pid, answer) == (20, {"live": 2})
    assert notes == [
        "this is 20 (vncwall wall b.toml); also there: --pid 10 (vncwall demo)",
    ]


def test_one_can_be_chosen(desks: Desks) -> None:
    desks.add(20, status={"live": 2})
    desks.add(10, status={"live": 1})
    notes: list[str] = []
    assert ask(FOLDER, "status", pid=10, note=notes.append)[1] == {"live": 1}
    assert notes == []
    with pytest.raises(DeskError, match=r"no vncwall has process number 7; there are: 20 \("):
        running(FOLDER, pid=7)


def test_the_one_that_has_the_host_answers(desks: Desks) -> None:
    desks.add(20, why="no host is called 'pc1'")
    desks.add(10, why={"host": "pc1"})
    one, answer = ask(FOLDER, "why", host="pc1")
    assert (one.pid, answer) == (10, {"host": "pc1"})


def test_when_none_has_the_host_the_newest_says_so(desks: Desks) -> None:
    desks.add(20, why="new: no such host")
    desks.add(10, why="old: no such host")
    with pytest.raises(DeskError, match=r"^new: no such host$"):
        ask(FOLDER, "why", host="pc1")


def test_one_that_hangs_is_passed_over_and_named_when_it_is_the_only_one(desks: Desks) -> None:
    desks.add(20, status={"live": 2})
    desks.running[20]["who"] = "20: no answer"
    with pytest.raises(DeskError, match="20: no answer"):
        running(FOLDER)
    desks.add(10, status={"live": 1})
    assert ask(FOLDER, "status")[0].pid == 10


def test_one_that_does_not_say_who_it_is_is_a_mistake(desks: Desks) -> None:
    desks.add(20)
    desks.running[20]["who"] = {"pid": "x"}
    with pytest.raises(DeskError, match="does not say who it is"):
        running(FOLDER)
