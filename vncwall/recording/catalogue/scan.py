"""Bringing a catalogue in line with its folder.

`refresh` reads the folders ``HOST/DATE`` that have changed since they were last read, as their
change times tell: files that came, went or got another name. `rebuild` reads all of them, and so
also finds what was changed in place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vncwall.recording.audit import FILE as AUDIT
from vncwall.recording.audit import AuditError, AuditLog
from vncwall.recording.catalogue.catalogue import FILE, Catalogue
from vncwall.recording.catalogue.record import FileState, Record
from vncwall.recording.chain import HEAD
from vncwall.recording.manifest import (
    SUFFIX,
    Manifest,
    ManifestError,
    read_manifest,
    segment_of,
)
from vncwall.recording.segments import BROKEN, PART

SEGMENT_SUFFIXES = (".mkv", ".mp4", ".webm", ".fbs")
_BESIDE = (".jsonl", ".index", ".idx")
"""Files of other parts of the program, which belong to a day or to a segment."""
_OURS = (AUDIT, FILE)
_FRESH_NS = 2_000_000_000
"""A folder that changed so shortly before it was read may change again unnoticed."""
_TIME = re.compile(r"(\d{6})(?:_\d+)?")

Progress = Callable[[int, int], None]
"""Told how many of how many folders were read."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan has found."""

    days: int
    """Folders that were read."""
    foreign: tuple[str, ...] = ()
    """Files where no recording belongs, as relative paths."""
    audit_error: str = ""
    """Why the audit log could not be read to its end."""


def rebuild(catalogue: Catalogue, *, now_ns: int, progress: Progress | None = None) -> Scan:
    """Read everything again. What is asked meanwhile has the former answer or the new one.

    Raises:
        CatalogueError: it cannot be written.
        OSError: the folder cannot be read.
    """
    return _scan(catalogue, {}, now_ns=now_ns, progress=progress, with_marks=True)


def refresh(catalogue: Catalogue, *, now_ns: int, progress: Progress | None = None) -> Scan:
    """Read what has changed.

    Raises:
        CatalogueError: it cannot be written.
        OSError: the folder cannot be read.
    """
    return _scan(catalogue, catalogue.days(), now_ns=now_ns, progress=progress, with_marks=False)


def _scan(
    catalogue: Catalogue,
    known: dict[str, int],
    *,
    now_ns: int,
    progress: Progress | None,
    with_marks: bool,
) -> Scan:
    folder = catalogue.folder
    foreign: list[str] = []
    found = dict(_days(folder, foreign))
    todo = [day for day, changed_ns in found.items() if known.get(day) != changed_ns]
    for number, day in enumerate(todo):
        if progress is not None:
            progress(number, len(todo))
        with catalogue.writing():  # around the reading, too: others enter segments meanwhile
            catalogue.forget_day(day)
            for record in _read_day(folder, day):
                catalogue.put(record)
            if found[day] < now_ns - _FRESH_NS:
                catalogue.read_day(day, found[day])
    error = ""
    with catalogue.writing():
        for day in catalogue.known_days():
            if day not in found and not (folder / day).is_dir():
                catalogue.forget_day(day)
        if with_marks:
            catalogue.forget_marks()
        try:
            catalogue.read_audit(AuditLog(folder))
        except AuditError as damage:
            error = str(damage)
    if progress is not None:
        progress(len(todo), len(todo))
    return Scan(len(todo), tuple(foreign), error)


def _days(folder: Path, foreign: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the folders ``HOST/DATE`` with their change times; add files beside them."""
    for host in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not host.is_dir(follow_symlinks=True):
            if not host.name.startswith((".", *_OURS)):
                foreign.append(host.name)
            continue
        if host.name.startswith("."):
            continue
        for day in sorted(os.scandir(host.path), key=lambda entry: entry.name):
            if day.is_dir():
                yield f"{host.name}/{day.name}", day.stat().st_mtime_ns
            elif day.name != HEAD and not day.name.startswith("."):
                foreign.append(f"{host.name}/{day.name}")


def _read_day(folder: Path, day: str) -> Iterator[Record]:
    """Yield the segments of one folder."""
    try:
        entries = {entry.name: entry for entry in os.scandir(folder / day) if entry.is_file()}
    except FileNotFoundError:
        return  # deleted meanwhile
    for name in sorted(entries):
        path = f"{day}/{name}"
        if name.startswith("."):
            continue
        if name.endswith(SUFFIX) and segment_of(Path(name)).suffix in SEGMENT_SUFFIXES:
            segment = segment_of(Path(name)).name
            try:
                size = entries[segment].stat().st_size if segment in entries else None
                yield _entered(folder, f"{day}/{segment}", size)
            except FileNotFoundError:
                continue  # deleted meanwhile
        elif name + SUFFIX not in entries and not name.endswith(_BESIDE):
            try:
                yield _bare(folder, path, _state_of(name))
            except FileNotFoundError:
                continue


def _entered(folder: Path, path: str, size: int | None) -> Record:
    """Return the record of a segment with a manifest; `size` None: the file is not there."""
    file = folder / path
    try:
        manifest, digest = read_manifest(file.with_name(file.name + SUFFIX))
    except ManifestError:
        return _bare(folder, path, FileState.UNREADABLE)
    state = FileState.KEPT if size == manifest.size_bytes else FileState.ALTERED
    if size is None:
        state = FileState.MISSING
    return record_of(path, manifest, digest, state)


def record_of(path: str, manifest: Manifest, digest: str, state: FileState) -> Record:
    """Return the record of a segment with a manifest."""
    curve = manifest.activity
    return Record(
        path=path,
        state=state,
        host=manifest.host,
        group=manifest.group,
        start_ns=manifest.start_ns,
        end_ns=manifest.end_ns,
        size_bytes=manifest.size_bytes,
        activity=sum(curve) / len(curve) if curve else 0.0,
        cause=manifest.cause,
        ended=manifest.ended,
        gaps=len(manifest.gaps),
        sequence=manifest.sequence,
        manifest_sha256=digest,
        manifest=manifest,
    )


def _bare(folder: Path, path: str, state: FileState) -> Record:
    """Return the record of a file of which nothing is known but name, time and size."""
    stat = os.stat(folder / path) if (folder / path).exists() else None
    end_ns = stat.st_mtime_ns if stat else 0
    start_ns = min(start_by_name(path) or end_ns, end_ns) if end_ns else start_by_name(path) or 0
    return Record(
        path=path,
        state=state,
        host=path.partition("/")[0],
        group="",
        start_ns=start_ns,
        end_ns=max(start_ns, end_ns),
        size_bytes=stat.st_size if stat else 0,
        activity=0.0,
        cause="",
        ended="",
        gaps=0,
        sequence=0,
        manifest_sha256="",
        manifest=None,
    )


def start_by_name(path: str) -> int | None:
    """Return the wall time that a path ``HOST/DATE/TIME.mkv`` stands for; None: it is none.

    The zone is that of this computer, as it was when the name was given, one hopes.
    """
    folder, _, name = path.rpartition("/")
    day = folder.rpartition("/")[2]
    match = _TIME.fullmatch(name.partition(".")[0])
    try:
        start = datetime.strptime(f"{day} {match[1] if match else ''}", "%Y-%m-%d %H%M%S")
        return int(start.timestamp()) * 1_000_000_000
    except (ValueError, OverflowError, OSError):
        return None


def _state_of(name: str) -> FileState:
    if name.endswith(PART):
        return FileState.OPEN
    if name.endswith(BROKEN):
        return FileState.BROKEN
    return FileState.UNENTERED if name.endswith(SEGMENT_SUFFIXES) else FileState.FOREIGN
