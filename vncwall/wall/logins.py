"""Passwords that the operator has typed: for this run, and into a file if so wished."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from vncwall.errors import SettingsError
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings
from vncwall.settings.writer import change_password_file
from vncwall.whole_file import write_whole

FOLDER = "passwords"
"""Beside the configuration; only its owner may look into it."""


@dataclass(frozen=True, slots=True)
class _Login:
    username: str
    password: str = field(repr=False)
    configured: tuple[str, str | None] = field(repr=False)
    """What the configuration said when it was typed."""


class Logins:
    """Lays what was typed over what the configuration says of each host.

    A login holds until the configuration says something else of that host than it did when the
    login was typed: whoever corrects the file is right.
    """

    def __init__(self, settings: Settings) -> None:
        """`settings` are as configured."""
        self._configured = settings
        self._logins: dict[tuple[str, HostAddress], _Login] = {}

    def applied(self, settings: Settings) -> Settings:
        """Return `settings`, as they are configured from now on, with what was typed."""
        self._configured = settings
        return self.again()

    def again(self) -> Settings:
        """Return what is configured with what was typed."""
        hosts = tuple(self._with_login(host) for host in self._configured.hosts)
        return replace(self._configured, hosts=hosts)

    def give(self, host: HostSettings, username: str, password: str) -> None:
        """Log in to a host with these from now on; `again` has them."""
        for configured in self._configured.hosts:
            if _place(configured) == _place(host):
                said = configured.username, configured.password
                self._logins[_place(host)] = _Login(username, password, said)

    def _with_login(self, host: HostSettings) -> HostSettings:
        login = self._logins.get(_place(host))
        if login is None:
            return host
        if login.configured != (host.username, host.password):
            del self._logins[_place(host)]
            return host
        return replace(host, username=login.username, password=login.password)


def write_password(
    configuration: Path,
    host: HostSettings,
    password: str,
    *,
    username: str = "",
    environment: Mapping[str, str],
) -> Path:
    """Write a host's password to a file of its own and name that in the configuration.

    A user name is written into the configuration itself, if it is another than there.

    The file is there, readable by its owner alone, before the configuration speaks of it.

    Returns:
        The file.

    Raises:
        SettingsError: one of the two cannot be written, or the host is not in the configuration.
    """
    stem = re.sub(r"[^\w.-]+", "-", host.name).strip("-.")[:80] or "host"
    path = configuration.resolve().parent / FOLDER / stem
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_whole(path, f"{password}\n".encode(), mode=0o600, durable=True)
    except OSError as error:
        raise SettingsError(str(path), "", f"cannot be written: {error.strerror}") from None
    change = change_password_file(
        configuration,
        host=host.name,
        address=host.address,
        file=f"{FOLDER}/{stem}",
        username=username,
        environment=environment,
    )
    change.write()
    return path


def _place(host: HostSettings) -> tuple[str, HostAddress]:
    return host.name, host.address
