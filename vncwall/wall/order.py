"""In which order desktops come, and which of them keep their places."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from vncwall.settings.named_wall import Order
from vncwall.wall.condition import WORST_FIRST, Status
from vncwall.wall.desktop import Desktop

Pair = tuple[Desktop, Status | None]

_SEVERITY = {condition: rank for rank, condition in enumerate(WORST_FIRST)}
_STILL = -12
"""Activity of less than 2 to the power of this is none."""
_DIGITS = re.compile(r"(\d+)")


def ordered(pairs: Sequence[Pair], order: Order, *, activity: Callable[[int], float]) -> list[Pair]:
    """Return the desktops in an order; equals stay as they come.

    Args:
        pairs: as the configuration has them.
        order: which.
        activity: tells how much a session has changed of late.
    """
    match order:
        case Order.NAME:
            return sorted(pairs, key=lambda pair: natural(pair[0].name))
        case Order.GROUP:
            # Those without a group last.
            return sorted(pairs, key=lambda p: (not p[0].host.group, natural(p[0].host.group)))
        case Order.STATE:
            return sorted(pairs, key=lambda pair: _severity(pair[1]))
        case Order.ACTIVITY:
            # By powers of four: two that are about equally busy do not change places for ever.
            return sorted(pairs, key=lambda pair: -_magnitude(activity(pair[0].session)))
    return list(pairs)


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which "Line 9" comes before "Line 10". Case does not count.

    >>> sorted(["b", "a10", "A9"], key=natural)
    ['A9', 'a10', 'b']
    """
    parts = _DIGITS.split(text.casefold())
    return tuple(
        (int(part[:18]), "") if part.isdecimal() and part.isascii() else (0, part)
        for part in parts
        if part
    )


def with_slots(sessions: Sequence[int], slots: Mapping[int, int]) -> list[int | None]:
    """Return the sessions with some at fixed places, the others round them; None: left free.

    Args:
        sessions: in their order.
        slots: places of some of them, from 0.

    >>> with_slots([7, 8, 9], {9: 0, 7: 4})
    [9, 8, None, None, 7]
    """
    fixed = {slots[session]: session for session in sessions if session in slots}
    others = iter([session for session in sessions if session not in slots])
    result: list[int | None] = []
    left = len(sessions) - len(fixed)
    while left or any(place >= len(result) for place in fixed):
        session = fixed.get(len(result))
        if session is None:
            session = next(others, None)
            left -= session is not None
        result.append(session)
    return result


def _severity(status: Status | None) -> int:
    if status is None:
        return len(_SEVERITY)
    if status.alert and not status.is_known:
        return -1  # what nobody has seen to comes before any state
    return _SEVERITY.get(status.condition, len(_SEVERITY))


def _magnitude(level: float) -> int:
    return max(_STILL, math.floor(math.log2(level) / 2)) if level > 0 else _STILL
