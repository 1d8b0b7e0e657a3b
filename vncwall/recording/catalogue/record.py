"""One segment as the catalogue knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vncwall.ipc.note import Note
from vncwall.recording.manifest import Manifest


class FileState(StrEnum):
    """How file and manifest of a segment stand to each other."""

    KEPT = "kept"
    """Both are there."""
    MOVED = "moved"
    """The file is in another store, as the audit log says."""
    DELETING = "deleting"
    """The audit log says that it was deleted, but something of it is still there."""
    MISSING = "missing"
    """The manifest is there, the file is not, and nothing says why."""
    ALTERED = "altered"
    """The file has another size than its manifest says."""
    UNENTERED = "unentered"
    """The file has no manifest (yet): it was just finished, or its recorder died."""
    FOREIGN = "foreign"
    """No recording of vncwall."""
    UNREADABLE = "unreadable"
    """The manifest cannot be read."""
    OPEN = "open"
    """It is being written, or was left by a recorder that died."""
    BROKEN = "broken"
    """It was left by a recorder that died, and does not play."""


@dataclass(frozen=True, slots=True)
class Record:
    """A segment: its manifest, and what became of it since."""

    path: str
    """Relative to the folder of all recordings."""
    state: FileState
    host: str
    group: str
    start_ns: int
    end_ns: int
    size_bytes: int
    activity: float
    """Mean percent of the picture that changed in a step."""
    cause: str
    ended: str
    """Why; "": it has no manifest."""
    gaps: int
    """How many its manifest names."""
    sequence: int
    manifest_sha256: str
    """"": it has no manifest."""
    manifest: Manifest | None
    held_by: str = ""
    """"": it is not held."""
    held_why: str = ""
    note: str = ""
    store: str = ""
    """Name of the store that has it; "": it is in the folder."""
    url: str = ""
    """Where it is in that store."""
    remarks: tuple[Note, ...] = ()
    """What was noted of its host while it was recorded."""

    @property
    def is_held(self) -> bool:
        """Whether it must not be deleted."""
        return bool(self.held_by)

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return (self.end_ns - self.start_ns) / 1e9
