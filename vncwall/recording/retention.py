"""What is to be deleted, by age, size and free space. Pure: it looks at nothing but its arguments.

Rules: the oldest goes first; what is held never goes; what is not a finished segment never goes.
Held segments count in sizes: who holds more than there is room for has everything else deleted
first, and then is told that the limit cannot be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vncwall.recording.catalogue.record import FileState, Record
from vncwall.settings.durations import duration_in_words
from vncwall.settings.keeping import Limits, RetentionPolicy
from vncwall.settings.sizes import size_in_words

_SECOND = 1_000_000_000
_DELETABLE = (FileState.KEPT, FileState.MOVED, FileState.MISSING, FileState.ALTERED)


@dataclass(frozen=True, slots=True)
class Doomed:
    """A segment that has to go, and why."""

    record: Record
    why: str


def doomed(
    records: Iterable[Record], policy: RetentionPolicy, *, now_ns: int, free_bytes: int
) -> list[Doomed]:
    """Return what has to go, the oldest first.

    Args:
        records: all segments of the folder.
        policy: the limits.
        now_ns: the wall time.
        free_bytes: on the disk, now.
    """
    ordered = sorted(
        (record for record in records if record.state in _DELETABLE),
        key=lambda record: (record.end_ns, record.path),
    )
    chosen: dict[str, Doomed] = {}
    for found in _too_old(ordered, policy, now_ns):
        chosen[found.record.path] = found
    rules = [(name, limits.most_bytes) for name, limits in sorted(policy.groups.items())]
    for group, most in [*rules, (None, policy.limits.most_bytes)]:
        if most is None:
            continue
        members = [one for one in ordered if group is None or one.group == group]
        what = "all recordings" if group is None else f"recordings of {group}"
        why = f"{what} have more than {size_in_words(most)}"
        left = [one for one in members if one.path not in chosen]
        excess = sum(map(_bytes_here, left)) - most
        for record in _until(left, excess):
            chosen[record.path] = Doomed(record, why)
    if policy.free_bytes is not None:
        freed = sum(_bytes_here(one.record) for one in chosen.values())
        why = f"less than {size_in_words(policy.free_bytes)} are free"
        left = [one for one in ordered if one.path not in chosen]
        for record in _until(left, policy.free_bytes - free_bytes - freed):
            chosen[record.path] = Doomed(record, why)
    return sorted(chosen.values(), key=lambda one: (one.record.end_ns, one.record.path))


def _too_old(records: Sequence[Record], policy: RetentionPolicy, now_ns: int) -> Iterator[Doomed]:
    for record in records:
        keep_s = policy.groups.get(record.group, Limits()).keep_s
        if keep_s is None:
            keep_s = policy.limits.keep_s
        if keep_s is None or record.is_held:
            continue
        if record.end_ns < now_ns - keep_s * _SECOND:
            yield Doomed(record, f"older than {duration_in_words(keep_s)}")


def _until(records: Iterable[Record], excess: int) -> Iterator[Record]:
    """Yield the oldest that are not held until they free `excess` bytes together."""
    for record in records:
        if excess <= 0:
            return
        if not record.is_held and _bytes_here(record):
            excess -= _bytes_here(record)
            yield record


def _bytes_here(record: Record) -> int:
    """Return what a segment takes of this disk."""
    return record.size_bytes if record.state in (FileState.KEPT, FileState.ALTERED) else 0
