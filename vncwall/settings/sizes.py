"""Amounts of storage as people write them: ``1000``, ``"500 GB"``, ``"1.5 TiB"``."""

from __future__ import annotations

import re

from vncwall.errors import SettingsError

_UNITS = {"": 1, "b": 1}
for _power, _letter in enumerate("kmgtp", start=1):
    _UNITS |= {f"{_letter}b": 1000**_power, f"{_letter}ib": 1024**_power}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([a-z]*)")


def size_bytes(value: object) -> int:
    """Return the bytes that `value` stands for: a number, or text with a unit.

    Raises:
        ValueError: it is not an amount of storage, or negative.

    >>> size_bytes("500 GB"), size_bytes("1.5 MiB"), size_bytes(100)
    (500000000000, 1572864, 100)
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, str):
        match = _SIZE.fullmatch(value.replace(" ", "").lower())
        if match and match[2] in _UNITS:
            return round(float(match[1]) * _UNITS[match[2]])
    raise ValueError(f"{value!r} is not a size; write bytes or a text like 500 GB, 1.5 TB, 20 GiB")


def size_in_words(size: int) -> str:
    """Return a size as disks are sold (powers of 1000).

    >>> size_in_words(1_234_000), size_in_words(56_789), size_in_words(20_000_000_000)
    ('1.2 MB', '57 kB', '20 GB')
    """
    amount, unit = float(size), "B"
    for larger in ("kB", "MB", "GB", "TB", "PB"):
        if amount < 999.5:
            break
        amount, unit = amount / 1000, larger
    text = f"{amount:.1f}" if amount < 9.95 and unit != "B" else f"{amount:.0f}"
    return f"{text.removesuffix('.0')} {unit}"


def parse_size(text: str, *, path: str) -> int:
    """Return the bytes of the argument `path`.

    Raises:
        SettingsError: `text` is not an amount of storage.
    """
    try:
        return size_bytes(text)
    except ValueError as error:
        raise SettingsError(path, "", str(error)) from None
