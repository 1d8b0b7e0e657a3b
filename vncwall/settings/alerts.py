"""The tables ``[alerts.NAME]`` and ``[maintenance.NAME]`` into settings, and to the hosts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from vncwall.settings.alert import AlertActions, AlertKind, AlertSettings, PictureRule
from vncwall.settings.locate import KeyPath
from vncwall.settings.model import HostSettings
from vncwall.settings.schedule import Occasion, ScheduleSettings
from vncwall.settings.schedules import contradicting_times, holidays_of, times_of
from vncwall.settings.schema import (
    AlertTable,
    ConcerningTable,
    ConfigurationFile,
    TimesTable,
)

_PNG = b"\x89PNG\r\n\x1a\n"
_OF_PICTURE = {
    "region": (AlertKind.SILENT, AlertKind.CHANGED, AlertKind.COLOUR, AlertKind.TEXT),
    "masks": (AlertKind.SILENT, AlertKind.CHANGED, AlertKind.COLOUR),
    "reference": (AlertKind.CHANGED,),
    "tolerance": (AlertKind.CHANGED,),
    "near": (AlertKind.CHANGED, AlertKind.COLOUR),
    "colour": (AlertKind.COLOUR,),
    "more_than": (AlertKind.COLOUR,),
    "less_than": (AlertKind.COLOUR,),
    "text": (AlertKind.TEXT,),
    "absent": (AlertKind.TEXT,),
    "language": (AlertKind.TEXT,),
    "every": (AlertKind.TEXT,),
}
"""Keys that mean something for some kinds only."""
_PICTURE_FIELDS = {
    "tolerance": "tolerance_percent",
    "more_than": "more_than_percent",
    "less_than": "less_than_percent",
    "absent": "is_absent",
    "every": "every_s",
}
_ACTION_FIELDS = {"record": "record_s", "timeout": "timeout_s"}
_ACTIONS = ("show", "record", "snapshot", "command", "command_cleared", "timeout", "webhook",
            "sound")  # fmt: skip
_RULE_FIELDS = {"for_": "for_s", "cooldown": "cooldown_s"}
_RULE = ("hosts", "groups", "tags", "for_", "cooldown", "severity", "latch")

Complain = Callable[[KeyPath, str], None]


@dataclass(frozen=True, slots=True)
class HostRules:
    """What a file says about alerts, to be given to its hosts."""

    alerts: tuple[AlertSettings, ...] = ()
    maintenance: tuple[tuple[ConcerningTable, ScheduleSettings], ...] = ()
    files: tuple[Path, ...] = field(default=())
    """Pictures that it names."""

    def given(self, host: HostSettings) -> HostSettings:
        """Return a host with the rules that are for it."""
        alerts = tuple(one for one in self.alerts if _concerns(one, host))
        maintenance = tuple(times for table, times in self.maintenance if _concerns(table, host))
        recorded = tuple(
            ScheduleSettings(
                f"alert {one.name}",
                occasions=(Occasion.ALERT,),
                linger_s=one.actions.record_s,
                alerts=(one.name,),
            )
            for one in alerts
            if one.actions.record_s is not None
        )
        if not (alerts or maintenance):
            return host
        schedules = host.schedules + recorded
        return replace(host, alerts=alerts, maintenance=maintenance, schedules=schedules)


def host_rules(file: ConfigurationFile, folder: Path, complain: Complain) -> HostRules:
    """Return the rules of a file.

    Args:
        file: whose tables are right each by itself.
        folder: of the file, which paths in it are relative to.
        complain: is told where keys do not go together, and what to write.
    """
    holidays = holidays_of(file)
    alerts, maintenance, files = [], [], []
    for name, table in file.alerts.items():
        path: KeyPath = ("alerts", name)
        for key, why in (*_contradictions(table), *contradicting_times(table)):
            complain((*path, key) if key else path, why)
        for key, word, reason in _unknown(table, file):
            complain((*path, key), f"{word!r} {reason}")
        picture: dict[str, Any] = {}
        if table.reference is not None:
            reference = folder / Path(table.reference).expanduser()
            files.append(reference)
            picture = _reference((*path, "reference"), reference, complain)
        times = times_of(name, table, holidays) if _says_times(table) else None
        alerts.append(_alert(name, table, times, picture))
    for name, one in file.maintenance.items():
        path = ("maintenance", name)
        if not _says_times(one):
            complain(path, "says no time; write days, hours, cron with duration, or start and end")
        for key, why in contradicting_times(one):
            complain((*path, key), why)
        for key, word, reason in _unknown(one, file):
            complain((*path, key), f"{word!r} {reason}")
        maintenance.append((one, times_of(name, one, holidays)))
    return HostRules(tuple(alerts), tuple(maintenance), tuple(files))


def _alert(
    name: str, table: AlertTable, times: ScheduleSettings | None, picture: Mapping[str, Any]
) -> AlertSettings:
    said = table.model_fields_set

    def values(keys: tuple[str, ...], fields: Mapping[str, str]) -> dict[str, Any]:
        return {fields.get(key, key): getattr(table, key) for key in keys if key in said}

    rule = values(_RULE, _RULE_FIELDS)
    if table.when in (AlertKind.BELL, AlertKind.SILENT):
        rule.setdefault("for_s", 0.0)
    keys = tuple(key for key in _OF_PICTURE if key != "reference")
    return AlertSettings(
        name,
        table.when,
        times=times,
        picture=PictureRule(**values(keys, _PICTURE_FIELDS), **picture),
        actions=AlertActions(**values(_ACTIONS, _ACTION_FIELDS)),
        **rule,
    )


def _contradictions(table: AlertTable) -> Iterator[tuple[str, str]]:
    """Yield keys that do not go with what is looked for, or are missing for it; "": the table."""
    said, when = table.model_fields_set, table.when
    for key, kinds in _OF_PICTURE.items():
        if key in said and when not in kinds:
            words = " or ".join(f'"{kind}"' for kind in kinds)
            yield key, f"goes with when = {words}"
    if when is AlertKind.CHANGED and table.reference is None:
        yield "", 'needs reference = "FILE.png"; take one: vncwall snapshot HOST'
    if when is AlertKind.TEXT and table.text is None:
        yield "", 'needs the text to look for, for instance text = "error"'
    if when is AlertKind.COLOUR and table.colour is None:
        yield "", 'needs a colour, for instance colour = "red" and more_than = "20%"'
    elif when is AlertKind.COLOUR and table.more_than is None and table.less_than is None:
        yield "", 'needs how much of it, for instance more_than = "20%"'
    if when is AlertKind.SILENT and (table.for_ or 0) < 60:
        yield (
            "for" if table.for_ is not None else "",
            ('of "silent" is a minute at least; write for instance for = "3d"'),
        )
    if when is AlertKind.BELL and table.for_:
        yield "for", "does not go with a bell, which is over when it is heard"


def _unknown(table: ConcerningTable, file: ConfigurationFile) -> Iterator[tuple[str, str, str]]:
    """Yield keys with names that stand for nothing, the name, and what to say of it."""
    names = sorted(host.name or host.address for host in file.hosts)
    groups = sorted({*file.groups, *(host.group for host in file.hosts if host.group)})
    levels = (file.defaults, *file.groups.values(), *file.hosts)
    tags = sorted({tag for level in levels for tag in level.tags or ()})
    for key, said, known, what in (
        ("hosts", table.hosts, names, "no host"),
        ("groups", table.groups, groups, "no group"),
        ("tags", table.tags, tags, "no tag"),
    ):
        for word in said or ():
            if word not in known:
                listed = ", ".join(known[:8]) if known else "none"
                yield key, word, f"is {what}; there are {listed}"


def _reference(path: KeyPath, file: Path, complain: Complain) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            is_png = opened.read(len(_PNG)) == _PNG
            written_ns = os.fstat(opened.fileno()).st_mtime_ns
    except OSError as error:
        complain(path, f"{file} cannot be read: {error.strerror}")
        return {}
    if not is_png:
        complain(path, f"{file} is no PNG picture; take one: vncwall snapshot HOST")
        return {}
    return {"reference": str(file), "reference_ns": written_ns}


def _says_times(table: TimesTable) -> bool:
    return bool(table.model_fields_set & (TimesTable.model_fields.keys() - {"time_zone"}))


def _concerns(what: AlertSettings | ConcerningTable, host: HostSettings) -> bool:
    if not (what.hosts or what.groups or what.tags):
        return True
    return (
        host.name in (what.hosts or ())
        or bool(host.group and host.group in (what.groups or ()))
        or any(tag in (what.tags or ()) for tag in host.tags)
    )
