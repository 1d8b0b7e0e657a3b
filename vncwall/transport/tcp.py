"""TCP, the way to nearly every VNC server."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Sequence

from vncwall.errors import TransportError
from vncwall.settings.address import HostAddress
from vncwall.states import Reason
from vncwall.transport.base import ByteStream
from vncwall.transport.keepalive import keep_alive
from vncwall.transport.stream import SocketStream

_SocketAddress = tuple[socket.AddressFamily, tuple[str, int]]

_OUT_OF_FILES = (errno.EMFILE, errno.ENFILE)
_NO_ROUTE = {
    errno.EHOSTUNREACH: "no route to the machine",
    errno.ENETUNREACH: "no route to its network",
    errno.EHOSTDOWN: "the machine is down",
    errno.ETIMEDOUT: "no answer",
    errno.EACCES: "a firewall on this machine forbids it",
    errno.EPERM: "a firewall on this machine forbids it",
    errno.EADDRNOTAVAIL: "no local address leads there",
}


async def open_tcp(address: HostAddress, *, timeout_s: float) -> ByteStream:
    """Connect to `address`; every address that its name has is tried in order.

    Args:
        address: host name or literal, and port.
        timeout_s: for everything together, resolving the name included.

    Raises:
        TransportError: NAME_NOT_FOUND, REFUSED or UNREACHABLE, with a sentence. When several
            addresses fail, a refusal counts most: it comes from a machine that is there.
    """
    started = False
    try:
        async with asyncio.timeout(timeout_s):
            candidates = await _resolve(address)
            started = True
            return await _connect(candidates, address)
    except TimeoutError:
        what = "no answer from" if started else "no name server answered for"
        reason = Reason.UNREACHABLE if started else Reason.NAME_NOT_FOUND
        raise TransportError(reason, f"{what} {address} within {timeout_s:g} s") from None


async def _resolve(address: HostAddress) -> list[_SocketAddress]:
    try:
        literal = ipaddress.ip_address(address.host)
    except ValueError:
        pass
    else:
        # No thread for what needs no name server.
        family = socket.AF_INET if literal.version == 4 else socket.AF_INET6
        return [(family, (address.host, address.port))]
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        text = error.strerror if isinstance(error, socket.gaierror) else str(error)
        raise TransportError(
            Reason.NAME_NOT_FOUND, f"{address.host}: {(text or 'not a name').lower()}"
        ) from error
    return list(
        dict.fromkeys((family, (str(name[0]), address.port)) for family, _, _, _, name in found)
    )


async def _connect(candidates: Sequence[_SocketAddress], address: HostAddress) -> ByteStream:
    loop = asyncio.get_running_loop()
    failure: TransportError | None = None
    for family, (host, port) in candidates:
        try:
            transport, stream = await loop.create_connection(
                SocketStream, host, port, family=family
            )
        except OSError as error:
            found = _failure(error, address)
            if failure is None or found.reason is Reason.REFUSED:
                failure = found
        else:
            _configure(transport.get_extra_info("socket"))
            return stream
    raise failure or TransportError(Reason.NAME_NOT_FOUND, f"{address.host} has no address")


def _failure(error: OSError, address: HostAddress) -> TransportError:
    if error.errno in _OUT_OF_FILES:
        return TransportError(
            Reason.OUT_OF_FILES, "no file descriptor is left; raise the limit (ulimit -n)"
        )
    if error.errno == errno.ECONNREFUSED:
        return TransportError(Reason.REFUSED, f"nothing listens on port {address.port}")
    text = _NO_ROUTE.get(error.errno or 0, error.strerror or str(error))
    return TransportError(Reason.UNREACHABLE, f"{address}: {text}")


def _configure(connection: socket.socket) -> None:
    """Send small messages at once (asyncio does it already, but only for some), detect death."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    keep_alive(connection)
