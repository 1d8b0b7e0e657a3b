"""What the command line says of the wall, over what the configuration says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vncwall.errors import SettingsError
from vncwall.settings.model import Settings
from vncwall.settings.suggestion import suggestion


def arranged(settings: Settings, **changes: Any) -> Settings:
    """Return the settings with fields of `Arrangement` changed, for all hosts and every wall."""
    if not changes:
        return settings
    walls = tuple(
        replace(wall, arrangement=replace(wall.arrangement, **changes)) for wall in settings.walls
    )
    wall = replace(settings.wall, arrangement=replace(settings.wall.arrangement, **changes))
    return replace(settings, wall=wall, walls=walls)


def beginning_with(settings: Settings, name: str, *, only: bool = False) -> Settings:
    """Return the settings with the wall `name` shown first.

    Args:
        settings: of a whole configuration.
        name: of a wall in it.
        only: leave out all hosts and walls but this one and its own, so that nothing is connected
            that it cannot show.

    Raises:
        SettingsError: there is no such wall.
    """
    wall = next((wall for wall in settings.walls if wall.name == name), None)
    if wall is None:
        known = [wall.name for wall in settings.walls]
        remedy = suggestion(name, known) if known else "the configuration has no [walls.NAME]"
        raise SettingsError("--wall", "", f"{name!r} is no wall; {remedy}")
    settings = replace(settings, wall_name=name)
    if not only:
        return settings
    hosts = tuple(
        host
        for host in settings.hosts
        if wall.holds(name=host.name, group=host.group, tags=host.tags)
    )
    return replace(settings, hosts=hosts, walls=(wall,))


def only_viewed(settings: Settings) -> Settings:
    """Return the settings with no host that can be controlled."""
    hosts = tuple(replace(host, view_only=True) for host in settings.hosts)
    return replace(settings, hosts=hosts)
