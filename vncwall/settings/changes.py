"""What differs between two readings of the configuration, host by host."""

from __future__ import annotations

from dataclasses import dataclass

from vncwall.settings.model import HostSettings, Settings


@dataclass(frozen=True, slots=True)
class HostChange:
    """One host that is in both, not with the same settings."""

    before: HostSettings
    after: HostSettings

    @property
    def needs_connection(self) -> bool:
        """Whether it must be connected to anew: another server, or another login."""
        return _way_in(self.before) != _way_in(self.after)


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs. Hosts are the same when they have the same name."""

    added: tuple[HostSettings, ...] = ()
    removed: tuple[HostSettings, ...] = ()
    changed: tuple[HostChange, ...] = ()
    is_reordered: bool = False
    """The hosts that are in both stand in another order."""
    wall: bool = False
    recording: bool = False
    budgets: bool = False
    keeping: bool = False

    def __bool__(self) -> bool:
        return self != Changes()

    def sentence(self) -> str:
        """Say it in one line.

        >>> Changes(wall=True, budgets=True).sentence()
        'wall, budgets changed'
        """
        counts = [(self.added, "added"), (self.removed, "removed"), (self.changed, "changed")]
        said = [
            f"{len(hosts)} host{'s' if len(hosts) > 1 else ''} {verb}"
            for hosts, verb in counts
            if hosts
        ]
        tables = [
            name
            for name, differs in (
                ("wall", self.wall),
                ("recording", self.recording),
                ("budgets", self.budgets),
                ("retention or stores", self.keeping),
                ("order", self.is_reordered),
            )
            if differs
        ]
        if tables:
            said.append(f"{', '.join(tables)} changed")
        return "; ".join(said) or "nothing has changed"


def changes_between(before: Settings, after: Settings) -> Changes:
    """Return what differs in `after`."""
    old = {host.name: host for host in before.hosts}
    new = {host.name: host for host in after.hosts}
    return Changes(
        added=tuple(host for name, host in new.items() if name not in old),
        removed=tuple(host for name, host in old.items() if name not in new),
        changed=tuple(
            HostChange(old[name], host)
            for name, host in new.items()
            if name in old and (old[name] != host or old[name].tile.chosen != host.tile.chosen)
        ),
        is_reordered=[name for name in old if name in new] != [name for name in new if name in old],
        wall=(before.wall, before.walls) != (after.wall, after.walls),
        recording=before.recording != after.recording,
        budgets=before.budgets != after.budgets,
        keeping=before.keeping != after.keeping,
    )


def _way_in(host: HostSettings) -> tuple[object, ...]:
    return host.address, host.username, host.password, host.security, host.ca_file, host.known_keys
