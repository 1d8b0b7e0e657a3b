"""The catalogue of a folder: open it, bring it up to date, ask it.

``catalogue.sqlite`` in the folder of all recordings. It is a cache: what it says comes from the
manifests and the audit log, and it can be deleted at any time. One that is damaged, or of another
version, is moved aside or dropped and made anew.

SQLite keeps writers apart (a write-ahead log, so readers are never held up), transactions are
short, and no program keeps it open: a second program may work with it while the wall runs.
"""

from __future__ import annotations

import logging
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from vncwall.errors import VNCWallError
from vncwall.ipc.note import Note
from vncwall.recording.audit import AuditEntry, AuditLog
from vncwall.recording.catalogue.marks import apply
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.catalogue.schema import TABLES, VERSION
from vncwall.recording.catalogue.selection import Selection
from vncwall.recording.manifest import Manifest

FILE = "catalogue.sqlite"
_BUSY_S = 20.0
_IN_MEMORY = ":memory:"
_RECORDS = """
SELECT path, state, host, grp, start_ns, end_ns, size_bytes, activity, cause,
    ended, gaps, sequence,
    segments.manifest_sha256, {}, coalesce(held_by, ''), coalesce(held_why, ''),
    coalesce(note, ''), coalesce(store, ''), coalesce(url, ''),
    deletions.manifest_sha256 IS NOT NULL
FROM segments
    LEFT JOIN marks ON marks.manifest_sha256 = segments.manifest_sha256 AND sequence > 0
    LEFT JOIN deletions ON deletions.manifest_sha256 = segments.manifest_sha256 AND sequence > 0
"""
_ORDER = "ORDER BY start_ns, path"
_BESIDE = ("-wal", "-shm", "-journal")

logger = logging.getLogger(__name__)


class CatalogueError(VNCWallError):
    """The catalogue cannot be opened or written."""


class Catalogue:
    """An open catalogue; a context manager that closes it.

    Attributes:
        folder: of all recordings.
        is_new: it was made just now and knows nothing yet.
    """

    def __init__(
        self,
        folder: Path,
        *,
        note: Callable[[str], None] = logger.warning,
        check: bool = True,
        in_memory: bool = False,
    ) -> None:
        """Open it, or make an empty one.

        Args:
            folder: of all recordings; must be there.
            note: told, for people, when a damaged one was moved aside.
            check: read all of it once to find damage: some milliseconds for 10 MB.
            in_memory: make an empty one that is gone with its end, of a folder that is read-only.

        Raises:
            CatalogueError: it cannot be made: the disk is full, or read-only.
        """
        self.folder = folder
        self.is_new = False
        path = Path(_IN_MEMORY) if in_memory else folder / FILE
        try:
            self._database = self._open(path, check=check)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise CatalogueError(f"{path}: {error}") from error
            aside = _move_aside(path)
            note(f"{path} is damaged ({error}); it was moved to {aside.name} and is made anew")
            try:
                self._database = self._open(path, check=check)
            except sqlite3.DatabaseError as again:
                raise CatalogueError(f"{path}: {again}") from again

    def _open(self, path: Path, *, check: bool) -> sqlite3.Connection:
        database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                self._make(database)
            elif check and database.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("malformed: the check of its pages failed")
        except BaseException:
            database.close()
            raise
        return database

    def _make(self, database: sqlite3.Connection) -> None:
        database.execute("BEGIN IMMEDIATE")
        try:
            if database.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                for (name,) in names.fetchall():
                    database.execute(f'DROP TABLE "{name}"')
                for statement in TABLES.split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {VERSION}")
                self.is_new = True
            database.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                database.execute("ROLLBACK")
            raise

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it."""
        self._database.close()

    # --- questions

    def records(
        self, selection: Selection | None = None, *, with_manifests: bool = True
    ) -> Iterator[Record]:
        """Yield the segments that are meant, the oldest first.

        Args:
            selection: which; None: all.
            with_manifests: False: `Record.manifest` is left out, which is ten times as fast.

        Raises:
            CatalogueError: the catalogue cannot be read.
        """
        where, values = (selection or Selection()).condition()
        manifest = "manifest" if with_manifests else "x''"
        query = f"{_RECORDS.format(manifest)} WHERE {where} {_ORDER}"
        try:
            remarks = self._remarks()
            for row in self._database.execute(query, values):
                record = _record(row)
                if of_host := remarks.get(record.host):
                    noted = _between(of_host, record.start_ns, record.end_ns)
                    record = replace(record, remarks=noted) if noted else record
                yield record
        except sqlite3.Error as error:
            raise CatalogueError(f"{self.folder / FILE}: {error}") from error

    def _remarks(self) -> dict[str, list[Note]]:
        """Return what was noted, by host, in the order of time."""
        found: dict[str, list[Note]] = {}
        for host, *rest in self._database.execute(
            "SELECT host, time_ns, who, text FROM remarks ORDER BY host, time_ns"
        ):
            time_ns, who, text = rest
            found.setdefault(host, []).append(Note(time_ns, host, who, text))
        return found

    def days(self) -> dict[str, int]:
        """Return the folders that were read, and the change time that they had then."""
        return dict(self._database.execute("SELECT path, changed_ns FROM days"))

    def held(self) -> set[str]:
        """Return the manifests of all segments that are held, by their SHA-256."""
        rows = self._database.execute("SELECT manifest_sha256 FROM marks WHERE held_by != ''")
        return {digest for (digest,) in rows}

    def known_days(self) -> set[str]:
        """Return the folders ``HOST/DATE`` of which anything is known."""
        paths = self._database.execute(
            "SELECT path FROM segments UNION SELECT path || '/' FROM days"
        )
        return {path.rpartition("/")[0] for (path,) in paths}

    # --- changes

    @contextmanager
    def writing(self) -> Iterator[Catalogue]:
        """Do all of the block or nothing, with other writers kept out.

        Raises:
            CatalogueError: the disk refuses, or another program writes for too long.
        """
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self
                self._database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise CatalogueError(f"{self.folder / FILE}: {error}") from error

    def put(self, record: Record) -> None:
        """Enter a segment, in place of what was known under its path."""
        manifest = record.manifest.to_bytes() if record.manifest else b""
        self._database.execute(
            "INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.path,
                str(record.state),
                record.host,
                record.group,
                record.start_ns,
                record.end_ns,
                record.size_bytes,
                record.activity,
                record.cause,
                record.ended,
                record.gaps,
                record.sequence,
                record.manifest_sha256,
                manifest,
            ),
        )

    def forget(self, path: str) -> None:
        """Remove a segment that is no more."""
        self._database.execute("DELETE FROM segments WHERE path = ?", (path,))

    def forget_day(self, day: str) -> None:
        """Remove all that a folder ``HOST/DATE`` had."""
        self._database.execute("DELETE FROM days WHERE path = ?", (day,))
        self._database.execute(
            "DELETE FROM segments WHERE path >= ? AND path < ?", (f"{day}/", f"{day}0")
        )

    def read_day(self, day: str, changed_ns: int) -> None:
        """Take note that a folder was read when it had this change time."""
        self._database.execute("INSERT OR REPLACE INTO days VALUES (?, ?)", (day, changed_ns))

    def forget_marks(self) -> None:
        """Forget what the audit log says; `read_audit` reads it again."""
        self._database.execute("DELETE FROM marks")
        self._database.execute("DELETE FROM deletions")
        self._database.execute("DELETE FROM remarks")
        self._database.execute("DELETE FROM facts WHERE name = 'audit_end'")

    def read_audit(self, log: AuditLog) -> list[AuditEntry]:
        """Take over what the audit log says that was not read yet; return those entries.

        Raises:
            AuditError: the log is damaged; what comes before was taken over.
            OSError: the log cannot be read.
        """
        row = self._database.execute("SELECT value FROM facts WHERE name = 'audit_end'").fetchone()
        new = []
        for entry in log.entries(offset=row[0] if row else 0):
            apply(self._database, entry)
            self._database.execute(
                "INSERT OR REPLACE INTO facts VALUES ('audit_end', ?)", (entry.end,)
            )
            new.append(entry)
        return new


def _record(row: tuple[Any, ...]) -> Record:
    path, state, host, group, start_ns, end_ns, size_bytes, activity, cause, *rest = row
    ended, gaps, sequence, digest, manifest, held_by, held_why, note, store, url, is_deleted = rest
    if is_deleted:
        state = FileState.DELETING
    elif store and state == FileState.MISSING:
        state = FileState.MOVED
    return Record(
        path,
        FileState(state),
        host,
        group,
        start_ns,
        end_ns,
        size_bytes,
        activity,
        cause,
        ended,
        gaps,
        sequence,
        digest,
        Manifest.from_bytes(manifest) if manifest else None,
        held_by,
        held_why,
        note,
        store,
        url,
    )


def _between(notes: Sequence[Note], start_ns: int, end_ns: int) -> tuple[Note, ...]:
    first = bisect_left(notes, start_ns, key=lambda note: note.time_ns)
    return tuple(notes[first : bisect_left(notes, end_ns, key=lambda note: note.time_ns)])


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file is no database any more, as against a disk that refuses or is busy."""
    return any(word in str(error) for word in ("malformed", "not a database", "encrypted"))


def _move_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for suffix in ("", *_BESIDE):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    return aside
