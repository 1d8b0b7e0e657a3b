"""Recordings as lines for people and as values for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from vncwall.ipc.desk_client import as_text
from vncwall.ipc.segment import Ended
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.settings.durations import duration_in_words
from vncwall.settings.sizes import size_in_words

_WIDE = 1000
"""Columns where the output is no terminal: nothing is cut for a program that reads it."""
_LEAST_LAST = 16
"""Columns of a terminal that the last cell should have, if it is so long."""
_LOUD = (
    FileState.DELETING,
    FileState.MISSING,
    FileState.ALTERED,
    FileState.UNREADABLE,
    FileState.BROKEN,
)
_BARS = " ▁▂▃▄▅▆▇█"


def print_table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    out: TextIO,
    *,
    right: Sequence[int] = (),
    spare: int | None = None,
) -> None:
    """Print lines in columns, the last one cut at the side of a terminal.

    Args:
        head: names of columns.
        rows: cells of lines.
        out: where to print.
        right: columns that end at their right side.
        spare: a column that is left out where a terminal is too narrow for all.
    """
    console = Console(file=out, width=None if out.isatty() else _WIDE, highlight=False)
    lines = [list(head), *map(list, rows)]
    widths = [max(cell_len(line[column]) for line in lines) for column in range(len(head))]
    shown = list(range(len(head)))
    taken = sum(widths[:-1]) + 2 * len(widths) + min(widths[-1], _LEAST_LAST)
    if spare is not None and out.isatty() and taken > console.width:
        shown.remove(spare)
    for number, line in enumerate(lines):
        text = Text(style="bold" if number == 0 else "")
        for column in shown:
            cell = line[column]
            space = " " * (widths[column] - cell_len(cell))
            is_last = column == len(line) - 1
            text.append(space + cell if column in right else cell + ("" if is_last else space))
            text.append("" if is_last else "  ")
        text.rstrip()
        if not out.isatty():
            print(text.plain, file=out)  # nothing to cut, and many times as fast
            continue
        console.print(text, no_wrap=True, overflow="ellipsis", crop=True)


def print_records(records: Sequence[Record], out: TextIO) -> None:
    """Print one line a recording, and one about all."""
    if records:
        head = ("recording", "start", "length", "size", "active", "cause", "")
        print_table(head, map(_row, records), out, right=(2, 3, 4), spare=1)
    print(summary(records), file=out)


def summary(records: Sequence[Record]) -> str:
    """Say how many, how long and how large.

    >>> summary([])
    'no recordings'
    """
    if not records:
        return "no recordings"
    hosts = len({record.host for record in records})
    length = duration_in_words(sum(record.duration_s for record in records))
    size = size_in_words(sum(record.size_bytes for record in records))
    return f"{counted(len(records), 'recording')} of {counted(hosts, 'host')}, {length}, {size}"


def counted(number: int, what: str) -> str:
    """Say how many.

    >>> counted(1, "host"), counted(0, "host")
    ('1 host', '0 hosts')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def local_time(time_ns: int) -> str:
    """Return a time as people here read it."""
    return f"{datetime.fromtimestamp(time_ns // 1_000_000_000):%Y-%m-%d %H:%M:%S}"


def curve(activity: Sequence[int]) -> str:
    """Draw an activity curve, one character a step.

    >>> curve((0, 1, 50, 100))
    ' ▁▄█'
    """
    return "".join(_BARS[-(-percent * 8 // 100)] for percent in activity)


def print_json(folder: Path, records: Iterable[Record], out: TextIO) -> None:
    """Print all that is known of recordings of a folder, for programs."""
    listed = [values(record) for record in records]
    print(as_text({"folder": str(folder), "recordings": listed}), file=out)


def values(record: Record) -> dict[str, Any]:
    """Return all that is known of a recording, for JSON."""
    manifest = record.manifest
    result: dict[str, Any] = {
        "path": record.path,
        "state": str(record.state),
        "host": record.host,
        "group": record.group,
        "start": _iso(record.start_ns),
        "end": _iso(record.end_ns),
        "duration_s": round(record.duration_s, 3),
        "size_bytes": record.size_bytes,
        "activity": round(record.activity, 2),
        "cause": record.cause,
        "held": record.is_held,
        "held_by": record.held_by,
        "held_why": record.held_why,
        "note": record.note,
        "notes": [
            {"time": _iso(one.time_ns), "who": one.who, "text": one.text} for one in record.remarks
        ],
        "store": record.store,
        "url": record.url,
        "sequence": record.sequence,
        "manifest_sha256": record.manifest_sha256,
    }
    if manifest is not None:
        result |= {
            "format": manifest.format,
            "width": manifest.width,
            "height": manifest.height,
            "frames": manifest.frames,
            "ended": manifest.ended,
            "activity_curve": list(manifest.activity),
            "gaps": [_span(one.start_ns, one.end_ns, reason=one.what) for one in manifest.gaps],
            "controlled": [
                _span(one.start_ns, one.end_ns, who=one.what) for one in manifest.controlled
            ],
            "settings": manifest.settings,
            "software": manifest.software,
            "sha256": manifest.sha256,
            "previous": manifest.previous,
        }
    return result


def _row(record: Record) -> tuple[str, ...]:
    is_known = bool(record.sequence)
    return (
        record.path,
        local_time(record.start_ns),
        duration_in_words(record.duration_s) if is_known else "",
        size_in_words(record.size_bytes),
        f"{record.activity:.0f}%" if is_known else "",
        record.cause,
        ", ".join(_marks(record)),
    )


def _marks(record: Record) -> Iterator[str]:
    if record.is_held:
        yield "held"
    if record.state in _LOUD:
        yield str(record.state).upper()
    elif record.state is FileState.MOVED:
        yield f"in {record.store}"
    elif record.state is not FileState.KEPT:
        yield str(record.state)
    if record.ended == Ended.RECOVERED:
        yield "recovered"
    if record.gaps:
        yield counted(record.gaps, "gap")
    if record.note:
        yield record.note
    for one in record.remarks:
        yield one.text


def _span(start_ns: int, end_ns: int, **what: str) -> dict[str, str]:
    return {"start": _iso(start_ns), "end": _iso(end_ns), **what}


def _iso(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns / 1e9, UTC).isoformat(timespec="milliseconds")
