"""Lengths of time as people write them."""

import pytest

from vncwall.errors import SettingsError
from vncwall.settings.durations import duration_s, parse_duration


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(0, 0.0), (5, 5.0), (0.5, 0.5), ("250ms", 0.25), ("5s", 5.0), ("10m", 600.0), ("2h", 7200.0),
     ("1d", 86400.0), ("1h 30m", 5400.0), (" 1.5s ", 1.5), ("7", 7.0)],
)  # fmt: skip
def test_text_and_number_become_seconds(value: object, seconds: float) -> None:
    assert duration_s(value) == seconds


@pytest.mark.parametrize(
    "value", [-1, "", "s", "5 parsecs", "-5s", "1h30", True, None, float("nan"), float("inf")]
)
def test_what_is_no_length_of_time_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not a length of time"):
        duration_s(value)


def test_error_of_an_argument_names_it() -> None:
    with pytest.raises(SettingsError, match=r"^--for: 'soon' is not a length of time"):
        parse_duration("soon", path="--for")
