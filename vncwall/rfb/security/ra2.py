"""RSA-AES (rfbproto, RSA-AES Security Type and its variants; TigerVNC, RealVNC, wayvnc).

Both sides show an RSA key and send each other a random number under it; from the two come the keys
of an AES-EAX channel, inside which they compare what they have seen of each other and log in. In
the variants with "ne" the channel is for the login alone.

Of the random numbers rfbproto says 16 bytes; TigerVNC and neatvnc send 32 in the variants of 256
bits.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from typing import ClassVar

from vncwall.rfb.channels.aes_eax import AesEaxChannel
from vncwall.rfb.constants import SecurityType
from vncwall.rfb.errors import RemoteProtocolError
from vncwall.rfb.link import Link
from vncwall.rfb.options import Credentials
from vncwall.rfb.questions import ClientKeyNeeded
from vncwall.rfb.reader import Steps
from vncwall.rfb.security.base import SecurityHandler
from vncwall.rfb.security.certificate import fingerprint_of
from vncwall.security import HostKey, KeyKind, SecurityMethod

_USERNAME_AND_PASSWORD, _PASSWORD = 1, 2
_MOST_TEXT = 255


class Ra2(SecurityHandler):
    """128 bits, everything encrypted."""

    security_type = SecurityType.RA2
    methods = (SecurityMethod.RA2,)
    key_bytes: ClassVar[int] = 16
    is_for_all: ClassVar[bool] = True
    """The channel stays open after the login."""

    def authenticate(self, link: Link, credentials: Credentials) -> Steps[SecurityMethod]:
        """Exchange keys, compare, log in."""
        from vncwall.rfb.security import rsa

        reader, entropy = link.reader, link.options.entropy
        bits = yield from reader.read_u32()
        link.options.limits.check("RSA-AES server-key-length", bits, link.options.limits.rsa_bits)
        key_wire = yield from reader.read(2 * ((bits + 7) // 8))
        server, server_wire = rsa.server_key(bits, key_wire), struct.pack(">I", bits) + key_wire
        yield from link.check_key(key_of(server_wire))
        if link.options.waits_for_client_key and not rsa.has_client_key():
            yield from link.ask(ClientKeyNeeded())
        client = rsa.client_key()
        client_wire = rsa.on_wire(client)
        own_random = entropy(self.key_bytes)
        sealed = rsa.sealed(own_random, server, entropy=entropy)
        link.write(client_wire + struct.pack(">H", len(sealed)) + sealed)
        size = yield from reader.read_u16()
        if size != client.size_in_bytes():
            raise RemoteProtocolError(f"RSA-AES: a random number of {size} bytes under our key")
        random = rsa.unsealed((yield from reader.read(size)), client, size=self.key_bytes)
        link.open_channel(
            AesEaxChannel(
                sending=self._digest(random + own_random)[: self.key_bytes],
                receiving=self._digest(own_random + random)[: self.key_bytes],
            )
        )
        link.write(self._digest(client_wire + server_wire))
        expected = self._digest(server_wire + client_wire)
        seen = yield from reader.read(len(expected))
        if not hmac.compare_digest(seen, expected):
            raise RemoteProtocolError("RSA-AES: the keys were exchanged on their way")
        yield from self._log_in(link)
        if not self.is_for_all:
            link.close_channel()
        return self.methods[0]

    def _log_in(self, link: Link) -> Steps[None]:
        wanted = yield from link.reader.read_u8()
        if wanted not in (_USERNAME_AND_PASSWORD, _PASSWORD):
            raise RemoteProtocolError(f"RSA-AES: it wants credentials of kind {wanted}")
        has_username = wanted == _USERNAME_AND_PASSWORD
        known = yield from link.credentials(self.security_type, username=has_username)
        texts = [known.username if has_username else "", known.password or ""]
        for text in texts:
            encoded = text.encode()[:_MOST_TEXT]
            link.write(bytes([len(encoded)]) + encoded)

    def _digest(self, data: bytes) -> bytes:
        return hashlib.sha1(data).digest()


class Ra2ne(Ra2):
    """128 bits, the login encrypted."""

    security_type = SecurityType.RA2NE
    methods = (SecurityMethod.RA2NE,)
    is_for_all = False


class Ra2For256(Ra2):
    """256 bits, everything encrypted."""

    security_type = SecurityType.RA2_256
    methods = (SecurityMethod.RA2_256,)
    key_bytes = 32

    def _digest(self, data: bytes) -> bytes:
        return hashlib.sha256(data).digest()


class Ra2neFor256(Ra2For256):
    """256 bits, the login encrypted."""

    security_type = SecurityType.RA2NE_256
    methods = (SecurityMethod.RA2NE_256,)
    is_for_all = False


def key_of(wire: bytes) -> HostKey:
    """Return what a server's RSA key is known by; RealVNC and TigerVNC show a shorter form too."""
    short = hashlib.sha1(wire).digest()[:8].hex("-")
    bits = int.from_bytes(wire[:4], "big")
    return HostKey(KeyKind.RSA, fingerprint_of(wire), f"{bits} bits, {short}")
