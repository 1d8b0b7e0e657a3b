"""What hands had said of recordings when a program died that did not come to its end.

What a hand says holds until the program ends (`scheduling.plan`). A program that is killed, or that
a power failure ends, has not been told to end: who begins a recording by hand counts on it. The
journal of the plan says what held then (`recording.journal`), and the next start goes on with it,
if that is soon: later nobody may know any more that there was such a wish, and a desktop is not to
be recorded unasked.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vncwall.ipc.segment import BY_HAND
from vncwall.recording.journal import FOLDER, STOPPED_BY_HAND, SUFFIX
from vncwall.recording.locks import is_locked
from vncwall.recording.plan_history import lines_of, time_of

GOES_ON_NS = 3600 * 1_000_000_000
"""A word holds for a program that comes back so soon."""
_LONGEST_NS = 86400 * 1_000_000_000
"""Of what is older than that nobody wants to hear."""


@dataclass(frozen=True, slots=True)
class Word:
    """The last that a hand had said of a host."""

    enabled: bool
    """Whether it was to be recorded."""
    until_ns: int
    """Wall time of the last sign of life of the program that heard it."""
    goes_on: bool
    """It holds again: that was not long ago."""


def last_words(folder: Path, now_ns: int) -> Mapping[str, Word]:
    """Return the words that held when programs died, by host.

    Args:
        folder: root of all recordings.
        now_ns: wall time.
    """
    words: dict[str, Word | None] = {}
    for path in sorted((folder / FOLDER).glob(f"*{SUFFIX}"), reverse=True):
        try:
            is_old = path.stat().st_mtime_ns < now_ns - _LONGEST_NS
            found = {} if is_old else _words_in(path, now_ns)
        except OSError:
            continue
        if is_old:
            break
        for host, word in found.items():
            words.setdefault(host, word)
    return {host: word for host, word in words.items() if word is not None}


def _words_in(path: Path, now_ns: int) -> dict[str, Word | None]:
    """Return what one run says of each host that it names; None: no word holds any more.

    Raises:
        OSError: the journal cannot be read.
    """
    enabled: dict[str, bool | None] = {}
    last_ns = 0
    is_over = is_locked(path)  # its program lives: it will say itself what holds
    for line in lines_of(path):
        last_ns = time_of(line.get("t")) or last_ns
        is_over = is_over or "end" in line
        host = line.get("host")
        if not isinstance(host, str):
            continue
        if "plan" in line:
            is_stopped = line.get("gap") == STOPPED_BY_HAND
            enabled[host] = False if is_stopped else True if line["plan"] == [BY_HAND] else None
        elif "gone" in line:
            enabled[host] = None
    goes_on = now_ns - last_ns <= GOES_ON_NS
    return {
        host: None if is_over or one is None else Word(one, last_ns, goes_on)
        for host, one in enabled.items()
    }


class LastWords:
    """Reads them in a thread: a disk that does not answer holds up nobody."""

    def __init__(self, folder: Path, now_ns: int) -> None:
        """Begin to read."""
        self._answer: queue.SimpleQueue[Mapping[str, Word]] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=lambda: self._answer.put(last_words(folder, now_ns)),
            name="last-words",
            daemon=True,
        )
        self._thread.start()

    def take(self) -> Mapping[str, Word]:
        """Return them once, as soon as they are read; before and after that, none."""
        return {} if self._answer.empty() else self._answer.get()

    def wait(self, timeout_s: float) -> None:
        """Wait until they are read, for tests."""
        self._thread.join(timeout_s)
