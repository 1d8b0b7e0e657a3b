"""Which wall is shown, and how: what the configuration says, and what the operator then changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from vncwall.ipc.messages import RecordingState
from vncwall.settings.model import Settings
from vncwall.settings.named_wall import Arrangement, NamedWall, Order, ShownState, ViewName
from vncwall.wall.condition import Status
from vncwall.wall.desktop import Desktop


class Walls:
    """The walls of a configuration, and the one of them that is shown.

    Attributes:
        chosen: the wall that is shown; None: all hosts, as ``[wall]`` says.
        arrangement: how it is shown now.
    """

    def __init__(self, settings: Settings) -> None:
        """Begin with the wall that the settings name."""
        self._settings = settings
        self.chosen: NamedWall | None = self._named(settings.wall_name)
        self.arrangement = self._configured()

    @property
    def name(self) -> str:
        """Of the wall that is shown; "": all hosts."""
        return self.chosen.name if self.chosen else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Of all walls, in the order of the digits from 1."""
        return tuple(wall.name for wall in self._settings.walls)

    def change(self, settings: Settings) -> None:
        """Go on with another configuration, on the wall of the same name if it is still there."""
        before, arrangement = self._configured(), self.arrangement
        self._settings = settings
        self.chosen = self._named(self.name)
        now = self._configured()
        # What the operator has changed stays as long as the configuration says what it said.
        self.arrangement = arrangement if now == before else now

    def choose(self, number: int) -> bool:
        """Show a wall by its number, from 1; 0: all hosts. Return whether there is such a wall."""
        if not 0 <= number <= len(self._settings.walls):
            return False
        self.chosen = self._settings.walls[number - 1] if number else None
        self.arrangement = self._configured()
        return True

    @property
    def is_on_tour(self) -> bool:
        """Whether a patrol has more walls to show than the present one."""
        return bool(set(self._settings.wall.patrol_walls) - {self.name})

    def next_of_tour(self, desktops: Sequence[tuple[Desktop, Status | None]]) -> int | None:
        """Return the number of the wall that a patrol shows after this one; None: it stays.

        Args:
            desktops: all of them; a wall that none of them is on now is passed over.
        """
        tour = self._settings.wall.patrol_walls
        start = tour.index(self.name) + 1 if self.name in tour else 0
        for name in (*tour[start:], *tour[:start]):
            wall = self._named(name)
            if name == self.name or wall is None:
                continue
            if any(_holds(wall, desktop, status) for desktop, status in desktops):
                return self.names.index(name) + 1
        return None

    def next_view(self) -> ViewName:
        """Show the wall in the view after the present one."""
        views = [view for view in ViewName if view is not ViewName.FREE or self.arrangement.places]
        view = _after(views, self.arrangement.view)
        self.arrangement = replace(self.arrangement, view=view)
        return view

    def next_order(self) -> Order:
        """Show the hosts in the order after the present one."""
        order = _after(list(Order), self.arrangement.order)
        self.arrangement = replace(self.arrangement, order=order)
        return order

    def holds(self, desktop: Desktop, status: Status | None) -> bool:
        """Return whether a desktop is on the wall now."""
        return self.chosen is None or _holds(self.chosen, desktop, status)

    @property
    def is_choosing_by_state(self) -> bool:
        """Whether desktops come and go with their states."""
        return bool(self.chosen and self.chosen.states)

    @property
    def configured_first(self) -> tuple[str, ...]:
        """Hosts that the wall lists by name: their order is the configured one."""
        return self.chosen.hosts if self.chosen else ()

    def _named(self, name: str) -> NamedWall | None:
        return next((wall for wall in self._settings.walls if wall.name == name), None)

    def _configured(self) -> Arrangement:
        return self.chosen.arrangement if self.chosen else self._settings.wall.arrangement


def _holds(wall: NamedWall, desktop: Desktop, status: Status | None) -> bool:
    host = desktop.host
    if not wall.holds(name=host.name, group=host.group, tags=host.tags):
        return False
    return not wall.states or (status is not None and _is_in(wall.states, desktop, status))


def _is_in(states: Sequence[ShownState], desktop: Desktop, status: Status) -> bool:
    if ShownState.PROBLEM in states and status.needs_eyes:
        return True
    if ShownState.ALERT in states and status.alert:
        return True
    if ShownState.RECORDING in states and desktop.recording is RecordingState.RECORDING:
        return True
    return any(status.condition.value == state.value for state in states)


T = TypeVar("T")


def _after(values: Sequence[T], value: T) -> T:
    return values[(values.index(value) + 1) % len(values)] if value in values else values[0]
