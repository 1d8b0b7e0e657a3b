"""The tables of walls into settings, with what is wrong between their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from vncwall.settings.locate import KeyPath
from vncwall.settings.model import HostSettings, WallSettings
from vncwall.settings.named_wall import Arrangement, NamedWall, ViewName
from vncwall.settings.schema import (
    ArrangementTable,
    ConfigurationFile,
    NamedWallTable,
    WallTable,
)
from vncwall.settings.suggestion import suggestion

_FIELDS = {"patrol": "patrol_s", "place": "places"}
"""Keys, and the fields of other names that they become."""
_ARRANGED = tuple(ArrangementTable.model_fields)

Complain = Callable[[KeyPath, str], None]


def arrangement_of(table: ArrangementTable, base: Arrangement) -> Arrangement:
    """Return `base` with what `table` says."""
    said = [key for key in _ARRANGED if key in table.model_fields_set]
    return replace(base, **{_FIELDS.get(key, key): getattr(table, key) for key in said})


def wall_of(table: WallTable) -> WallSettings:
    """Return what ``[wall]`` says."""
    base = WallSettings()
    said = table.model_fields_set - set(_ARRANGED)
    return replace(
        base,
        arrangement=arrangement_of(table, base.arrangement),
        **{key: getattr(table, key) for key in sorted(said)},
    )


def walls_of(
    file: ConfigurationFile, wall: WallSettings, hosts: Sequence[HostSettings], complain: Complain
) -> tuple[NamedWall, ...]:
    """Return the walls of a file, in its order.

    Args:
        file: whose tables are right each by itself.
        wall: what holds where a wall says nothing.
        hosts: those of the file.
        complain: is told what stands for nothing or does not go together, and what to write.
    """
    for name in wall.patrol_walls:
        if name not in file.walls:
            reason = f"{name!r} is not one of [walls.NAME]; {suggestion(name, tuple(file.walls))}"
            complain(("wall", "patrol_walls"), reason)
    names = [host.name for host in hosts]
    _check_arrangement(("wall",), file.wall, wall.arrangement, names, complain)
    result = []
    for name, table in file.walls.items():
        path: KeyPath = ("walls", name)
        named = NamedWall(
            name,
            hosts=table.hosts or (),
            groups=table.groups or (),
            tags=table.tags or (),
            states=table.states or (),
            arrangement=arrangement_of(table, wall.arrangement),
        )
        _check_choice(path, table, file, hosts, complain)
        held = [
            host.name
            for host in hosts
            if named.holds(name=host.name, group=host.group, tags=host.tags)
        ]
        _check_arrangement(path, table, named.arrangement, held, complain)
        result.append(named)
    return tuple(result)


def _check_choice(
    path: KeyPath,
    table: NamedWallTable,
    file: ConfigurationFile,
    hosts: Sequence[HostSettings],
    complain: Complain,
) -> None:
    known = {
        "hosts": [host.name for host in hosts],
        "groups": sorted({*file.groups, *(host.group for host in hosts if host.group)}),
        "tags": sorted({tag for host in hosts for tag in host.tags}),
    }
    for key, names in known.items():
        for name in getattr(table, key) or ():
            if name not in names:
                what = f"is no {key.removesuffix('s')}; {suggestion(name, names)}"
                complain((*path, key), f"{name!r} {what}")


def _check_arrangement(
    path: KeyPath,
    table: ArrangementTable,
    arrangement: Arrangement,
    names: Sequence[str],
    complain: Complain,
) -> None:
    for key, about in _hosts_named(table):
        if about not in names:
            where = "a host of this wall" if path[0] == "walls" else "a host"
            complain((*path, *key), f"{about!r} is not {where}; {suggestion(about, names)}")
    slots = table.slots or {}
    for one, other in combinations(slots, 2):
        if slots[one] == slots[other]:
            complain((*path, "slots", other), f"{slots[other]} is the slot of {one!r} too")
    places = table.place or {}
    for one, other in combinations(places, 2):
        if places[one].overlaps(places[other]):
            complain((*path, "place", other), f"lies over the place of {one!r}; move one of them")
    if places and arrangement.view is not ViewName.FREE:
        complain((*path, "place"), 'goes with view = "free"; write that, too')
    if table.large is not None and arrangement.view is not ViewName.SPOTLIGHT:
        complain((*path, "large"), 'goes with view = "spotlight"; write that, too')


def _hosts_named(table: ArrangementTable) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the keys that speak of a host, and its name."""
    if table.large is not None:
        yield ("large",), table.large
    for name in table.slots or {}:
        yield ("slots", name), name
    for name in table.place or {}:
        yield ("place", name), name
