"""Doing what the retention says."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import groupby

from vncwall.recording.archive import Archive, Deletion
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState
from vncwall.recording.catalogue.scan import refresh
from vncwall.recording.catalogue.selection import Selection
from vncwall.recording.retention import Doomed, doomed
from vncwall.recording.stores import Store, StoreError
from vncwall.settings.keeping import KeepingSettings, StoreSettings

logger = logging.getLogger(__name__)


def due(archive: Archive, settings: KeepingSettings, *, now_ns: int) -> list[Doomed]:
    """Return what has to go now, the oldest first; nothing is deleted.

    Raises:
        CatalogueError: the catalogue cannot be read.
        OSError: the folder cannot be read.
    """
    with Catalogue(archive.folder, check=False) as catalogue:
        refresh(catalogue, now_ns=now_ns)
        records = list(catalogue.records(with_manifests=False))
    free = shutil.disk_usage(archive.folder).free
    return doomed(records, settings.retention, now_ns=now_ns, free_bytes=free)


def clean(
    archive: Archive,
    settings: KeepingSettings,
    *,
    now_ns: int,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Delete what has to go; return how many segments that were. `stop` is asked in between.

    Raises:
        CatalogueError, AuditError: the catalogue or the log cannot be written.
        OSError: the folder cannot be read or written.
    """
    if settings.retention.is_empty:
        return 0
    found = due(archive, settings, now_ns=now_ns)
    if not found:
        return 0
    count = 0
    wanted = {one.record.path: one for one in found}
    with Catalogue(archive.folder, check=False) as catalogue:
        records = [one for one in catalogue.records() if one.path in wanted]
    records.sort(key=lambda one: wanted[one.path].why)
    with open_stores(settings.stores) as stores:
        for why, group in groupby(records, key=lambda one: wanted[one.path].why):
            if stop():
                break
            outcome = archive.delete(list(group), why=f"retention: {why}", stores=stores)
            for failure in outcome.failures:
                logger.warning("not deleted: %s", failure)
            size = sum(one.size_bytes for one in outcome.deleted)
            if outcome.deleted:
                logger.info("%d recordings deleted, %d bytes: %s", len(outcome.deleted), size, why)
            count += len(outcome.deleted)
    return count


def finish_deletions(archive: Archive, stores: Sequence[StoreSettings], *, now_ns: int) -> Deletion:
    """Remove what the log says was deleted and is still there: a crash, or a store, kept it.

    What somebody held meanwhile stays. What hinders a deletion is logged, too.

    Raises:
        CatalogueError, AuditError: the catalogue or the log cannot be read or written.
        OSError: the folder cannot be read.
    """
    with Catalogue(archive.folder, check=False) as catalogue:
        refresh(catalogue, now_ns=now_ns)
        wanted = Selection(states=(FileState.DELETING,), held=False)
        left = list(catalogue.records(wanted, with_manifests=False))
    if not left:
        return Deletion((), (), ())
    with open_stores(stores) as opened:
        outcome = archive.delete(left, why="", stores=opened)
    for record in outcome.deleted:
        logger.warning("%s: its deletion was interrupted and is finished now", record.path)
    for failure in outcome.failures:
        logger.warning("not deleted: %s", failure)
    return outcome


@contextmanager
def open_stores(settings: Sequence[StoreSettings]) -> Iterator[dict[str, Store]]:
    """Yield the stores that can be used; what hinders the others is logged."""
    with ExitStack() as opened:
        stores = {}
        for one in settings:
            try:
                stores[one.name] = opened.enter_context(closing(Store(one)))
            except StoreError as error:
                logger.error("%s", error)
        yield stores
