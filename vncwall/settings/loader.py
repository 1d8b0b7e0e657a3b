"""A configuration file into `Settings`, or all its mistakes at once.

Inheritance, from weak to strong: the defaults of the model, ``[defaults]``, the host's
``[groups.NAME]``, the host itself. Each of these levels first applies the link profile that it
names (built-in, or refined by ``[links.NAME]``), then its own keys.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli
from pydantic import BaseModel, SecretStr, ValidationError

from vncwall.errors import InvalidConfiguration, SettingsError
from vncwall.settings.address import HostAddress, parse_address
from vncwall.settings.alerts import HostRules, host_rules
from vncwall.settings.choice import only_viewed
from vncwall.settings.kept import keeping_of, unknown_groups
from vncwall.settings.keys import DEFAULT_KEYS, keys_of
from vncwall.settings.locate import KeyLines, KeyPath
from vncwall.settings.model import (
    BudgetSettings,
    HostSettings,
    LoadedConfiguration,
    PictureSettings,
    RecordingSettings,
    Settings,
    WallSettings,
)
from vncwall.settings.named_wall import NamedWall
from vncwall.settings.profiles import LAN, LINK_PROFILES, LinkProfile
from vncwall.settings.recorded import conflicts, refined
from vncwall.settings.schedule import ScheduleSettings
from vncwall.settings.schedules import schedules_of
from vncwall.settings.schema import (
    AlertTable,
    ConfigurationFile,
    HolidaysTable,
    HostDefaultsTable,
    HostRecordingTable,
    HostTable,
    LimitsTable,
    LinkTable,
    MaintenanceTable,
    NamedWallTable,
    PictureTable,
    RecordingTable,
    RetentionTable,
    ScheduleTable,
    SiteTable,
    StoreTable,
    WallTable,
)
from vncwall.settings.suggestion import suggestion
from vncwall.settings.walls import wall_of, walls_of

_SECONDS = {
    "connect_timeout": "connect_timeout_s",
    "stall_after": "stall_after_s",
    "idle_after": "idle_after_s",
    "segment": "segment_s",
    "keyframe": "keyframe_s",
    "preroll": "preroll_s",
}
"""Keys that accept a text with a unit, and the fields in seconds that they become."""

_PNG = b"\x89PNG\r\n\x1a\n"

_INHERITED = {
    "username",
    "security",
    "new_keys",
    "view_only",
    "connect_timeout_s",
    "stall_after_s",
    "idle_after_s",
    "adapt",
    "monitors",
}
"""Fields of a host that any level may set as they are."""


def load(path: Path, *, environment: Mapping[str, str]) -> LoadedConfiguration:
    """Read the configuration file `path`.

    Args:
        path: a TOML file; ``password_file`` in it is relative to its folder.
        environment: where ``password_env`` looks.

    Raises:
        SettingsError: the file cannot be read.
        InvalidConfiguration: it can, and these are its mistakes.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingsError(
            str(path), "", f"byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from None
    except OSError as error:
        raise SettingsError(str(path), "", f"cannot be read: {error.strerror}") from None
    return load_text(text, path=path, environment=environment)


def load_text(text: str, *, path: Path, environment: Mapping[str, str]) -> LoadedConfiguration:
    """Read `text` as if it stood in the file `path`.

    Raises:
        InvalidConfiguration: these are its mistakes.
    """
    try:
        values = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        place = f"{path}:{error.lineno}"
        raise InvalidConfiguration(
            [SettingsError(place, "", f"not TOML: {_lower_first(error.msg)}{_hint(text, error)}")]
        ) from None
    return _Reading(path, values, KeyLines(text), environment).result()


class _Reading:
    """One reading of one file: collects problems with their places instead of raising them."""

    def __init__(
        self,
        path: Path,
        values: dict[str, Any],
        lines: KeyLines,
        environment: Mapping[str, str],
    ) -> None:
        self._path = path
        self._values = values
        self._lines = lines
        self._environment = environment
        self._problems: list[tuple[int, SettingsError]] = []
        self._warnings: list[str] = []
        self._files: list[Path] = []

    def result(self) -> LoadedConfiguration:
        """Return the settings, or raise all problems in the order of the file."""
        file = self._validated()
        self._check_references()
        hosts: list[HostSettings] = []
        recording = RecordingSettings()
        keys = DEFAULT_KEYS
        wall = WallSettings()
        walls: tuple[NamedWall, ...] = ()
        if file is not None:
            keys = keys_of(file, self._add)
            recording = self._recording(("recording",), recording, file.recording)
            profiles = self._profiles(file.links)
            schedules = schedules_of(file, self._add)
            rules = host_rules(file, self._path.parent, self._add)
            self._files += rules.files
            for index, table in enumerate(file.hosts):
                host = self._host(index, table, file, profiles, schedules, recording)
                if host is not None:
                    hosts.append(rules.given(host))
            self._warn_of_idle_rules(rules, hosts)
            wall = wall_of(file.wall)
            walls = walls_of(file, wall, hosts, self._add)
            self._warn_of_readable_passwords()
            for keeping_path, name, known in unknown_groups(file):
                reason = f"{name!r} is not a group; {suggestion(name, known)}"
                self._add(keeping_path, reason)
        if self._problems or file is None:
            self._problems.sort(key=lambda problem: problem[0])
            raise InvalidConfiguration([error for _, error in self._problems])
        settings = Settings(
            hosts=tuple(hosts),
            wall=wall,
            walls=walls,
            recording=recording,
            budgets=_budgets(file),
            keeping=keeping_of(file),
            keys=keys,
        )
        if settings.wall.view_only:
            settings = only_viewed(settings)
        self._warn_of_unused_budgets(settings)
        files = tuple(dict.fromkeys(self._files))
        return LoadedConfiguration(settings, tuple(self._warnings), files)

    # --- shape of the file

    def _validated(self) -> ConfigurationFile | None:
        try:
            return ConfigurationFile.model_validate(self._values)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                # A dict's key in a pydantic path stands for itself; nothing else is mixed in.
                self._add(detail["loc"], _reason(detail["type"], detail))
            return None

    def _check_references(self) -> None:
        """Find names that stand for nothing, wrong addresses, and hosts that share a name.

        On the raw values, so that these are told together with mistakes of shape.
        """
        links = {*LINK_PROFILES, *_table(self._values, "links")}
        groups = set(_table(self._values, "groups"))
        for link, table in _table(self._values, "links").items():
            self._check_name(("links", link, "based_on"), table, set(LINK_PROFILES), "a link")
        schedules = set(_table(self._values, "schedules"))
        defaults = _table(self._values, "defaults")
        self._check_name(("defaults", "link"), defaults, links, "a link")
        self._check_names(("defaults", "record"), defaults, schedules, "schedule")
        for group, table in _table(self._values, "groups").items():
            self._check_name(("groups", group, "link"), table, links, "a link")
            self._check_names(("groups", group, "record"), table, schedules, "schedule")
        sets = set(_table(self._values, "holidays"))
        for kind in ("schedules", "alerts", "maintenance"):
            for one, table in _table(self._values, kind).items():
                self._check_names((kind, one, "holidays"), table, sets, "set of holidays")
        rules = set(_table(self._values, "alerts"))
        for schedule, table in _table(self._values, "schedules").items():
            self._check_names(("schedules", schedule, "alerts"), table, rules, "rule for alerts")
        raw_hosts = self._values.get("hosts")
        first_of: dict[str, KeyPath] = {}
        for index, table in enumerate(raw_hosts if isinstance(raw_hosts, list) else ()):
            path: KeyPath = ("hosts", index)
            self._check_name((*path, "link"), table, links, "a link")
            self._check_names((*path, "record"), table, schedules, "schedule")
            if groups:
                self._check_name((*path, "group"), table, groups, "a group")
            if not isinstance(table, dict):
                continue
            if isinstance(table.get("address"), str):
                self._address((*path, "address"), table["address"])
            name = table.get("name", table.get("address"))
            if not isinstance(name, str):
                continue
            if name in first_of:
                line = self._lines.line_of(first_of[name])
                key = "name" if "name" in table else "address"
                self._add(
                    (*path, key),
                    f"{name!r} is the name of the host on line {line} too; "
                    "names must differ, give one of them another",
                )
            first_of.setdefault(name, path)

    def _check_name(self, path: KeyPath, table: object, known: set[str], what: str) -> None:
        name = table.get(path[-1]) if isinstance(table, dict) else None
        if isinstance(name, str) and name not in known:
            self._add(path, f"{name!r} is not {what}; {suggestion(name, sorted(known))}")

    def _check_names(self, path: KeyPath, table: object, known: set[str], what: str) -> None:
        """Look for names in a key that holds one or several."""
        value = table.get(path[-1]) if isinstance(table, dict) else None
        for name in [value] if isinstance(value, str) else value if isinstance(value, list) else ():
            if isinstance(name, str) and name not in known:
                where = f"[{path[-1] if what != 'schedule' else 'schedules'}.{name}]"
                hint = suggestion(name, sorted(known)) if known else f"write a table {where}"
                self._add(path, f"{name!r} is no {what}; {hint}")

    # --- values

    def _profiles(self, links: Mapping[str, LinkTable]) -> dict[str, LinkProfile]:
        """Return the built-in profiles and those of the file; a built-in name is refined."""
        profiles = dict(LINK_PROFILES)
        for name, table in links.items():
            base = table.based_on or (name if name in LINK_PROFILES else LAN)
            profile = LINK_PROFILES.get(base, LINK_PROFILES[LAN])
            profiles[name] = LinkProfile(
                tile=_refined(profile.tile, table.tile),
                control=_refined(profile.control, table.control),
                adapt=profile.adapt if table.adapt is None else table.adapt,
            )
        return profiles

    def _host(
        self,
        index: int,
        table: HostTable,
        file: ConfigurationFile,
        profiles: Mapping[str, LinkProfile],
        schedules: Mapping[str, ScheduleSettings],
        recording: RecordingSettings,
    ) -> HostSettings | None:
        path: KeyPath = ("hosts", index)
        address = self._address((*path, "address"), table.address)
        if address is None:
            return None
        levels: list[tuple[KeyPath, HostDefaultsTable]] = [(("defaults",), file.defaults)]
        if table.group is not None and table.group in file.groups:
            levels.append((("groups", table.group), file.groups[table.group]))
        levels.append((path, table))
        link, profile = LAN, profiles[LAN]
        tile, control = profile.tile, profile.control
        values: dict[str, Any] = {}
        own = recording
        for level_path, level in levels:
            own = self._recording((*level_path, "recording"), own, level.recording)
            if level.link is not None and level.link in profiles:
                link, profile = level.link, profiles[level.link]
                tile, control = profile.tile, profile.control
                values["adapt"] = profile.adapt
            tile, control = _refined(tile, level.tile), _refined(control, level.control)
            values |= {
                name: value for name, value in _set_values(level).items() if name in _INHERITED
            }
            values["tags"] = tuple(dict.fromkeys((*values.get("tags", ()), *(level.tags or ()))))
            values |= self._password(level_path, level)
            values |= self._authorities((*level_path, "ca_file"), level.ca_file)
            values |= self._locked_picture((*level_path, "locked_picture"), level.locked_picture)
            values |= _recorded(level, schedules)
        return HostSettings(
            name=table.name or table.address,
            address=address,
            group=table.group or "",
            tile=tile,
            control=control,
            link=link,
            recording=None if own == recording else own,
            cursor=own.cursor,
            **values,
        )

    def _address(self, path: KeyPath, text: str) -> HostAddress | None:
        try:
            return parse_address(text)
        except SettingsError as error:
            self._add(path, error.reason)
            return None

    def _password(self, path: KeyPath, level: HostDefaultsTable) -> dict[str, str]:
        """Return ``{"password": ...}`` when this level says one, else nothing."""
        keys = ("password", "password_file", "password_env")
        said = [key for key in keys if key in level.model_fields_set]
        if len(said) > 1:
            self._add((*path, said[1]), f"{said[0]} is given too; keep one of them")
        if not said:
            return {}
        key = said[0]
        value = getattr(level, key)
        if isinstance(value, SecretStr):
            return {"password": value.get_secret_value()}
        if key == "password_env":
            if value not in self._environment:
                self._add(
                    (*path, key),
                    f"the environment has no variable {value}; set it, or use password_file",
                )
                return {}
            return {"password": self._environment[value]}
        file = self._path.parent / Path(value).expanduser()
        self._files.append(file)
        try:
            password, warning = read_password(file)
        except SettingsError as error:
            self._add((*path, key), f"{error.path} {error.reason}")
            return {}
        if warning:
            self._warnings.append(warning)
        return {"password": password}

    def _authorities(self, path: KeyPath, name: str | None) -> dict[str, str]:
        """Return the field of certificate authorities, its path in full, if this level says it."""
        if name is None:
            return {}
        import ssl  # few configurations name authorities

        file = self._path.parent / Path(name).expanduser()
        self._files.append(file)
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
        except ssl.SSLError:
            self._add(path, f"{file} holds no certificates in PEM (-----BEGIN CERTIFICATE-----)")
        except OSError as error:
            self._add(path, f"{file} cannot be read: {error.strerror}")
        return {"ca_file": str(file)}

    def _locked_picture(self, path: KeyPath, name: str | None) -> dict[str, str | int]:
        """Return the fields of the picture, its path in full, when this level says one."""
        if name is None:
            return {}
        file = self._path.parent / Path(name).expanduser()
        self._files.append(file)
        try:
            with file.open("rb") as opened:
                is_png = opened.read(len(_PNG)) == _PNG
                written_ns = os.fstat(opened.fileno()).st_mtime_ns
        except OSError as error:
            self._add(path, f"{file} cannot be read: {error.strerror}")
            return {}
        if not is_png:
            self._add(path, f"{file} is no PNG picture; take one: vncwall snapshot HOST")
        return {"locked_picture": str(file), "locked_picture_ns": written_ns}

    def _recording(
        self, path: KeyPath, recording: RecordingSettings, table: HostRecordingTable
    ) -> RecordingSettings:
        """Return `recording` with what `table`, which stands at `path`, says."""
        values = _set_values(table)
        if not values:
            return recording
        if "folder" in values:
            values["folder"] = str(Path(values["folder"]).expanduser())
        result = refined(recording, values)
        known = set(conflicts(recording))  # of a weaker level, and told there
        for key, reason in (one for one in conflicts(result) if one not in known):
            # Where the table says nothing of the key it is something else in it that does not fit.
            other = "preroll" if "preroll_s" in values else "format"
            self._add((*path, key if key in values else other), reason)
        return result

    def _warn_of_readable_passwords(self) -> None:
        def has_password(value: object) -> bool:
            if isinstance(value, dict):
                return "password" in value or any(map(has_password, value.values()))
            return isinstance(value, list) and any(map(has_password, value))

        if has_password(self._values) and (warning := readable_by_others(self._path)):
            self._warnings.append(warning)

    def _warn_of_unused_budgets(self, settings: Settings) -> None:
        used = {host.link for host in settings.hosts}
        for link in settings.budgets.links_kbit_s:
            if link not in used:
                path: KeyPath = ("links", link, "budget")
                place = f"{self._path}:{self._lines.line_of(path)}: {self._dotted(path)}"
                self._warnings.append(
                    f"{place} limits nothing, no host has the link {link!r}; "
                    f"{suggestion(link, sorted(used))}"
                )

    def _warn_of_idle_rules(self, rules: HostRules, hosts: Sequence[HostSettings]) -> None:
        used = {rule.name for host in hosts for rule in host.alerts}
        for rule in rules.alerts:
            if rule.name not in used:
                path: KeyPath = ("alerts", rule.name)
                place = f"{self._path}:{self._lines.line_of(path)}: {self._dotted(path)}"
                self._warnings.append(f"{place} is for no host")

    # --- problems

    def _add(self, path: KeyPath, reason: str) -> None:
        line = self._lines.line_of(path)
        error = SettingsError(f"{self._path}:{line}", self._dotted(path), reason)
        if (line, str(error)) not in [(other, str(known)) for other, known in self._problems]:
            self._problems.append((line, error))

    def _dotted(self, path: KeyPath) -> str:
        """Return ``hosts[Line 3].tile.jpeg_quality``: hosts go by name, where they have one."""
        text = ""
        for position, part in enumerate(path):
            if isinstance(part, int):
                name: object = None
                if path[:position] == ("hosts",) and part < len(self._values["hosts"]):
                    host = self._values["hosts"][part]
                    name = host.get("name", host.get("address")) if isinstance(host, dict) else None
                text += f"[{name if isinstance(name, str) and name else part + 1}]"
            else:
                part = part if re.fullmatch(r"[\w-]+", part) else f'"{part}"'
                text += f".{part}" if text else part
        return text


def read_password(path: Path) -> tuple[str, str]:
    """Return the first line of `path`, and a warning ("" for none).

    Raises:
        SettingsError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SettingsError(str(path), "", "is not UTF-8 text") from None
    except OSError as error:
        raise SettingsError(str(path), "", f"cannot be read: {error.strerror}") from None
    return text.split("\n", 1)[0].rstrip("\r"), readable_by_others(path)


def readable_by_others(path: Path) -> str:
    """Return a warning when other users of the machine can read `path`, which holds a password."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return ""
    if not mode & (stat.S_IRGRP | stat.S_IROTH):
        return ""
    return f"{path} holds a password and other users can read it; run chmod 600 {path}"


def _recorded(
    level: HostDefaultsTable, schedules: Mapping[str, ScheduleSettings]
) -> dict[str, object]:
    """Return what ``record`` of a level says, which replaces what a weaker level said."""
    if level.record is None:
        return {}
    if isinstance(level.record, bool):
        return {"record": level.record, "schedules": ()}
    # A name that stands for no schedule has been complained of.
    named = tuple(schedules[name] for name in level.record if name in schedules)
    return {"record": False, "schedules": named}


def _budgets(file: ConfigurationFile) -> BudgetSettings:
    links = {name: table.budget for name, table in file.links.items() if table.budget is not None}
    return BudgetSettings(file.site.budget or 0.0, links)


def _refined(picture: PictureSettings, table: PictureTable) -> PictureSettings:
    values = _set_values(table)
    return replace(picture, **values, chosen=picture.chosen | values.keys())


def _set_values(table: BaseModel) -> dict[str, Any]:
    """Return the fields that the file really sets, by their names."""
    return {
        _SECONDS.get(name, name): getattr(table, name) for name in sorted(table.model_fields_set)
    }


def _table(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = values.get(key)
    return table if isinstance(table, dict) else {}


def _keys_at(path: Sequence[str | int]) -> list[str]:
    """Return the keys that the table `path` may have."""
    tables: dict[str, type[BaseModel]] = {
        "site": SiteTable,
        "wall": WallTable,
        "walls": NamedWallTable,
        "recording": RecordingTable,
        "defaults": HostDefaultsTable,
        "groups": HostDefaultsTable,
        "schedules": ScheduleTable,
        "alerts": AlertTable,
        "maintenance": MaintenanceTable,
        "holidays": HolidaysTable,
        "links": LinkTable,
        "retention": RetentionTable,
        "stores": StoreTable,
        "hosts": HostTable,
    }
    if not path:
        return sorted(ConfigurationFile.model_fields)
    if path[-1] in ("slots", "place") and path[0] in ("wall", "walls"):
        return []
    if list(path[:2]) == ["retention", "groups"]:
        return sorted(LimitsTable.model_fields)
    if path[-1] in ("tile", "control") and path[0] in ("defaults", "groups", "links", "hosts"):
        return sorted(PictureTable.model_fields)
    if path[-1] == "recording" and path[0] in ("defaults", "groups", "hosts"):
        return sorted(HostRecordingTable.model_fields)
    if path[0] not in tables:
        return []
    fields = tables[str(path[0])].model_fields
    return sorted(field.alias or name for name, field in fields.items())


def _remedy(key: str, known: Sequence[str]) -> str:
    """Say what to write instead of an unknown key."""
    picture = difflib.get_close_matches(key, PictureTable.model_fields, n=1)
    if picture and "tile" in known:
        return f"it belongs to a purpose: write tile.{picture[0]} or control.{picture[0]}"
    return suggestion(key, known)


_TYPES = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "list_type": "an array",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def _reason(kind: str, detail: Mapping[str, Any]) -> str:
    """Say what is wrong with which value, and what to write instead."""
    value, context = detail["input"], detail.get("ctx", {})
    path = detail["loc"]
    secret = path[-1] == "password" or (path[0] == "stores" and "options" in path)
    shown = "the value" if secret else _shown(value)
    if kind == "extra_forbidden":
        return f"unknown key; {_remedy(str(path[-1]), _keys_at(path[:-1]))}"
    if kind == "missing" and path[0] == "stores":
        return 'is missing; every store needs one, for instance url = "file:///mnt/archive"'
    if kind == "missing" and path[0] == "alerts":
        return 'is missing; say what raises it, for instance when = "offline"'
    if kind == "missing":
        return 'is missing; every host needs one, for instance address = "pc1:1"'
    if kind == "value_error":
        return str(context["error"])
    if kind == "enum":
        expected = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return f"{shown} is not one of {', '.join(expected)}" + (
            f"; did you mean {close[0]!r}?"
            if (close := difflib.get_close_matches(str(value), expected, n=1))
            else ""
        )
    bounds = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}
    bounds |= {"greater_than": ("gt", "more than"), "less_than": ("lt", "less than")}
    if kind in bounds:
        key, words = bounds[kind]
        return f"{shown} is out of range; write {words} {context[key]:g}"
    if kind in _TYPES:
        remedy = "; write [[hosts]] for each host" if path == ("hosts",) else ""
        return f"{shown} is not {_TYPES[kind]}{remedy}"
    return f"{shown}: {_lower_first(str(detail['msg']))}"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _hint(text: str, error: tomli.TOMLDecodeError) -> str:
    """Return what usually causes this mistake, when the line shows it."""
    lines = text.splitlines()
    line = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
    value = re.fullmatch(r"\s*[\w.-]+\s*=\s*([^\"'\[{#]+?)\s*(?:#.*)?", line)
    if value and not re.fullmatch(r"[\d._+-]+|true|false", value[1]):
        return f'; put texts in quotes: "{value[1]}"'
    return f" in column {error.colno}: {line.strip()}" if line.strip() else ""
