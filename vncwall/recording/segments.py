"""The files of a recording: their names, and how they come to be without ever being half there.

A segment is ``<folder>/<host>/<YYYY-MM-DD>/<HHMMSS>.mkv``, in the recorder's local time. While it
is written its name ends in ``.part`` and the process holds a lock on it. Finishing it is:
flush to the disk, rename, flush the folder. So a name without ``.part`` is always a whole file,
and a ``.part`` without a lock was left by a process that died: `recover` gives it its final name
when something in it plays. What an open file holds is put on the disk all the time by a thread
of its own (`recording.disk`), so that a power failure costs little more than the death of the
process.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from threading import Lock
from typing import Self

try:
    import fcntl
except ImportError:  # Windows: an open file cannot be renamed there, which serves as the lock
    fcntl = None  # type: ignore[assignment]

PART = ".part"
BROKEN = ".broken"
_DRAFT = ".draft"

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST = 80
_ATTEMPTS = 1000
_sync_data = getattr(os, "fdatasync", os.fsync)

logger = logging.getLogger(__name__)


def safe_name(host: str) -> str:
    """Return `host` as one path component that every common file system takes.

    >>> safe_name("lab: build/7")
    'lab_ build_7'
    """
    name = _UNSAFE.sub("_", host).strip(" .")
    while len(name.encode()) > _LONGEST:
        name = name[:-1]
    name = name.strip(" .")
    if not name:
        return "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def segment_path(
    folder: Path, host: str, start_ns: int, *, suffix: str = ".mkv", zone: tzinfo | None = None
) -> Path:
    """Return the final path of a segment that starts at the wall time `start_ns`.

    Args:
        folder: root of all recordings.
        host: as the user named it.
        start_ns: nanoseconds since the Unix epoch.
        suffix: of the file, with the dot.
        zone: of the names; None: the computer's.
    """
    start = datetime.fromtimestamp(start_ns // 1_000_000_000, zone)
    return folder / safe_name(host) / f"{start:%Y-%m-%d}" / f"{start:%H%M%S}{suffix}"


def draft_path(segment: Path) -> Path:
    """Return where the draft of a segment's manifest is (`recording.draft`).

    >>> draft_path(Path("pc1/2025-03-01/140000.mkv")).as_posix()
    'pc1/2025-03-01/.140000.mkv.draft'
    """
    return segment.with_name(f".{segment.name}{_DRAFT}")


def remove_draft(segment: Path) -> None:
    """Remove the draft of a segment, if it has one."""
    with contextlib.suppress(OSError):
        draft_path(segment).unlink()


def _alternatives(path: Path) -> Iterator[Path]:
    """Yield the path, then numbered ones; "_" comes after "." in every list sorted by name."""
    yield path
    for number in range(2, _ATTEMPTS):
        yield path.with_name(f"{path.stem}_{number}{path.suffix}")


class PartFile:
    """A segment while it is written: a locked ``.part``, unbuffered.

    It is the file object that a container writes into. After the first error of the disk it
    swallows every further write, so that a container can be closed without harm; `error` keeps
    that first error. One thread writes; another one may call `sync`, `check`, `read_at` and
    `write_at` at any time.

    Attributes:
        final_path: the name it will have.
        path: the name it has now.
        error: what the disk said first, or None.
    """

    def __init__(self, path: Path) -> None:
        """Create the file, and its folders; take the next free name when `path` is taken.

        Raises:
            OSError: the folder or the file cannot be made.
        """
        self._new_names = _folders_of_new_names(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = -1
        for candidate in _alternatives(path):
            part = candidate.with_name(candidate.name + PART)
            if candidate.exists():
                continue
            try:
                descriptor = os.open(
                    part, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644
                )
            except FileExistsError:
                continue
            if not _lock(descriptor):
                os.close(descriptor)
                continue
            self._descriptor = descriptor
            self.final_path = candidate
            self.path = part
            break
        else:
            raise FileExistsError(f"{path} and its alternatives are taken")
        self.error: OSError | None = None
        self._position = 0
        self._size = 0
        self._is_dirty = False
        self._sync_error: OSError | None = None
        self._closing = Lock()  # held while the descriptor is flushed or given back
        self._moving = Lock()  # held while the descriptor's own position matters

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Discard what an exception has left unfinished."""
        if error is not None and not self.is_closed:
            self.discard()

    @property
    def size_bytes(self) -> int:
        """Length of the file."""
        return self._size

    @property
    def is_dirty(self) -> bool:
        """Whether something was written since the last flush."""
        return self._is_dirty

    @property
    def is_closed(self) -> bool:
        """Whether it is finished, discarded or let go."""
        return self._descriptor < 0

    def write(self, data: bytes) -> int:
        """Write all of `data` at the position.

        Raises:
            OSError: the disk refuses; raised once, later writes do nothing.
        """
        if self.error is None:
            self._write_at(self._position, data)
        self._position += len(data)
        self._size = max(self._size, self._position)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move the position."""
        base = (0, self._position, self._size)[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def seekable(self) -> bool:
        """Say that `seek` works."""
        return True

    def read_at(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`; the position stays."""
        with self._moving:
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            return os.read(self._descriptor, length)

    def write_at(self, offset: int, data: bytes) -> None:
        """Overwrite bytes; the position stays.

        Raises:
            OSError: as `write`.
        """
        if self.error is None:
            self._write_at(offset, data)

    def check(self) -> None:
        """Notice that the file was removed or replaced under its name, or not put on the disk.

        Raises:
            OSError: it was; what is written now would be lost.
        """
        if self._sync_error is not None:
            raise self._sync_error
        there = os.stat(self.path)
        mine = os.fstat(self._descriptor)
        if (there.st_ino, there.st_dev) != (mine.st_ino, mine.st_dev):
            raise FileNotFoundError(f"{self.path} was replaced by another file")

    def sync(self) -> bool:
        """Put on the disk what was written since the last time; return whether there was any.

        The first time the new names of file and folders go there, too. An error is kept for the
        next `check`: the thread that calls this is not the one that can begin another file.
        """
        with self._closing:
            if not self._is_dirty or self._descriptor < 0:
                return False
            self._is_dirty = False  # before: what is written meanwhile is for the next time
            folders, self._new_names = self._new_names, ()
            for folder in folders:
                sync_folder(folder)
            try:
                _sync_data(self._descriptor)
            except OSError as error:
                self._sync_error = error
        return True

    def finish(self) -> Path:
        """Flush to the disk and give the file its final name; return it.

        Raises:
            OSError: the disk refuses; the ``.part`` stays, closed.
        """
        try:
            os.fsync(self._descriptor)
            final = _rename(self.path, self.final_path)
        finally:
            self.close()
        sync_folder(final.parent)
        self.final_path = final
        return final

    def discard(self) -> None:
        """Close and remove the file: nothing is in it."""
        self.close()
        with contextlib.suppress(OSError):
            self.path.unlink()

    def close(self) -> None:
        """Close; the ``.part`` stays as it is."""
        with self._closing:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1

    def _write_at(self, offset: int, data: bytes) -> None:
        view = memoryview(data)
        try:
            with self._moving:
                os.lseek(self._descriptor, offset, os.SEEK_SET)
                while view:
                    written = os.write(self._descriptor, view)
                    view = view[written:]
        except OSError as error:
            self.error = error
            raise
        finally:
            self._is_dirty = True  # after: a flush that runs now may have missed it


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a ``.part`` whose writer died."""

    path: Path
    """Its name now; of a removed one its former name."""
    kept: bool
    """False: it held nothing and was removed."""
    plays: bool


def recover(folder: Path, mend: Callable[[Path], bool]) -> list[Recovered]:
    """Finish what dead processes left under `folder`.

    A file that some process still writes is locked and not touched. One that plays gets its
    final name, an empty one is removed, one that holds bytes but does not play is kept under a
    name that ends in ``.broken``: nothing that was written is ever deleted.

    Args:
        folder: root of all recordings; may be missing.
        mend: takes off a damaged end, and says whether the file plays; it must not raise.
    """
    result = []
    for part in sorted(folder.rglob(f"*{PART}")):
        try:
            recovered = _recover_one(part, mend)
        except OSError as error:
            logger.warning("cannot recover %s: %s", part, error)
            continue
        if recovered:
            logger.info("recovered %s", recovered)
            result.append(recovered)
    return result


def _recover_one(part: Path, mend: Callable[[Path], bool]) -> Recovered | None:
    if not part.is_file() or part.is_symlink():
        return None
    descriptor = os.open(part, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        if not _lock(descriptor):
            return None
        if os.fstat(descriptor).st_size == 0:
            part.unlink()
            remove_draft(part.with_name(part.name.removesuffix(PART)))
            return Recovered(part, kept=False, plays=False)
        plays = mend(part)
        final = part.with_name(part.name.removesuffix(PART))
        if not plays:
            final = part.with_name(part.name.removesuffix(PART) + BROKEN)
        os.fsync(descriptor)
        return Recovered(_rename(part, final), kept=True, plays=plays)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    """Lock the open file for this process; False when another one holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: better recorded than not
    return True


def _rename(path: Path, wanted: Path) -> Path:
    """Rename to a free name; return it. The ``.part`` itself reserves the name among recorders."""
    for candidate in _alternatives(wanted):
        if not candidate.exists():
            path.rename(candidate)
            return candidate
    raise FileExistsError(f"{wanted} and its alternatives are taken")


def _folders_of_new_names(path: Path) -> tuple[Path, ...]:
    """Return the folders, outermost first, that get a new entry when `path` is made."""
    folders = [path.parent]
    while not folders[-1].exists() and folders[-1] != folders[-1].parent:
        folders.append(folders[-1].parent)
    return tuple(reversed(folders))


def sync_folder(folder: Path) -> None:
    """Make a new name in `folder` survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
