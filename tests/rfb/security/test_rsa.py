"""RSA for RSA-AES."""

from __future__ import annotations

import pytest
from Crypto.PublicKey import RSA

from tests.support.secure_servers import SERVER_RSA, rsa_wire
from vncwall.rfb.errors import RemoteProtocolError
from vncwall.rfb.security import rsa

WIRE = rsa_wire(SERVER_RSA)
SIZE = 128


def test_a_key_comes_and_goes_as_bits_modulus_and_exponent() -> None:
    key = rsa.server_key(1024, WIRE[4:])
    assert (int(key.n), int(key.e)) == (int(SERVER_RSA.n), 65537)
    assert rsa.on_wire(key) == WIRE


def test_only_the_owner_reads_a_number() -> None:
    sealed = rsa.sealed(b"0123456789abcdef", SERVER_RSA.public_key(), entropy=lambda n: b"\7" * n)
    assert len(sealed) == SIZE
    assert rsa.unsealed(sealed, SERVER_RSA, size=16) == b"0123456789abcdef"


def test_a_number_that_is_none_is_not_told_from_one() -> None:
    assert rsa.unsealed(b"\7" * SIZE, SERVER_RSA, size=16) == bytes(16)


@pytest.mark.parametrize(
    "wire",
    [
        bytes(2 * SIZE),
        b"\xff" * (2 * SIZE),  # the exponent is longer than anybody's
        WIRE[4:-1] + b"\0",  # and even
        WIRE[4 : 4 + SIZE - 1] + b"\0" + WIRE[4 + SIZE :],  # so is the modulus
        bytes(1) + WIRE[5:],  # less than 1024 bits
        WIRE[4 : 4 + SIZE] + bytes(SIZE - 1) + b"\1",  # encrypts nothing
    ],
)
def test_what_is_no_key_is_refused(wire: bytes) -> None:
    with pytest.raises(RemoteProtocolError, match="is none"):
        rsa.server_key(1024, wire)


def test_our_key_is_made_once() -> None:
    key = rsa.client_key()
    assert rsa.has_client_key()
    assert key is rsa.client_key()
    assert isinstance(key, RSA.RsaKey)
    assert key.size_in_bits() == 2048
