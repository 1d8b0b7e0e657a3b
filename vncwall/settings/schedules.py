"""The tables of schedules and holidays into settings, with what is wrong between their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from vncwall.settings.locate import KeyPath
from vncwall.settings.schedule import HolidaySettings, Occasion, OnHolidays, ScheduleSettings
from vncwall.settings.schema import ConfigurationFile, HolidaysTable, ScheduleTable, TimesTable

_FIELDS = {"duration": "duration_s", "linger": "linger_s", "change": "change_percent"}
"""Keys, and the fields of other names that they become."""


def schedules_of(
    file: ConfigurationFile, complain: Callable[[KeyPath, str], None]
) -> dict[str, ScheduleSettings]:
    """Return the schedules of a file by name.

    Args:
        file: whose tables are right each by itself.
        complain: is told where keys do not go together, and what to write.
    """
    holidays = holidays_of(file)
    result = {}
    for name, table in file.schedules.items():
        path: KeyPath = ("schedules", name)
        for key, why in _contradictions(table):
            complain((*path, key) if key else path, why)
        result[name] = _schedule(name, table, holidays)
    return result


def holidays_of(file: ConfigurationFile) -> dict[str, HolidaySettings]:
    """Return the holidays of a file by name."""
    return {name: _holidays(name, table) for name, table in file.holidays.items()}


def times_of(
    name: str, table: TimesTable, holidays: Mapping[str, HolidaySettings]
) -> ScheduleSettings:
    """Return the times that any table says which has the words for them."""
    said = table.model_fields_set & TimesTable.model_fields.keys()
    values = {_FIELDS.get(key, key): getattr(table, key) for key in sorted(said - {"holidays"})}
    # A name that stands for no holidays has been complained of.
    named = tuple(holidays[one] for one in table.holidays or () if one in holidays)
    return replace(ScheduleSettings(name, holidays=named), **values)


def _holidays(name: str, table: HolidaysTable) -> HolidaySettings:
    dates, yearly = table.dates or (frozenset(), frozenset())
    return HolidaySettings(name, dates, yearly, table.country or "")


def _schedule(
    name: str, table: ScheduleTable, holidays: Mapping[str, HolidaySettings]
) -> ScheduleSettings:
    said = table.model_fields_set - TimesTable.model_fields.keys() - {"on", "alerts"}
    values = {_FIELDS.get(key, key): getattr(table, key) for key in sorted(said)}
    times = times_of(name, table, holidays)
    return replace(times, occasions=table.on or (), alerts=table.alerts or (), **values)


def _contradictions(table: ScheduleTable) -> list[tuple[str, str]]:
    """Return keys that do not go with the others, and why; key "": the table itself."""
    found = []
    said = table.model_fields_set
    if not said - {"time_zone"}:
        found.append(
            ("", "says no time; write days, hours, cron with duration, start and end, or on")
        )
    found += contradicting_times(table)
    if table.on is None:
        found += (
            (key, 'goes with on, for instance on = ["change"]')
            for key in ("linger", "change", "alerts")
            if key in said
        )
        return found
    if table.change is not None and Occasion.CHANGE not in table.on:
        found.append(("change", 'goes with on = ["change"]'))
    if table.alerts is not None and Occasion.ALERT not in table.on:
        found.append(("alerts", 'goes with on = ["alert"]'))
    return found


def contradicting_times(table: TimesTable) -> list[tuple[str, str]]:
    """Return words for times that do not go together, and why."""
    found = []
    if table.cron is not None:
        if table.hours is not None:
            found.append(("hours", "does not go with cron, which says the times; keep one of them"))
        if table.duration is None:
            found.append(("cron", 'needs a duration, for instance duration = "10m"'))
    elif table.duration is not None:
        found.append(("duration", "goes with cron; for other windows write hours"))
    if table.start is not None and table.end is not None and not _is_before(table):
        found.append(("end", f"{table.end} is not after start, {table.start}"))
    if table.on_holidays is not None and table.holidays is None:
        found.append(
            ("on_holidays", 'needs holidays = "NAME", with dates in a table [holidays.NAME]')
        )
    if table.on_holidays is OnHolidays.ALSO and table.days is None and table.cron is None:
        found.append(("on_holidays", '"also" changes nothing for every day; write days, too'))
    return found


def _is_before(table: TimesTable) -> bool:
    assert table.start is not None
    assert table.end is not None
    if table.start.tzinfo is None and table.end.tzinfo is None:
        return table.start < table.end
    return _aware(table.start, table.time_zone) < _aware(table.end, table.time_zone)


def _aware(moment: datetime, zone: str | None) -> datetime:
    if moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(zone)) if zone else moment.astimezone()
