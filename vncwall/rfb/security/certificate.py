"""A server's certificate: whether it is the right one, and what it says of itself."""

from __future__ import annotations

import hashlib

from vncwall.rfb.channels.tls import TlsChannel, Trust
from vncwall.rfb.errors import TlsFailed
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps
from vncwall.security import HostKey, KeyKind


def open_tls(link: Link, *, has_certificate: bool) -> Steps[None]:
    """Encrypt from now on, once the server is who it should be as far as that can be known.

    Raises:
        SecurityError: no agreement, or the certificate is not right.
    """
    security = link.options.security
    trust = Trust.NOBODY
    if has_certificate:
        trust = Trust.AUTHORITIES if security.asks_authorities else Trust.FINGERPRINT
    channel = TlsChannel(trust, server_name=security.server_name, ca_file=security.ca_file)
    yield from channel.handshake(link)
    if trust is Trust.FINGERPRINT:
        if not channel.certificate:
            raise TlsFailed("the server shows no certificate")
        yield from link.check_key(key_of(channel.certificate))
    link.open_channel(channel)


def key_of(certificate: bytes) -> HostKey:
    """Return what a certificate (DER) is known by."""
    return HostKey(KeyKind.CERTIFICATE, fingerprint_of(certificate))


def fingerprint_of(data: bytes) -> str:
    """Return the SHA-256 of `data` as it is usually written.

    >>> fingerprint_of(b"")[:14]
    'E3:B0:C4:42:98'
    """
    return hashlib.sha256(data).digest().hex(":").upper()
