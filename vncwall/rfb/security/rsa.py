"""RSA for RSA-AES: the server's key as it comes, ours as it is sent, numbers under either.

Loaded with the first server that wants it, never before: it is a large part of its library.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache

from Crypto.Cipher import PKCS1_v1_5
from Crypto.PublicKey import RSA

from vncwall.rfb.errors import RemoteProtocolError

CLIENT_BITS = 2048
LEAST_BITS = 1024
_MOST_EXPONENT_BITS = 64
"""Longer ones are of no use and cost time."""


def server_key(bits: int, wire: bytes) -> RSA.RsaKey:
    """Return the key of so many bits whose modulus and exponent are `wire`.

    Raises:
        RemoteProtocolError: it is none.
    """
    size = len(wire) // 2
    modulus, exponent = int.from_bytes(wire[:size], "big"), int.from_bytes(wire[size:], "big")
    if (
        not LEAST_BITS <= modulus.bit_length() <= bits
        or modulus % 2 == 0
        or exponent % 2 == 0
        or not 1 < exponent.bit_length() <= _MOST_EXPONENT_BITS
    ):
        raise RemoteProtocolError("RSA-AES: the server's key is none")
    return RSA.construct((modulus, exponent), consistency_check=False)


@cache
def client_key() -> RSA.RsaKey:
    """Return our key, made once in a process: it proves nothing, it only carries a number."""
    return RSA.generate(CLIENT_BITS)


def has_client_key() -> bool:
    """Whether `client_key` returns at once."""
    return client_key.cache_info().currsize > 0


def on_wire(key: RSA.RsaKey) -> bytes:
    """Return a public key as it is sent: bits, modulus, exponent."""
    size = key.size_in_bytes()
    modulus, exponent = int(key.n), int(key.e)
    return b"".join(
        (
            struct.pack(">I", key.size_in_bits()),
            modulus.to_bytes(size, "big"),
            exponent.to_bytes(size, "big"),
        )
    )


def sealed(number: bytes, key: RSA.RsaKey, *, entropy: Callable[[int], bytes]) -> bytes:
    """Return a random number as only the owner of `key` can read it."""
    data: bytes = PKCS1_v1_5.new(key, randfunc=entropy).encrypt(number)
    return data


def unsealed(data: bytes, key: RSA.RsaKey, *, size: int) -> bytes:
    """Return the number of `size` bytes; zeros when there is none in it, which nobody learns."""
    number: bytes = PKCS1_v1_5.new(key).decrypt(data, bytes(size), expected_pt_len=size)
    return number
