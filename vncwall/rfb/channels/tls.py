"""TLS inside RFB, in memory: `ssl` reads from one buffer and writes to another.

Three kinds of trust make three kinds of context; they are shared by all connections of a process.
"""

from __future__ import annotations

import os
import ssl
from enum import Enum
from functools import lru_cache

from vncwall.rfb.channels.base import Channel
from vncwall.rfb.errors import CertificateRejected, ChannelBroken, TlsFailed
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps

_PIECE = 1 << 18


class Trust(Enum):
    """Who answers for the server."""

    NOBODY = "nobody"
    """It has no certificate (anonymous Diffie-Hellman): anyone in between can read along."""
    FINGERPRINT = "fingerprint"
    """The caller compares the certificate with the one that is known."""
    AUTHORITIES = "authorities"
    """Certificate authorities; the name must be right, too."""


class TlsChannel(Channel):
    """The client's side of TLS."""

    def __init__(self, trust: Trust, *, server_name: str = "", ca_file: str = "") -> None:
        """Begin; `handshake` comes next.

        Args:
            trust: who answers for the server.
            server_name: for which a certificate must be; also said to the server.
            ca_file: authorities beside those of the system, a PEM file.

        Raises:
            TlsFailed: the file cannot be used.
            CertificateRejected: nobody can answer for a server of that name.
        """
        try:
            context = _context(trust, ca_file, _written_ns(ca_file))
        except OSError as error:  # ssl.SSLError is one
            raise TlsFailed(f"ca_file {ca_file}: {error.strerror or error}") from None
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        name = server_name.partition("%")[0] if trust is Trust.AUTHORITIES else None
        try:
            self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        except ValueError:
            raise CertificateRejected(f"no certificate can be for {server_name!r}") from None

    def handshake(self, link: Link) -> Steps[None]:
        """Agree with the server; then the channel can be opened.

        Raises:
            CertificateRejected: the authorities do not answer for it.
            TlsFailed: no agreement.
        """
        reader = link.reader
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                is_done = False
            except ssl.SSLCertVerificationError as error:
                raise CertificateRejected(error.verify_message) from None
            except ssl.SSLError as error:
                raise TlsFailed(_words(error)) from None
            else:
                is_done = True
            link.write(self._outgoing.read())
            if is_done:
                return
            yield from reader.need(1)
            self._incoming.write(reader.take(reader.available))

    @property
    def certificate(self) -> bytes:
        """The server's certificate, DER; b"": it has none."""
        return self._tls.getpeercert(binary_form=True) or b""

    @property
    def words(self) -> str:
        """Version and cipher that were agreed on."""
        cipher = self._tls.cipher()
        return f"{self._tls.version()} {cipher[0] if cipher else ''}".rstrip()

    def decrypt(self, data: bytes) -> bytes:
        """Decrypt the records that are whole by now."""
        if data:
            self._incoming.write(data)
        parts = []
        try:
            while piece := self._tls.read(_PIECE):
                parts.append(piece)
        except (ssl.SSLWantReadError, ssl.SSLZeroReturnError):
            pass  # no whole record is left; or the server has said that it sends no more
        except ssl.SSLError as error:
            raise ChannelBroken(f"TLS: {_words(error)}") from None
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt `data`."""
        if data:
            try:
                self._tls.write(data)
            except ssl.SSLError as error:
                raise ChannelBroken(f"TLS: {_words(error)}") from None
        return self._outgoing.read()


@lru_cache(maxsize=32)
def _context(trust: Trust, ca_file: str, written_ns: int) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trust is Trust.AUTHORITIES:
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
        if ca_file:
            context.load_verify_locations(ca_file)
        return context
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if trust is Trust.NOBODY:
        # TLS 1.3 has no anonymous key exchange, and OpenSSL's levels above 0 allow none.
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("aNULL:!eNULL:@SECLEVEL=0")
    else:
        # Devices keep the key of the year they were built in: 1024 bits must do.
        context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return context


def _written_ns(path: str) -> int:
    return os.stat(path).st_mtime_ns if path else 0


def _words(error: ssl.SSLError) -> str:
    """Return ``unknown ca`` for OpenSSL's ``TLSV1_ALERT_UNKNOWN_CA``."""
    reason = error.reason or str(error)
    for prefix in ("SSLV3_ALERT_", "TLSV1_ALERT_", "TLSV13_ALERT_"):
        if reason.startswith(prefix):
            return f"the server says: {reason[len(prefix) :].lower().replace('_', ' ')}"
    return reason.lower().replace("_", " ")
