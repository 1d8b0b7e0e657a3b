"""What an error means for the operator and for the next attempt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from vncwall.errors import TransportError
from vncwall.rfb.errors import (
    AuthenticationFailed,
    ConnectionLost,
    CredentialsMissing,
    KeyChanged,
    KeyMissing,
    NoCommonSecurityType,
    RFBError,
    SecurityError,
    ServerRefused,
    UnknownKey,
    UnsupportedVersion,
)
from vncwall.states import Reason


class Retry(Enum):
    """When a failed session tries again."""

    AT_ONCE = "at once"
    """Nothing is wrong yet: another connection brings the decision."""
    SOON = "soon"
    """With the ordinary backoff."""
    SLOWLY = "slowly"
    """Not before a minute: the server counts attempts, or will hardly change its mind."""
    NEVER = "never"
    """Only when a person asks for it: each attempt could lock an account."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a connection ended."""

    reason: Reason
    detail: str
    retry: Retry = Retry.SOON


def failure_of(error: TransportError | RFBError) -> Failure:
    """Return what `error` means."""
    match error:
        case TransportError():
            return Failure(error.reason, error.detail)
        case CredentialsMissing(username=True):
            return Failure(Reason.NEEDS_USERNAME, str(error), Retry.NEVER)
        case CredentialsMissing():
            return Failure(Reason.NEEDS_PASSWORD, str(error), Retry.NEVER)
        case AuthenticationFailed() if is_lockout(error.reason):
            return Failure(Reason.NOT_ALLOWED, _quote(error.reason), Retry.SLOWLY)
        case AuthenticationFailed():
            return Failure(Reason.WRONG_PASSWORD, _quote(error.reason), Retry.NEVER)
        case NoCommonSecurityType():
            return Failure(Reason.NOT_ALLOWED, str(error), Retry.NEVER)
        case UnknownKey():
            return Failure(Reason.NEW_KEY, str(error), Retry.NEVER)
        case KeyChanged() | KeyMissing():
            return Failure(Reason.KEY_CHANGED, str(error), Retry.NEVER)
        case ServerRefused():
            return Failure(Reason.NOT_ALLOWED, _quote(error.reason), Retry.SLOWLY)
        case SecurityError():
            return Failure(Reason.NOT_ALLOWED, str(error), Retry.NEVER)
        case ConnectionLost():
            return Failure(Reason.DISCONNECTED, str(error))
        case UnsupportedVersion():
            return Failure(Reason.PROTOCOL_ERROR, str(error), Retry.SLOWLY)
        case _:
            return Failure(Reason.PROTOCOL_ERROR, str(error))


def is_lockout(text: str) -> bool:
    """Whether a server's words say that it counts failures, not that this password is wrong.

    TigerVNC and RealVNC say "Too many security failures", TightVNC and UltraVNC "Too many
    authentication failures"; both forget after a while.
    """
    return "too many" in text.lower()


def _quote(text: str) -> str:
    return f"the server says: {text.strip()}" if text.strip() else "the server gave no reason"
