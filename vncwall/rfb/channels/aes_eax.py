"""AES-EAX messages, the channel of RSA-AES (rfbproto, RSA-AES Security Type).

A message is its length (U16, which is authenticated too), the encrypted bytes and a MAC. The nonce
counts the messages of one direction, little-endian.
"""

from __future__ import annotations

import struct

from Crypto.Cipher import AES

from vncwall.rfb.channels.base import Channel
from vncwall.rfb.errors import ChannelBroken

_HEADER, _MAC, _NONCE = 2, 16, 16
_MOST = 8192
"""Bytes that are sent in one message; TigerVNC sends no more either."""


class AesEaxChannel(Channel):
    """Both directions, each with a key of its own."""

    def __init__(self, *, sending: bytes, receiving: bytes) -> None:
        """Take the keys, 16 or 32 bytes each."""
        self._sending, self._receiving = sending, receiving
        self._sent = self._received = 0
        self._unread = bytearray()

    def decrypt(self, data: bytes) -> bytes:
        """Decrypt the messages that are whole by now."""
        unread = self._unread
        unread += data
        parts = []
        start = 0
        while len(unread) - start >= _HEADER:
            size = int.from_bytes(unread[start : start + _HEADER], "big")
            end = start + _HEADER + size + _MAC
            if len(unread) < end:
                break
            parts.append(self._decrypt_one(bytes(unread[start:end]), size))
            start = end
        del unread[:start]
        return b"".join(parts)

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt `data`, in as many messages as it needs."""
        return b"".join(
            self._encrypt_one(data[start : start + _MOST]) for start in range(0, len(data), _MOST)
        )

    def _decrypt_one(self, message: bytes, size: int) -> bytes:
        cipher = _cipher(self._receiving, self._received)
        self._received += 1
        cipher.update(message[:_HEADER])
        try:
            plain: bytes = cipher.decrypt_and_verify(
                message[_HEADER : _HEADER + size], message[_HEADER + size :]
            )
        except ValueError:
            raise ChannelBroken(
                f"RSA-AES: message {self._received} was changed on its way"
            ) from None
        return plain

    def _encrypt_one(self, data: bytes) -> bytes:
        cipher = _cipher(self._sending, self._sent)
        self._sent += 1
        header = struct.pack(">H", len(data))
        cipher.update(header)
        encrypted, mac = cipher.encrypt_and_digest(data)
        return bytes(header + encrypted + mac)


def _cipher(key: bytes, number: int):  # type: ignore[no-untyped-def]  # the library has no types
    return AES.new(key, AES.MODE_EAX, nonce=number.to_bytes(_NONCE, "little"), mac_len=_MAC)
