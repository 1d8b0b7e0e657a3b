"""How times and severities of alerts look on a terminal."""

from __future__ import annotations

import time

from vncwall.alerting.journal import time_of

_NS = 1_000_000_000
COLOURS = {"critical": "bold red", "warning": "bold yellow"}
"""Of severities, while nobody knows."""


def local(stamp: object) -> str:
    """Return a time of a journal in the computer's zone.

    >>> local("nonsense")[:4] in ("1969", "1970")
    True
    """
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(time_of(stamp) / _NS))


def since(stamp: object) -> str:
    """Return it as short as it can be."""
    moment = time.localtime(time_of(stamp) / _NS)
    is_today = moment[:3] == time.localtime()[:3]
    return time.strftime("%H:%M:%S" if is_today else "%d %b %H:%M", moment)
