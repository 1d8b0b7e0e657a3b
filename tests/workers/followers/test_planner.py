"""The planner beside a supervisor that carries out what it says."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_clock import FakeClock
from vncwall.ipc.messages import (
    AddSession,
    AlertChanged,
    Bell,
    ChangeHost,
    Command,
    Configure,
    LookChanged,
    Notice,
    PlanChanged,
    RecordingChanged,
    RecordingState,
    RemoveSession,
    SavePreroll,
    ScreenChanged,
    SegmentFinished,
    SessionChanged,
    SetConnected,
    SetControl,
    SetRecording,
    WatchPicture,
)
from vncwall.recording.last_words import LastWords
from vncwall.scheduling.spans import Span
from vncwall.settings.address import HostAddress
from vncwall.settings.alert import AlertKind, AlertSettings
from vncwall.settings.calendar_texts import hours_of
from vncwall.settings.model import BudgetSettings, HostSettings, RecordingSettings
from vncwall.settings.schedule import Occasion, ScheduleSettings
from vncwall.states import AlertState, PictureLook, Reason, SessionState, Severity
from vncwall.workers.followers.planner import AGAIN_NS, Planner, failure_in_a_word
from vncwall.workers.roster import Roster

SECOND = 1_000_000_000
FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)
OFFICE = ScheduleSettings("office", "UTC", hours=hours_of("08:00-18:00"))
ALARMS = ScheduleSettings(
    "alarms", "UTC", occasions=(Occasion.CHANGE, Occasion.BELL), linger_s=60.0, change_percent=5.0
)


def host(*schedules: ScheduleSettings, record: bool = False) -> HostSettings:
    return HostSettings("pc1", HostAddress("pc1", 5900), record=record, schedules=schedules)


def at(clock: str, *, days: int = 0) -> int:
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    moment = FRIDAY + timedelta(days=days, hours=hours, minutes=minutes, seconds=sum(seconds))
    return int(moment.timestamp()) * SECOND


class Journal:
    """Keeps what it is told, with times of the day."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.folder = Path("recordings")
        self.alive_ns = 0

    def _clock(self, time_ns: int) -> str:
        return datetime.fromtimestamp(time_ns // SECOND, UTC).strftime("%H:%M:%S")

    def beat(self, time_ns: int) -> None:
        self.alive_ns = time_ns

    def watch(self, host: str, planned: Any, time_ns: int) -> None:
        self.said.append((self._clock(time_ns), host, "watched"))

    def state(
        self, host: str, time_ns: int, *, plan: tuple[str, ...], gap: str, detail: str
    ) -> None:
        self.said.append((self._clock(time_ns), *plan, gap))

    def file(self, host: str, path: str, span: Span, time_ns: int) -> None:
        self.said.append((self._clock(time_ns), path, span.length_ns // SECOND))

    def gone(self, host: str, time_ns: int) -> None:
        self.said.append((self._clock(time_ns), "gone"))

    def close(self, time_ns: int) -> None:
        self.said.append((self._clock(time_ns), "end"))

    def taken(self) -> list[Any]:
        said, self.said = self.said, []
        return said


class Stage:
    """One session, and what a supervisor does with commands for it."""

    def __init__(
        self,
        one: HostSettings,
        clock: str = "07:00",
        *,
        rests: bool = False,
        words: LastWords | None = None,
    ) -> None:
        self.clock = FakeClock()
        self.clock.ahead_ns = at(clock) - self.clock.now_ns
        self.roster = Roster(RecordingSettings())
        self.journal = Journal()
        self.planner = Planner(
            RecordingSettings(),
            self.roster,
            self.clock,
            rests=rests,
            journal=self.journal,  # type: ignore[arg-type]
            words=words,
        )
        self.is_full = False
        self.enter(0, one)

    def enter(self, session: int, one: HostSettings) -> None:
        self.entry = self.roster.add(session, one, posts=1)
        self.planner.entering(self.entry)
        self.planner.sent(AddSession(session, one))

    def tick(self, clock: str = "", *, days: int = 0) -> list[Command | Notice]:
        """Let time pass until then; return what the planner wants, carried out."""
        if clock:
            self.clock.now_ns = at(clock, days=days) - self.clock.ahead_ns
        done = []
        for message in self.planner.tick(self.clock.now_ns):
            done.append(message)
            if isinstance(message, Command):
                self.send(message)
        return done

    def send(self, command: Command) -> None:
        entry = self.entry
        match command:
            case SetRecording(enabled=enabled, cause=cause):
                if enabled and self.is_full and not entry.is_recorded:
                    self.hear(RecordingChanged(0, RecordingState.FAILED, "", "no room"))
                    return
                entry.is_recorded, entry.cause = enabled, cause if enabled else ""
            case SetConnected(enabled=enabled):
                entry.is_resting = not enabled
            case WatchPicture():
                entry.watch = command if command.enabled else None
            case SetControl(enabled=enabled):
                entry.has_control = enabled
            case ChangeHost(host=changed):
                entry.host = changed
            case RemoveSession(session=session):
                self.roster.remove(session)
        self.planner.sent(command)

    def hear(self, *notices: Notice) -> None:
        for notice in notices:
            self.planner.noticed(notice)
            self.entry.note(notice)

    def live(self) -> None:
        self.hear(SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0))

    def records(self, state: RecordingState = RecordingState.RECORDING, detail: str = "") -> None:
        self.hear(RecordingChanged(0, state, "a.mkv.part", detail))


START, STOP = SetRecording(0, True, "schedule office"), SetRecording(0, False, "schedule office")


def commands(messages: list[Command | Notice]) -> list[Command]:
    return [one for one in messages if isinstance(one, Command)]


def test_a_window_begins_and_ends() -> None:
    stage = Stage(host(OFFICE))
    assert stage.tick() == [PlanChanged(0, "", 0, "schedule office", at("08:00"))]
    assert stage.tick("07:59:59") == []
    assert stage.tick("08:00") == [START, PlanChanged(0, "schedule office", at("18:00"), "", 0)]
    assert stage.tick("17:59:59") == []
    assert stage.tick("18:00") == [
        STOP,
        PlanChanged(0, "", 0, "schedule office", at("08:00", days=1)),
    ]


def test_a_host_without_a_plan_is_left_alone() -> None:
    stage = Stage(host())
    assert stage.tick() == []
    assert stage.tick("12:00") == []
    assert stage.journal.taken() == []


def test_what_is_recorded_always_begins_at_once() -> None:
    assert Stage(host(record=True)).tick() == [
        SetRecording(0, True, "always"),
        PlanChanged(0, "always", 0, "", 0),
    ]


def test_a_start_in_the_middle_of_a_window_records_at_once() -> None:
    assert commands(Stage(host(OFFICE), "12:00").tick()) == [START]


def test_a_stop_by_hand_holds_until_the_window_ends() -> None:
    stage = Stage(host(OFFICE), "12:00")
    stage.tick()
    stage.send(SetRecording(0, False))
    assert stage.tick("12:01") == [PlanChanged(0, "", 0, "", 0)]
    assert commands(stage.tick("17:00")) == []
    assert commands(stage.tick("18:00")) == []
    assert commands(stage.tick("08:00", days=1)) == [START]


def test_a_start_by_hand_goes_on_into_the_window_and_ends_with_it() -> None:
    stage = Stage(host(OFFICE))
    stage.tick()
    stage.send(SetRecording(0, True))
    assert stage.tick("07:01") == [PlanChanged(0, "hand", 0, "schedule office", at("08:00"))]
    assert commands(stage.tick("08:00")) == [START], "with another cause from here on"
    assert commands(stage.tick("18:00")) == [STOP]


def test_what_is_refused_is_asked_for_again_after_a_while() -> None:
    stage = Stage(host(OFFICE), "08:00")
    stage.is_full = True
    assert commands(stage.tick()) == [START]
    assert commands(stage.tick("08:00:29")) == []
    assert commands(stage.tick("08:00:30")) == [START]
    stage.is_full = False
    assert commands(stage.tick("08:01")) == [START]
    assert commands(stage.tick("08:05")) == []
    assert AGAIN_NS == 30 * SECOND


def test_a_host_that_is_not_needed_is_not_connected_to_until_shortly_before() -> None:
    stage = Stage(host(OFFICE), rests=True)
    assert stage.entry.is_resting, "before its worker hears of it"
    (rest, _) = stage.tick()
    assert rest == SetConnected(0, False, rest.detail)  # type: ignore[union-attr]
    assert "(schedule office)" in rest.detail  # type: ignore[union-attr]
    assert commands(stage.tick("07:59:49")) == []
    assert commands(stage.tick("07:59:50")) == [SetConnected(0, True)]
    assert commands(stage.tick("08:00")) == [START]
    stop, rest = commands(stage.tick("18:00"))
    assert stop == STOP, "first, so that the file ends in order"
    assert rest == SetConnected(0, False, rest.detail)  # type: ignore[attr-defined]


def test_a_host_whose_last_minutes_are_kept_does_not_rest() -> None:
    kept = replace(host(OFFICE), recording=RecordingSettings(preroll_s=300.0))
    stage = Stage(kept, rests=True)
    assert not stage.entry.is_resting
    assert commands(stage.tick("07:30")) == []
    assert commands(stage.tick("08:00")) == [START]
    assert commands(stage.tick("18:00")) == [STOP]


def test_a_host_comes_back_from_its_rest_only_after_it_has_been_let_go() -> None:
    stage = Stage(host(OFFICE), "17:59", rests=True)
    stage.tick()
    stage.tick("18:00")
    stage.send(SetRecording(0, True))
    assert commands(stage.tick("18:00:04")) == []
    assert commands(stage.tick("18:00:05")) == [SetConnected(0, True)]


def test_by_hand_a_host_that_rests_is_connected_to() -> None:
    stage = Stage(host(OFFICE), rests=True)
    stage.tick()
    stage.send(SetRecording(0, True))
    assert commands(stage.tick("07:10")) == [SetConnected(0, True)]


def test_changes_of_the_screen_are_watched_and_begin_a_recording() -> None:
    stage = Stage(host(ALARMS), rests=True)
    assert stage.entry.watch == WatchPicture(0, True, 5.0), "asked for with the session"
    assert not stage.entry.is_resting
    assert commands(stage.tick()) == []
    stage.hear(ScreenChanged(0, 4.0))
    assert commands(stage.tick("07:01")) == []
    stage.hear(ScreenChanged(0, 40.0))
    assert commands(stage.tick()) == [SetRecording(0, True, "event alarms")]
    stage.hear(Bell(0))
    assert commands(stage.tick("07:01:59")) == []
    assert commands(stage.tick("07:02")) == [SetRecording(0, False, "event alarms")]


def test_an_event_saves_what_led_to_it_once() -> None:
    kept = replace(host(ALARMS), recording=RecordingSettings(preroll_s=300.0))
    stage = Stage(kept)
    stage.is_full = True
    stage.tick()
    stage.hear(ScreenChanged(0, 40.0))
    first = commands(stage.tick())
    assert first == [SavePreroll(0), SetRecording(0, True, "event alarms")]
    stage.hear(ScreenChanged(0, 40.0))
    assert commands(stage.tick("07:00:31")) == [SetRecording(0, True, "event alarms")]


def test_a_window_saves_nothing_of_the_time_before_it() -> None:
    stage = Stage(replace(host(OFFICE), recording=RecordingSettings(preroll_s=300.0)))
    assert commands(stage.tick("08:00")) == [SetRecording(0, True, "schedule office")]


def by(*occasions: Occasion) -> HostSettings:
    return host(ScheduleSettings("e", "UTC", occasions=occasions, linger_s=60.0))


LIVE = SessionChanged(0, SessionState.LIVE, Reason.NONE, "", 0)


@pytest.mark.parametrize(
    ("occasion", "begins", "ends"),
    [
        (
            Occasion.FROZEN,
            SessionChanged(0, SessionState.STALLED, Reason.NONE, "", 0),
            LIVE,
        ),
        (
            Occasion.BLACK,
            LookChanged(0, PictureLook.BLACK, 0),
            LookChanged(0, PictureLook.BUSY, 0),
        ),
        (
            Occasion.BLANK,
            LookChanged(0, PictureLook.BLANK, 0),
            SessionChanged(0, SessionState.BACKING_OFF, Reason.REFUSED, "", 0),
        ),
        (
            Occasion.OFFLINE,
            SessionChanged(0, SessionState.BACKING_OFF, Reason.REFUSED, "", 0),
            LIVE,
        ),
    ],
)
def test_what_is_seen_of_a_host_records_it_and_lingers(
    occasion: Occasion, begins: Notice, ends: Notice
) -> None:
    stage = Stage(by(occasion))
    stage.live()
    stage.tick()
    stage.tick("08:00")
    stage.hear(begins)
    assert commands(stage.tick()) == [SetRecording(0, True, "event e")]
    assert commands(stage.tick("09:00")) == []
    stage.hear(ends)
    assert commands(stage.tick("09:00:59")) == []
    assert commands(stage.tick("09:01")) == [SetRecording(0, False, "event e")]


def test_while_somebody_has_control() -> None:
    stage = Stage(by(Occasion.CONTROL))
    stage.tick()
    stage.send(SetControl(0, True))
    assert commands(stage.tick("07:01")) == [SetRecording(0, True, "while controlled")]
    stage.send(SetControl(0, False))
    assert commands(stage.tick("07:01:59")) == []
    assert commands(stage.tick("07:02")) == [SetRecording(0, False, "while controlled")]


def test_another_schedule_takes_effect_at_once() -> None:
    stage = Stage(host(OFFICE), "12:00")
    stage.tick()
    stage.send(ChangeHost(0, host()))
    assert commands(stage.tick()) == [STOP]
    stage.send(ChangeHost(0, host(OFFICE, ALARMS)))
    assert commands(stage.tick()) == [WatchPicture(0, True, 5.0), START]
    stage.send(ChangeHost(0, host(OFFICE)))
    assert commands(stage.tick()) == [WatchPicture(0, False)]


@pytest.mark.parametrize("hours", [+7, -7])
def test_a_clock_that_is_set_over_the_edge_of_a_window_is_believed(hours: int) -> None:
    stage = Stage(host(OFFICE), "12:00" if hours > 0 else "20:00")
    stage.tick()
    was_recorded = stage.entry.is_recorded
    stage.clock.ahead_ns += hours * 3600 * SECOND
    stage.tick()
    assert stage.entry.is_recorded is not was_recorded


def test_a_jump_within_a_window_begins_a_new_file_and_is_a_gap() -> None:
    stage = Stage(host(OFFICE), "12:00")
    stage.live()
    stage.tick()
    stage.records()
    stage.tick("12:05")
    stage.journal.taken()
    stage.clock.now_ns += SECOND
    stage.clock.ahead_ns += 3600 * SECOND
    assert commands(stage.tick()) == [STOP, START]
    assert stage.journal.taken() == [
        ("12:05:00", "schedule office", "clock was set or computer slept"),
        ("13:05:01", "schedule office", ""),
    ]
    stage.clock.ahead_ns += SECOND
    assert stage.tick() == [], "a clock is always set a little"


def test_a_clock_that_jumps_does_not_count_as_a_hand() -> None:
    stage = Stage(host(OFFICE), "12:00")
    stage.tick()
    stage.clock.ahead_ns += 3600 * SECOND
    stage.tick()
    assert commands(stage.tick("18:30")) == [STOP]


def test_the_journal_names_what_is_wrong_as_long_as_it_is() -> None:
    stage = Stage(host(OFFICE))
    stage.tick()
    stage.tick("08:00")
    stage.hear(SessionChanged(0, SessionState.CONNECTING, Reason.NONE, "", 0))
    stage.tick("08:00:01")
    stage.hear(SessionChanged(0, SessionState.BACKING_OFF, Reason.WRONG_PASSWORD, "no", 0))
    stage.tick("08:00:02")
    stage.hear(SessionChanged(0, SessionState.CONNECTING, Reason.NONE, "", 0))
    stage.tick("08:01")
    stage.live()
    stage.tick("08:02")
    stage.records()
    stage.tick("08:02:01")
    stage.records(RecordingState.FAILED, "less than 32 MB are free for recordings")
    stage.tick("09:00")
    stage.records()
    stage.tick("09:10")
    stage.records(RecordingState.FAILED, "vncwall-recorder-0 was killed")
    stage.tick("09:20")
    stage.records()
    stage.send(SetRecording(0, False))
    stage.tick("10:00")
    stage.tick("18:00")
    office = "schedule office"
    assert stage.journal.taken() == [
        ("07:00:00", "pc1", "watched"),
        ("07:00:00", ""),
        ("08:00:00", office, "waiting"),
        ("08:00:01", office, "connecting"),
        ("08:00:02", office, "wrong password"),
        ("08:02:00", office, "no picture"),
        ("08:02:01", office, ""),
        ("09:00:00", office, "disk"),
        ("09:10:00", office, ""),
        ("09:20:00", office, "recorder failed"),
        ("10:00:00", office, "stopped by hand"),
        ("18:00:00", ""),
    ]


def test_a_refused_recording_is_a_gap_by_overload() -> None:
    stage = Stage(host(OFFICE), "12:00")
    stage.live()
    stage.is_full = True
    stage.tick()
    stage.tick("12:00:01")
    assert stage.journal.taken()[-1] == ("12:00:00", "schedule office", "overload")


def test_files_are_journaled_with_their_times() -> None:
    stage = Stage(host(), "12:00")
    stage.tick()
    stage.hear(SegmentFinished(0, "a.mkv", 61.0, 5, 1000))
    assert stage.journal.taken() == [("12:00:00", "pc1", "watched"), ("12:00:00", "a.mkv", 61)]


def test_at_the_end_what_was_planned_is_missing_from_then_on() -> None:
    stage = Stage(host(OFFICE), "12:00")
    stage.tick()
    stage.journal.taken()
    stage.planner.close()
    stage.hear(SegmentFinished(0, "a.mkv", 61.0, 5, 1000))
    stage.planner.ended()
    assert stage.journal.taken() == [
        ("12:00:00", "schedule office", "vncwall was not running"),
        ("12:00:00", "a.mkv", 61),
        ("12:00:00", "end"),
    ]


def test_a_host_that_leaves_the_configuration_is_said_to_be_gone() -> None:
    stage = Stage(host(OFFICE), "12:00")
    stage.tick()
    stage.send(RemoveSession(0))
    assert stage.tick("12:01") == []
    assert stage.journal.taken()[-1] == ("12:00:00", "gone")
    assert stage.planner.plan_of(0) is None


def test_another_folder_has_another_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(host(OFFICE), "12:00")
    stage.tick()
    other = Journal()
    monkeypatch.setattr("vncwall.workers.followers.planner._journal_in", lambda settings: other)
    same = Configure(RecordingSettings(max_fps=1.0), BudgetSettings())
    stage.send(same)
    assert stage.journal.taken()[-1][-1] != "end"
    stage.send(Configure(RecordingSettings(folder="elsewhere"), BudgetSettings()))
    stage.tick("12:01")
    assert stage.journal.taken() == [("12:00:00", "end")]
    assert other.taken() == [
        ("12:01:00", "pc1", "watched"),
        ("12:01:00", "schedule office", "waiting"),
    ]


@pytest.mark.parametrize(
    ("detail", "word"),
    [
        ("less than 32 MB are free for recordings", "disk"),
        ("[Errno 28] No space left on device", "disk"),
        ("vncwall-recorder-0 was killed (SIGKILL)", "recorder failed"),
    ],
)
def test_failures_in_a_word(detail: str, word: str) -> None:
    assert failure_in_a_word(detail) == word


def alert(rule: str, state: AlertState = AlertState.RAISED) -> AlertChanged:
    return AlertChanged(0, rule, state, Severity.WARNING, "", 5, 5)


def test_an_alert_is_recorded_while_it_lasts_and_a_while_longer() -> None:
    dark = ScheduleSettings(
        "alert dark", occasions=(Occasion.ALERT,), linger_s=60.0, alerts=("dark",)
    )
    stage = Stage(host(dark))
    stage.tick("07:00")
    stage.hear(alert("red"))
    assert recordings(stage.tick("07:01")) == []
    stage.hear(alert("dark"))
    assert recordings(stage.tick("07:02")) == [(True, "event alert dark")]
    stage.hear(alert("dark", AlertState.CLEARED))
    assert recordings(stage.tick("07:02:59")) == []
    assert recordings(stage.tick("07:03:01")) == [(False, "event alert dark")]


def test_a_schedule_of_all_alerts_goes_on_until_the_last_is_over() -> None:
    stage = Stage(host(ScheduleSettings("any", occasions=(Occasion.ALERT,), linger_s=0.0)))
    stage.tick("07:00")
    for notice in (alert("dark"), alert("red"), alert("dark", AlertState.CLEARED)):
        stage.hear(notice)
    assert recordings(stage.tick("07:01")) == [(True, "event any")]
    stage.hear(alert("red", AlertState.CLEARED))
    assert recordings(stage.tick("07:02")) == [(False, "event any")]


def test_a_host_with_rules_for_alerts_never_rests() -> None:
    rule = AlertSettings("off", AlertKind.OFFLINE)
    assert Stage(host(OFFICE), rests=True).entry.is_resting
    assert not Stage(replace(host(OFFICE), alerts=(rule,)), rests=True).entry.is_resting


def recordings(messages: list[Command | Notice]) -> list[tuple[bool, str]]:
    return [(one.enabled, one.cause) for one in messages if isinstance(one, SetRecording)]


def dead_run(folder: Path, plan: str, gap: str = "") -> LastWords:
    """What is left of a run that was killed at 06:59."""
    (folder / ".plan").mkdir()
    path = folder / ".plan" / "2026-11-20T060000Z-77.jsonl"
    path.write_text(
        f'{{"t":"2026-11-20T06:30:00Z","host":"pc1","plan":[{plan}],"gap":"{gap}","detail":""}}\n'
        '{"t":"2026-11-20T06:59:00Z","alive":true}\n'
    )
    os.utime(path, ns=(at("06:59"), at("06:59")))
    words = LastWords(folder, at("07:00"))
    words.wait(10)
    return words


def test_what_a_hand_had_begun_goes_on_when_the_program_had_died(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(host(OFFICE), "07:00", words=dead_run(tmp_path, '"hand"'))
    assert SetRecording(0, True, "hand") in stage.tick()
    assert "begun by hand when vncwall died" in caplog.text
    assert stage.tick("07:30") == []
    stage.tick("17:59")
    assert SetRecording(0, False, "schedule office") in stage.tick("18:00"), "with the window"


def test_what_a_hand_had_stopped_stays_so_until_the_window_ends(tmp_path: Path) -> None:
    words = dead_run(tmp_path, '"schedule office"', "stopped by hand")
    stage = Stage(host(OFFICE), "09:00", words=words)
    stage.tick()
    stage.tick("09:01")
    assert not stage.entry.is_recorded
    stage.tick("18:01")
    assert SetRecording(0, True, "schedule office") in stage.tick("08:00", days=1)


def test_who_has_said_something_else_meanwhile_is_right(tmp_path: Path) -> None:
    stage = Stage(host(), words=dead_run(tmp_path, '"hand"'))
    stage.planner.sent(SetRecording(0, False))
    stage.tick()
    assert not stage.entry.is_recorded
