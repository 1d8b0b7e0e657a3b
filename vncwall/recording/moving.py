"""Moving finished segments to another store and back.

A file is copied, read back, compared with the SHA-256 of its manifest, written down in the audit
log, and only then removed from where it was. Its manifest stays in the folder: the chain is whole,
and the catalogue knows all of a segment without asking the store.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

from vncwall.recording.archive import Archive
from vncwall.recording.catalogue.catalogue import Catalogue
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.catalogue.scan import record_of
from vncwall.recording.stores import Progress, Store, StoreError
from vncwall.settings.keeping import StoreSettings

logger = logging.getLogger(__name__)


def move(
    archive: Archive, record: Record, store: Store, *, progress: Progress | None = None
) -> str:
    """Move a segment from the folder to `store`; return its URL there.

    Raises:
        StoreError: it is not in the folder as its manifest says, or the store refuses.
        AuditError, CatalogueError: it cannot be written down; it stays in the folder, too.
        OSError: the disk refuses.
    """
    file = archive.folder / record.path
    if record.state is not FileState.KEPT or record.manifest is None:
        raise StoreError(f"{record.path} is {record.state}; only what is kept can be moved")
    url = store.put(file, record.path, record.manifest.sha256, progress=progress)
    archive.moved(record, store.name, url)
    file.unlink()
    _enter(archive, record, FileState.MISSING)
    return url


def bring_back(
    archive: Archive, record: Record, store: Store, *, progress: Progress | None = None
) -> Path:
    """Move a segment from `store` back into the folder; return its path.

    Raises:
        StoreError: the store does not have it as its manifest says.
        AuditError, CatalogueError: it cannot be written down; it stays in the store, too.
        OSError: the disk refuses.
    """
    assert record.manifest is not None
    file = archive.folder / record.path
    store.get(record.url, file, record.manifest.sha256, progress=progress)
    archive.moved(record, "", "")
    try:
        store.delete(record.url)
    except StoreError as error:
        logger.warning("%s is back, and still in the store, too: %s", record.path, error)
    _enter(archive, record, FileState.KEPT)
    return file


def move_due(
    archive: Archive,
    stores: Sequence[StoreSettings],
    *,
    now_ns: int,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Move what is old enough to the stores that ask for it; return how many that were.

    What one store refuses is logged and tried again the next time. `stop` is asked before each.

    Raises:
        CatalogueError: the catalogue cannot be read or written.
    """
    count = 0
    for settings in stores:
        if settings.after_s is None:
            continue
        before_ns = now_ns - int(settings.after_s * 1e9)
        with Catalogue(archive.folder, check=False) as catalogue:
            old = [one for one in catalogue.records() if _is_due(one, settings, before_ns)]
        if not old:
            continue
        try:
            with closing(Store(settings)) as store:
                for record in old:
                    if stop():
                        return count
                    move(archive, record, store)
                    count += 1
        except (StoreError, OSError) as error:
            logger.error("recordings are not moved: %s", error)
    if count:
        logger.info("%d recordings moved to other stores", count)
    return count


def _is_due(record: Record, settings: StoreSettings, before_ns: int) -> bool:
    fits = not settings.groups or record.group in settings.groups
    return record.state is FileState.KEPT and fits and record.end_ns < before_ns


def _enter(archive: Archive, record: Record, state: FileState) -> None:
    assert record.manifest is not None
    with Catalogue(archive.folder, check=False) as catalogue, catalogue.writing():
        catalogue.put(record_of(record.path, record.manifest, record.manifest_sha256, state))


def by_name(settings: Iterable[StoreSettings], name: str) -> StoreSettings:
    """Return the settings of a store.

    Raises:
        StoreError: there is none of this name.
    """
    known = {one.name: one for one in settings}
    if name not in known:
        there = ", ".join(sorted(known)) or "none is configured"
        raise StoreError(f"no store is called {name!r}; there are: {there}")
    return known[name]
