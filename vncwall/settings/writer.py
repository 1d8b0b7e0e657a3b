"""A host's pictures or password file into a configuration that people wrote: nothing else changes.

The file is read with its comments and layout, changed, checked by the loader, and replaced in one
step, so that it is the old or the new one at any moment.
"""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import InlineTable, Table

from vncwall.errors import InvalidConfiguration, SettingsError
from vncwall.settings import loader
from vncwall.settings.address import HostAddress, parse_address
from vncwall.settings.model import HostSettings, PictureSettings
from vncwall.settings.schema import LOSSLESS, SERVER_DEFAULT

HostTable = Table | InlineTable
"""``[[hosts]]``, or one in ``hosts = [{ ... }]``."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it is and as it would be."""

    path: Path
    before: str
    after: str

    def diff(self) -> str:
        """Return what changes, as `diff -u` shows it; empty when nothing does."""
        return "".join(
            difflib.unified_diff(
                self.before.splitlines(keepends=True),
                self.after.splitlines(keepends=True),
                str(self.path),
                str(self.path),
                n=2,
            )
        )

    def write(self) -> None:
        """Replace the file, links followed, its mode kept.

        Raises:
            SettingsError: it cannot be written, or somebody else has written to it meanwhile.
        """
        target = self.path.resolve()
        try:
            if _read(target) != self.before:
                raise SettingsError(str(self.path), "", "was changed meanwhile; run it again")
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                    file.write(self.after)
                    file.flush()
                    os.fsync(file.fileno())
                os.chmod(name, target.stat().st_mode & 0o7777)
                os.replace(name, target)
            except BaseException:
                with suppress(OSError):
                    os.unlink(name)
                raise
        except OSError as error:
            raise SettingsError(
                str(self.path), "", f"cannot be written: {error.strerror}"
            ) from None


def change_pictures(
    path: Path,
    *,
    host: str,
    address: HostAddress,
    tile: PictureSettings | None = None,
    control: PictureSettings | None = None,
    environment: Mapping[str, str],
) -> Change:
    """Return `path` with other pictures for one host; nothing is written yet.

    Args:
        path: a valid configuration.
        host: name of the host; one that has no such name is found by `address` if that is its own.
        address: of the host.
        tile: what ``tile`` becomes; None: it stays.
        control: what ``control`` becomes; None: it stays.
        environment: for the loader.

    Raises:
        SettingsError: no such host, or the file cannot be read or would not be valid any more.
    """
    before = _read(path)
    old = loader.load(path, environment=environment).settings
    document = tomlkit.parse(before)
    table = _table_of(document, path, host, address)
    if tile is not None:
        _set_picture(table, "tile", tile)
    if control is not None:
        _set_picture(table, "control", control)
    after = _with_line_ends_of(before, document)
    name = str(table.get("name", table["address"]))
    expected = tuple(
        replace(one, tile=tile or one.tile, control=control or one.control)
        if one.name == name
        else one
        for one in old.hosts
    )
    if _loaded_hosts(path, after, environment) != expected:
        raise SettingsError(
            str(path), f"hosts.{name}", "cannot be changed without touching something else"
        )
    return Change(path, before, after)


def change_password_file(
    path: Path,
    *,
    host: str,
    address: HostAddress,
    file: str,
    username: str = "",
    environment: Mapping[str, str],
) -> Change:
    """Return `path` with another password file for one host; nothing is written yet.

    What the host's own table says of its password gives way to it.

    Args:
        path: a valid configuration.
        host: name of the host; one that has no such name is found by `address` if that is its own.
        address: of the host.
        file: exists already; relative to the folder of `path`.
        username: goes with it; "": what the configuration says stays.
        environment: for the loader.

    Raises:
        SettingsError: no such host, or the file cannot be read or would not be valid any more.
    """
    before = _read(path)
    old = loader.load(path, environment=environment).settings
    password, _ = loader.read_password(path.parent / file)
    document = tomlkit.parse(before)
    table = _table_of(document, path, host, address)
    for key in ("password", "password_env"):
        if key in table:
            del table[key]
    if "password_file" in table:
        table["password_file"] = file
    else:
        _append(table, "password_file", file)
    name = str(table.get("name", table["address"]))
    login = {one.name: one.username for one in old.hosts}.get(name, "")
    if username and username != login:
        login = username
        if "username" in table:
            table["username"] = username
        else:
            _append(table, "username", username)
    after = _with_line_ends_of(before, document)
    expected = tuple(
        replace(one, password=password, username=login) if one.name == name else one
        for one in old.hosts
    )
    if _loaded_hosts(path, after, environment) != expected:
        raise SettingsError(
            str(path), f"hosts.{name}", "cannot be changed without touching something else"
        )
    return Change(path, before, after)


def _with_line_ends_of(before: str, document: tomlkit.TOMLDocument) -> str:
    after = document.as_string()
    if before.count("\r\n") == before.count("\n"):
        after = after.replace("\r\n", "\n").replace("\n", "\r\n")
    return after


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except OSError as error:
        raise SettingsError(str(path), "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsError(str(path), "", "is not UTF-8; save the file as UTF-8") from None


def _loaded_hosts(
    path: Path, text: str, environment: Mapping[str, str]
) -> tuple[HostSettings, ...]:
    """Return the hosts of a text, read as if it stood at `path`."""
    try:
        return loader.load_text(text, path=path, environment=environment).settings.hosts
    except InvalidConfiguration as error:
        raise SettingsError(str(path), "", f"would not be valid any more: {error}") from None


def _table_of(
    document: tomlkit.TOMLDocument, path: Path, host: str, address: HostAddress
) -> HostTable:
    tables: list[HostTable] = list(document.get("hosts", []))
    for table in tables:
        if table.get("name", table.get("address")) == host:
            return table
    same = [table for table in tables if parse_address(str(table["address"])) == address]
    if len(same) == 1:
        return same[0]
    if same:
        names = ", ".join(repr(str(table.get("name", table["address"]))) for table in same)
        raise SettingsError(str(path), "hosts", f"{names} have the address {address}; name one")
    raise SettingsError(
        str(path), "hosts", f'there is no {host!r}; add [[hosts]] with address = "{host}" first'
    )


def _set_picture(table: HostTable, name: str, picture: PictureSettings) -> None:
    values: dict[str, Any] = {
        "encoding": picture.encoding.value,
        "compression": SERVER_DEFAULT if picture.compression is None else picture.compression,
        "jpeg_quality": LOSSLESS if picture.jpeg_quality is None else picture.jpeg_quality,
        "pixel_format": picture.pixel_format.value,
        "update_interval": _interval(picture.update_interval),
    }
    there = table.get(name)
    if there is None:
        there = tomlkit.inline_table()
        there.update(values)
        _append(table, name, there)
        return
    for key, value in values.items():
        there[key] = value


def _interval(seconds: float) -> float | int:
    return int(seconds) if seconds == int(seconds) else seconds


def _append(table: HostTable, name: str, value: Any) -> None:
    """Add a key behind the last one of `table`, before comments that belong to what follows."""
    body = table.value.body
    last = max(index for index, (key, _) in enumerate(body) if key is not None)
    tail = body[last + 1 :]
    del body[last + 1 :]
    table.append(name, value)
    body.extend(tail)
