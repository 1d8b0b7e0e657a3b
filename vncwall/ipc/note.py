"""A note that an operator took about a host."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_NOTE = 2000
"""Characters; the rest is left out."""


@dataclass(frozen=True, slots=True)
class Note:
    """A few words about what a host showed at a time."""

    time_ns: int
    """Nanoseconds since the Unix epoch."""
    host: str
    who: str
    text: str
