"""What is known of a recorded file by those who wrote it, besides the file itself.

Times are nanoseconds since the Unix epoch: what is written here outlives the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ACTIVITY_STEP_S = 10
"""Length of one step of an activity curve."""

BY_HAND = "hand"
"""Cause of a recording that a person began."""
PREROLL = "pre-roll"
"""Cause of a recording of what had been kept until somebody wanted it."""


class Ended(StrEnum):
    """Why a segment ends where it does."""

    LENGTH = "length"
    """It has the configured length; the next one goes on without a gap."""
    RESIZE = "resize"
    """The desktop has another size."""
    CONNECTION_LOST = "connection lost"
    STOPPED = "stopped"
    DISK = "disk"
    CODEC = "codec"
    RECOVERED = "recovered"
    """Its writer died; what it had written was kept."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time inside a segment, and what it is about."""

    start_ns: int
    end_ns: int
    what: str
    """Of a gap: its reason. Of control: who had it."""


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """One finished file, told by its writer."""

    path: str
    folder: str
    """Root of all recordings."""
    host: str
    """As the user named it."""
    start_ns: int
    end_ns: int
    format: str
    """A `settings.model.VideoFormat`."""
    width: int
    height: int
    frames: int
    group: str = ""
    cause: str = BY_HAND
    """Why it was recorded: hand, always, schedule NAME, event NAME, while controlled, pre-roll."""
    ended: Ended = Ended.STOPPED
    activity: tuple[int, ...] = ()
    """Percent of the picture that changed in each `ACTIVITY_STEP_S`; a little is at least 1."""
    gaps: tuple[Span, ...] = ()
    """When the picture was not to be had although the file goes on, and why."""
    controlled: tuple[Span, ...] = ()
    """Who had keyboard and pointer, and when."""
    settings: str = ""
    """How it was recorded, as in the file's own tag."""
