"""Recordings that are named as in the catalogue, as files that can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from vncwall.app.recordings.choice import Choice, NothingChosen, moment_in
from vncwall.app.recordings.folder import RecordingsFolder
from vncwall.recording.cache import fetch
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.moving import by_name
from vncwall.recording.stores import Store

_PLAYABLE = (
    FileState.KEPT,
    FileState.MOVED,
    FileState.ALTERED,
    FileState.UNENTERED,
    FileState.OPEN,
)


@dataclass(frozen=True, slots=True)
class Playable:
    """Files, and where in the first of them what was asked for begins."""

    files: tuple[Path, ...]
    at_s: float = 0.0


def playable(
    folder: RecordingsFolder, names: Sequence[str], *, cache: Path | None = None
) -> Playable:
    """Return the files of recordings, those of other stores as copies.

    Args:
        folder: where to look for names that are no files.
        names: files and folders of the file system, or recordings as `Choice` names them.
        cache: for copies; None: that of this user.

    Raises:
        NothingChosen: a name is neither a file nor a recording that can be opened.
        StoreError: a moved one cannot be had as its manifest says.
        CatalogueError, OSError: the catalogue or the cache cannot be written.
    """
    files: list[Path] = []
    at_s = 0.0
    for number, name in enumerate(names):
        if Path(name).exists():
            files.append(Path(name))
            continue
        if not folder.path.is_dir():
            raise NothingChosen(
                f"{name} is no file, and there is no folder {folder.path} of recordings to find it "
                "in; --folder names another one"
            )
        now_ns = folder.clock.wall_ns()
        with folder.catalogue() as catalogue:
            records = Choice((name,)).records(catalogue, now_ns=now_ns, states=_PLAYABLE)
        if not number and (moment := moment_in(name, now_ns=now_ns)) is not None:
            at_s = max(0.0, (moment - records[0].start_ns) / 1e9)
        files += [file_of(folder, one, cache) for one in records]
    if not files:
        raise NothingChosen("nothing to open was named")
    return Playable(tuple(files), at_s)


def file_of(folder: RecordingsFolder, record: Record, cache: Path | None = None) -> Path:
    """Return the file of a recording, of a moved one a copy; see `playable`.

    Raises:
        StoreError: it cannot be had as its manifest says.
        OSError: the cache cannot be written.
    """
    if not record.store or (folder.path / record.path).exists():
        return folder.path / record.path
    store = Store(by_name(folder.keeping.stores, record.store))
    done = 0
    with folder.progress(f"fetching {record.path}", of_bytes=True) as step:

        def progress(size_bytes: int) -> None:
            nonlocal done
            done += size_bytes
            step(done, record.size_bytes)

        place = cache or platformdirs.user_cache_path("vncwall") / "recordings"
        return fetch(place, record, store, progress=progress)
