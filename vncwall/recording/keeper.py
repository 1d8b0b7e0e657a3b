"""Keeps the recordings of a folder in order while the program runs: threads of low priority.

One enters finished segments, brings the catalogue up to date at the start and enters what a dead
recorder left. Another deletes what the retention says and moves old segments to other stores,
which may take hours, or wait for a store that does not answer: what a recorder knows of a segment
must be in its manifest long before. All of that reads and writes large files and waits for disks,
so it has threads of its own in the recorder process, which those that sample and encode go before.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from vncwall.clock import Clock
from vncwall.errors import VNCWallError
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.archive import Archive
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.scan import refresh
from vncwall.recording.catalogue.selection import Selection, exactly
from vncwall.recording.cleaning import clean, finish_deletions
from vncwall.recording.moving import move_due
from vncwall.settings.keeping import KeepingSettings

CLEAN_S = 300.0
"""Between two looks at what is to be deleted or moved."""
AGAIN_S = 10.0
"""Until a folder is cleaned while another one is being."""
_NO_WAIT_S = 1.0
"""For a store, when the end of the program is near: what is not done is done the next time."""
_NICE = 10
_SECOND = 1_000_000_000

logger = logging.getLogger(__name__)

Job = Callable[[], None]


@dataclass(slots=True)
class _Folder:
    """One folder of recordings that the threads take care of."""

    archive: Archive
    settings: KeepingSettings = field(default_factory=KeepingSettings)
    clean_at_ns: int = 0
    look_at_ns: int = 0
    """When what had only just changed may be entered; 0: there was nothing."""


class Keeper:
    """The threads. Its methods return at once; any thread may call them."""

    def __init__(self, clock: Clock, *, who: str = "vncwall") -> None:
        """Prepare; the thread starts with the first job.

        Args:
            clock: for all times.
            who: is named in the audit log.
        """
        self._clock = clock
        self._who = who
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._folders: dict[str, _Folder] = {}
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._waiting = 0
        self._is_hurried = threading.Event()
        self._cleaning: threading.Thread | None = None

    @property
    def is_idle(self) -> bool:
        """Whether every segment that was handed in is entered."""
        with self._lock:
            return self._waiting == 0

    def enter(self, facts: SegmentFacts) -> None:
        """Enter a finished segment, soon."""
        with self._lock:
            self._waiting += 1
        self._submit(lambda: self._enter(facts))

    def remove(self, facts: SegmentFacts, *, why: str) -> None:
        """Delete a segment that was entered, unless it is held; `why` is for the audit log."""
        self._submit(lambda: self._remove(facts, why))

    def look_after(
        self,
        folder: Path,
        settings: KeepingSettings | None = None,
        *,
        dead: Collection[Path] = (),
    ) -> None:
        """Put a folder in order now, and keep it so.

        Args:
            folder: of all recordings.
            settings: by which; None: by the former ones.
            dead: files whose recorder is known to have died.
        """
        self._submit(lambda: self._look_after(folder, settings, dead))

    def hurry(self) -> None:
        """Do only what is quick from now on: the end of the program is near."""
        self._is_hurried.set()

    def close(self, timeout_s: float = 10.0) -> None:
        """Enter what was handed in, for so long at most; the next start does the rest."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            thread.join(timeout_s)
        if self._cleaning is not None:
            self._cleaning.join(_NO_WAIT_S if self._is_hurried.is_set() else timeout_s)

    def _submit(self, job: Job) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)
                self._thread.start()
        self._jobs.put(job)

    # --- in the first thread

    def _run(self) -> None:
        _give_way()
        while True:
            try:
                job = self._jobs.get(timeout=self._until_due_s())
            except queue.Empty:
                self._guard(self._do_what_is_due)
                continue
            if job is None:
                return
            self._guard(job)

    def _guard(self, job: Job) -> None:
        try:
            job()
        except (VNCWallError, OSError) as error:
            logger.error("the recordings are not in order: %s", error)
        except Exception:
            logger.exception("the recordings are not in order")

    def _folder(self, folder: Path) -> _Folder:
        known = self._folders.get(str(folder))
        if known is None:
            archive = Archive(folder, clock=self._clock, who=self._who)
            known = self._folders[str(folder)] = _Folder(archive)
        return known

    def _enter(self, facts: SegmentFacts) -> None:
        try:
            self._folder(Path(facts.folder)).archive.enter(facts)
        finally:
            with self._lock:
                self._waiting -= 1

    def _remove(self, facts: SegmentFacts, why: str) -> None:
        folder = Path(facts.folder)
        path = Path(facts.path).relative_to(folder).as_posix()
        with Catalogue(folder, check=False) as catalogue:
            records = list(catalogue.records(Selection(paths=(exactly(path),))))
        self._folder(folder).archive.delete(records, why=why)

    def _look_after(
        self, folder: Path, settings: KeepingSettings | None, dead: Collection[Path]
    ) -> None:
        one = self._folder(folder)
        if settings is not None:
            one.settings = settings
        if self._is_hurried.is_set() or not folder.is_dir():
            return  # nothing was recorded yet
        self._look(one, {path.relative_to(folder).as_posix() for path in dead})
        self._begin_cleaning(one)

    def _look(self, one: _Folder, dead: Collection[str] = ()) -> None:
        """Enter what has no manifest; what is too new, a little later."""
        # Codecs load here, in this thread, and only where there is something to look at.
        from vncwall.recording.latecomers import SETTLED_NS, enter_latecomers

        now_ns = self._clock.wall_ns()
        with Catalogue(one.archive.folder) as catalogue:
            refresh(catalogue, now_ns=now_ns)
        late = enter_latecomers(one.archive, now_ns=now_ns, dead=dead)
        again_ns = self._clock.monotonic_ns() + SETTLED_NS + _SECOND
        one.look_at_ns = again_ns if late.waiting else 0

    def _until_due_s(self) -> float | None:
        due = [one.clean_at_ns for one in self._folders.values() if not one.settings.is_empty]
        due += [one.look_at_ns for one in self._folders.values() if one.look_at_ns]
        if not due:
            return None
        return max(0.05, (min(due) - self._clock.monotonic_ns()) / _SECOND)

    def _do_what_is_due(self) -> None:
        now = self._clock.monotonic_ns()
        for one in self._folders.values():
            if one.look_at_ns and now >= one.look_at_ns:
                self._look(one)
            if not one.settings.is_empty and now >= one.clean_at_ns:
                self._begin_cleaning(one)

    def _begin_cleaning(self, one: _Folder) -> None:
        """Have the second thread clean a folder; while it is busy, later."""
        if self._cleaning is not None and self._cleaning.is_alive():
            one.clean_at_ns = self._clock.monotonic_ns() + int(AGAIN_S * _SECOND)
            return
        one.clean_at_ns = self._clock.monotonic_ns() + int(CLEAN_S * _SECOND)
        self._cleaning = threading.Thread(
            target=self._guard, args=(lambda: self._clean(one),), name="cleaning", daemon=True
        )
        self._cleaning.start()

    # --- in the second thread

    def _clean(self, one: _Folder) -> None:
        _give_way()
        if self._is_hurried.is_set() or not one.archive.folder.is_dir():
            return
        archive = Archive(one.archive.folder, clock=self._clock, who=self._who)
        settings, now_ns, stop = one.settings, self._clock.wall_ns(), self._is_hurried.is_set
        finish_deletions(archive, settings.stores, now_ns=now_ns)
        move_due(archive, settings.stores, now_ns=now_ns, stop=stop)
        clean(archive, settings, now_ns=now_ns, stop=stop)


def _give_way() -> None:
    with suppress(AttributeError, OSError):  # only Linux has priorities of threads
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
