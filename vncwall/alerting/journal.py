"""The journal of alerts: what happened, so that the next run knows what lasts and who knows of it.

Files lie in one folder, one for each day (UTC): ``2026-11-22.jsonl``. A line is a JSON object with
the time "t" and the "host":

* ``"rule", "state", "severity", "detail", "raised", "who", "note"``: an alert has this state now.
* ``"maintenance": until, "who", "note"``: somebody works on the host; until "": it is over.
* ``"active": time``: when something last changed on its screen, for rules that look for silence.

A new day begins with what lasts, marked ``"carried"``, so that a file can be read without those
before it. Lines are added and flushed to the disk one by one, by a thread of its own: a disk that
does not answer holds up nobody else. Several programs may write to one folder.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vncwall.alerting.alert import Alert, Maintenance
from vncwall.background import Background
from vncwall.states import AlertState, Severity

logger = logging.getLogger(__name__)

SUFFIX = ".jsonl"
KEEP_DAYS = 400
CARRY_DAYS = 60
"""So far back it is looked for what lasts: the program may have been off for a while."""
_NS = 1_000_000_000
_LONGEST = 1 << 16
"""Characters of a line that are read."""


def stamp(time_ns: int) -> str:
    """Return a time as the journal writes it.

    >>> stamp(1_500_000_000)
    '1970-01-01T00:00:01.500Z'
    """
    moment = datetime.fromtimestamp(time_ns // _NS, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns % _NS // 1_000_000:03}Z"


def time_of(text: object) -> int:
    """Return the nanoseconds of a time that `stamp` wrote; 0: it is none."""
    try:
        moment = datetime.fromisoformat(str(text))
        if moment.tzinfo is None:
            return 0
        return int(moment.timestamp()) * _NS + moment.microsecond * 1000
    except (ValueError, OverflowError):
        return 0


@dataclass(slots=True)
class Standing:
    """What a journal says of the present: alerts that last, by host and rule, and the rest."""

    alerts: dict[tuple[str, str], Alert] = field(default_factory=dict)
    maintenance: dict[str, Maintenance] = field(default_factory=dict)
    active_ns: dict[str, int] = field(default_factory=dict)

    def take(self, line: Mapping[str, Any]) -> None:
        """Take one line in; what makes no sense is passed over."""
        host = line.get("host")
        if not isinstance(host, str):
            return
        if "rule" in line:
            alert = alert_of(line)
            if alert is None:
                return
            if alert.state.is_open:
                self.alerts[host, alert.rule] = alert
            else:
                self.alerts.pop((host, alert.rule), None)
        elif "maintenance" in line:
            if until_ns := time_of(line["maintenance"]):
                self.maintenance[host] = Maintenance(
                    until_ns, str(line.get("note", "")), str(line.get("who", ""))
                )
            else:
                self.maintenance.pop(host, None)
        elif "active" in line:
            self.active_ns[host] = max(time_of(line["active"]), self.active_ns.get(host, 0))

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield what says all of it again."""
        for (host, _), alert in self.alerts.items():
            yield {"host": host, **alert_line(alert), "carried": True}
        for host, one in self.maintenance.items():
            yield {"host": host, **maintenance_line(one), "carried": True}
        for host, time_ns in self.active_ns.items():
            yield {"host": host, "active": stamp(time_ns), "carried": True}


def alert_line(alert: Alert) -> dict[str, Any]:
    """Return an alert as a line has it."""
    return {
        "rule": alert.rule,
        "state": str(alert.state),
        "severity": str(alert.severity),
        "detail": alert.detail,
        "raised": stamp(alert.raised_ns),
        "changed": stamp(alert.changed_ns),
        "who": alert.who,
        "note": alert.note,
    }


def alert_of(line: Mapping[str, Any]) -> Alert | None:
    """Return the alert of a line; None: it has none."""
    try:
        return Alert(
            str(line["rule"]),
            Severity(line["severity"]),
            AlertState(line["state"]),
            str(line["detail"]),
            time_of(line["raised"]),
            time_of(line.get("changed", line.get("t"))),
            str(line.get("who", "")),
            str(line.get("note", "")),
        )
    except (KeyError, ValueError):
        return None


def maintenance_line(maintenance: Maintenance | None) -> dict[str, Any]:
    """Return maintenance that was begun by hand, or its end, as a line has it."""
    if maintenance is None:
        return {"maintenance": ""}
    return {
        "maintenance": stamp(maintenance.until_ns),
        "who": maintenance.who,
        "note": maintenance.reason,
    }


def read(folder: Path, *, since_ns: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the lines of all days from that of `since_ns` on, in order; torn ones are left out."""
    first = stamp(since_ns)[:10]
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except OSError:
        return
    for path in paths:
        if path.stem >= first:
            yield from _lines_of(path)


def standing(folder: Path, *, now_ns: int) -> Standing:
    """Return what lasts by the journals of a folder."""
    result = Standing()
    for line in read(folder, since_ns=max(0, now_ns - CARRY_DAYS * 86400 * _NS)):
        result.take(line)
    return result


def _lines_of(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            while text := file.readline(_LONGEST):
                with suppress(ValueError, RecursionError):
                    line = json.loads(text)
                    if isinstance(line, dict):
                        yield line
    except OSError as error:
        logger.warning("%s cannot be read: %s", path, error.strerror)


class AlertJournal:
    """Writes the journal; reading it at the start is its only wait."""

    def __init__(self, folder: Path, *, now_ns: int) -> None:
        """Read what lasts; nothing is written before there is something to say.

        Args:
            folder: made, private, with the first line.
            now_ns: wall time.
        """
        self.folder = folder
        self.standing = standing(folder, now_ns=now_ns)
        """As of the start."""
        self._written = deepcopy(self.standing)  # of the thread
        self._background = Background("alert journal", self._complain)
        self._descriptor = -1
        self._day = ""

    def alert(self, host: str, alert: Alert) -> None:
        """Write that an alert of a host has another state."""
        self._put({"t": stamp(alert.changed_ns), "host": host, **alert_line(alert)})

    def maintenance(self, host: str, maintenance: Maintenance | None, time_ns: int) -> None:
        """Write that somebody begins to work on a host, or has done."""
        self._put({"t": stamp(time_ns), "host": host, **maintenance_line(maintenance)})

    def active(self, host: str, active_ns: int, time_ns: int) -> None:
        """Write when something last changed on a host's screen."""
        self._put({"t": stamp(time_ns), "host": host, "active": stamp(active_ns)})

    def close(self) -> None:
        """Write what is left, as far as the disk allows."""
        if self._background.has_begun:
            self._background.do(self._shut)
        self._background.close()

    def _put(self, line: dict[str, Any]) -> None:
        self._background.do(lambda: self._write_or_shut(line))

    def _complain(self, said: str) -> None:
        logger.error("alerts cannot be written down: %s: %s", self.folder, said)

    # --- of the thread

    def _write_or_shut(self, line: dict[str, Any]) -> None:
        try:
            self._write(line)
        except OSError:
            self._shut()
            raise

    def _write(self, line: dict[str, Any]) -> None:
        day = str(line["t"])[:10]
        if day != self._day or self._descriptor < 0:
            self._open(day, str(line["t"]))
        self._written.take(line)
        self._append([line])

    def _open(self, day: str, time: str) -> None:
        self._shut()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{day}{SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._descriptor = os.open(path, flags, 0o600)
        self._day = day
        if os.fstat(self._descriptor).st_size == 0:
            self._append({"t": time, **line} for line in self._written.lines())
        elif not _ends_with_a_line(path):
            os.write(self._descriptor, b"\n")  # the power went while a line was being written
        oldest = f"{datetime.fromtimestamp(time_of(time) // _NS - KEEP_DAYS * 86400, UTC):%Y-%m-%d}"
        for other in self.folder.glob(f"*{SUFFIX}"):
            if other.stem < oldest:
                with suppress(OSError):
                    other.unlink()

    def _append(self, lines: Iterable[Mapping[str, Any]]) -> None:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        if text:
            os.write(self._descriptor, text.encode("utf-8", "replace"))
            os.fsync(self._descriptor)

    def _shut(self) -> None:
        if self._descriptor >= 0:
            with suppress(OSError):
                os.close(self._descriptor)
        self._descriptor, self._day = -1, ""


def _ends_with_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
