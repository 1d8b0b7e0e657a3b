"""VNC Authentication against vectors from outside."""

from __future__ import annotations

import pytest

from vncwall.rfb.options import Credentials
from vncwall.rfb.security.vnc_auth import VncAuth, response

CHALLENGE = bytes(range(16))


def reversed_bits(data: bytes) -> str:
    """Return the password whose key is `data`."""
    return bytes(int(f"{byte:08b}"[::-1], 2) for byte in data).decode("latin-1")


@pytest.mark.parametrize(
    ("key", "plain", "cipher"),
    [
        # FIPS 81, the ECB example: "Now is the time for all "
        ("0123456789abcdef", b"Now is the time ", "3fa40e8a984d48156a271787ab8883f9"),
        # Rivest's recurrence and the worked example of many textbooks
        ("133457799bbcdff1", bytes.fromhex("0123456789abcdef" * 2), "85e813540f0ab405" * 2),
    ],
)
def test_published_des_vectors(key: str, plain: bytes, cipher: str) -> None:
    assert response(reversed_bits(bytes.fromhex(key)), plain).hex() == cipher


@pytest.mark.parametrize(
    ("password", "answer"),
    [
        # openssl enc -des-ecb -nopad -K <key with reversed bits>
        ("secret12", "adcd997f8e16fee575e973f93c2b62b4"),
        ("abc", "9c22b4f2088c3465a1562c4b9d6edb04"),
        ("", "491e890de9ace932838a49792f2213f3"),
    ],
)
def test_answers_equal_those_of_openssl(password: str, answer: str) -> None:
    assert response(password, CHALLENGE).hex() == answer


def test_only_eight_characters_count() -> None:
    assert response("secret12", CHALLENGE) == response("secret12 and more", CHALLENGE)
    assert response("secret1", CHALLENGE) != response("secret12", CHALLENGE)


@pytest.mark.parametrize(
    ("password", "warning"),
    [
        ("", ""),
        ("12345678", ""),
        ("123456789", "only the first 8 characters of the password count"),
        ("pässwörd", ""),
        ("пароль", "the password has characters outside Latin-1, which servers treat differently"),
    ],
)
def test_the_operator_is_warned(password: str, warning: str) -> None:
    assert VncAuth().warning(Credentials(password=password)) == warning


def test_umlauts_are_latin_1() -> None:
    assert response("ä", CHALLENGE) == response("\xe4", CHALLENGE)
    assert len(response("пароль", CHALLENGE)) == 16
