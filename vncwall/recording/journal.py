"""The journal of the plan: what was to be recorded when, and why it was not.

Files lie in ``<folder>/.plan/``, one for each run of the program and day, named by its begin. A
line is a JSON object with the time "t" in UTC:

* ``{"t", "version", "pid"}``: the first one.
* ``{"t", "host", "plan", "gap", "detail"}``: from now on `plan` holds, a list of causes; `gap` says
  why nothing is recorded, "": it is, or nothing is planned. It holds until the host's next line.
* ``{"t", "host", "file", "from", "to"}``: a file is finished.
* ``{"t", "host", "missed", "from", "to"}``: a plan of which nothing came: the program did not run.
* ``{"t", "host", "gone"}``: the configuration does not name the host any more.
* ``{"t", "alive"}``: so far the file is complete. The last is written over while nothing changes.
* ``{"t", "end"}``: the program ended in order.

Lines are added, never changed, but for the last ``alive``. A disk that does not answer holds up the
thread that writes, nobody else; what a full one refuses is written later.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vncwall import __version__
from vncwall.recording.locks import lock
from vncwall.scheduling.spans import Span

FOLDER = ".plan"
"""Below the root of the recordings; no host's folder begins with a dot."""
SUFFIX = ".jsonl"
BEAT_S = 15.0
"""How far apart signs of life are: so much of a gap may be ascribed to the wrong cause."""
KEEP_DAYS = 800
STOPPED_BY_HAND = "stopped by hand"
"""Why something planned is not recorded, where somebody wants it so."""
CLOSE_S = 3.0
"""Longest wait for the disk at the end."""
_MOST_WAITING = 100_000
_NS = 1_000_000_000

Planned = Callable[[int, int], Iterable[tuple[tuple[str, ...], Span]]]
"""What was planned in a stretch of time, with the causes."""
LastWatched = Callable[[Path, str], int]
"""Until when the journals of a folder speak of a host; 0: they do not."""

logger = logging.getLogger(__name__)


def stamp(time_ns: int) -> str:
    """Return a time as the journal writes it, always 24 characters.

    >>> stamp(1_000_000_000)
    '1970-01-01T00:00:01.000Z'
    """
    moment = datetime.fromtimestamp(time_ns // _NS, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ns % _NS // 1_000_000:03}Z"


class Journal:
    """Writes the journal of one run, by a thread of its own that begins with the first line."""

    def __init__(self, folder: Path, *, last_watched: LastWatched, beat_s: float = BEAT_S) -> None:
        """Prepare; nothing is written before there is something to say.

        Args:
            folder: root of all recordings.
            last_watched: reads the journals of former runs.
            beat_s: for tests.
        """
        self.folder = folder
        self._last_watched = last_watched
        self._beat_s = beat_s
        self._lines: queue.Queue[dict[str, Any] | Callable[[], None] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._alive_ns = 0
        self._written_ns = 0
        # Of the thread alone:
        self._descriptor = -1
        self._day = ""
        self._beat_at = -1
        self._end_at = 0
        self._states: dict[str, dict[str, Any]] = {}
        self._waiting: list[dict[str, Any]] = []
        self._complaint = ""

    # --- of the main thread; none of these waits

    def beat(self, time_ns: int) -> None:
        """Say that the program is alive."""
        self._alive_ns = time_ns

    def watch(self, host: str, planned: Planned, time_ns: int) -> None:
        """Begin to speak of a host: what was missed since the last run spoke of it is noted."""
        self._put(lambda: self._note_missed(host, planned, time_ns), time_ns)

    def state(
        self, host: str, time_ns: int, *, plan: tuple[str, ...], gap: str, detail: str
    ) -> None:
        """Say what holds for a host from now on."""
        line = {"host": host, "plan": list(plan), "gap": gap, "detail": detail}
        self._put({"t": stamp(time_ns), **line}, time_ns)

    def file(self, host: str, path: str, span: Span, time_ns: int) -> None:
        """Say that a file is finished; one below the root is named from there."""
        with suppress(ValueError):  # else it lies elsewhere
            path = Path(path).relative_to(self.folder).as_posix()
        ends = {"from": stamp(span.start_ns), "to": stamp(span.end_ns)}
        self._put({"t": stamp(time_ns), "host": host, "file": path, **ends}, time_ns)

    def gone(self, host: str, time_ns: int) -> None:
        """Say that a host is not part of the configuration any more."""
        self._put({"t": stamp(time_ns), "host": host, "gone": True}, time_ns)

    def close(self, time_ns: int) -> None:
        """Write what is left, as far as the disk allows within `CLOSE_S`."""
        if self._thread is None:
            return
        self._put({"t": stamp(time_ns), "end": True}, time_ns)
        self._lines.put(None)
        self._thread.join(CLOSE_S)
        self._thread = None

    def _put(self, line: dict[str, Any] | Callable[[], None], time_ns: int) -> None:
        self._alive_ns = max(self._alive_ns, time_ns)
        self._lines.put(line)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="plan-journal", daemon=True)
            self._thread.start()

    # --- of the thread

    def _run(self) -> None:
        remove_old(self.folder, self._alive_ns)
        while True:
            try:
                line = self._lines.get(timeout=self._beat_s)
            except queue.Empty:
                self._write(None)
                continue
            if line is None:
                break
            try:
                if callable(line):
                    line()
                else:
                    self._remember(line)
                    self._write(line)
            except Exception:
                logger.exception("the journal of the plan misses a line")
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _remember(self, line: dict[str, Any]) -> None:
        if "plan" in line:
            self._states[line["host"]] = line
        elif "gone" in line:
            self._states.pop(line["host"], None)

    def _note_missed(self, host: str, planned: Planned, now_ns: int) -> None:
        last_ns = self._last_watched(self.folder, host)
        if not 0 < last_ns < now_ns:
            return
        first_ns = max(last_ns, now_ns - KEEP_DAYS * 86400 * _NS)
        for causes, span in planned(first_ns, now_ns):
            ends = {"from": stamp(span.start_ns), "to": stamp(span.end_ns)}
            self._write({"t": stamp(now_ns), "host": host, "missed": list(causes), **ends})

    def _write(self, line: dict[str, Any] | None) -> None:
        """Write a line, or without one a sign of life."""
        if line is not None:
            self._waiting.append(line)
            del self._waiting[:-_MOST_WAITING]
        try:
            self._open(line["t"] if line is not None else stamp(self._alive_ns))
            while self._waiting:
                self._append(self._waiting[0])
                del self._waiting[0]
            if line is None:
                self._append_beat()
            self._complaint = ""
        except OSError as error:
            if str(error) != self._complaint:
                self._complaint = str(error)
                logger.warning("the journal of the plan waits for the disk: %s", error)

    def _open(self, now: str) -> None:
        """Open the file of the day; it begins with all that holds."""
        day = now[:10]
        if self._descriptor >= 0 and day == self._day:
            return
        folder = self.folder / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{now[:19].replace(':', '')}Z-{os.getpid()}{SUFFIX}"
        descriptor = os.open(
            folder / name, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644
        )
        lock(descriptor)  # it shows that this program lives
        is_first = self._descriptor < 0
        if not is_first:
            os.close(self._descriptor)
        self._descriptor = descriptor
        self._end_at = os.lseek(self._descriptor, 0, os.SEEK_END)
        self._beat_at = -1
        self._day = day
        self._append({"t": now, "version": __version__, "pid": os.getpid()})
        if not is_first:
            for state in self._states.values():
                self._append({**state, "t": now})

    def _append(self, line: dict[str, Any]) -> None:
        data = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._write_at(self._end_at, data)
        self._end_at += len(data)
        self._beat_at = -1

    def _append_beat(self) -> None:
        data = json.dumps({"t": stamp(self._alive_ns), "alive": True}).encode() + b"\n"
        if self._beat_at < 0:
            self._beat_at = self._end_at
        self._write_at(self._beat_at, data)
        self._end_at = self._beat_at + len(data)

    def _write_at(self, offset: int, data: bytes) -> None:
        """Write all of it at once, or nothing that a reader would take for a line."""
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        written = os.write(self._descriptor, data)
        if written < len(data):
            os.ftruncate(self._descriptor, offset)
            raise OSError(f"only {written} of {len(data)} bytes were written")


def remove_old(folder: Path, now_ns: int) -> None:
    """Remove journals of runs that are over for `KEEP_DAYS`."""
    oldest = stamp(now_ns - KEEP_DAYS * 86400 * _NS)[:10]
    try:
        for path in (folder / FOLDER).glob(f"*{SUFFIX}"):
            if path.name[:10] < oldest:
                path.unlink()
    except OSError as error:
        logger.warning("cannot remove old journals of the plan: %s", error)
