"""Positions and times of day as the player writes them."""

from __future__ import annotations

from datetime import datetime


def offset(milliseconds: int) -> str:
    """Return a position as players show it.

    >>> offset(83_000), offset(3_725_000)
    ('1:23', '1:02:05')
    """
    seconds = milliseconds // 1000
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{seconds // 60}:{seconds % 60:02}"


def wall_clock(time_ns: int) -> str:
    """Return date and time of day in the computer's zone, as people read them."""
    return datetime.fromtimestamp(time_ns / 1e9).strftime("%a %d %b %Y   %H:%M:%S")
