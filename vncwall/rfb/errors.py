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
        * `TlsFailed`: no encrypted channel came about
        * `CertificateRejected`: no authority answers for the server's certificate
        * `UnknownKey`: nobody has said yet that the server's key is right
        * `KeyChanged`: it is not the key by which the server is known
        * `KeyMissing`: a server that is known by a key offers no login that shows it
    * `ChannelBroken`: what came is not what the other side of the channel has sent

All but `LocalProtocolError` leave the core inside `events.ConnectionFailed`; they are not raised.
"""

from __future__ import annotations

from collections.abc import Sequence

from vncwall.errors import VNCWallError
from vncwall.security import HostKey


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


class ChannelBroken(RFBError):
    """What was received cannot be decrypted: it was changed on its way, or the server errs."""


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
        username: whether a user name is wanted as well.
    """

    def __init__(self, security_type: int, *, username: bool = False) -> None:
        wanted = "a user name and a password" if username else "a password"
        super().__init__(
            f"the server asks for {wanted} and {'not both are' if username else 'none is'} set"
        )
        self.security_type = security_type
        self.username = username


class NoCommonSecurityType(SecurityError):
    """Nothing that the server offers is supported and allowed.

    Attributes:
        offered: numbers of its types, or of the sub-types of `inside`.
        inside: number of the type that was chosen and came to nothing; None: none was.
    """

    def __init__(
        self, offered: Sequence[int], sentence: str = "", *, inside: int | None = None
    ) -> None:
        super().__init__(
            sentence or f"no supported security type among {', '.join(map(str, offered))}"
        )
        self.offered = tuple(offered)
        self.inside = inside


class TlsFailed(SecurityError):
    """The two sides could not agree on encryption."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"TLS handshake failed: {reason}")
        self.reason = reason


class CertificateRejected(SecurityError):
    """No certificate authority answers for the server; `reason` is OpenSSL's."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the certificate is not verified: {reason}")
        self.reason = reason


class UnknownKey(SecurityError):
    """The server proves itself by a key that nobody has said anything about; `key` is it."""

    def __init__(self, key: HostKey) -> None:
        about = f" ({key.about})" if key.about else ""
        super().__init__(f"its {key.kind} is new: SHA-256 {key.fingerprint}{about}")
        self.key = key


class KeyChanged(SecurityError):
    """The server proves itself by another key than before.

    Attributes:
        key: the one that it shows now.
        known: those by which it is known.
    """

    def __init__(self, key: HostKey, known: Sequence[HostKey]) -> None:
        before = ", ".join(one.fingerprint for one in known)
        super().__init__(
            f"its {key.kind} is not the known one: now SHA-256 {key.fingerprint}, before {before}"
        )
        self.key = key
        self.known = tuple(known)


class KeyMissing(SecurityError):
    """The server has proved itself by a key before, and offers nothing now that would show it.

    Attributes:
        known: by which keys it is known.
    """

    def __init__(self, known: Sequence[HostKey], offered: str) -> None:
        kinds = " and ".join(dict.fromkeys(str(one.kind) for one in known))
        super().__init__(f"it is known by its {kinds} and offers only logins without: {offered}")
        self.known = tuple(known)


class ServerRefused(SecurityError):
    """The server ended the handshake and gave a reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
