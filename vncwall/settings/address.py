"""How a desktop is addressed: ``host``, ``host:DISPLAY``, ``host::PORT``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vncwall.errors import SettingsError

BASE_PORT = 5900
"""Display N is served on TCP port 5900 + N."""

_FORM = re.compile(
    r"(?:vnc://)?(?P<host>\[[0-9A-Fa-f:.%a-z]+\]|[^\[\]:\s/]+)"
    r"(?:::(?P<port>\d{1,5})|:(?P<display>\d{1,5}))?"
)


@dataclass(frozen=True, slots=True)
class HostAddress:
    """A resolved address: host name or literal, and TCP port."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        display = self.port - BASE_PORT
        return f"{host}:{display}" if 0 <= display < 100 else f"{host}::{self.port}"


def parse_address(text: str, *, path: str = "address", key: str = "") -> HostAddress:
    """Read an address as VNC viewers write it.

    ``host`` is display 0, ``host:1`` display 1 (port 5901), ``host::5901`` a port. An IPv6
    literal stands in brackets.

    Args:
        text: what the user wrote.
        path: file (with line) or argument, for the error.
        key: dotted key in the file, for the error.

    Raises:
        SettingsError: the text is not an address.

    >>> parse_address("lab:1")
    HostAddress(host='lab', port=5901)
    """
    match = _FORM.fullmatch(text.strip())
    if not match:
        raise SettingsError(
            path, key, f"{text!r} is not an address; write host, host:DISPLAY or host::PORT"
        )
    port = BASE_PORT
    if match["port"]:
        port = int(match["port"])
    elif match["display"]:
        display = int(match["display"])
        if display > 99:
            raise SettingsError(
                path,
                key,
                f"display {display} in {text!r} is above 99; for a port write "
                f"{match['host']}::{display}",
            )
        port += display
    if not 0 < port < 65536:
        raise SettingsError(path, key, f"port {port} in {text!r} is not in 1-65535")
    return HostAddress(match["host"].strip("[]"), port)
