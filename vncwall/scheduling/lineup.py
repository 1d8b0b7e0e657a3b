"""Which host has which session number, and which commands turn one configuration into another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vncwall.ipc.messages import (
    AddSession,
    ChangeHost,
    Command,
    Configure,
    RemoveSession,
)
from vncwall.settings.changes import Changes, changes_between
from vncwall.settings.model import HostSettings, Settings


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the line-up."""

    changes: Changes
    commands: tuple[Command, ...] = ()
    """To be sent in this order."""
    successors: Mapping[int, int] = field(default_factory=dict)
    """Sessions that have ended, and the new sessions of the same hosts."""


class Lineup:
    """The hosts in the order of the configuration, by the numbers of their sessions.

    Numbers are never used again, so whatever is still said of a session that has ended cannot be
    taken for news of another one. Whoever has a supervisor started with the same settings may send
    it the commands.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._hosts = dict(enumerate(settings.hosts))
        self._next = len(self._hosts)

    @property
    def hosts(self) -> Mapping[int, HostSettings]:
        """The hosts by session, in the order of the configuration."""
        return self._hosts

    @property
    def settings(self) -> Settings:
        """The configuration that holds."""
        return self._settings

    def change(self, settings: Settings) -> Step:
        """Go on with `settings`; return what is to be done. Untouched hosts are in no command."""
        changes = changes_between(self._settings, settings)
        sessions = {host.name: session for session, host in self._hosts.items()}
        moved = {one.after.name for one in changes.changed if one.needs_connection}
        gone = [host.name for host in changes.removed] + sorted(moved, key=sessions.__getitem__)
        commands: list[Command] = [RemoveSession(sessions[name]) for name in gone]
        if changes.recording or changes.budgets or changes.keeping:
            commands.append(Configure(settings.recording, settings.budgets, settings.keeping))
        for one in changes.changed:
            if not one.needs_connection:
                commands.append(ChangeHost(sessions[one.after.name], one.after))
        hosts: dict[int, HostSettings] = {}
        successors: dict[int, int] = {}
        for host in settings.hosts:
            session = sessions.get(host.name)
            if session is None or host.name in moved:
                if session is not None:
                    successors[session] = self._next
                session, self._next = self._next, self._next + 1
                commands.append(AddSession(session, host))
            hosts[session] = host
        self._settings, self._hosts = settings, hosts
        return Step(changes, tuple(commands), successors)
