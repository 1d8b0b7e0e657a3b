"""The words for how a client and a server prove themselves: for settings, protocol and operator."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SecurityMethod(StrEnum):
    """How a login can be made, whatever numbers lead to it. The value is what settings say."""

    NONE = "none"
    """Neither password nor encryption."""
    VNC = "vnc"
    """VNC Authentication: a DES challenge, then no encryption."""
    PLAIN = "plain"
    """User name and password in the clear."""
    MS_LOGON = "ms-logon"
    """UltraVNC's MS-Logon II: a Windows account, behind 64 bits of Diffie-Hellman."""
    APPLE_DH = "apple-dh"
    """Apple's Diffie-Hellman: an account of macOS; then no encryption."""
    RA2NE = "ra2ne"
    """RSA-AES for the login alone, 128 bits."""
    RA2NE_256 = "ra2ne-256"
    """RSA-AES for the login alone, 256 bits."""
    TLS_NONE = "tls-none"
    """Encrypted without knowing by whom; no password."""
    TLS_VNC = "tls-vnc"
    """Encrypted without knowing by whom; VNC Authentication."""
    TLS_PLAIN = "tls-plain"
    """Encrypted without knowing by whom; user name and password."""
    RA2 = "ra2"
    """RSA-AES, 128 bits: the server proves itself by a key."""
    RA2_256 = "ra2-256"
    """RSA-AES, 256 bits: the server proves itself by a key."""
    X509_NONE = "x509-none"
    """TLS: the server proves itself by a certificate; no password."""
    X509_VNC = "x509-vnc"
    """TLS: the server proves itself by a certificate; VNC Authentication."""
    X509_PLAIN = "x509-plain"
    """TLS: the server proves itself by a certificate; user name and password."""

    @property
    def strength(self) -> int:
        """The larger, the better it protects; 0: not at all."""
        return _BY_STRENGTH[self]

    @property
    def needs_password(self) -> bool:
        """Whether there is a password in it."""
        return self not in _OPEN

    @property
    def is_encrypted(self) -> bool:
        """Whether everything after the login is encrypted."""
        return self in _ENCRYPTED

    @property
    def shows_key(self) -> bool:
        """Whether the server proves itself by a key of its own."""
        return self in _PROVEN

    @property
    def shows_password(self) -> bool:
        """Whether whoever listens reads the password."""
        return self is SecurityMethod.PLAIN


_BY_STRENGTH = {
    method: strength
    for strength, method in enumerate(
        (
            SecurityMethod.NONE,
            SecurityMethod.PLAIN,
            SecurityMethod.VNC,
            SecurityMethod.MS_LOGON,
            SecurityMethod.APPLE_DH,
            SecurityMethod.RA2NE,
            SecurityMethod.RA2NE_256,
            SecurityMethod.TLS_NONE,
            SecurityMethod.TLS_VNC,
            SecurityMethod.TLS_PLAIN,
            SecurityMethod.RA2,
            SecurityMethod.RA2_256,
            SecurityMethod.X509_NONE,
            SecurityMethod.X509_VNC,
            SecurityMethod.X509_PLAIN,
        )
    )
}
_OPEN = {SecurityMethod.NONE, SecurityMethod.TLS_NONE, SecurityMethod.X509_NONE}
_ENCRYPTED = {
    SecurityMethod.TLS_NONE,
    SecurityMethod.TLS_VNC,
    SecurityMethod.TLS_PLAIN,
    SecurityMethod.RA2,
    SecurityMethod.RA2_256,
    SecurityMethod.X509_NONE,
    SecurityMethod.X509_VNC,
    SecurityMethod.X509_PLAIN,
}
_PROVEN = {
    SecurityMethod.RA2NE,
    SecurityMethod.RA2NE_256,
    SecurityMethod.RA2,
    SecurityMethod.RA2_256,
    SecurityMethod.X509_NONE,
    SecurityMethod.X509_VNC,
    SecurityMethod.X509_PLAIN,
}

STANDARD_METHODS = tuple(method for method in SecurityMethod if not method.shows_password)
"""What is allowed unless the settings say otherwise: all that does not show the password."""
ENCRYPTED_METHODS = tuple(method for method in SecurityMethod if method.is_encrypted)


class KeyKind(StrEnum):
    """What a server proves itself with. The value is what the operator reads."""

    CERTIFICATE = "certificate"
    """X.509, in TLS."""
    RSA = "RSA key"
    """In RSA-AES."""


@dataclass(frozen=True, slots=True)
class HostKey:
    """What a server has shown to prove itself."""

    kind: KeyKind
    fingerprint: str
    """SHA-256 of it, as ``12:AB:...``."""
    about: str = ""
    """What it says of itself, in words; nobody has checked it."""


class NewKeys(StrEnum):
    """What becomes of a server's key that is seen for the first time."""

    ASK = "ask"
    """A person decides."""
    ACCEPT = "accept"
    """It is trusted from then on; another one later is not."""
