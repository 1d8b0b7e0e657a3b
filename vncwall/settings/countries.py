"""Public holidays of countries, from the `holidays` library, which is loaded when one is named."""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from functools import cache
from importlib import import_module
from typing import cast


@cache
def calendar_of(country: str) -> Container[date]:
    """Return the public holidays of a country, or of a part of it: "DE", "DE-BY".

    Raises:
        ValueError: it is not known, or the library is missing.
    """
    try:
        library = import_module("holidays")
    except ImportError:
        raise ValueError(
            f"{country!r}: holidays of countries need one more library; install it with "
            "pip install 'vncwall[holidays]', or write dates"
        ) from None
    code, _, part = country.partition("-")
    try:
        return cast(Container[date], library.country_holidays(code.upper(), subdiv=part or None))
    except NotImplementedError as error:
        known = library.list_supported_countries().get(code.upper())
        hint = f"; its parts are {', '.join(known)}" if known and part else ""
        raise ValueError(
            f"{country!r} is no country whose holidays are known ({error}){hint}"
        ) from None
