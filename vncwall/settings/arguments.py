"""Settings from command-line words: a configuration, names of hosts in one, or addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from vncwall.errors import SettingsError
from vncwall.settings import loader
from vncwall.settings.address import parse_address
from vncwall.settings.model import HostSettings, LoadedConfiguration, Settings
from vncwall.settings.profiles import LAN, LINK_PROFILES


def settings_of(
    words: Sequence[str],
    *,
    config: Path | None = None,
    environment: Mapping[str, str],
    password: str | None = None,
    username: str | None = None,
    link: str | None = None,
) -> LoadedConfiguration:
    """Return what `words` name.

    Args:
        words: one configuration file, or hosts: addresses, and names in `config`.
        config: a configuration whose hosts may be named.
        environment: for ``password_env``.
        password: for every host that has none of its own.
        username: for every host that has none of its own.
        link: profile for hosts given by address; None: lan.

    Raises:
        SettingsError: a file, an address or a name is wrong.
    """
    if link is not None and link not in LINK_PROFILES:
        raise SettingsError(
            "--link", "", f"{link!r} is not a link profile; write {', '.join(LINK_PROFILES)}"
        )
    if config is None and len(words) == 1 and words[0].endswith(".toml"):
        loaded = loader.load(Path(words[0]), environment=environment)
        if not loaded.settings.hosts:
            raise SettingsError(words[0], "hosts", "there are none; add [[hosts]] with an address")
        if link is not None:
            raise SettingsError("--link", "", f"goes with addresses; {words[0]} names its links")
        chosen = list(loaded.settings.hosts)
    else:
        loaded = LoadedConfiguration(Settings())
        if config is not None:
            loaded = loader.load(config, environment=environment)
        known = {host.name: host for host in loaded.settings.hosts}
        chosen = [known.get(word) or _host(word, link=link or LAN) for word in words]
    names = [host.name for host in chosen]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError("arguments", "", f"{name!r} is given twice")
    hosts = tuple(_with_login(host, password=password, username=username) for host in chosen)
    return replace(loaded, settings=replace(loaded.settings, hosts=hosts))


def read_password(path: Path, *, argument: str) -> str:
    """Return the first line of the file that `argument` names.

    Raises:
        SettingsError: the file cannot be read.
    """
    try:
        return loader.read_password(path)[0]
    except SettingsError as error:
        raise SettingsError(argument, "", f"{error.path} {error.reason}") from None


def _host(word: str, *, link: str) -> HostSettings:
    if word.endswith(".toml"):
        raise SettingsError(
            "arguments", "", f"{word} among several words; give one configuration, or only hosts"
        )
    profile = LINK_PROFILES[link]
    return HostSettings(
        name=word,
        address=parse_address(word, path="arguments"),
        tile=profile.tile,
        control=profile.control,
        link=link,
    )


def _with_login(host: HostSettings, *, password: str | None, username: str | None) -> HostSettings:
    if host.password is None and password is not None:
        host = replace(host, password=password)
    if not host.username and username:
        host = replace(host, username=username)
    return host
