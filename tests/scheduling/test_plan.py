"""Whether a host is recorded at a time: rules of the module, told by the wall clock in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vncwall.scheduling.plan import LEAD_NS, Decision, HostPlan
from vncwall.scheduling.schedule import Schedule
from vncwall.scheduling.spans import Span
from vncwall.scheduling.zones import NS
from vncwall.settings.calendar_texts import days_of, hours_of
from vncwall.settings.schedule import Occasion, ScheduleSettings

FRIDAY = datetime(2026, 11, 20, tzinfo=UTC)
OFFICE = ScheduleSettings("office", "UTC", days_of("mon-fri"), hours_of("08:00-18:00"))
LATE = ScheduleSettings("late", "UTC", hours=hours_of("16:00-20:00"))
ALARMS = ScheduleSettings(
    "alarms",
    "UTC",
    hours=hours_of("18:00-06:00"),
    occasions=(Occasion.BLACK, Occasion.CHANGE, Occasion.CONTROL),
    linger_s=60.0,
    change_percent=5.0,
)


def plan(*schedules: ScheduleSettings, always: bool = False) -> HostPlan:
    return HostPlan([Schedule(one) for one in schedules], always=always)


def at(clock: str, *, days: int = 0) -> int:
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    moment = FRIDAY + timedelta(days=days, hours=hours, minutes=minutes, seconds=sum(seconds))
    return int(moment.timestamp()) * NS


def decide(one: HostPlan, clock: str, *, days: int = 0) -> Decision:
    time_ns = at(clock, days=days)
    return one.decide(time_ns, time_ns - at("00:00"))


def test_inside_of_a_window_it_is_recorded_until_its_end() -> None:
    office = plan(OFFICE)
    decision = decide(office, "09:00")
    assert (decision.is_recorded, decision.cause) == (True, "schedule office")
    assert decision.until_ns == decision.due_wall_ns == at("18:00")
    assert not decide(office, "18:00").is_recorded
    assert decide(office, "08:00").is_recorded


def test_outside_it_is_known_when_the_next_one_begins() -> None:
    decision = decide(plan(OFFICE), "18:00")
    assert (decision.cause, decision.until_ns) == ("", 0)
    assert (decision.next_cause, decision.next_ns) == ("schedule office", at("08:00", days=3))


def test_it_is_decided_again_a_little_before_a_window() -> None:
    early = decide(plan(OFFICE), "07:00")
    assert early.due_wall_ns == at("08:00") - LEAD_NS
    assert not early.is_needed
    lead = decide(plan(OFFICE), "07:59:50")
    assert (lead.is_needed, lead.is_recorded) == (True, False)
    assert lead.due_wall_ns == at("08:00")


def test_overlapping_windows_are_one() -> None:
    both = plan(OFFICE, LATE)
    assert decide(both, "17:00").causes == ("schedule office", "schedule late")
    assert decide(both, "17:00").until_ns == at("20:00")
    assert decide(both, "19:00").cause == "schedule late"
    assert decide(both, "19:00").until_ns == at("20:00")


def test_a_restart_in_the_middle_of_a_window_goes_on() -> None:
    assert decide(plan(OFFICE), "12:00") == decide(plan(OFFICE), "12:00")
    assert decide(plan(OFFICE), "12:00").is_recorded


def test_always_has_no_end_and_nothing_has_no_beginning() -> None:
    always, never = plan(OFFICE, always=True), plan()
    assert decide(always, "20:00").causes == ("always",)
    assert decide(always, "09:00").until_ns == 0
    decision = decide(never, "09:00")
    assert (decision.is_recorded, decision.next_ns, decision.is_needed) == (False, 0, False)
    assert never.is_empty
    assert not plan(ALARMS).is_empty


def test_a_week_without_an_end_in_sight_is_said_to_have_none() -> None:
    whole = ScheduleSettings("whole", "UTC")
    assert decide(plan(whole), "09:00").until_ns == 0


def test_a_stop_by_hand_holds_until_the_end_of_the_window() -> None:
    office = plan(OFFICE)
    assert decide(office, "09:00").is_recorded
    office.by_hand(enabled=False)
    stopped = decide(office, "10:00")
    assert (stopped.is_recorded, stopped.causes) == (False, ("schedule office",))
    assert stopped.is_by_hand
    assert not decide(office, "17:59").is_recorded
    assert not decide(office, "18:00").is_by_hand
    assert decide(office, "08:00", days=3).is_recorded


def test_a_stop_by_hand_holds_for_what_happened_and_not_for_what_happens_later() -> None:
    alarms = plan(ALARMS)
    alarms.begin(Occasion.CONTROL)
    assert decide(alarms, "20:00").is_recorded
    alarms.by_hand(enabled=False)
    assert not decide(alarms, "20:01").is_recorded
    alarms.end(Occasion.CONTROL, at("20:02") - at("00:00"))
    assert not decide(alarms, "20:04").is_by_hand, "its end was not known when the hand said so"
    alarms.begin(Occasion.CONTROL)
    assert decide(alarms, "20:05").is_recorded


def test_a_start_by_hand_outside_goes_on_until_the_next_window_ends() -> None:
    office = plan(OFFICE)
    office.by_hand(enabled=True)
    night = decide(office, "20:00")
    assert (night.is_recorded, night.cause) == (True, "hand")
    assert decide(office, "09:00", days=3).cause == "schedule office"
    assert not decide(office, "18:00", days=3).is_recorded


def test_a_hand_that_begins_again_gives_the_window_back_to_the_plan() -> None:
    office = plan(OFFICE)
    office.by_hand(enabled=False)
    decide(office, "10:00")
    office.by_hand(enabled=True)
    assert decide(office, "11:00").cause == "schedule office"
    assert not decide(office, "18:00").is_recorded


def test_a_window_whose_end_was_slept_over_is_over() -> None:
    office = plan(OFFICE)
    office.by_hand(enabled=False)
    decide(office, "10:00")
    assert decide(office, "09:00", days=3).is_recorded


def test_what_a_hand_said_is_kept_when_the_configuration_changes() -> None:
    office, other = plan(OFFICE), plan(OFFICE, LATE)
    office.by_hand(enabled=False)
    decide(office, "10:00")
    other.inherit(office)
    decide(other, "10:01")
    assert not decide(other, "19:00").is_recorded, "its window goes on until 20:00 now"
    assert decide(other, "16:00", days=1).is_recorded


def test_what_happens_counts_only_within_the_time_of_its_schedule() -> None:
    alarms = plan(ALARMS)
    alarms.begin(Occasion.BLACK)
    assert not decide(alarms, "12:00").is_recorded
    assert not decide(alarms, "12:00").is_needed
    night = decide(alarms, "20:00")
    assert (night.is_recorded, night.cause, night.until_ns) == (True, "event alarms", 0)
    assert not decide(alarms, "06:00", days=1).is_recorded


def test_what_is_over_lingers() -> None:
    alarms = plan(ALARMS)
    alarms.changed(4.9, at("20:00") - at("00:00"))
    assert not decide(alarms, "20:00").is_recorded
    alarms.changed(5.0, at("20:00") - at("00:00"))
    decision = decide(alarms, "20:00")
    assert decision.is_recorded
    assert decision.due_ns == at("20:01") - at("00:00")
    assert not decide(alarms, "20:01").is_recorded
    assert decide(alarms, "20:01").is_needed, "something may happen again"


def test_control_is_told_by_its_own_word() -> None:
    alarms = plan(ALARMS)
    alarms.begin(Occasion.CONTROL)
    assert decide(alarms, "20:00").cause == "while controlled"


def test_events_and_windows_together_have_all_causes() -> None:
    both = plan(LATE, ALARMS)
    both.begin(Occasion.BLACK)
    assert decide(both, "19:00").causes == ("schedule late", "event alarms")
    assert decide(both, "19:00").until_ns == at("20:00")


@pytest.mark.parametrize(("from_clock", "to_clock"), [("12:00", "20:00"), ("20:00", "12:00")])
def test_a_clock_that_is_set_is_believed(from_clock: str, to_clock: str) -> None:
    office = plan(OFFICE)
    before = decide(office, from_clock).is_recorded
    assert decide(office, to_clock).is_recorded is not before


def test_what_was_planned_is_told_for_any_time() -> None:
    start, end = at("00:00"), at("00:00", days=1)
    assert plan(OFFICE, LATE, ALARMS).planned(start, end) == [
        (("schedule office",), Span(at("08:00"), at("18:00"))),
        (("schedule late",), Span(at("16:00"), at("20:00"))),
    ]
    assert plan(OFFICE, always=True).planned(start, end) == [(("always",), Span(start, end))]


def test_the_least_change_that_any_schedule_wants_is_watched_for() -> None:
    finer = ScheduleSettings("finer", occasions=(Occasion.CHANGE,), change_percent=0.5)
    assert plan(ALARMS, finer).change_percent == 0.5
    assert plan(OFFICE).change_percent == 0.0
    assert plan(ALARMS).occasions == {Occasion.BLACK, Occasion.CHANGE, Occasion.CONTROL}
