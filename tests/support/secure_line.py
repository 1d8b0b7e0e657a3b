"""A connection and a server that encrypts, joined in memory, with the bytes cut anywhere."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Generator
from pathlib import Path

from Crypto.Cipher import AES

from tests.support import wire
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Event
from vncwall.rfb.options import ConnectionOptions

CERTIFICATES = Path(__file__).parent / "certificates"
"""PEM, valid for a hundred years, all for lab.example: ca signed `signed`; `own` and `other` have
signed themselves. rsa.pem is a key of 1024 bits. They protect nothing."""

Script = Generator[None, None, None]


class Side:
    """The server's side: a script reads and writes; what encrypts lies beneath.

    Attributes:
        seen: bytes by which a script says that it went well.
    """

    def __init__(self) -> None:
        self.received = b""
        self.out = b""
        self.seen = b""
        self._tls: ssl.SSLObject | None = None
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._eax: tuple[bytes, bytes] | None = None
        self._sent = self._got = 0
        self._cipher_text = b""

    def takes(self, data: bytes) -> None:
        """Take bytes from the client."""
        if self._tls is not None:
            self._incoming.write(data)
            self._read_tls()
        elif self._eax is not None:
            self._cipher_text += data
            self._read_eax()
        else:
            self.received += data

    def read(self, size: int) -> Generator[None, None, bytes]:
        """Wait for so many bytes."""
        while len(self.received) < size:
            yield
        data, self.received = self.received[:size], self.received[size:]
        return data

    def expect(self, data: bytes) -> Script:
        """Wait for just these."""
        assert (yield from self.read(len(data))) == data

    def write(self, data: bytes) -> None:
        """Send, encrypted if that has begun."""
        if self._tls is not None:
            self._tls.write(data)
            self.out += self._outgoing.read()
        elif self._eax is not None:
            header = len(data).to_bytes(2, "big")
            cipher = AES.new(
                self._eax[0], AES.MODE_EAX, nonce=self._sent.to_bytes(16, "little"), mac_len=16
            )
            cipher.update(header)
            text, mac = cipher.encrypt_and_digest(data)
            self._sent += 1
            self.out += header + text + mac
        else:
            self.out += data

    def start_tls(self, name: str | None) -> Script:
        """Encrypt from now on with the certificate of this name; None: with none."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if name is None:
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("aNULL:@SECLEVEL=0")
        else:
            context.load_cert_chain(CERTIFICATES / f"{name}.pem")
        tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        while True:
            self._incoming.write(self.received)
            self.received = b""
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                self.out += self._outgoing.read()
                yield
            else:
                break
        self._tls = tls
        self.out += self._outgoing.read()
        self._read_tls()

    def start_eax(self, sending: bytes, receiving: bytes) -> None:
        """Encrypt from now on with these keys."""
        self._eax = sending, receiving
        self._cipher_text, self.received = self.received, b""
        self._read_eax()

    def stop_eax(self) -> None:
        """Go on in the clear."""
        self._eax = None

    def _read_tls(self) -> None:
        assert self._tls is not None
        try:
            while data := self._tls.read(1 << 16):
                self.received += data
        except ssl.SSLWantReadError:
            pass

    def _read_eax(self) -> None:
        assert self._eax is not None
        while len(self._cipher_text) >= 2:
            size = int.from_bytes(self._cipher_text[:2], "big")
            if len(self._cipher_text) < size + 18:
                return
            message, self._cipher_text = (
                self._cipher_text[: size + 18],
                self._cipher_text[size + 18 :],
            )
            cipher = AES.new(
                self._eax[1], AES.MODE_EAX, nonce=self._got.to_bytes(16, "little"), mac_len=16
            )
            cipher.update(message[:2])
            self.received += cipher.decrypt_and_verify(message[2:-16], message[-16:])
            self._got += 1


class Line:
    """Carries bytes between a `Connection` and a script until neither has more to say."""

    def __init__(
        self,
        options: ConnectionOptions,
        script: Callable[[Side], Script],
        *,
        piece: int = 1 << 20,
        ends_at: int | None = None,
    ) -> None:
        """Join them.

        Args:
            options: of the connection.
            script: what the server does.
            piece: bytes that are carried at a time, each way.
            ends_at: the stream to the client ends after so many.
        """
        self.connection = Connection(options)
        self.side = Side()
        self.bytes_to_client = 0
        self._script = script(self.side)
        self._piece = piece
        self._ends_at = ends_at

    def run(self) -> list[Event]:
        """Go on until nothing moves; return what the connection has told."""
        events: list[Event] = []
        is_running = True
        while True:
            if is_running:
                is_running = next(self._script, self) is None
            down, self.side.out = self.side.out, b""
            for part in self._cut(down):
                if self._ends_at is not None and self.bytes_to_client >= self._ends_at:
                    self.connection.receive_eof()
                    return events + self.connection.events()
                self.connection.receive_data(part)
                self.bytes_to_client += len(part)
                events += self.connection.events()
            up = self.connection.data_to_send()
            for part in self._cut(up):
                self.side.takes(part)
            if not up and not down:
                return events

    def _cut(self, data: bytes) -> list[bytes]:
        step = self._piece if self._ends_at is None else 1
        return [data[at : at + step] for at in range(0, len(data), step)]


def hello(side: Side, number: int, banner: bytes = wire.BANNER_38) -> Script:
    """Offer one security type and wait until it is chosen."""
    side.write(banner)
    yield from side.expect(banner)
    side.write(bytes([1, number]))
    yield from side.expect(bytes([number]))


def farewell(side: Side, *, has_result: bool = True, after_init: bytes = b"") -> Script:
    """Say that it is well, and what follows a login."""
    if has_result:
        side.write(wire.OK)
    yield from side.expect(b"\1")
    side.write(wire.server_init(8, 6) + after_init)
    yield from side.read(20)  # SetPixelFormat: what is sent after the login arrives, too
    side.seen = b"all is well"
