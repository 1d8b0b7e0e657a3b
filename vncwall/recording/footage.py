"""Which times of a host are on the disk, as far as names, journals and manifests tell.

The journal names every file with its times. Files that it does not name are there, too: what a
killed recorder left, what is still open, what another program recorded. Their manifests say when;
without one it is the name, and the time of the last write.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from types import MappingProxyType

from vncwall.recording.coverage import Fact
from vncwall.recording.manifest import manifest_path
from vncwall.recording.plan_history import Written
from vncwall.recording.segments import PART, safe_name
from vncwall.scheduling.spans import Span

_SUFFIXES = (".mkv", ".fbs", PART)
_LARGEST_MANIFEST = 4 << 20
_NS = 1_000_000_000


def footage_of(
    folder: Path,
    host: str,
    period: Span,
    written: Iterable[Written],
    *,
    elsewhere: Collection[str] = (),
    deleted: Mapping[str, str] = MappingProxyType({}),
    zone: tzinfo | None = None,
) -> list[Fact]:
    """Return the files of a host that may show something of a period.

    Args:
        folder: root of all recordings.
        host: its name.
        period: what is asked about.
        written: what the journal says of files.
        elsewhere: files that were moved to another store, named from the root.
        deleted: why others were deleted, named the same way.
        zone: of names; None: the computer's.
    """
    facts = {}
    for one in written:
        path = folder / one.path
        is_there = path.exists() or one.path in elsewhere
        why = "" if is_there else deleted.get(one.path, "")
        facts[path] = Fact(one.span, one.path, is_there=is_there, deleted=why)
    for path in _files(folder / safe_name(host), period, zone):
        if path not in facts and (span := _span_of(path, zone)) is not None:
            facts[path] = Fact(span, path.relative_to(folder).as_posix())
    return sorted(facts.values(), key=lambda one: one.span)


def _files(folder: Path, period: Span, zone: tzinfo | None) -> Iterator[Path]:
    day = datetime.fromtimestamp(period.start_ns // _NS, zone).date() - timedelta(days=1)
    last = datetime.fromtimestamp(period.end_ns // _NS, zone).date()
    for path in sorted(folder.glob("????-??-??")):
        try:
            its_day = date.fromisoformat(path.name)
        except ValueError:
            continue
        if day <= its_day <= last:
            yield from (file for file in sorted(path.iterdir()) if file.suffix in _SUFFIXES)


def _span_of(path: Path, zone: tzinfo | None) -> Span | None:
    """Return the time that a file shows; None: its name says none."""
    if (span := _of_manifest(path)) is not None:
        return span
    name = path.name.partition(".")[0].partition("_")[0]
    try:
        start = datetime.strptime(f"{path.parent.name} {name}", "%Y-%m-%d %H%M%S")
        start_s = (start.replace(tzinfo=zone) if zone else start.astimezone()).timestamp()
        end_ns = path.stat().st_mtime_ns
    except (ValueError, OSError):
        return None
    span = Span(int(start_s) * _NS, end_ns)
    return span if span.length_ns > 0 else None


def _of_manifest(path: Path) -> Span | None:
    try:
        with manifest_path(path).open("rb") as file:
            value = json.loads(file.read(_LARGEST_MANIFEST))
        span = Span(int(value["start_ns"]), int(value["end_ns"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return span if span.length_ns > 0 else None
