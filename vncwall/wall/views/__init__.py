"""Arrangements of the wall's tiles: one a file, all in `VIEWS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vncwall.settings.named_wall import Arrangement, ViewName
from vncwall.wall.views.base import View
from vncwall.wall.views.follow import FollowView
from vncwall.wall.views.free import FreeView
from vncwall.wall.views.grid import GridView
from vncwall.wall.views.groups import GroupsView
from vncwall.wall.views.spotlight import SpotlightView

VIEWS: Mapping[ViewName, Callable[[Arrangement], View]] = {
    ViewName.GRID: lambda said: GridView(columns=said.columns),
    ViewName.GROUPS: lambda said: GroupsView(columns=said.columns),
    ViewName.SPOTLIGHT: lambda said: SpotlightView(large=said.large),
    ViewName.FOLLOW: lambda said: FollowView(),
    ViewName.FREE: lambda said: FreeView(),
}
"""How each view is made from what the configuration says of the wall."""
