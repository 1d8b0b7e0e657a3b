"""One alert: a rule that holds for a host, from when it was raised until it is over."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.states import AlertState, Severity


@dataclass(frozen=True, slots=True)
class Alert:
    """What is known of it. Times are wall times in nanoseconds since the Unix epoch."""

    rule: str
    severity: Severity
    state: AlertState
    detail: str
    """What was found, in one sentence."""
    raised_ns: int
    changed_ns: int
    """Of its last change of state."""
    who: str = ""
    """Who acknowledged it; "": nobody, or it was over by itself."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Somebody works on a host; nothing about it is an alert."""

    until_ns: int
    """Wall time of its end; 0: not known."""
    reason: str
    """Name of the window, or what a person noted."""
    who: str = ""
    """Who began it by hand; "": a window of the configuration."""
