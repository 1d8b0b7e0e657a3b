"""The words for logins."""

from __future__ import annotations

from vncwall.security import ENCRYPTED_METHODS, STANDARD_METHODS, SecurityMethod


def test_all_but_the_password_in_the_clear_is_allowed() -> None:
    assert set(SecurityMethod) - set(STANDARD_METHODS) == {SecurityMethod.PLAIN}


def test_whoever_proves_who_he_is_comes_before_whoever_does_not() -> None:
    assert sorted(SecurityMethod, key=lambda m: -m.strength)[:4] == [
        SecurityMethod.X509_PLAIN,
        SecurityMethod.X509_VNC,
        SecurityMethod.X509_NONE,
        SecurityMethod.RA2_256,
    ]
    weakest_encrypted = min(method.strength for method in ENCRYPTED_METHODS)
    for method in set(SecurityMethod) - set(ENCRYPTED_METHODS):
        assert method.strength < weakest_encrypted


def test_the_names_say_whether_a_password_is_in_it() -> None:
    assert [m for m in SecurityMethod if not m.needs_password] == [
        m for m in SecurityMethod if m.value.endswith("none")
    ]
