"""Lengths of time as people write them: ``5``, ``0.5``, ``"250ms"``, ``"10m"``, ``"1h30m"``."""

from __future__ import annotations

import re

from vncwall.errors import SettingsError

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_WHOLE = re.compile(rf"(?:{_PART.pattern})+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def duration_s(value: object) -> float:
    """Return the seconds that `value` stands for: a number of seconds, or text with units.

    Raises:
        ValueError: it is not a length of time, or negative.

    >>> duration_s("1h30m"), duration_s("250ms"), duration_s(5)
    (5400.0, 0.25, 5.0)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not 0 <= value < float("inf"):
            raise ValueError(f"{value} is not a length of time; write 0 or more seconds")
        return float(value)
    if isinstance(value, str):
        text = value.strip().replace(" ", "")
        if _NUMBER.fullmatch(text):
            return float(text)
        if _WHOLE.fullmatch(text):
            return sum(float(number) * _UNITS_S[unit] for number, unit in _PART.findall(text))
    raise ValueError(
        f"{value!r} is not a length of time; write seconds or a text like 250ms, 5s, 10m, 1h30m"
    )


def parse_duration(text: str, *, path: str) -> float:
    """Return the seconds of the argument `path`.

    Raises:
        SettingsError: `text` is not a length of time.
    """
    try:
        return duration_s(text)
    except ValueError as error:
        raise SettingsError(path, "", str(error)) from None


def duration_in_words(seconds: float) -> str:
    """Return a length of time as `duration_s` reads it, in whole seconds.

    >>> duration_in_words(5400), duration_in_words(2592000), duration_in_words(0)
    ('1h30m', '30d', '0s')
    """
    rest = round(seconds)
    text = ""
    for unit in ("d", "h", "m", "s"):
        count, rest = divmod(rest, round(_UNITS_S[unit]))
        text += f"{count}{unit}" if count else ""
    return text or "0s"
