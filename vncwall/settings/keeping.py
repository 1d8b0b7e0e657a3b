"""How long recordings are kept, and where: the settings of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much; None: no limit."""

    keep_s: float | None = None
    """Segments that ended longer ago are deleted."""
    most_bytes: int | None = None
    """What all segments in the folder may have together."""


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """The limits of a folder of recordings. Without any nothing is ever deleted."""

    limits: Limits = Limits()
    free_bytes: int | None = None
    """What is to stay free on the disk."""
    groups: Mapping[str, Limits] = field(default_factory=dict)
    """Of hosts of a group; its age, where it has one, stands in place of the general one."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is ever deleted."""
        return self == RetentionPolicy()


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Another place for finished segments."""

    name: str
    url: str
    after_s: float | None = None
    """Segments that ended longer ago are moved there; None: only by hand."""
    groups: tuple[str, ...] = ()
    """Only those of hosts of these groups; empty: of all."""
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict, repr=False)
    """For the library of that kind of URL; may hold passwords, and is printed nowhere."""


@dataclass(frozen=True, slots=True)
class KeepingSettings:
    """What becomes of finished recordings."""

    retention: RetentionPolicy = field(default_factory=RetentionPolicy)
    stores: tuple[StoreSettings, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether finished recordings stay where they are for ever."""
        return self.retention.is_empty and all(one.after_s is None for one in self.stores)
