"""What every channel is."""

from __future__ import annotations

from abc import ABC, abstractmethod


class Channel(ABC):
    """Encrypts what is sent and decrypts what is received, in pieces of any size."""

    @abstractmethod
    def decrypt(self, data: bytes) -> bytes:
        """Take received bytes; return what can be read by now, which may be nothing.

        Raises:
            ChannelBroken: they are not what the other side of this channel sends.
        """

    @abstractmethod
    def encrypt(self, data: bytes) -> bytes:
        """Return what is to be sent so that the other side reads `data`.

        It may be more than that, or something although `data` is empty: the channel's own words.
        """
