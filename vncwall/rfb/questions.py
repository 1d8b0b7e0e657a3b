"""Events that wait for `Connection.answer`; emitted only if `ConnectionOptions` says so."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.rfb.events import Event
from vncwall.security import HostKey


@dataclass(frozen=True, slots=True)
class Question(Event):
    """Base of all questions. The conversation stands still until it is answered."""


@dataclass(frozen=True, slots=True)
class CredentialsNeeded(Question):
    """The server wants what `ConnectionOptions.credentials` does not hold.

    Answer with `Credentials`; with None the connection fails with `CredentialsMissing`. A server
    may give up waiting after a minute or less.
    """

    security_type: int
    username: bool
    """Whether a user name is asked for as well as the password."""


@dataclass(frozen=True, slots=True)
class KeyOffered(Question):
    """The server proves itself by a key that `SecurityOptions.known_keys` does not hold.

    Answer with True to go on; else the connection fails with `UnknownKey` or `KeyChanged`.
    """

    key: HostKey
    known: tuple[HostKey, ...]
    """By which it is known instead; empty: it is new."""


@dataclass(frozen=True, slots=True)
class ClientKeyNeeded(Question):
    """RSA-AES needs our key, which has not been made in this process yet.

    Answer, with anything, when `security.rsa.client_key` has returned: it may be called in a
    thread, so that nobody else has to wait.
    """
