"""`vncwall schedule`: what a configuration will record in the next days."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, TextIO

from vncwall.app.record import hosts_to_record
from vncwall.errors import SettingsError
from vncwall.ipc.desk_client import as_text
from vncwall.recording.journal import stamp
from vncwall.scheduling.plan import HostPlan
from vncwall.scheduling.spans import Span, joined, total_ns
from vncwall.settings.model import HostSettings, Settings

_NS = 1_000_000_000
_MOST_OF_DAY = 24
"""A plan with more windows a day is not read line by line; `--json` has them all."""
Window = tuple[tuple[str, ...], Span]


def run(
    settings: Settings,
    hosts: Iterable[str],
    *,
    days: int,
    now_ns: int,
    as_json: bool = False,
    zone: tzinfo | None = None,
    out: TextIO | None = None,
) -> int:
    """Print the windows of the next days; return 0.

    Args:
        settings: the configuration.
        hosts: names; none: all that are recorded.
        days: from today's midnight on.
        now_ns: the present.
        as_json: for programs.
        zone: in which times are printed; None: the computer's.
        out: where to print.

    Raises:
        SettingsError: a name is not in the configuration.
    """
    out = out or sys.stdout
    chosen = _chosen(settings, tuple(hosts))
    today = datetime.fromtimestamp(now_ns // _NS, zone).date()
    period = Span(_midnight(today, zone), _midnight(today + timedelta(days=days), zone))
    if as_json:
        print(as_text(values(chosen, period)), file=out)
        return 0
    groups: dict[tuple[Any, ...], list[HostSettings]] = {}
    for host in chosen:
        groups.setdefault((host.record, host.schedules), []).append(host)
    is_first = True
    for (_, schedules), members in groups.items():
        if not is_first:
            print(file=out)
        is_first = False
        print(", ".join(host.name for host in members), file=out)
        windows = windows_of(members[0], period)
        for line in _lines(windows, period, now_ns, zone=zone):
            print(f"  {line}", file=out)
        for one in schedules:
            if one.occasions:
                when = ", ".join(one.occasions)
                print(f"  event {one.name}: on {when}, within its time", file=out)
    if not chosen:
        print("no host is to be recorded", file=out)
    return 0


def windows_of(host: HostSettings, period: Span) -> list[Window]:
    """Return what will be recorded, windows of all causes joined, each with its causes."""
    planned = HostPlan.of(host).planned(period.start_ns, period.end_ns)
    spans = joined(span for _, span in planned)
    starts = [span.start_ns for span in spans]
    causes: list[dict[str, None]] = [{} for _ in spans]
    for its_causes, one in planned:
        causes[bisect_right(starts, one.start_ns) - 1].update(dict.fromkeys(its_causes))
    return [(tuple(its_causes), span) for its_causes, span in zip(causes, spans, strict=True)]


def _lines(
    windows: Iterable[Window], period: Span, now_ns: int, *, zone: tzinfo | None
) -> Iterator[str]:
    found = False
    day_before: date | None = None
    of_day = 0
    unsaid: list[Span] = []
    for causes, span in windows:
        found = True
        start, end = (
            datetime.fromtimestamp(at // _NS, zone) for at in (span.start_ns, span.end_ns)
        )
        of_day = of_day + 1 if start.date() == day_before else 1
        if of_day == 1:
            yield from _more(unsaid)
            unsaid = []
        if of_day > _MOST_OF_DAY and not span.holds(now_ns):
            unsaid.append(span)
            continue
        day = f"{start:%a %Y-%m-%d}" if start.date() != day_before else " " * 14
        day_before = start.date()
        last = f"{end:%H:%M}"
        if span.end_ns >= period.end_ns:
            last = "..."
        elif end.date() != start.date():
            is_midnight = end.date() == start.date() + timedelta(days=1) and last == "00:00"
            last = "24:00" if is_midnight else f"{end:%a %H:%M}"
        text = f"{day}  {start:%H:%M}-{last}  {hours(span.length_ns)}  {', '.join(causes)}"
        yield f"{text}  now" if span.holds(now_ns) else text
    yield from _more(unsaid)
    if not found:
        yield "nothing by time"


def _more(spans: list[Span]) -> Iterator[str]:
    """Yield what is said of windows of a day that has too many of them."""
    if spans:
        yield f"{'':14}  and {len(spans)} more, {hours(total_ns(spans))}"


def values(hosts: Iterable[HostSettings], period: Span) -> Mapping[str, Any]:
    """Return the windows as plain values, times in UTC."""
    return {
        "from": stamp(period.start_ns),
        "to": stamp(period.end_ns),
        "hosts": [
            {
                "host": host.name,
                "planned_s": total_ns(span for _, span in windows_of(host, period)) / _NS,
                "windows": [
                    {
                        "from": stamp(span.start_ns),
                        "to": stamp(span.end_ns),
                        "causes": list(causes),
                    }
                    for causes, span in windows_of(host, period)
                ],
                "on": {
                    one.name: [str(occasion) for occasion in one.occasions]
                    for one in host.schedules
                    if one.occasions
                },
            }
            for host in hosts
        ],
    }


def hours(time_ns: int) -> str:
    """Return a length of time as people add it up.

    >>> hours(90 * 60 * 10**9 + 5 * 10**9)
    '1:30:05 h'
    """
    seconds = time_ns // _NS
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02} h"


def _chosen(settings: Settings, names: tuple[str, ...]) -> tuple[HostSettings, ...]:
    if not names:
        return hosts_to_record(settings)
    by_name = {host.name: host for host in settings.hosts}
    for name in names:
        if name not in by_name:
            known = ", ".join(by_name) or "none"
            raise SettingsError("arguments", "", f"no host is called {name!r}; there are {known}")
    return tuple(by_name[name] for name in names)


def _midnight(day: date, zone: tzinfo | None) -> int:
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)
    return int((moment if zone else moment.astimezone()).timestamp()) * _NS
