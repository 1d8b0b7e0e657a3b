"""Diffie-Hellman with numbers that the server chose."""

from __future__ import annotations

from collections.abc import Callable

from vncwall.rfb.errors import RemoteProtocolError

_PRIVATE = 64
"""Bytes of our private number at most: more costs time that all sessions of a process share."""


def agree(
    generator: int, modulus: int, theirs: int, *, size: int, entropy: Callable[[int], bytes]
) -> tuple[bytes, bytes]:
    """Return our public value and the shared secret, `size` bytes each, big-endian.

    Raises:
        RemoteProtocolError: with these numbers anybody knows the secret.
    """
    if modulus < 4 or not 1 < generator % modulus < modulus - 1 or not 1 < theirs < modulus - 1:
        raise RemoteProtocolError("Diffie-Hellman: the server's numbers keep no secret")
    private = int.from_bytes(entropy(min(size, _PRIVATE)), "big") % (modulus - 3) + 2
    ours, shared = pow(generator, private, modulus), pow(theirs, private, modulus)
    return ours.to_bytes(size, "big"), shared.to_bytes(size, "big")
