"""Fingerprints are written as other programs write them."""

from __future__ import annotations

from vncwall.rfb.security.certificate import fingerprint_of, key_of
from vncwall.security import HostKey, KeyKind


def test_a_fingerprint_is_sha_256_in_pairs() -> None:
    # printf abc | openssl dgst -sha256 -c
    assert fingerprint_of(b"abc") == (
        "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:"
        "B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD"
    )
    assert key_of(b"abc") == HostKey(KeyKind.CERTIFICATE, fingerprint_of(b"abc"))
