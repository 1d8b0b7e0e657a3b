"""What the handshake, security types and extensions may do with a connection, and no more."""

from __future__ import annotations

import logging
import sys
from enum import StrEnum

from vncwall.rfb.channels.base import Channel
from vncwall.rfb.errors import CredentialsMissing, KeyChanged, RFBError, UnknownKey
from vncwall.rfb.events import Event
from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions, Credentials
from vncwall.rfb.outbox import Outbox
from vncwall.rfb.questions import CredentialsNeeded, KeyOffered, Question
from vncwall.rfb.reader import ByteReader, Steps
from vncwall.security import HostKey

logger = logging.getLogger(__name__)


class ConnectionState(StrEnum):
    """Phases of a conversation (RFC 6143, 7); they only go forward."""

    PROTOCOL_VERSION = "protocol version"
    SECURITY = "security"
    AUTHENTICATION = "authentication"
    """The chosen security type's own exchange, until SecurityResult."""
    INITIALISATION = "initialisation"
    OPEN = "open"
    FAILED = "failed"
    CLOSED = "closed"

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen any more."""
        return self in (ConnectionState.FAILED, ConnectionState.CLOSED)


class Link:
    """Read, write, ask, tell: the narrow side of one connection.

    Attributes:
        reader: the received bytes.
        outbox: the bytes to send.
        options: what the connection was told, after quirks.
        fingerprint: what the server has shown of itself so far.
        state: the phase.
        eof_error: what the end of the stream means right now, when it means something.
        channel: what encrypts, once a security type has opened it; None: nothing does.
        is_plain: no channel was ever open, so what is in the outbox leaves as it is.
    """

    __slots__ = (
        "_answer",
        "_is_waiting_for_answer",
        "_sealed",
        "channel",
        "eof_error",
        "events",
        "fingerprint",
        "is_plain",
        "options",
        "outbox",
        "reader",
        "state",
    )

    def __init__(self, options: ConnectionOptions) -> None:
        self.reader = ByteReader()
        self.outbox = Outbox(view_only=options.view_only)
        self.options = options
        self.fingerprint = ServerFingerprint()
        self.state = ConnectionState.PROTOCOL_VERSION
        self.eof_error: RFBError | None = None
        self.events: list[Event] = []
        self.channel: Channel | None = None
        self.is_plain = True
        self._sealed = b""
        self._answer: Credentials | bool | None = None
        self._is_waiting_for_answer = False

    def enter(self, state: ConnectionState) -> None:
        """Go on to the next phase."""
        logger.debug("= %s", state)
        self.state = state

    def emit(self, event: Event) -> None:
        """Queue an event for the caller of `Connection.events`."""
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("< %s", type(event).__name__)
        self.events.append(event)

    def write(self, data: bytes) -> None:
        """Queue handshake bytes."""
        self.outbox.write(data)

    def send(self, message: bytes) -> None:
        """Queue one message; subject to the view-only gate."""
        self.outbox.send(message)

    def drain(self) -> bytes:
        """Return and forget what is to be sent, encrypted if a channel is open.

        Raises:
            ChannelBroken: it cannot be encrypted any more.
        """
        data = self.outbox.drain()
        if self.channel is not None:
            data = self.channel.encrypt(data)
        if self._sealed:
            data, self._sealed = self._sealed + data, b""
        return data

    def open_channel(self, channel: Channel) -> None:
        """Encrypt from now on: what is written next, and what was received and not yet read.

        Raises:
            ChannelBroken: that cannot be decrypted.
        """
        self._sealed = self.drain()
        self.channel = channel
        self.is_plain = False
        reader = self.reader
        if plain := channel.decrypt(reader.take(reader.available)):
            reader.feed(plain)

    def close_channel(self) -> None:
        """Go on unencrypted: some security types encrypt the login alone.

        What the server has sent since must not have been read.
        """
        self._sealed = self.drain()
        self.channel = None

    def read_text(self, limit: int) -> Steps[str]:
        """Read a U32 length and so many bytes of UTF-8, or Latin-1 if it is not that.

        Of a text above `limit` only the first `limit` bytes are read: for what comes right before
        the end of the stream.
        """
        size = yield from self.reader.read_u32()
        return decode_text((yield from self.reader.read(min(size, limit))))

    def ask(self, question: Question) -> Steps[Credentials | bool | None]:
        """Emit `question` and wait until the caller has answered it."""
        self._is_waiting_for_answer = True
        self.emit(question)
        while self._is_waiting_for_answer:
            self.reader.wanted = sys.maxsize
            yield
        return self._answer

    @property
    def wants_local_cursor(self) -> bool:
        """Whether the pointer is drawn by us: in control at some time, or as the options say.

        The wish is not withdrawn with control. TigerVNC 1.12 closes the connection ("Client does
        not support local cursor") when a shape was due for a client that no longer wants any.
        """
        options = self.options
        return options.local_cursor and (self.outbox.was_in_control or options.local_cursor_at_once)

    @property
    def wants_input(self) -> bool:
        """Whether what belongs to keyboard, pointer and clipboard is of use: once in control."""
        return self.outbox.was_in_control

    @property
    def is_waiting_for_answer(self) -> bool:
        """Whether a question stands open."""
        return self._is_waiting_for_answer

    def answer(self, answer: Credentials | bool | None) -> None:
        """Give the answer to the open question; the next resume returns it from `ask`."""
        self._answer = answer
        self._is_waiting_for_answer = False
        self.reader.wanted = 0

    def credentials(self, security_type: int, *, username: bool) -> Steps[Credentials]:
        """Return credentials with a password (and a user name), asking for them if need be.

        Raises:
            CredentialsMissing: there are none and nobody can be asked, or nobody answers.
        """
        known = self.options.credentials
        if known.password is not None and (known.username or not username):
            return known
        if self.options.interactive:
            question = CredentialsNeeded(int(security_type), username)
            answer = yield from self.ask(question)
            if isinstance(answer, Credentials) and answer.password is not None:
                return answer
        raise CredentialsMissing(int(security_type), username=username)

    def check_key(self, key: HostKey) -> Steps[None]:
        """Go on only if the server's key is known, or if a person says that it is right.

        Raises:
            UnknownKey: it is new, and nobody is there to ask, or says no.
            KeyChanged: another one is known, and nobody is there to ask, or says no.
        """
        known = tuple(one for one in self.options.security.known_keys if one.kind is key.kind)
        if any(one.fingerprint == key.fingerprint for one in known):
            return
        if self.options.interactive and (yield from self.ask(KeyOffered(key, known))) is True:
            return
        if known:
            raise KeyChanged(key, known)
        raise UnknownKey(key)


def decode_text(data: bytes) -> str:
    """Decode a name or reason: UTF-8 (rfbproto, String Encodings), else Latin-1."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
