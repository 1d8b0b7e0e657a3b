"""Files of other stores, kept here for a while so that they can be played and exported."""

from __future__ import annotations

import os
from pathlib import Path

from vncwall.recording.catalogue.record import Record
from vncwall.recording.stores import Progress, Store

MOST_BYTES = 4 << 30
"""The cache may have so much; what was not used for the longest time goes first."""


def fetch(
    folder: Path,
    record: Record,
    store: Store,
    *,
    progress: Progress | None = None,
    most_bytes: int = MOST_BYTES,
) -> Path:
    """Return a copy of a moved segment, the same as was recorded; made if there is none yet.

    Args:
        folder: of the cache.
        record: a segment that is in `store`, with its manifest.
        store: where it is.
        progress: told how many bytes more were copied.
        most_bytes: what all copies may have together; this one may have more alone.

    Raises:
        StoreError: the store does not have it as its manifest says.
        OSError: the disk refuses.
    """
    assert record.manifest is not None
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{record.manifest.sha256}{Path(record.path).suffix}"
    if not file.exists():
        store.get(record.url, file, record.manifest.sha256, progress=progress)
    os.utime(file)
    _make_room(folder, file, most_bytes)
    return file


def _make_room(folder: Path, newest: Path, most_bytes: int) -> None:
    files = sorted(
        (path for path in folder.iterdir() if path.is_file() and path != newest),
        key=lambda path: path.stat().st_mtime_ns,
        reverse=True,
    )
    total = newest.stat().st_size
    for path in files:
        total += path.stat().st_size
        if total > most_bytes:
            path.unlink(missing_ok=True)
