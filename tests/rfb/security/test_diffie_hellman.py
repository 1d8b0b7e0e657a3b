"""Both sides come to the same number."""

from __future__ import annotations

import pytest

from vncwall.rfb.errors import RemoteProtocolError
from vncwall.rfb.security.diffie_hellman import agree


def test_both_sides_come_to_the_same_secret() -> None:
    modulus, private = 0xFFFFFFFFFFFFFFC5, 123456789
    ours, shared = agree(3, modulus, pow(3, private, modulus), size=8, entropy=lambda n: b"\7" * n)
    assert int.from_bytes(shared, "big") == pow(int.from_bytes(ours, "big"), private, modulus)


@pytest.mark.parametrize(
    ("generator", "modulus", "theirs"),
    [
        (2, 0, 5),
        (2, 3, 2),
        (0, 23, 5),
        (1, 23, 5),
        (22, 23, 5),
        (5, 23, 0),
        (5, 23, 1),
        (5, 23, 22),
    ],
)
def test_numbers_that_keep_no_secret_are_refused(generator: int, modulus: int, theirs: int) -> None:
    with pytest.raises(RemoteProtocolError, match="keep no secret"):
        agree(generator, modulus, theirs, size=1, entropy=lambda n: b"\7" * n)
