"""Sources and options into settings."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import platformdirs

from vncwall.cli.complaint import complain
from vncwall.cli.options import PASSWORD_VARIABLE
from vncwall.errors import SettingsError
from vncwall.settings.known_keys import FILE_NAME
from vncwall.settings.model import LoadedConfiguration, Settings
from vncwall.settings.watch import ConfigurationWatch


def configuration_in(sources: Sequence[str]) -> Path | None:
    """Return the configuration that stands in the place of hosts; None: these are hosts."""
    is_file = len(sources) == 1 and sources[0].endswith(".toml")
    return Path(sources[0]) if is_file else None


def watched(
    path: Path | None, read: Callable[[], LoadedConfiguration]
) -> tuple[Settings, ConfigurationWatch | None]:
    """Return what `read` reads, and what tells when it is to be read again."""
    watch = None if path is None else ConfigurationWatch(path, read)
    loaded = read() if watch is None else watch.read()
    for warning in loaded.warnings:
        complain(f"warning: {warning}")
    return loaded.settings, watch


def loaded_settings(
    sources: Sequence[str],
    *,
    config: Path | None = None,
    password_file: Path | None = None,
    user: str | None = None,
    link: str | None = None,
) -> LoadedConfiguration:
    """Return what the arguments name: a configuration, names in it, or addresses."""
    from vncwall.settings import arguments

    password = os.environ.get(PASSWORD_VARIABLE)
    if password_file is not None:
        password = arguments.read_password(password_file, argument="--password-file")
    return _with_keys(
        arguments.settings_of(
            sources,
            config=config,
            environment=os.environ,
            password=password,
            username=user,
            link=link,
        )
    )


def state_folder() -> str:
    """Return the folder of this user for what outlives the program."""
    return str(platformdirs.user_state_path("vncwall"))


def known_keys_file(settings: Settings) -> Path:
    """Return the file of the keys by which servers are known."""
    return Path(settings.wall.state or state_folder()).expanduser() / FILE_NAME


def _with_keys(loaded: LoadedConfiguration) -> LoadedConfiguration:
    """Return a configuration that says where the keys are by which servers are known."""
    settings = loaded.settings
    path = str(known_keys_file(settings))
    hosts = tuple(replace(host, known_keys=path) for host in settings.hosts)
    return replace(loaded, settings=replace(settings, hosts=hosts))


def with_state(loaded: LoadedConfiguration) -> LoadedConfiguration:
    """Return a configuration that says where to keep what outlives the program."""
    wall = loaded.settings.wall
    state = str(Path(wall.state).expanduser()) if wall.state else state_folder()
    return replace(loaded, settings=replace(loaded.settings, wall=replace(wall, state=state)))


def size_of_window(text: str) -> tuple[int, int]:
    """Return width and height; bounds as in the configuration."""
    match = re.fullmatch(r"(\d{1,5})[xX](\d{1,5})", text.strip())
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (320 <= width <= 16384 and 240 <= height <= 16384):
        raise SettingsError("--size", "", f"{text!r} is not a size; write 320x240 to 16384x16384")
    return width, height
