"""How the sessions behind one line share what it carries. Pure: demands in, kbit/s out.

Rules, in their order:

1. The shares behind a link never add up to more than its budget, nor all of them to more than the
   site's. A share is a limit: what a session leaves unused is used by nobody until the next
   division, so what is divided is always the whole.
2. No picture grows old and nobody starves. Part of the line is divided by need, whatever the
   sessions are for: each needs what it takes to show all its changes in time, and at least what it
   wants of an equal share. A little a session keeps even when it wants nothing, for signs of life
   and for the moment in which that changes.
3. The rest goes by purpose: control, alert, changing, idle, each until all of that purpose have
   what they want. The desktop under control wants at least part of the line: a key press must
   show at once, not when the next report has come in.
4. Within a purpose it is divided max-min: nobody has more while another who wants it has less,
   unless another line holds that one back.
5. What nobody wants is handed out the same way to all, so that a desktop that begins to change
   need not ask first.

A level is found per line and then across the site. Two passes are exact: a session that the site
holds below its line's level stands at the site's level, so nothing of its line comes free for a
neighbour that the site does not hold back too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import inf

from vncwall.settings.model import BudgetSettings

FLOORS = 0.7
"""Part of a line that is divided by need."""
KEPT = 0.125
"""Part of an equal share in it that a session keeps when it claims nothing."""
CONTROL = 0.3
"""Part of a line that the desktop under control wants at least."""
NOTICEABLE = 0.1
"""Nobody is told while no share changes by so much of itself."""


class Purpose(IntEnum):
    """What a session is for now; the smaller comes first."""

    CONTROL = 0
    ALERT = 1
    CHANGING = 2
    IDLE = 3


@dataclass(frozen=True, slots=True)
class Demand:
    """What one session asks of its line."""

    session: int
    link: str
    purpose: Purpose
    wanted_kbit_s: float
    """What it would use if nothing held it back; infinite: as much as there is."""
    fresh_kbit_s: float = 0.0
    """What it takes to show all changes before its picture is old; 0: not known."""


@dataclass(slots=True)
class _Portion:
    """What a session has so far of what it wants."""

    demand: Demand
    wanted: float
    equal: float
    """What it would have if all had as much."""
    has: float


def shares(demands: Sequence[Demand], budgets: BudgetSettings) -> dict[int, float]:
    """Return the kbit/s of each session; one that no budget holds back is not in it."""
    site = budgets.site_kbit_s or inf
    links = budgets.links_kbit_s
    held = [one for one in demands if site < inf or one.link in links]
    members: dict[str, int] = {}
    for one in held:
        members[one.link] = members.get(one.link, 0) + 1
    controlled = sum(one.purpose is Purpose.CONTROL for one in held)
    portions = []
    for one in held:
        line = min(links.get(one.link, inf), site)
        equal = min(links.get(one.link, inf) / members[one.link], site / len(held))
        wanted = max(0.0, one.wanted_kbit_s)
        if one.purpose is Purpose.CONTROL:
            wanted = max(wanted, CONTROL * line / controlled)
        portions.append(_Portion(one, wanted, equal, KEPT * FLOORS * equal))
    needed = [
        max(portion.demand.fresh_kbit_s, min(portion.wanted, portion.equal)) for portion in portions
    ]
    set_aside = {link: FLOORS * budget for link, budget in links.items()}
    _fill(portions, needed, portions, set_aside, site=FLOORS * site)
    for purpose in Purpose:
        chosen = [portion for portion in portions if portion.demand.purpose is purpose]
        _fill(chosen, [portion.wanted for portion in chosen], portions, links, site=site)
    _fill(portions, [inf] * len(portions), portions, links, site=site)
    return {portion.demand.session: portion.has for portion in portions}


def is_noticeable(before: Mapping[int, float], wanted: Mapping[int, float]) -> bool:
    """Whether a new division is worth telling; all are told then, for only a whole one adds up."""
    return before.keys() != wanted.keys() or any(
        abs(share - before[session]) >= NOTICEABLE * before[session]
        for session, share in wanted.items()
    )


def _fill(
    chosen: Sequence[_Portion],
    wanted: Sequence[float],
    portions: Sequence[_Portion],
    links: Mapping[str, float],
    *,
    site: float,
) -> None:
    """Raise the `chosen` towards what they want, as far as their lines and the site allow."""
    highs = [max(portion.has, high) for portion, high in zip(chosen, wanted, strict=True)]
    for link in {portion.demand.link for portion in chosen} & set(links):
        here = [n for n, portion in enumerate(chosen) if portion.demand.link == link]
        ranges = [(chosen[n].has, highs[n]) for n in here]
        others = sum(portion.has for portion in portions if portion.demand.link == link)
        level = _level(ranges, links[link] - others + sum(low for low, _ in ranges))
        for n in here:
            highs[n] = max(chosen[n].has, min(highs[n], level))
    ranges = [(portion.has, high) for portion, high in zip(chosen, highs, strict=True)]
    others = sum(portion.has for portion in portions)
    level = _level(ranges, site - others + sum(low for low, _ in ranges))
    for portion, high in zip(chosen, highs, strict=True):
        portion.has = max(portion.has, min(high, level))


def _level(ranges: Sequence[tuple[float, float]], capacity: float) -> float:
    """Return how high water stands that fills vessels, each from its bottom to its brim.

    Args:
        ranges: (bottom, brim) of each vessel, bottom <= brim; below its bottom it is full.
        capacity: all the water, that below the bottoms included.
    """
    if sum(high for _, high in ranges) <= capacity:
        return inf
    edges = sorted([(low, 1) for low, _ in ranges] + [(high, -1) for _, high in ranges])
    total, level, width = sum(low for low, _ in ranges), 0.0, 0
    for height, change in edges:
        if width:
            room = (height - level) * width
            if total + room >= capacity:
                return level + max(0.0, capacity - total) / width
            total += room
        level, width = height, width + change
    return level
