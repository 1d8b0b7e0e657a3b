"""What the journals of the plan say of each host.

They are read as they were found: a line that is cut off or makes no sense is left out, for a
journal must be readable after a power cut, and may have been written by somebody else.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from vncwall.recording.journal import FOLDER, SUFFIX
from vncwall.scheduling.spans import Span, joined

NOT_RUNNING = "vncwall was not running"
_NS = 1_000_000_000
_LONGEST_LINE = 1 << 16
_FILE_SPAN = timedelta(days=2)
"""A file is of one day, but its clock may have been set."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A stretch of time in which something was to be recorded."""

    span: Span
    causes: tuple[str, ...]
    gap: str = ""
    """Why it was not; "": it was, as far as the journal knows."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file."""

    span: Span
    path: str


@dataclass(slots=True)
class HostHistory:
    """All that is said of one host."""

    planned: list[Planned] = field(default_factory=list)
    files: list[Written] = field(default_factory=list)
    watched: list[Span] = field(default_factory=list)
    """When a journal speaks of it: outside nothing is known."""
    is_gone: bool = False
    """The last that was said is that it is not in the configuration any more."""

    @property
    def last_ns(self) -> int:
        """Until when it is spoken of; 0: it is not, or it is gone."""
        if self.is_gone:
            return 0
        return max((span.end_ns for span in self.watched), default=0)


def read_histories(folder: Path, start_ns: int, end_ns: int) -> dict[str, HostHistory]:
    """Return what is said of each host, of all runs that may speak of a stretch of time.

    Args:
        folder: root of all recordings.
        start_ns: of the stretch, since the Unix epoch.
        end_ns: of the stretch.
    """
    histories: dict[str, HostHistory] = defaultdict(HostHistory)
    first = f"{datetime.fromtimestamp(start_ns / _NS, UTC) - _FILE_SPAN:%Y-%m-%dT%H%M%S}"
    last = f"{datetime.fromtimestamp(end_ns / _NS, UTC) + _FILE_SPAN:%Y-%m-%dT%H%M%S}"
    for path in sorted((folder / FOLDER).glob(f"*{SUFFIX}")):
        if first <= path.name[:17] <= last:
            _read_one(path, histories)
    for history in histories.values():
        history.watched = joined(history.watched, bridge_ns=_NS)
    return dict(histories)


def last_watched(folder: Path, host: str) -> int:
    """Return until when the journals speak of a host; 0: they do not, or it is gone."""
    for path in sorted((folder / FOLDER).glob(f"*{SUFFIX}"), reverse=True):
        histories: dict[str, HostHistory] = defaultdict(HostHistory)
        try:
            _read_one(path, histories)
        except OSError:
            continue
        if host in histories:
            return histories[host].last_ns
    return 0


def _read_one(path: Path, histories: Mapping[str, HostHistory]) -> None:
    states: dict[str, tuple[int, Planned]] = {}
    since: dict[str, int] = {}
    now_ns = 0

    def ends(host: str, time_ns: int) -> None:
        start_ns, state = states.pop(host)
        if state.causes and time_ns > start_ns:
            span = Span(start_ns, time_ns)
            histories[host].planned.append(Planned(span, state.causes, state.gap, state.detail))

    for line in lines_of(path):
        time_ns = time_of(line.get("t"))
        if time_ns is None:
            continue
        now_ns = time_ns
        host = line.get("host")
        if not isinstance(host, str):
            continue
        history = histories[host]
        if "plan" in line:
            if host in states:
                ends(host, time_ns)
            since.setdefault(host, time_ns)
            causes = _texts(line["plan"])
            gap, detail = str(line.get("gap", "")), str(line.get("detail", ""))
            states[host] = (time_ns, Planned(Span(time_ns, time_ns), causes, gap, detail))
            history.is_gone = False
        elif "gone" in line:
            if host in states:
                ends(host, time_ns)
            history.watched.append(Span(since.pop(host, time_ns), time_ns))
            history.is_gone = True
        elif (span := _span(line)) is not None:
            if "file" in line:
                history.files.append(Written(span, str(line["file"])))
            elif "missed" in line:
                history.planned.append(Planned(span, _texts(line["missed"]), NOT_RUNNING))
    for host in list(states):
        ends(host, now_ns)
    for host, start_ns in since.items():
        histories[host].watched.append(Span(start_ns, now_ns))


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what can be read of a journal.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        while data := file.readline(_LONGEST_LINE):
            try:
                line = json.loads(data)
            except (ValueError, RecursionError):
                continue
            if isinstance(line, dict):
                yield line


def _span(line: Mapping[str, Any]) -> Span | None:
    start_ns, end_ns = time_of(line.get("from")), time_of(line.get("to"))
    if start_ns is None or end_ns is None or end_ns <= start_ns:
        return None
    return Span(start_ns, end_ns)


def time_of(value: object) -> int | None:
    """Return the time that a journal says, since the Unix epoch; None: it says none."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86400 + since.seconds) * _NS + since.microseconds * 1000


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
