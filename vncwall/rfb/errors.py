"""What can go wrong in an RFB conversation.

* `RFBError`
    * `LocalProtocolError`: the caller misused the core; raised at the call
    * `RemoteProtocolError`: the server sent what RFB does not allow
        * `DecodeError`: inside a rectangle
        * `LimitExceeded`: a length or size above our `Limits`
        * `UnsupportedVersion`: a ProtocolVersion that we cannot speak
    * `ConnectionLost`: the stream ended in the middle of a message
    * `SecurityError`
        * `AuthenticationFailed`: the server refused the credentials
        * `CredentialsMissing`: the server wants a password and there is none
        * `NoCommonSecurityType`: nothing offered is supported or allowed
        * `ServerRefused`: the server turned the connection away and said why

All but `LocalProtocolError` leave the core inside `events.ConnectionFailed`; they are not raised.
"""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.errors import VNCWallError


class RFBError(VNCWallError):
    """Base of the errors of the RFB core."""


class LocalProtocolError(RFBError):
    """The caller asked for what the connection's state does not allow."""


class RemoteProtocolError(RFBError):
    """The server broke the protocol."""


class DecodeError(RemoteProtocolError):
    """A rectangle's data cannot be decoded."""


class LimitExceeded(RemoteProtocolError):
    """A value from the server is above the limit; nothing was allocated for it.

    Attributes:
        field: message and field, for instance "ServerInit name-length".
        value: what the server sent.
        limit: the most that is accepted.
    """

    def __init__(self, field: str, value: int, limit: int) -> None:
        super().__init__(f"{field} is {value}, limit {limit}")
        self.field = field
        self.value = value
        self.limit = limit


class UnsupportedVersion(RemoteProtocolError):
    """The banner is not a version of RFB that we can speak."""


class ConnectionLost(RFBError):
    """The stream ended inside a message or before the session began."""


class SecurityError(RFBError):
    """The security handshake failed."""


class AuthenticationFailed(SecurityError):
    """The server refused the credentials; `reason` is its text, or empty."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason or "authentication failed")
        self.reason = reason


class CredentialsMissing(SecurityError):
    """The server asks for credentials that we were not given.

    Attributes:
        security_type: what the server wanted to do with them.
    """

    def __init__(self, security_type: int) -> None:
        super().__init__("the server asks for a password and none is set")
        self.security_type = security_type


class NoCommonSecurityType(SecurityError):
    """Nothing that the server offers is supported; `offered` holds its type numbers."""

    def __init__(self, offered: Sequence[int]) -> None:
        super().__init__(f"no supported security type among {', '.join(map(str, offered))}")
        self.offered = tuple(offered)


class ServerRefused(SecurityError):
    """The server ended the handshake and gave a reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
