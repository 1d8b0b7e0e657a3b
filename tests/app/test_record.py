"""`vncwall record`: which hosts, how long, what is printed, which exit code."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from rich.console import Console

from tests.support.fake_clock import FakeClock
from vncwall.app.record import hosts_to_hold, hosts_to_record, run
from vncwall.ipc.messages import (
    AddSession,
    ChangeHost,
    Command,
    Notice,
    RecordingChanged,
    RecordingState,
    RemoveSession,
    SegmentFinished,
    SessionChanged,
)
from vncwall.settings.address import HostAddress
from vncwall.settings.alert import AlertKind, AlertSettings
from vncwall.settings.model import (
    HostSettings,
    RecordingSettings,
    Settings,
)
from vncwall.settings.watch import ConfigurationWatch, Reading
from vncwall.states import Reason, SessionState

LAB = HostSettings("lab", HostAddress("127.0.0.1", 5901))
NEW = HostSettings("new", HostAddress("127.0.0.1", 5903))
DESK = HostSettings("desk", HostAddress("127.0.0.1", 5902))


def live(session: int = 0) -> Notice:
    return SessionChanged(session, SessionState.LIVE, Reason.NONE, "", 0)


def recording(session: int = 0) -> Notice:
    return RecordingChanged(session, RecordingState.RECORDING, f"/r/{session}.mkv.part", "")


def finished(session: int = 0) -> Notice:
    return SegmentFinished(session, f"/r/{session}.mkv", 61.0, 12, 1_500_000)


def refused(session: int = 0) -> Notice:
    return SessionChanged(
        session, SessionState.BACKING_OFF, Reason.REFUSED, "nothing listens on port 5901", 1
    )


class Pool:
    """Stands in for the supervisor: a quarter of a second a poll, with the notices of a script."""

    def __init__(self, script: Sequence[Sequence[Notice]], at_close: Sequence[Notice] = ()) -> None:
        self.clock = FakeClock()
        self.polls = 0
        self.commands: list[Command] = []
        self.interrupt_after = -1
        self._script = list(script)
        self._at_close = list(at_close)
        self._is_closed = False

    def __call__(self, settings: Settings, *, desk: object = None, rests: bool) -> Pool:
        assert rests
        self.settings = settings
        return self

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closed = True

    def send(self, command: Command) -> None:
        self.commands.append(command)

    def poll(self, timeout_s: float) -> Sequence[Notice]:
        if self._is_closed:
            notices, self._at_close = self._at_close, []
            return notices
        self.polls += 1
        if self.polls == self.interrupt_after:
            raise KeyboardInterrupt
        self.clock.now_ns += 250_000_000
        return self._script.pop(0) if self._script else []

    def run(
        self,
        *hosts: HostSettings,
        duration_s: float | None = 10.0,
        terminal: bool = False,
        watch: ConfigurationWatch | None = None,
    ) -> tuple[int, str]:
        out = io.StringIO()
        console = Console(file=out, width=100, force_terminal=terminal, color_system=None)
        code = run(
            Settings(hosts=hosts),
            duration_s=duration_s,
            console=console,
            clock=self.clock,
            make_supervisor=self,  # type: ignore[arg-type]
            watch=watch,
        )
        return code, out.getvalue()


def test_hosts_that_ask_for_it_are_recorded_else_all() -> None:
    asked = replace(DESK, record=True)
    assert [h.name for h in hosts_to_record(Settings(hosts=(LAB, asked)))] == ["desk"]
    both = hosts_to_record(Settings(hosts=(LAB, DESK)))
    assert [(host.name, host.record) for host in both] == [("lab", True), ("desk", True)]


def test_hosts_with_rules_for_alerts_are_watched_over_besides() -> None:
    asked = replace(DESK, record=True)
    watched = replace(LAB, alerts=(AlertSettings("off", AlertKind.OFFLINE),))
    chosen = hosts_to_record(Settings(hosts=(watched, asked)))
    assert [(h.name, h.record) for h in chosen] == [(LAB.name, False), (DESK.name, True)]


def test_hosts_of_which_the_last_minutes_are_kept_are_held_too() -> None:
    asked = replace(DESK, record=True)
    kept = replace(NEW, recording=RecordingSettings(preroll_s=60.0))
    held = hosts_to_hold(Settings(hosts=(LAB, asked, kept)))
    assert [(host.name, host.record) for host in held] == [("desk", True), ("new", False)]


def test_a_host_of_which_nothing_was_to_be_recorded_is_no_failure() -> None:
    pool = Pool([[live(0)], [recording(0)]], [finished(0)])
    kept = replace(NEW, recording=RecordingSettings(preroll_s=60.0))
    code, text = pool.run(replace(LAB, record=True), kept, duration_s=1.0)
    assert (code, "nothing recorded" in text) == (0, False)


def test_it_ends_after_the_time_counted_from_the_first_picture() -> None:
    pool = Pool([[], [], [], [live()], [recording()]], [finished()])
    assert pool.run(LAB, duration_s=10.0)[0] == 0
    assert pool.polls == 5 + 40


def test_it_ends_after_the_time_when_no_picture_ever_comes() -> None:
    pool = Pool([])
    code, text = pool.run(LAB, duration_s=10.0)
    assert (code, pool.polls) == (17, 80)
    assert text == "lab: nothing recorded: no picture came\n"


def test_a_host_that_is_slow_to_answer_has_the_whole_time() -> None:
    asked = SessionChanged(0, SessionState.CONNECTING, Reason.NONE, "", 0)
    pool = Pool([[asked], *[[]] * 20, [live()], [recording()]], [finished()])
    assert pool.run(LAB, duration_s=2.0)[0] == 0
    assert pool.polls == 23 + 8


def test_a_host_that_refuses_is_not_waited_for() -> None:
    asked = SessionChanged(0, SessionState.CONNECTING, Reason.NONE, "", 0)
    pool = Pool([[asked], [refused()], [asked]])
    assert pool.run(LAB, duration_s=2.0)[0] != 0
    assert pool.polls == 8


def test_a_live_host_has_the_whole_time_although_its_first_picture_comes_late() -> None:
    pool = Pool([[live()], *[[]] * 12, [recording()]], [finished()])
    assert pool.run(LAB, duration_s=2.0)[0] == 0
    assert pool.polls == 14 + 8


def test_a_live_host_of_which_no_picture_comes_is_not_waited_for_for_ever() -> None:
    pool = Pool([[live()]])
    assert pool.run(LAB, duration_s=2.0)[0] == 1
    assert pool.polls == 8 + 40


def test_ctrl_c_finishes_the_files_and_is_no_failure() -> None:
    pool = Pool([[live(), recording()]], [finished()])
    pool.interrupt_after = 4
    code, text = pool.run(LAB, duration_s=None)
    assert code == 0
    assert text.splitlines() == [
        "lab: live",
        "lab: recording to /r/0.mkv.part",
        "lab: /r/0.mkv: 1:01, 12 frames, 1.5 MB",
    ]


def test_a_host_that_never_connected_decides_the_exit_code() -> None:
    pool = Pool([[live(0), recording(0), refused(1)], [refused(1)]], [finished(0)])
    code, text = pool.run(LAB, DESK)
    assert code == 11
    assert text.splitlines()[-1] == "desk: nothing recorded: nothing listens on port 5901"
    assert text.count("nothing listens") == 2  # once as news, once at the end


def test_several_causes_are_exit_code_1() -> None:
    wrong = SessionChanged(1, SessionState.FAILED, Reason.WRONG_PASSWORD, "wrong password", 0)
    assert Pool([[refused(0), wrong]]).run(LAB, DESK)[0] == 1


def test_it_ends_at_once_when_nothing_more_can_come() -> None:
    wrong = SessionChanged(0, SessionState.FAILED, Reason.WRONG_PASSWORD, "wrong password", 0)
    pool = Pool([[], [wrong]])
    assert pool.run(LAB, duration_s=None)[0] == 13
    assert pool.polls == 2


def test_a_failing_disk_is_told_and_is_exit_code_1() -> None:
    failed = RecordingChanged(0, RecordingState.FAILED, "", "less than 32 MB are free for r")
    code, text = Pool([[live()], [failed]]).run(LAB, duration_s=2.0)
    assert code == 1
    assert text.splitlines()[1:] == [
        "lab: recording stopped: less than 32 MB are free for r",
        "lab: nothing recorded: less than 32 MB are free for r",
    ]


def test_a_terminal_gets_a_table_of_the_files() -> None:
    code, text = Pool([[live(), recording()]], [finished()]).run(LAB, terminal=True)
    assert code == 0
    last = text.splitlines()[-1].split()
    assert last == ["lab", "/r/0.mkv", "1:01", "12", "1.5", "MB"]


def test_no_host_is_nothing_to_do() -> None:
    assert Pool([]).run() == (0, "no host to record\n")


@pytest.mark.parametrize("seconds", [0.0, 0.2])
def test_no_time_is_no_hang(seconds: float) -> None:
    pool = Pool([])
    pool.run(LAB, duration_s=seconds)
    assert pool.polls <= 41, "the time that a host has to answer"


class Edits(ConfigurationWatch):
    """A configuration that is written anew: one reading a poll, None for none."""

    def __init__(self, *readings: Reading | None) -> None:
        self._readings = list(readings)

    def poll(self, now_ns: int) -> Reading | None:
        return self._readings.pop(0) if self._readings else None


def test_a_host_that_comes_is_recorded_and_one_that_goes_is_no_failure() -> None:
    pool = Pool([[live(), recording()], [], [live(2), recording(2)]], [finished(), finished(2)])
    edits = Edits(None, Reading(Settings(hosts=(LAB, NEW))))
    code, text = pool.run(LAB, DESK, watch=edits)
    assert pool.commands == [
        RemoveSession(1),
        AddSession(2, replace(NEW, record=True)),
    ]
    assert code == 0
    assert "configuration: 1 host added; 1 host removed" in text.splitlines()
    assert "desk" not in text
    assert "new: /r/2.mkv: 1:01, 12 frames, 1.5 MB" in text.splitlines()


def test_hosts_that_stay_are_not_touched_by_what_concerns_others() -> None:
    slower = replace(LAB, stall_after_s=60.0)
    pool = Pool([[live(), recording()]], [finished()])
    code, _ = pool.run(LAB, watch=Edits(Reading(Settings(hosts=(slower,)))))
    assert pool.commands == [ChangeHost(0, replace(slower, record=True))]
    assert code == 0


@pytest.mark.parametrize("terminal", [True, False])
def test_a_broken_configuration_is_told_and_changes_nothing(terminal: bool) -> None:
    pool = Pool([[live(), recording()]], [finished()])
    edits = Edits(None, Reading(None, "wall.toml:3: hosts[a].nmae: unknown key"))
    code, text = pool.run(LAB, watch=edits, terminal=terminal)
    assert "configuration: wall.toml:3: hosts[a].nmae: unknown key" in text
    assert (code, pool.commands) == (0, [])
