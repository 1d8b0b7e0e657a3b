"""How logins are named in a configuration."""

from __future__ import annotations

import pytest

from vncwall.security import ENCRYPTED_METHODS, STANDARD_METHODS, SecurityMethod
from vncwall.settings.security_texts import methods_of, words_of


def test_a_word_stands_for_several() -> None:
    assert methods_of("standard") == STANDARD_METHODS
    assert methods_of("encrypted") == ENCRYPTED_METHODS
    assert methods_of(["standard", "plain"]) == (*STANDARD_METHODS, SecurityMethod.PLAIN)
    assert set(methods_of("any")) == set(SecurityMethod)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "says no login"),
        (7, "7 says no login"),
        ("x509-plan", "did you mean 'x509-plain'"),
        (["vnc", "rot13"], "'rot13' is no login; there are standard, encrypted, any, none"),
    ],
)
def test_other_names_are_refused(value: object, text: str) -> None:
    with pytest.raises(ValueError, match=text):
        methods_of(value)


def test_several_that_have_a_word_are_called_by_it() -> None:
    assert words_of(methods_of("encrypted")) == "encrypted"
    assert words_of(methods_of(["vnc", "tls-vnc"])) == "vnc, tls-vnc"
