"""What a session knows of its server's key, from one connection to the next.

A certificate that is known by its fingerprint is compared with that; of any other the certificate
authorities are asked first, and only when they do not answer for it a person is. OpenSSL shows no
certificate that it has refused, so the second opinion takes a second connection, which begins at
once. No question holds a handshake up: the key is noted as offered, the session waits, and connects
anew when somebody has agreed to it.
"""

from __future__ import annotations

import logging
import shlex
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

from vncwall.clock import Clock
from vncwall.errors import TransportError
from vncwall.rfb.errors import (
    CertificateRejected,
    KeyChanged,
    KeyMissing,
    NoCommonSecurityType,
    RFBError,
    UnknownKey,
)
from vncwall.rfb.options import SecurityOptions
from vncwall.security import HostKey, KeyKind, NewKeys
from vncwall.session.failures import Failure, Retry, failure_of
from vncwall.settings.known_keys import UTC_FORMAT, KnownKeys
from vncwall.settings.model import HostSettings
from vncwall.states import Reason

logger = logging.getLogger(__name__)


class Trust:
    """Judges one server's keys; `options` are for its next connection."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asks_authorities: bool | None = None
        """None: as the known keys say."""
        self._changed: KeyChanged | None = None
        self._avoided: frozenset[int] = frozenset()
        self._accepted: tuple[HostKey, ...] = ()
        """Even if the file cannot be written."""

    def options(self, host: HostSettings) -> SecurityOptions:
        """Return what the next connection must know."""
        known = (*self._accepted, *_trusted(host))
        has_certificate = any(key.kind is KeyKind.CERTIFICATE for key in known)
        asks = not has_certificate if self._asks_authorities is None else self._asks_authorities
        return SecurityOptions(
            allowed=host.security,
            avoided=self._avoided,
            server_name=host.address.host,
            ca_file=host.ca_file,
            asks_authorities=asks,
            known_keys=known,
        )

    def failure_of(self, error: TransportError | RFBError, host: HostSettings) -> Failure:
        """Return what `error` means, and what is to be done about it."""
        match error:
            case CertificateRejected():
                if self._changed is not None:
                    return self._refuse(self._changed, host)
                self._asks_authorities = False
                return Failure(Reason.NONE, str(error), Retry.AT_ONCE)
            case KeyChanged() if error.key.kind is KeyKind.CERTIFICATE and self._changed is None:
                # A new one from an authority that answers for it is in order.
                self._changed, self._asks_authorities = error, True
                return Failure(Reason.NONE, str(error), Retry.AT_ONCE)
            case NoCommonSecurityType(inside=int() as tried) if tried not in self._avoided:
                self._avoided |= {tried}
                return Failure(Reason.NONE, str(error), Retry.AT_ONCE)
            case UnknownKey() if host.new_keys is NewKeys.ACCEPT:
                self._accepted = (*self._accepted, error.key)
                self._asks_authorities = None
                _note(host, error.key, self._now(), is_trusted=True)
                return Failure(Reason.NONE, f"trusts from now on: {error}", Retry.AT_ONCE)
            case KeyMissing():
                return _with_remedy(failure_of(error), "forget", host)
            case UnknownKey() | KeyChanged():
                return self._refuse(error, host)
        return failure_of(error)

    def reconsider(self) -> None:
        """Begin anew: the known keys may be others now."""
        self._changed, self._asks_authorities = None, None
        self._avoided = frozenset()

    def _refuse(self, error: UnknownKey | KeyChanged, host: HostSettings) -> Failure:
        self._changed, self._asks_authorities = None, None
        _note(host, error.key, self._now(), is_trusted=False)
        return _with_remedy(failure_of(error), "trust", host)

    def _now(self) -> str:
        seconds = self._clock.wall_ns() // 1_000_000_000
        return time.strftime(UTC_FORMAT, time.gmtime(seconds))


def _with_remedy(failure: Failure, command: str, host: HostSettings) -> Failure:
    remedy = f"if that is right: vncwall keys {command} {shlex.quote(host.name)}"
    return replace(failure, detail=f"{failure.detail}; {remedy}")


@cache
def _known_keys(path: str) -> KnownKeys:
    return KnownKeys(Path(path))


def _trusted(host: HostSettings) -> tuple[HostKey, ...]:
    if not host.known_keys:
        return ()
    try:
        return _known_keys(host.known_keys).trusted(host.address)
    except OSError as error:
        logger.warning("%s cannot be read: %s; no key is known", host.known_keys, error.strerror)
        return ()


def _note(host: HostSettings, key: HostKey, now: str, *, is_trusted: bool) -> None:
    if not host.known_keys:
        return
    keys = _known_keys(host.known_keys)
    try:
        if is_trusted:
            keys.trust(host.address, key, now)
        else:
            keys.offer(host.address, key, now)
    except OSError as error:
        logger.warning("%s cannot be written: %s", host.known_keys, error.strerror)
