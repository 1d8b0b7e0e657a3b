from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import (
    ChangeHost,
    RemoveSession,
    RequestPower,
    ResizeDesktop,
    SetControl,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.states import PowerAction
from vncwall.workers.followers import control_log
from vncwall.workers.followers.control_log import ControlLog
from vncwall.workers.roster import Roster

HOST = HostSettings("lab", HostAddress("lab", 5901))


class Log:
    """A log of two hosts, and what the supervisor does before it hears of a command."""

    def __init__(self, folder: Path | None) -> None:
        self.roster = Roster(RecordingSettings())
        for session in (0, 1):
            self.roster.add(session, replace(HOST, name=f"lab {session}"), posts=1)
        state = "" if folder is None else str(folder)
        self.log = ControlLog(self.roster, FakeClock(), state=state, who=lambda: "alice")
        self.path = (folder or Path()) / "control.jsonl"

    def control(self, session: int, *, enabled: bool, large: bool = True) -> None:
        entry = self.roster.get(session)
        assert entry is not None
        entry.has_control, entry.is_shown_large = enabled, large
        self.log.sent(SetControl(session, enabled, large))

    @property
    def entries(self) -> list[tuple[str, str]]:
        lines = [json.loads(line) for line in self.path.read_text().splitlines()]
        assert all(line["who"] == "alice" and line["time"].endswith("Z") for line in lines)
        return [(line["host"], line["what"]) for line in lines]


def test_taking_and_giving_back_is_entered_once_with_who_and_when(tmp_path: Path) -> None:
    log = Log(tmp_path / "state")
    log.control(0, enabled=True)
    log.control(0, enabled=True)  # again, after the connection was lost
    log.log.sent(RequestPower(0, PowerAction.REBOOT))
    log.log.sent(ResizeDesktop(0, 800, 600))
    log.control(0, enabled=False)
    log.control(0, enabled=False)
    assert log.entries == [
        ("lab 0", "takes control"),
        ("lab 0", "asks to reboot"),
        ("lab 0", "asks for 800x600 pixels"),
        ("lab 0", "gives back control"),
    ]
    assert log.path.stat().st_mode & 0o777 == 0o600


def test_several_at_once_are_called_so_and_the_end_is_entered(tmp_path: Path) -> None:
    log = Log(tmp_path)
    for session in (0, 1):
        log.control(session, enabled=True, large=False)
    log.log.close()
    assert log.entries == [
        *((f"lab {n}", "takes control, together with others") for n in (0, 1)),
        *((f"lab {n}", "gives back control") for n in (0, 1)),
    ]


def test_a_host_that_is_removed_or_becomes_view_only_is_given_back(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.control(0, enabled=True)
    log.control(1, enabled=True)
    log.roster.remove(0)
    log.log.sent(RemoveSession(0))
    entry = log.roster.get(1)
    assert entry is not None
    entry.has_control = False
    log.log.sent(ChangeHost(1, replace(HOST, view_only=True)))
    assert log.entries[2:] == [(f"lab {n}", "gives back control") for n in (0, 1)]


def test_what_nobody_controls_is_asked_for_nothing(tmp_path: Path) -> None:
    log = Log(tmp_path)
    log.log.sent(RequestPower(0, PowerAction.RESET))
    assert not log.path.exists()


def test_a_long_file_gives_way_to_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(control_log, "MOST_BYTES", 100)
    log = Log(tmp_path)
    for _ in range(2):
        log.control(0, enabled=True)
        log.control(0, enabled=False)
    assert log.entries == [("lab 0", "gives back control")]
    assert "takes control" in (tmp_path / "control.jsonl.1").read_text()


def test_a_folder_that_cannot_be_written_is_a_warning_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    log = Log(tmp_path / "file")
    with caplog.at_level(logging.INFO):
        log.control(0, enabled=True)
    assert "alice takes control: lab 0 (lab:1)" in caplog.text
    assert "cannot be noted" in caplog.text
