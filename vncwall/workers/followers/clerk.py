"""Says in the wall why a host is treated as it is, and keeps the notes that are taken there."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from vncwall.clock import Clock
from vncwall.ipc.messages import (
    Command,
    ExplainSession,
    NoteTaken,
    Notice,
    RemoveSession,
    SessionExplained,
    TakeNote,
)
from vncwall.ipc.note import Note
from vncwall.recording.audit import AuditError
from vncwall.recording.notes import NoteBook
from vncwall.recording.operator import operator
from vncwall.workers.followers.answers import Answers, Unanswerable
from vncwall.workers.followers.base import Follower
from vncwall.workers.roster import Roster

logger = logging.getLogger(__name__)

SHOWN = 20
"""Newest notes of a host that are told."""


class Clerk(Follower):
    """Reads and writes notes in a thread of its own: a disk may take its time."""

    def __init__(self, roster: Roster, answers: Answers, clock: Clock, folder: Path) -> None:
        """Answer from `answers`; notes are in `folder`, that of the recordings."""
        self._roster = roster
        self._answers = answers
        self._clock = clock
        self._book = NoteBook(folder)
        self._thread: ThreadPoolExecutor | None = None
        self._asked: list[tuple[int, Future[tuple[Note, ...]]]] = []
        self._written: list[tuple[int, Future[str]]] = []

    def sent(self, command: Command) -> None:
        """Take a question or a note."""
        if isinstance(command, ExplainSession):
            entry = self._roster.get(command.session)
            if entry is not None and all(session != command.session for session, _ in self._asked):
                read = self._executor.submit(_newest, self._book, entry.host.name)
                self._asked.append((command.session, read))
        elif isinstance(command, TakeNote):
            entry = self._roster.get(command.session)
            if entry is not None:
                note = Note(self._clock.wall_ns(), entry.host.name, operator(), command.text)
                written = self._executor.submit(_write, self._book, note)
                self._written.append((command.session, written))
        elif isinstance(command, RemoveSession):
            self._asked = [one for one in self._asked if one[0] != command.session]

    def tick(self, now_ns: int) -> Iterable[Command | Notice]:
        """Return the answers that are ready, and what became of notes."""
        for one in [one for one in self._written if one[1].done()]:
            self._written.remove(one)
            yield NoteTaken(one[0], one[1].result())
        for session, future in [one for one in self._asked if one[1].done()]:
            self._asked.remove((session, future))
            entry = self._roster.get(session)
            if entry is not None:
                try:
                    answer = self._answers.why(entry.host.name, now_ns)
                except Unanswerable:
                    continue
                yield SessionExplained(session, answer, future.result())

    def close(self) -> None:
        """Wait until notes are on the disk."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
            self._thread = None

    @property
    def _executor(self) -> ThreadPoolExecutor:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "notes")
        return self._thread


def _newest(book: NoteBook, host: str) -> tuple[Note, ...]:
    try:
        return tuple(book.notes(host))[-SHOWN:]
    except (OSError, AuditError) as error:
        logger.warning("notes cannot be read: %s", _why(book, error))
        return ()


def _write(book: NoteBook, note: Note) -> str:
    """Return why a note was not written; "": it was."""
    try:
        book.add(note)
    except (OSError, AuditError) as error:
        logger.error("a note about %s is lost: %s", note.host, _why(book, error))
        return _why(book, error)
    logger.info("%s noted of %s: %s", note.who, note.host, note.text)
    return ""


def _why(book: NoteBook, error: OSError | AuditError) -> str:
    return str(error) if isinstance(error, AuditError) else f"{book.path}: {error.strerror}"
