"""The tables ``[retention]`` and ``[stores.NAME]`` into `KeepingSettings`."""

from __future__ import annotations

from collections.abc import Iterator

from vncwall.settings.keeping import KeepingSettings, Limits, RetentionPolicy, StoreSettings
from vncwall.settings.locate import KeyPath
from vncwall.settings.schema import ConfigurationFile, LimitsTable


def keeping_of(file: ConfigurationFile) -> KeepingSettings:
    """Return what the file says about finished recordings."""
    retention = file.retention
    policy = RetentionPolicy(
        limits=_limits(retention),
        free_bytes=retention.free,
        groups={name: _limits(table) for name, table in retention.groups.items()},
    )
    stores = tuple(
        StoreSettings(
            name=name,
            url=table.url,
            after_s=table.after,
            groups=tuple(table.groups),
            options=table.options,
        )
        for name, table in file.stores.items()
    )
    return KeepingSettings(policy, stores)


def unknown_groups(file: ConfigurationFile) -> Iterator[tuple[KeyPath, str, list[str]]]:
    """Yield where a group is named that no host is in, the name, and the names there are."""
    known = sorted({*file.groups, *(host.group for host in file.hosts if host.group)})
    for name in file.retention.groups:
        if name not in known:
            yield ("retention", "groups", name), name, known
    for store, table in file.stores.items():
        for name in table.groups:
            if name not in known:
                yield ("stores", store, "groups"), name, known


def _limits(table: LimitsTable) -> Limits:
    return Limits(keep_s=table.keep, most_bytes=table.most)
