"""Holidays by law: the dates are those that calendars of these countries print."""

from __future__ import annotations

import importlib
from datetime import date

import pytest

from vncwall.settings import countries
from vncwall.settings.countries import calendar_of


def test_holidays_of_a_country_and_of_a_part_of_it() -> None:
    pytest.importorskip("holidays")
    assert date(2026, 10, 3) in calendar_of("DE")
    assert date(2026, 1, 6) not in calendar_of("DE")
    assert date(2026, 1, 6) in calendar_of("DE-BY")
    assert date(2026, 4, 6) in calendar_of("DE"), "Easter Monday moves"


@pytest.mark.parametrize("name", ["ZZ", "DE-QQ"])
def test_an_unknown_country_or_part_is_said(name: str) -> None:
    pytest.importorskip("holidays")
    with pytest.raises(ValueError, match=f"'{name}' is no country whose holidays are known"):
        calendar_of(name)


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(countries, "import_module", missing)
    with pytest.raises(ValueError, match=r"pip install 'vncwall\[holidays\]', or write dates"):
        calendar_of("FR")
    assert importlib.import_module is not missing
