"""Which way is taken of those that are offered."""

from __future__ import annotations

import pytest

from vncwall.rfb.errors import KeyMissing, NoCommonSecurityType
from vncwall.rfb.options import ConnectionOptions, Credentials, SecurityOptions
from vncwall.rfb.security import SECURITY_TYPES
from vncwall.rfb.security.choice import in_words, strongest
from vncwall.security import (
    ENCRYPTED_METHODS,
    STANDARD_METHODS,
    HostKey,
    KeyKind,
    SecurityMethod,
)

NOBODY = Credentials()
PASSWORD = Credentials(password="secret12")
BOTH = Credentials("user", "secret12")


def chosen(
    offered: list[int],
    credentials: Credentials = PASSWORD,
    allowed: tuple[SecurityMethod, ...] = STANDARD_METHODS,
) -> int:
    """Return the number that is chosen."""
    options = ConnectionOptions(credentials=credentials, security=SecurityOptions(allowed=allowed))
    return int(strongest(offered, SECURITY_TYPES, options).security_type)


@pytest.mark.parametrize(
    ("offered", "credentials", "number"),
    [
        ([1, 2], NOBODY, 1),
        ([1, 2], PASSWORD, 2),
        ([2, 19], NOBODY, 19),  # which may have a way without a password
        ([1, 19], NOBODY, 1),  # this has one for certain
        ([1, 2, 19], PASSWORD, 19),
        ([2, 16], PASSWORD, 2),  # the same, with a longer ServerInit
        ([16], NOBODY, 16),
        ([18, 2], PASSWORD, 18),
        ([5, 129, 2, 6], PASSWORD, 129),
        ([30, 2], PASSWORD, 2),  # a Mac: without a user name the VNC password
        ([30, 2], BOTH, 30),
        ([113, 2], PASSWORD, 2),
        ([113, 2], BOTH, 113),
        ([30], NOBODY, 30),  # and both are asked for
    ],
)
def test_the_strongest_that_can_be_used_is_chosen(
    offered: list[int], credentials: Credentials, number: int
) -> None:
    assert chosen(offered, credentials) == number


def test_what_is_not_allowed_is_not_chosen() -> None:
    assert chosen([19, 2], allowed=(SecurityMethod.VNC,)) == 2
    assert chosen([19, 2], allowed=(SecurityMethod.X509_VNC, SecurityMethod.VNC)) == 19
    with pytest.raises(NoCommonSecurityType) as caught:
        chosen([2, 1], allowed=ENCRYPTED_METHODS)
    assert str(caught.value).startswith("the server offers only VNC Authentication, no password, ")
    assert str(caught.value).endswith('add "vnc", "none" to security of this host')


def test_a_type_that_came_to_nothing_is_the_last_resort() -> None:
    options = ConnectionOptions(
        credentials=PASSWORD, security=SecurityOptions(avoided=frozenset({19}))
    )
    assert strongest([19, 2], SECURITY_TYPES, options).security_type == 2
    assert strongest([19], SECURITY_TYPES, options).security_type == 19


def test_a_server_that_is_known_by_a_key_must_show_it_again() -> None:
    key = HostKey(KeyKind.RSA, "AB")
    known = ConnectionOptions(credentials=PASSWORD, security=SecurityOptions(known_keys=(key,)))
    assert strongest([2, 5], SECURITY_TYPES, known).security_type == 5
    with pytest.raises(KeyMissing) as caught:
        strongest([2, 18], SECURITY_TYPES, known)
    assert str(caught.value) == (
        "it is known by its RSA key and offers only logins without: VNC Authentication, TLS"
    )
    follows = SecurityOptions(known_keys=(key,), allowed=(SecurityMethod.VNC,))
    options = ConnectionOptions(credentials=PASSWORD, security=follows)
    assert strongest([2, 18], SECURITY_TYPES, options).security_type == 2


def test_numbers_have_words() -> None:
    assert in_words([2, 113, 262, 77]) == (
        "VNC Authentication, MS-Logon II, user name and password in TLS with certificate, type 77"
    )
