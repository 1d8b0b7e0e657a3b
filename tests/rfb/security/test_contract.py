"""What holds for every security type in the table."""

from __future__ import annotations

import pytest

from vncwall.rfb.security import SECURITY_TYPES
from vncwall.rfb.security.base import SecurityHandler

ALL = SECURITY_TYPES.items()


@pytest.mark.parametrize(("number", "handler"), ALL, ids=str)
def test_it_is_found_under_its_own_number(number: int, handler: type[SecurityHandler]) -> None:
    assert handler.security_type == number


@pytest.mark.parametrize(("number", "handler"), ALL, ids=str)
def test_what_needs_a_password_is_stronger_than_what_does_not(
    number: int, handler: type[SecurityHandler]
) -> None:
    assert (handler.strength > 0) == handler.needs_password
