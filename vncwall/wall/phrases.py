"""Figures and plans in the words of tiles, captions and the status bar."""

from __future__ import annotations

from datetime import datetime

from vncwall.ipc.messages import PlanChanged
from vncwall.ipc.segment import BY_HAND
from vncwall.language import _

_SECOND = 1_000_000_000


def plan_in_words(plan: PlanChanged | None) -> str:
    """Return by what a desktop is recorded and until when, as short as a tile needs it.

    >>> plan_in_words(PlanChanged(0, "schedule office", 0, "", 0))
    'office'
    """
    if plan is None or not plan.cause or plan.cause in ("always", BY_HAND):
        return ""
    name = plan.cause.removeprefix("schedule ")
    if not plan.until_ns:
        return name
    time = f"{datetime.fromtimestamp(plan.until_ns // _SECOND):%H:%M}"
    return _("{name} until {time}").format(name=name, time=time)


def age_in_words(seconds: int) -> str:
    """Return a duration in at most five characters.

    >>> [age_in_words(s) for s in (0, 59, 61, 3599, 3600, 90000)]
    ['0 s', '59 s', '1 min', '59 min', '1 h', '25 h']
    """
    if seconds < 60:
        return _("{n} s").format(n=seconds)
    if seconds < 3600:
        return _("{n} min").format(n=seconds // 60)
    if seconds < 48 * 3600:
        return _("{n} h").format(n=seconds // 3600)
    return _("{n} d").format(n=seconds // 86400)


def bandwidth_in_words(kbit_s: float) -> str:
    """Return a rate in at most nine characters.

    >>> [bandwidth_in_words(k) for k in (0.0, 0.4, 37.2, 999.9, 1234.0, 56789.0)]
    ['0 kbit/s', '1 kbit/s', '37 kbit/s', '1.0 Mbit/s', '1.2 Mbit/s', '57 Mbit/s']
    """
    if kbit_s <= 0:
        return _("{rate} kbit/s").format(rate=0)
    if kbit_s < 999.5:
        return _("{rate} kbit/s").format(rate=max(1, round(kbit_s)))
    megabits = kbit_s / 1000
    rate = f"{megabits:.1f}" if megabits < 10 else f"{megabits:.0f}"
    return _("{rate} Mbit/s").format(rate=rate)
