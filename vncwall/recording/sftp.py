"""Stores on other computers by SFTP: whose key counts, and how long a host may be silent.

fsspec leaves the connection to paramiko, and takes any host's key the first time. Recordings show
what people do; so here a host must be in ``known_hosts``, as for `ssh`, before it is told anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import paramiko

PROTOCOLS = ("sftp", "ssh")
SILENCE_S = 60.0
"""A host that says nothing for so long in the middle of its work is given up."""
_CONNECT_S = 30.0
_KNOWN_HOSTS = (Path("~/.ssh/known_hosts"), Path("/etc/ssh/ssh_known_hosts"))


class KnownHosts(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Refuses a host whose key is not in one of the files."""

    def __init__(self, files: Iterable[Path] = _KNOWN_HOSTS) -> None:
        """Look into `files`; those that are not there know nobody."""
        self._files = tuple(file.expanduser() for file in files)

    def missing_host_key(
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        """Raise unless `hostname` is known by `key`.

        Raises:
            paramiko.SSHException: it is known by another key, or not at all.
        """
        is_known = False
        for file in self._files:
            if not file.is_file():
                continue
            hosts = paramiko.HostKeys(str(file))
            if hosts.check(hostname, key):
                return
            is_known = is_known or hosts.lookup(hostname) is not None
        words = "has another key than" if is_known else "is not in"
        raise paramiko.SSHException(
            f"{hostname} {words} {self._files[0]}: its key is {key.get_name()} {key.fingerprint}; "
            "if that is right, take it over with ssh or ssh-keyscan"
        )


def options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a store, and for what is not said what is safe."""
    return {
        "host_key_policy": KnownHosts(),
        "timeout": _CONNECT_S,
        "banner_timeout": _CONNECT_S,
        "auth_timeout": _CONNECT_S,
        **given,
    }


def watch(system: Any) -> None:
    """Have a connected file system raise an error when its host says nothing any more."""
    system.ftp.get_channel().settimeout(SILENCE_S)


def close(system: Any) -> None:
    """End the connection of a file system, and its thread."""
    system.client.close()
