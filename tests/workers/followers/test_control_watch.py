from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import ControlledElsewhere, SetControl
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, RecordingSettings
from vncwall.workers.followers.control_log import ControlLog, WallProcess
from vncwall.workers.followers.control_watch import EVERY_NS, FORGET_S, ControlWatch
from vncwall.workers.roster import Roster

HOST = HostSettings("lab", HostAddress("lab", 5901))
HERE = WallProcess("desk", 1)


class Watch:
    """A watch over two hosts, on machine desk, where only the processes of `running` are there."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "control.jsonl"
        self.running = {1, 2}
        self.clock = FakeClock()
        self.roster = Roster(RecordingSettings())
        for session in (0, 1):
            self.roster.add(session, replace(HOST, name=f"lab {session}"), posts=1)
        self.watch = ControlWatch(
            self.roster,
            self.clock,
            state=str(folder),
            own=HERE,
            is_running=lambda pid: pid in self.running,
        )
        self._now_ns = 0

    def enter(self, who: str, what: str, *, session: int = 0, by: str = "desk:2") -> None:
        line = {"who": who, "what": what, "host": f"lab {session}", "address": str(HOST.address)}
        with self.path.open("a") as file:
            file.write(json.dumps({**line, "by": by, "time": "1970-01-01T00:00:00.000Z"}) + "\n")

    def news(self) -> list[tuple[int, str]]:
        self._now_ns += EVERY_NS
        told = list(self.watch.tick(self._now_ns))
        assert all(isinstance(one, ControlledElsewhere) for one in told)
        return [(one.session, one.who) for one in told if isinstance(one, ControlledElsewhere)]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


def test_control_at_another_wall_is_told_once_until_it_is_given_back(watch: Watch) -> None:
    assert watch.news() == []
    watch.enter("bob", "takes control", session=1)
    assert watch.news() == [(1, "bob")]
    assert watch.news() == []
    watch.enter("bob", "gives back control", session=1)
    assert watch.news() == [(1, "")]


def test_what_this_wall_does_is_no_news(watch: Watch) -> None:
    watch.enter("alice", "takes control", by=str(HERE))
    assert watch.news() == []


def test_several_walls_are_named_together(watch: Watch) -> None:
    watch.enter("bob", "takes control, together with others")
    watch.enter("eve", "takes control", by="far:9")
    assert watch.news() == [(0, "bob, eve")]
    watch.enter("bob", "gives back control")
    assert watch.news() == [(0, "eve")]


def test_a_process_that_is_gone_controls_nothing(watch: Watch) -> None:
    watch.enter("bob", "takes control")
    assert watch.news() == [(0, "bob")]
    watch.running.remove(2)
    assert watch.news() == [(0, "")]


def test_a_wall_on_another_machine_is_forgotten_after_half_a_day(watch: Watch) -> None:
    watch.enter("bob", "takes control", by="far:2")
    assert watch.news() == [(0, "bob")]
    watch.clock.ahead_ns = round(FORGET_S * 1e9)
    assert watch.news() == [(0, "")]


def test_a_new_file_is_read_from_its_start_and_half_a_line_when_it_is_whole(watch: Watch) -> None:
    watch.enter("bob", "asks to reboot")
    assert watch.news() == []
    watch.path.rename(watch.path.with_name("control.jsonl.1"))
    watch.enter("bob", "takes control")
    text = watch.path.read_text()
    watch.path.write_text(text[:20])
    assert watch.news() == []
    with watch.path.open("a") as file:
        file.write(text[20:])
    assert watch.news() == [(0, "bob")]


@pytest.mark.parametrize(
    "line", ["", "[]", "{", '{"what": 5, "by": []}', '{"what": "takes control", "by": "x:y"}', "\0"]
)
def test_lines_that_are_none_are_passed_over(watch: Watch, line: str) -> None:
    watch.path.write_text(line + "\n")
    watch.enter("bob", "takes control")
    assert watch.news() == [(0, "bob")]


def test_what_a_log_enters_a_watch_of_another_process_reads(watch: Watch, tmp_path: Path) -> None:
    log = ControlLog(watch.roster, watch.clock, state=str(tmp_path), who=lambda: "bob")
    entry = watch.roster.get(0)
    assert entry is not None
    entry.has_control = entry.is_shown_large = True
    log.sent(SetControl(0, True))
    own = WallProcess.this()
    watch.running.add(own.pid)
    assert watch.news() == [(0, "bob")]
    log.close()
    assert watch.news() == [(0, "")]


def test_without_a_folder_for_state_nothing_is_read() -> None:
    watch = ControlWatch(Roster(RecordingSettings()), FakeClock(), state="")
    assert watch.tick(0) == ()
