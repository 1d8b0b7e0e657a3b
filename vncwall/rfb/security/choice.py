"""Which of the ways that a server offers is taken, and the words when it is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vncwall.rfb.constants import SecurityType, VeNCryptSubtype
from vncwall.rfb.errors import KeyMissing, NoCommonSecurityType
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.security.base import SecurityHandler
from vncwall.security import SecurityMethod

_WITH_USERNAME = {
    SecurityMethod.PLAIN,
    SecurityMethod.TLS_PLAIN,
    SecurityMethod.X509_PLAIN,
    SecurityMethod.MS_LOGON,
    SecurityMethod.APPLE_DH,
}

_WORDS: dict[int, str] = {
    SecurityType.NONE: "no password",
    SecurityType.VNC_AUTH: "VNC Authentication",
    SecurityType.RA2: "RSA-AES",
    SecurityType.RA2NE: "RSA-AES for the login alone",
    SecurityType.SSPI: "Windows SSPI",
    SecurityType.SSPINE: "Windows SSPI for the login alone",
    SecurityType.RA2_TWO_STEP: "RSA-AES in two steps",
    SecurityType.TIGHT: "Tight",
    SecurityType.ULTRA: "UltraVNC's own",
    SecurityType.TLS: "TLS",
    SecurityType.VENCRYPT: "VeNCrypt",
    SecurityType.SASL: "SASL",
    SecurityType.MD5_HASH: "MD5 hash",
    SecurityType.XVP: "xvp",
    SecurityType.SECURE_TUNNEL: "Secure Tunnel",
    SecurityType.INTEGRATED_SSH: "SSH",
    SecurityType.APPLE_DH: "Apple's Diffie-Hellman",
    SecurityType.MS_LOGON_I: "MS-Logon I",
    SecurityType.MS_LOGON_II: "MS-Logon II",
    SecurityType.RA2_256: "RSA-AES-256",
    SecurityType.RA2NE_256: "RSA-AES-256 for the login alone",
    SecurityType.RA2_256_TWO_STEP: "RSA-AES-256 in two steps",
    VeNCryptSubtype.PLAIN: "user name and password in the clear",
    VeNCryptSubtype.TLS_NONE: "TLS without certificate",
    VeNCryptSubtype.TLS_VNC: "VNC Authentication in TLS without certificate",
    VeNCryptSubtype.TLS_PLAIN: "user name and password in TLS without certificate",
    VeNCryptSubtype.X509_NONE: "TLS with certificate",
    VeNCryptSubtype.X509_VNC: "VNC Authentication in TLS with certificate",
    VeNCryptSubtype.X509_PLAIN: "user name and password in TLS with certificate",
    # QEMU exchanges the two; both are not for us.
    VeNCryptSubtype.TLS_SASL: "SASL in TLS",
    VeNCryptSubtype.X509_SASL: "SASL in TLS",
    VeNCryptSubtype.IDENT: "Ident",
    VeNCryptSubtype.TLS_IDENT: "Ident in TLS without certificate",
    VeNCryptSubtype.X509_IDENT: "Ident in TLS with certificate",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to log in inside a security type that has several."""

    method: SecurityMethod
    part: type[SecurityHandler]
    """What is done, once the channel is open if there is one."""


def strongest(
    offered: Sequence[int],
    handlers: Mapping[int, type[SecurityHandler]],
    options: ConnectionOptions,
) -> SecurityHandler:
    """Return the handler of the best type that can be used.

    Without a password the types that want none come first: such a server needs no question.

    Raises:
        NoCommonSecurityType: none of them is supported and allowed.
    """
    tried = options.security.avoided
    left = [number for number in offered if number not in tried] or offered
    known = [handlers[number]() for number in left if number in handlers]
    ranked = [(rank, one) for one in known if (rank := _rank(one, options)) is not None]
    if not ranked:
        ways = {method for one in known for method in one.methods}
        _check_for_key(ways, offered, options)
        raise _nothing_common(offered, ways, options)
    return max(ranked, key=lambda pair: pair[0])[1]


def best(
    offered: Sequence[int], ways: Mapping[int, Way], options: ConnectionOptions, *, inside: int
) -> tuple[int, Way]:
    """Return the number and the way of the best sub-type of type `inside` that can be used.

    Raises:
        NoCommonSecurityType: none of them is supported and allowed.
    """
    known = [number for number in offered if number in ways]
    permitted = _permitted(options)
    allowed = [number for number in known if ways[number].method in permitted]
    if not allowed:
        methods = {ways[number].method for number in known}
        _check_for_key(methods, offered, options)
        raise _nothing_common(offered, methods, options, inside=inside)
    number = max(allowed, key=lambda n: _rank_of(ways[n].method, options))
    return number, ways[number]


def in_words(numbers: Iterable[int]) -> str:
    """Name what a server offers.

    >>> in_words([2, 19, 77])
    'VNC Authentication, VeNCrypt, type 77'
    """
    return ", ".join(dict.fromkeys(_WORDS.get(number, f"type {number}") for number in numbers))


Rank = tuple[bool, float]


def _rank(handler: SecurityHandler, options: ConnectionOptions) -> Rank | None:
    """Return how good it is, the larger the better; None: it is not allowed."""
    permitted = _permitted(options)
    ranks = [_rank_of(m, options) for m in handler.methods if m in permitted]
    if not ranks:
        return None
    if len(handler.methods) == 1:
        return ranks[0]
    if handler.security_type == SecurityType.TIGHT:
        # What is inside of it others offer directly; and it makes ServerInit longer.
        can_be_used, strength = max(ranks)
        return can_be_used, min(strength, SecurityMethod.VNC.strength) - 1.5
    if options.credentials.password is None:
        # It may want a password, and will not say so before it is chosen.
        return True, -1
    can_be_used, strength = max(ranks)
    return can_be_used, strength - 0.5  # rather the same directly


def _permitted(options: ConnectionOptions) -> tuple[SecurityMethod, ...]:
    """Return what may be done: with a server that is known by a key only what shows it again.

    Else whoever is in between would strike the better logins from the list. Settings that allow
    none of those at all are followed.
    """
    allowed = options.security.allowed
    if options.security.known_keys:
        return tuple(method for method in allowed if method.shows_key) or allowed
    return allowed


def _check_for_key(
    ways: set[SecurityMethod], offered: Sequence[int], options: ConnectionOptions
) -> None:
    """Raise `KeyMissing` when there are ways that would do for a server without a key."""
    security = options.security
    if security.known_keys and any(method in security.allowed for method in ways):
        raise KeyMissing(security.known_keys, in_words(offered))


def _rank_of(method: SecurityMethod, options: ConnectionOptions) -> Rank:
    credentials = options.credentials
    can_be_used = (credentials.password is not None or not method.needs_password) and (
        bool(credentials.username) or method not in _WITH_USERNAME
    )
    return can_be_used, method.strength


def _nothing_common(
    offered: Sequence[int],
    known: set[SecurityMethod],
    options: ConnectionOptions,
    *,
    inside: int | None = None,
) -> NoCommonSecurityType:
    sentence = f"the server offers only {in_words(offered)}"
    if not known:
        return NoCommonSecurityType(offered, f"{sentence}: not supported", inside=inside)
    names = ", ".join(f'"{method}"' for method in sorted(known, key=lambda m: -m.strength))
    allowed = ", ".join(f'"{method}"' for method in options.security.allowed)
    if any(method.shows_password for method in known):
        why = "which shows the password to whoever listens"
    else:
        why = f"which security = [{allowed}] leaves out"
    sentence = f"{sentence}, {why}; to use it all the same, add {names} to security of this host"
    return NoCommonSecurityType(offered, sentence, inside=inside)
