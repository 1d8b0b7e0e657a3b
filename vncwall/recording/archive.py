"""The recordings of one folder after they are finished: entered, held, noted, deleted.

The folder is the truth, the catalogue an index of it. Each change is written to the folder first (a
manifest, an entry of the audit log), then to the catalogue; a crash between the two is made good
when the catalogue is next brought up to date. A deletion is logged before it is done: what the log
says was deleted and is still there, is `FileState.DELETING`, and `cleaning.finish_deletions`
removes it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vncwall.clock import Clock
from vncwall.ipc.segment import SegmentFacts
from vncwall.recording.audit import Action, AuditError, AuditLog
from vncwall.recording.catalogue.catalogue import Catalogue, CatalogueError
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.catalogue.scan import record_of
from vncwall.recording.chain import Chain
from vncwall.recording.manifest import Manifest, manifest_path, read_manifest
from vncwall.recording.segments import remove_draft
from vncwall.recording.stores import Store, StoreError
from vncwall.recording.wire_index import index_path

_BATCH = 200
"""Segments in one entry of the log, so that a line stays short."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deletion:
    """What became of a wish to delete."""

    deleted: tuple[Record, ...]
    held: tuple[Record, ...]
    """Held meanwhile, so they stay."""
    failures: tuple[str, ...]
    """What could not be deleted, and why."""


class Archive:
    """One folder of recordings. One thread at a time; other programs may work on it, too."""

    def __init__(self, folder: Path, *, clock: Clock, who: str) -> None:
        """Open nothing yet.

        Args:
            folder: of all recordings.
            clock: for the times in the audit log.
            who: is named in the audit log.
        """
        self.folder = folder
        self.log = AuditLog(folder)
        self._clock = clock
        self._who = who
        self._chains: dict[str, Chain] = {}

    def enter(self, facts: SegmentFacts) -> Manifest:
        """Write the manifest of a finished segment and put it into the catalogue.

        Raises:
            OSError: the segment cannot be read, or the disk refuses.
            ManifestError: it has a manifest that cannot be read.
            ValueError: the segment is not in this folder.
        """
        segment = Path(facts.path)
        path = segment.relative_to(self.folder).as_posix()
        host = path.partition("/")[0]
        chain = self._chains.setdefault(host, Chain(self.folder / host))
        manifest = chain.add(segment, facts, audit=self._audit_head())
        remove_draft(segment)
        try:
            with Catalogue(self.folder, check=False) as catalogue, catalogue.writing():
                digest = read_manifest(manifest_path(segment))[1]
                catalogue.put(record_of(path, manifest, digest, FileState.KEPT))
        except CatalogueError as error:
            logger.warning("%s is not in the catalogue yet: %s", path, error)
        return manifest

    def hold(self, records: Sequence[Record], *, why: str = "") -> int:
        """Keep segments from being deleted until they are released; return how many were not held.

        Raises:
            AuditError, OSError: it cannot be written down.
        """
        todo = [one for one in records if not one.is_held]
        self._mark(Action.HOLD, todo, {"why": why})
        return len(todo)

    def release(self, records: Sequence[Record]) -> int:
        """Let held segments be deleted again; return how many were held.

        Raises:
            AuditError, OSError: it cannot be written down.
        """
        todo = [one for one in records if one.is_held]
        self._mark(Action.RELEASE, todo, {})
        return len(todo)

    def note(self, records: Sequence[Record], text: str) -> int:
        """Give segments a note in place of the former one; return how many it was new for.

        Raises:
            AuditError, OSError: it cannot be written down.
        """
        todo = [one for one in records if one.note != text]
        self._mark(Action.NOTE, todo, {"text": text})
        return len(todo)

    def exported(self, records: Sequence[Record], to: str) -> None:
        """Write down that segments were exported to the file `to`.

        Raises:
            AuditError, OSError: it cannot be written down.
        """
        values = {"to": to, "segments": [one.path for one in records]}
        self.log.append(Action.EXPORT, values, who=self._who, time_ns=self._clock.wall_ns())

    def moved(self, record: Record, store: str, url: str) -> None:
        """Write down where the file of a segment is from now on; "" and "": in the folder.

        Raises:
            AuditError, OSError: it cannot be written down.
        """
        self._mark(Action.MOVE, [record], {"store": store, "url": url})

    def delete(
        self,
        records: Sequence[Record],
        *,
        why: str,
        stores: Mapping[str, Store] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Deletion:
        """Delete segments with their manifests, and folders of days that become empty.

        Args:
            records: what to delete; what is held meanwhile stays. What is in a store that is not
                at hand stays, too, and nothing is logged of it.
            why: for the log: "by hand", or the rule of the retention. What is `DELETING` is in the
                log already.
            stores: by name; where moved segments are.
            progress: told how many are done.

        Raises:
            AuditError, OSError: it cannot be written down; nothing more was deleted.
        """
        deleted: list[Record] = []
        held: list[Record] = []
        failures: list[str] = []
        stores = stores or {}
        reachable = []
        for record in records:
            if record.store and record.store not in stores:
                failures.append(
                    f"{record.path}: it is in the store {record.store!r}, which cannot be used"
                )
            else:
                reachable.append(record)
        for start in range(0, len(reachable), _BATCH):
            batch = reachable[start : start + _BATCH]
            with Catalogue(self.folder, check=False) as catalogue:
                going = self._log_deletion(catalogue, batch, why)
                held += [one for one in batch if one not in going]
                gone = []
                for record in going:
                    try:
                        self._remove(record, stores)
                    except (OSError, StoreError) as error:
                        failures.append(f"{record.path}: {error}")
                        continue
                    gone.append(record)
                    deleted.append(record)
                    if progress is not None:
                        progress(len(deleted))
                with catalogue.writing():
                    for record in gone:
                        catalogue.forget(record.path)
        return Deletion(tuple(deleted), tuple(held), tuple(failures))

    def _log_deletion(
        self, catalogue: Catalogue, batch: Sequence[Record], why: str
    ) -> list[Record]:
        """Write down what goes, with holds kept out meanwhile; return it."""
        with self.log.appending() as log:
            with catalogue.writing():
                catalogue.read_audit(self.log)
            held = catalogue.held()
            going = [one for one in batch if one.manifest_sha256 not in held or not one.sequence]
            new = [one for one in going if one.state is not FileState.DELETING]
            if new:
                values = {"why": why, "removed": list(_runs(new))}
                log.append(Action.DELETE, values, who=self._who, time_ns=self._clock.wall_ns())
        return going

    def _remove(self, record: Record, stores: Mapping[str, Store]) -> None:
        """Remove the file and all that is beside it, the manifest last: it names what is left.

        Raises:
            OSError, StoreError: one of them cannot be removed.
        """
        segment = self.folder / record.path
        if record.store:
            stores[record.store].delete(record.url)
        segment.unlink(missing_ok=True)
        index_path(segment).unlink(missing_ok=True)
        remove_draft(segment)
        manifest_path(segment).unlink(missing_ok=True)
        with suppress(OSError):  # it is not empty
            segment.parent.rmdir()

    def _mark(self, action: Action, records: Sequence[Record], values: Mapping[str, Any]) -> None:
        if not records:
            return
        with self.log.appending() as log:
            for record in records:
                log.append(
                    action,
                    {"segment": record.path, "manifest": record.manifest_sha256, **values},
                    who=self._who,
                    time_ns=self._clock.wall_ns(),
                )
        with Catalogue(self.folder, check=False) as catalogue, catalogue.writing():
            catalogue.read_audit(self.log)

    def _audit_head(self) -> tuple[int, str]:
        try:
            return self.log.head()
        except (AuditError, OSError) as error:
            logger.error("the audit log cannot be read: %s", error)
            return 0, ""


def _runs(records: Sequence[Record]) -> Iterator[dict[str, Any]]:
    """Yield what a deletion says of the chain: runs of neighbours, with the links at their ends."""
    run: dict[str, Any] = {}
    for record in sorted(records, key=lambda one: (one.path.partition("/")[0], one.sequence)):
        host, _, file = record.path.partition("/")
        manifest = record.manifest
        if manifest is None:
            yield {"host": host, "files": [file]}
            continue
        if run and run["host"] == host and run["manifest"] == manifest.previous:
            run["last"] = record.sequence
            run["manifest"] = record.manifest_sha256
            run["files"].append(file)
            run["manifests"].append(record.manifest_sha256)
            continue
        if run:
            yield run
        run = {
            "host": host,
            "first": record.sequence,
            "last": record.sequence,
            "previous": manifest.previous,
            "manifest": record.manifest_sha256,
            "files": [file],
            "manifests": [record.manifest_sha256],
        }
    if run:
        yield run
