"""`vncwall recordings coverage`: plan against fact, for people and for monitoring."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Any, TextIO

from vncwall.app.record import hosts_to_record
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.app.schedule import hours
from vncwall.ipc.desk_client import as_text
from vncwall.recording.audit import AuditError, AuditLog
from vncwall.recording.catalogue.catalogue import CatalogueError
from vncwall.recording.catalogue.record import FileState
from vncwall.recording.coverage import Coverage, Gap, Question, coverage_of
from vncwall.recording.footage import footage_of
from vncwall.recording.journal import BEAT_S, FOLDER, stamp
from vncwall.recording.plan_history import (
    NOT_RUNNING,
    HostHistory,
    Planned,
    read_histories,
)
from vncwall.recording.removals import removals
from vncwall.scheduling.plan import HostPlan
from vncwall.scheduling.spans import Span, without
from vncwall.settings.model import Settings

INCOMPLETE = 1
"""Exit code when something is missing."""
_NS = 1_000_000_000
_JUST_NOW_NS = int(3 * BEAT_S * _NS)
"""A journal is behind the present by less while its program runs."""
_MOST_GAPS = 20
"""Gaps of a row that are printed for people."""


def run(
    where: RecordingsFolder,
    question: Question,
    *,
    settings: Settings | None = None,
    as_json: bool = False,
    out: TextIO | None = None,
) -> int:
    """Print how much of the plan is there; return 0, or `INCOMPLETE`.

    Args:
        where: the recordings; what is planned later than its clock says is not missing yet.
        question: what is asked about.
        settings: the configuration, whose plan counts while no journal speaks; None: none is known.
        as_json: for programs.
        out: where to print.
    """
    out = out or sys.stdout
    folder, now_ns = where.path, where.clock.wall_ns()
    rows, unknown = answer(
        folder,
        question,
        settings=settings,
        now_ns=now_ns,
        elsewhere=_moved(where),
        deleted=_deleted(where),
    )
    if as_json:
        print(as_text(values(folder, question, rows, unknown)), file=out)
    else:
        for line in lines(rows, unknown):
            print(line, file=out)
        if not rows and not unknown:
            has_journal = (folder / FOLDER).is_dir()
            print(
                "nothing was planned in that time"
                if has_journal or settings is not None
                else f"{folder} has no journal of a plan; name the configuration: -c wall.toml",
                file=out,
            )
    return 0 if all(row.is_complete for row in rows) and not unknown else INCOMPLETE


def answer(
    folder: Path,
    question: Question,
    *,
    settings: Settings | None,
    now_ns: int,
    elsewhere: Collection[str] = (),
    deleted: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[Coverage], list[str]]:
    """Return the rows, and hosts with a plan of which no journal has ever spoken."""
    period = Span(question.period.start_ns, min(question.period.end_ns, now_ns))
    if period.length_ns <= 0:
        return [], []
    histories = read_histories(folder, period.start_ns, now_ns)
    plans = _plans(settings)
    rows: list[Coverage] = []
    unknown = []
    for host in dict.fromkeys((*plans, *sorted(histories))):
        if question.host and not fnmatchcase(host, question.host):
            continue
        history = histories.get(host)
        if history is None:
            if plans[host].planned(period.start_ns, period.end_ns):
                unknown.append(host)
            continue
        its_period = _known(period, history, now_ns)
        unwatched = _unwatched(plans.get(host), history, its_period)
        facts = footage_of(
            folder, host, its_period, history.files, elsewhere=elsewhere, deleted=deleted
        )
        rows += (
            row
            for row in coverage_of(
                host,
                history,
                facts,
                its_period,
                unwatched=unwatched,
                tolerance_ns=question.tolerance_ns,
            )
            if not question.schedule or row.cause == f"schedule {question.schedule}"
        )
    return rows, unknown


def _moved(where: RecordingsFolder) -> frozenset[str]:
    """Return the recordings that are in another store."""
    if not where.path.is_dir():
        return frozenset()
    try:
        with where.catalogue() as catalogue:
            return frozenset(
                record.path
                for record in catalogue.records(with_manifests=False)
                if record.state is FileState.MOVED
            )
    except CatalogueError as error:
        where.note(f"{error}; what was moved to another store counts as gone")
        return frozenset()


def _deleted(where: RecordingsFolder) -> Mapping[str, str]:
    """Return why recordings were deleted, as far as the audit log tells."""
    try:
        return removals(AuditLog(where.path).entries())
    except (AuditError, OSError) as error:
        where.note(f"{error}; why files were deleted is not known")
        return {}


def _plans(settings: Settings | None) -> dict[str, HostPlan]:
    if settings is None:
        return {}
    return {host.name: HostPlan.of(host) for host in hosts_to_record(settings)}


def _known(period: Span, history: HostHistory, now_ns: int) -> Span:
    """Return the part of a period that is over for the journal, too."""
    last_ns = history.last_ns
    if last_ns and now_ns - last_ns < _JUST_NOW_NS:
        return Span(period.start_ns, max(period.start_ns, min(period.end_ns, last_ns)))
    return period


def _unwatched(plan: HostPlan | None, history: HostHistory, period: Span) -> Iterator[Planned]:
    """Yield what the configuration plans after the last journal."""
    last_ns = history.last_ns
    if plan is None or not last_ns:
        return
    for span in without([Span(last_ns, max(last_ns, period.end_ns))], history.watched):
        for causes, planned in plan.planned(span.start_ns, span.end_ns):
            yield Planned(planned, causes, NOT_RUNNING)


def lines(rows: Sequence[Coverage], unknown: Iterable[str]) -> Iterator[str]:
    """Yield what a person is told: a line a row, and below it a line a gap."""
    width = max((len(f"{row.host}  {row.cause}") for row in rows), default=0)
    for row in rows:
        name = f"{row.host}  {row.cause}"
        yield (
            f"{name:<{width}}  {percent_in_words(row)}  "
            f"{hours(row.recorded_ns)} of {hours(row.planned_ns)}"
        )
        for gap in row.gaps[:_MOST_GAPS]:
            yield f"    {gap_in_words(gap)}"
        if len(row.gaps) > _MOST_GAPS:
            yield f"    and {len(row.gaps) - _MOST_GAPS} more gaps (--json has all)"
    for host in unknown:
        yield f"{host}  no journal speaks of it: vncwall has not run with this plan"
    if len(rows) > 1:
        planned = sum(row.planned_ns for row in rows)
        recorded = sum(row.recorded_ns for row in rows)
        gaps = sum(len(row.gaps) for row in rows)
        total = Coverage("", "", planned, recorded, ())
        yield (
            f"all: {percent_in_words(total).strip()}, {hours(recorded)} of {hours(planned)}, "
            f"{gaps} gap{'' if gaps == 1 else 's'}"
        )


def percent_in_words(row: Coverage) -> str:
    """Return a percentage in eight characters, rounded down: 100 % is all of it.

    >>> percent_in_words(Coverage("pc1", "always", 100_000, 99_999))
    ' 99.99 %'
    """
    return f"{row.percent:6.2f} %"


def gap_in_words(gap: Gap) -> str:
    """Return when, how long and why, in the computer's time."""
    start = datetime.fromtimestamp(gap.span.start_ns // _NS)
    end = datetime.fromtimestamp(gap.span.end_ns // _NS)
    until = f"{end:%H:%M:%S}" if end.date() == start.date() else f"{end:%a %Y-%m-%d %H:%M:%S}"
    text = f"{start:%a %Y-%m-%d %H:%M:%S} to {until}  {hours(gap.span.length_ns)}  {gap.reason}"
    return f"{text}: {gap.detail}" if gap.detail and gap.detail != gap.reason else text


def values(
    folder: Path, question: Question, rows: Iterable[Coverage], unknown: Iterable[str]
) -> Mapping[str, Any]:
    """Return everything as plain values; times in UTC, lengths in seconds."""
    listed = [_row(row) for row in rows]
    return {
        "folder": str(folder),
        "from": stamp(question.period.start_ns),
        "to": stamp(question.period.end_ns),
        "complete": all(not row["gaps"] for row in listed) and not list(unknown),
        "coverage": listed,
        "never_ran": list(unknown),
    }


def _row(row: Coverage) -> dict[str, Any]:
    return {
        "host": row.host,
        "cause": row.cause,
        "percent": row.percent,
        "planned_s": round(row.planned_ns / _NS, 3),
        "recorded_s": round(row.recorded_ns / _NS, 3),
        "gaps": [
            {
                "from": stamp(gap.span.start_ns),
                "to": stamp(gap.span.end_ns),
                "seconds": round(gap.span.length_ns / _NS, 3),
                "reason": gap.reason,
                "detail": gap.detail,
            }
            for gap in row.gaps
        ],
    }
