"""Limits, and secrets that do not show."""

from __future__ import annotations

import pytest

from vncwall.rfb.errors import LimitExceeded
from vncwall.rfb.options import ConnectionOptions, Credentials, Limits


def test_a_password_is_not_in_any_text() -> None:
    options = ConnectionOptions(credentials=Credentials("user", "s3cret"))
    assert "s3cret" not in repr(options)
    assert "s3cret" not in str(options.credentials)


def test_a_connection_is_view_only_unless_told_otherwise() -> None:
    assert ConnectionOptions().view_only


def test_a_limit_is_the_largest_value_accepted() -> None:
    limits = Limits()
    limits.check("field", 10, 10)
    with pytest.raises(LimitExceeded, match="field is 11, limit 10") as caught:
        limits.check("field", 11, 10)
    assert (caught.value.field, caught.value.value, caught.value.limit) == ("field", 11, 10)


@pytest.mark.parametrize(
    ("width", "height", "field"),
    [
        (16385, 1, "DesktopSize width"),
        (1, 16385, "DesktopSize height"),
        (16384, 16384, "DesktopSize pixels"),
    ],
)
def test_a_desktop_is_limited_in_each_direction_and_in_all(
    width: int, height: int, field: str
) -> None:
    with pytest.raises(LimitExceeded) as caught:
        Limits().check_desktop("DesktopSize", width, height)
    assert caught.value.field == field


@pytest.mark.parametrize(("width", "height"), [(0, 0), (7680, 4320), (16384, 4096)])
def test_large_desktops_of_today_are_accepted(width: int, height: int) -> None:
    Limits().check_desktop("ServerInit", width, height)
