"""Limits and secrets of a connection."""

import pytest

from vncwall.rfb.errors import LimitExceeded
from vncwall.rfb.options import ConnectionOptions, Credentials, Limits


def test_secrets_are_not_shown() -> None:
    options = ConnectionOptions(credentials=Credentials("operator", "hunter22"))
    assert "hunter22" not in repr(options)
    assert "hunter22" not in repr(options.credentials)


def test_connection_is_view_only_unless_told_otherwise() -> None:
    assert ConnectionOptions().view_only


def test_limit_itself_is_allowed() -> None:
    Limits().check("ServerInit name-length", 4096, 4096)
    Limits().check_desktop("ServerInit", 16384, 4096)


@pytest.mark.parametrize(
    ("width", "height", "field"),
    [(16385, 1, "width"), (1, 16385, "height"), (16384, 4097, "pixels")],
)
def test_desktop_above_a_limit_is_refused_with_field_and_values(
    width: int, height: int, field: str
) -> None:
    with pytest.raises(LimitExceeded, match=f"^ServerInit {field} is .*, limit ") as caught:
        Limits().check_desktop("ServerInit", width, height)
    assert caught.value.value > caught.value.limit
