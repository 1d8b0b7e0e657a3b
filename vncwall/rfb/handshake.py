"""From the banner to ServerInit: RFB 3.3, 3.7 and 3.8 in one generator (RFC 6143, 7.1-7.3)."""

from __future__ import annotations

import re
from dataclasses import replace

from vncwall.geometry import Size
from vncwall.rfb import messages, quirks
from vncwall.rfb.constants import SecurityStatus, SecurityType
from vncwall.rfb.errors import (
    AuthenticationFailed,
    RFBError,
    ServerRefused,
    UnsupportedVersion,
)
from vncwall.rfb.events import Connected, SecurityChosen
from vncwall.rfb.link import ConnectionState, Link, decode_text
from vncwall.rfb.options import Credentials
from vncwall.rfb.reader import Steps
from vncwall.rfb.security import SECURITY_TYPES
from vncwall.rfb.security.base import SecurityHandler, credentials_for
from vncwall.rfb.security.choice import strongest
from vncwall.rfb.security.tight import skip_capabilities
from vncwall.security import SecurityMethod

Version = tuple[int, int]

_BANNER = re.compile(rb"RFB (\d{3})\.(\d{3})\n")
_ULTRA_SINGLE_CLICK_MINORS = (14, 16)
"""UltraVNC Single Click adds 10 to its old minor numbers 4 and 6, which speak 3.3."""


def handshake(link: Link) -> Steps[Connected]:
    """Agree on version and security, initialise; return what was agreed.

    Raises:
        UnsupportedVersion: not RFB, or older than 3.3.
        SecurityError: see its subclasses.
        LimitExceeded: the desktop or its name is larger than the limits.
    """
    version = yield from _agree_on_version(link)
    link.enter(ConnectionState.SECURITY)
    handler = yield from _choose_security(link, version)
    credentials = yield from credentials_for(link, handler)
    method = yield from _authenticate(link, version, handler, credentials)
    link.enter(ConnectionState.INITIALISATION)
    link.write(messages.CLIENT_INIT_SHARED)
    return (yield from _read_server_init(link, handler, method))


def agreed_version(banner: bytes, highest: Version = (3, 8)) -> Version:
    """Return the version to answer a banner with: (3, 3), (3, 7) or (3, 8).

    Only these three were published. 3.5 was sent by mistake and means 3.3, as do UltraVNC's 3.4
    and 3.6; macOS says 3.889, RealVNC 4.0 and 5.0, and all of them speak 3.8.

    Raises:
        UnsupportedVersion: not a banner, or of a version before 3.3.
    """
    match = _BANNER.fullmatch(banner)
    if match is None:
        raise UnsupportedVersion(f"not an RFB server: it sent {banner!r}")
    version = int(match[1]), int(match[2])
    if version == (0, 0):
        raise UnsupportedVersion("a VNC repeater, which wants to know a server: not supported")
    if version < (3, 3):
        raise UnsupportedVersion(f"RFB version {version[0]}.{version[1]} is too old")
    if version[0] == 3 and version[1] in _ULTRA_SINGLE_CLICK_MINORS:
        agreed = 3, 3
    elif version >= (3, 8):
        agreed = 3, 8
    elif version == (3, 7):
        agreed = 3, 7
    else:
        agreed = 3, 3
    return min(agreed, highest)


def _agree_on_version(link: Link) -> Steps[Version]:
    """Read the banner and answer it (RFC 6143, 7.1.1)."""
    reader = link.reader
    for size in range(1, 5):  # another protocol's greeting may be shorter than a banner
        yield from reader.need(size)
        with reader.peek() as unread:
            start = bytes(unread[:12])
        if not start.startswith(b"RFB "[:size]):
            raise UnsupportedVersion(f"not an RFB server: it sent {start!r}")
    banner = yield from reader.read(12)
    version = agreed_version(banner, link.options.highest_version)
    link.fingerprint = replace(link.fingerprint, version=banner[4:11].decode("ascii"))
    link.write(b"RFB %03d.%03d\n" % version)
    return version


def _choose_security(link: Link, version: Version) -> Steps[SecurityHandler]:
    """Read what is offered and choose (RFC 6143, 7.1.2); in version 3.3 the server decides."""
    reader = link.reader
    if version == (3, 3):
        offered = [(yield from reader.read_u32())]
    else:
        offered = list((yield from reader.read((yield from reader.read_u8()))))
    if not offered or offered == [SecurityType.INVALID]:
        yield from _fail_with_reason(link, ServerRefused("the server refused the connection"))
    link.fingerprint = replace(link.fingerprint, security_types=tuple(offered))
    link.options = quirks.adjusted(link.options, link.fingerprint)
    return strongest(offered, SECURITY_TYPES, link.options)


def _authenticate(
    link: Link, version: Version, handler: SecurityHandler, credentials: Credentials
) -> Steps[SecurityMethod]:
    """Say what was chosen, run it and read SecurityResult (RFC 6143, 7.1.3)."""
    if version != (3, 3):
        link.write(bytes([handler.security_type]))
    link.enter(ConnectionState.AUTHENTICATION)
    if len(handler.methods) == 1:  # else it says itself what it has come to
        link.emit(SecurityChosen(int(handler.security_type), handler.warning(credentials)))
    method = yield from handler.authenticate(link, credentials)
    if not method.needs_password and version < (3, 8):
        return method  # no SecurityResult then
    failure: RFBError = AuthenticationFailed("")
    if not method.needs_password:
        failure = ServerRefused("the server refused the connection")
    status = yield from link.reader.read_u32()
    if status == SecurityStatus.OK:
        return method
    if status == SecurityStatus.TOO_MANY_ATTEMPTS:
        failure = ServerRefused("too many authentication failures")
    if version < (3, 8):
        raise failure
    yield from _fail_with_reason(link, failure)
    raise failure


def _fail_with_reason(link: Link, failure: RFBError) -> Steps[None]:
    """Read a reason, as far as it comes, and raise the failure with it."""
    link.eof_error = failure
    reason = yield from link.read_text(link.options.limits.reason_bytes)
    reason = reason.strip("\0\r\n ")
    if not reason:
        raise failure
    if isinstance(failure, AuthenticationFailed):
        raise AuthenticationFailed(reason)
    raise ServerRefused(reason)


def _read_server_init(
    link: Link, handler: SecurityHandler, method: SecurityMethod
) -> Steps[Connected]:
    """Read ServerInit (RFC 6143, 7.3.2)."""
    limits = link.options.limits
    data = yield from link.reader.read(messages.SERVER_INIT_SIZE)
    init = messages.ServerInit.unpack(data)
    limits.check_desktop("ServerInit", init.size.width, init.size.height)
    limits.check("ServerInit name-length", init.name_bytes, limits.name_bytes)
    name = decode_text((yield from link.reader.read(init.name_bytes)))
    if handler.security_type == SecurityType.TIGHT:
        yield from skip_capabilities(link)
    link.fingerprint = replace(
        link.fingerprint,
        name=name,
        size=Size(init.size.width, init.size.height),
        pixel_format=init.pixel_format,
    )
    link.options = quirks.adjusted(link.options, link.fingerprint)
    return Connected(
        version=link.fingerprint.version,
        security_type=int(handler.security_type),
        size=init.size,
        server_pixel_format=init.pixel_format,
        name=name,
        stream_position=link.reader.position,
        method=method,
    )
