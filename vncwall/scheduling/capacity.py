"""How many more tiles and recordings a machine can carry. Pure: measurements in, numbers out.

Each thing that may run out is looked at by itself: what is left of it, what one more tile and
one more recording would take. The scarcest decides. A part is left free on purpose: a machine
that is planned full has no room for the morning when all desktops move at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

USABLE_CPU = 0.85
"""Part of the processors that may be planned with."""
KEPT_MEMORY = 0.05
"""Part of the memory that is left to the system."""
MANY = 10_000
"""More than that is not a promise anybody should make."""
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one tile or one recording takes."""

    cpu_ms_s: float = 0.0
    """Milliseconds of processor time a second, in all processes."""
    main_ms_s: float = 0.0
    """Of these in the main process, which has one thread."""
    memory_mb: float = 0.0
    shared_mb: float = 0.0
    """Of this in shared memory."""
    files: float = 0.0
    """File descriptors of the process that has the most."""


@dataclass(frozen=True, slots=True)
class Room:
    """The machine: what it has and what is in use by whomsoever."""

    cores: float = 1.0
    """Processors this program may use; a container may have a part of one."""
    cpu_used_ms_s: float = 0.0
    """In use now by all programs."""
    ours_ms_s: float = 0.0
    """Of this by vncwall."""
    main_ms_s: float = 0.0
    """Of this by the main process."""
    memory_mb: float = 0.0
    memory_free_mb: float = 0.0
    """What can be had without swapping."""
    shared_free_mb: float | None = None
    """Of the file system of shared memory; None: it is not bounded by one."""
    files_free: float | None = None
    """Of the process that has the fewest left; None: not known."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was measured."""

    room: Room
    measured_s: float
    live: int
    """Live sessions."""
    idle: int
    """Of these with hardly a change."""
    recordings: int
    tile: Cost | None
    """The average of those there are; None: there is none to measure."""
    idle_tile: Cost | None
    busy_tile: Cost | None
    recording: Cost | None
    processes: Mapping[str, int] = field(default_factory=dict)
    """Process numbers by name."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing that may run out."""

    what: str
    free: float
    unit: str
    tiles: int | None
    """So many more fit, as far as this goes; None: not known."""
    recordings: int | None


def limits(figures: Figures) -> Iterator[Limit]:
    """Yield everything that may run out, with how many more fit."""
    room, tile, recording = figures.room, figures.tile, figures.recording

    def limit(what: str, free: float, unit: str, name: str) -> Limit:
        return Limit(
            what,
            max(0.0, free),
            unit,
            _fit(free, getattr(tile, name)) if tile else None,
            _fit(free, getattr(recording, name)) if recording else None,
        )

    cpu = room.cores * 1000 * USABLE_CPU - room.cpu_used_ms_s
    yield limit("processors", cpu, "ms/s", "cpu_ms_s")
    yield limit("main process", 1000 * USABLE_CPU - room.main_ms_s, "ms/s", "main_ms_s")
    memory = room.memory_free_mb - room.memory_mb * KEPT_MEMORY
    yield limit("memory", memory, "MB", "memory_mb")
    if room.shared_free_mb is not None:
        yield limit("shared memory", room.shared_free_mb, "MB", "shared_mb")
    if room.files_free is not None:
        yield limit("open files", room.files_free, "", "files")


def _fit(free: float, each: float) -> int:
    if free <= 0:
        return 0
    return min(MANY, math.floor(free / each)) if each > 0 else MANY


def more_tiles(figures: Figures) -> Limit | None:
    """Return what runs out first with more tiles; None: no tile was measured."""
    known = [limit for limit in limits(figures) if limit.tiles is not None]
    return min(known, key=lambda limit: limit.tiles or 0, default=None)


def more_recordings(figures: Figures) -> Limit | None:
    """Return what runs out first with more recordings; None: none was measured."""
    known = [limit for limit in limits(figures) if limit.recordings is not None]
    return min(known, key=lambda limit: limit.recordings or 0, default=None)
