"""All that an operator can do: the one table for keys, key panel, menu, palette and settings."""

from __future__ import annotations

from vncwall.wall.actions import (
    alerts,
    choosing,
    control,
    desktops,
    details,
    looking,
    magnify,
    menus,
    recording,
    special_keys,
    views,
    window,
)
from vncwall.wall.actions.base import Action, by_name

ACTIONS: tuple[Action, ...] = (
    *looking.ACTIONS,
    *choosing.ACTIONS,
    *views.ACTIONS,
    *desktops.ACTIONS,
    *details.ACTIONS,
    *recording.ACTIONS,
    *alerts.ACTIONS,
    *control.ACTIONS,
    *special_keys.ACTIONS,
    *magnify.ACTIONS,
    *menus.ACTIONS,
    *window.ACTIONS,
)
ACTIONS_BY_NAME = by_name(ACTIONS)
