"""What a line carries, as people write it: ``256``, ``"256 kbit/s"``, ``"2 Mbit/s"``, ``"64k"``."""

from __future__ import annotations

import re

_UNITS_KBIT_S = {"": 1.0, "k": 1.0, "m": 1000.0, "g": 1_000_000.0}
# Not regardless of case: kB is a thousand bytes.
_FORM = re.compile(r"(\d+(?:\.\d+)?)(?:([kKmMgG])(?:bits?(?:/s)?|bps)?)?")

LEAST_KBIT_S = 8.0
"""A kilobyte a second: less than that would not carry even the signs of life of one desktop."""


def rate_kbit_s(value: object) -> float:
    """Return the kbit/s (1000 bits) that `value` stands for: a number of them, or text with a unit.

    Raises:
        ValueError: it is no rate, or below `LEAST_KBIT_S`.

    >>> rate_kbit_s(256), rate_kbit_s("2 Mbit/s"), rate_kbit_s("0.5 Mbps")
    (256.0, 2000.0, 500.0)
    """
    rate: float | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        rate = float(value)
    elif isinstance(value, str) and (match := _FORM.fullmatch(value.replace(" ", ""))):
        rate = float(match[1]) * _UNITS_KBIT_S[(match[2] or "").lower()]
    if rate is None:
        raise ValueError(
            f"{value!r} is not a rate; write kbit/s or a text like 256 kbit/s, 2 Mbit/s"
        )
    if not LEAST_KBIT_S <= rate < float("inf"):
        raise ValueError(f"{rate:g} kbit/s is out of range; write at least {LEAST_KBIT_S:g} kbit/s")
    return rate
