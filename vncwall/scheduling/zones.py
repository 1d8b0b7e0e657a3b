"""Time zones: what a clock on the wall of a place shows, and when it is set.

A named zone comes from the tz database of the system, else of the tzdata package. The computer's
own zone has no name that could be found out on every system, so it is asked for by the C library.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NS = 1_000_000_000
_DST_UNKNOWN = None


class ComputersZone(tzinfo):
    """The zone that this computer is set to, with its changes, past and to come."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return the offset at a local time; its `fold` tells the hours that come twice apart."""
        if moment is None:
            return None
        return moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, _moment: datetime | None) -> timedelta | None:
        """Return None: how much of the offset is daylight saving is not known."""
        return _DST_UNKNOWN

    def tzname(self, moment: datetime | None) -> str | None:
        """Return the abbreviation at a local time."""
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """Return the local time of a time in UTC."""
        local = datetime.fromtimestamp(moment.replace(tzinfo=UTC).timestamp())
        return local.replace(microsecond=moment.microsecond, tzinfo=self)

    def __repr__(self) -> str:
        return "ComputersZone()"


def zone_of(name: str) -> tzinfo:
    """Return the zone of that name; "": the computer's own.

    Raises:
        ValueError: there is none.
    """
    if not name:
        return ComputersZone()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write for instance Europe/Berlin") from None


def local_of(zone: tzinfo, time_ns: int) -> datetime:
    """Return what a clock there shows at a moment, to the second, with its zone."""
    return datetime.fromtimestamp(time_ns // NS, zone)


def offset_s(zone: tzinfo, time_s: int) -> int:
    """Return by how many seconds a clock there is ahead of UTC at a moment."""
    offset = datetime.fromtimestamp(time_s, zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0


def change_between(zone: tzinfo, start_s: int, end_s: int) -> int:
    """Return the second at which clocks there are set between two moments of different offsets."""
    before = offset_s(zone, start_s)
    while end_s - start_s > 1:
        middle = (start_s + end_s) // 2
        if offset_s(zone, middle) == before:
            start_s = middle
        else:
            end_s = middle
    return end_s


def moments_of(zone: tzinfo, local: datetime) -> tuple[int, int]:
    """Return the first and last nanosecond time at which a clock there shows `local`.

    They differ in the hour that comes twice. A time that is skipped is where the clock is set.

    Args:
        zone: where the clock is.
        local: without a zone; one with a zone is that moment, wherever.
    """
    if local.tzinfo is not None:
        at_ns = _timestamp(local)
        return at_ns, at_ns
    first, last = (_timestamp(local.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if first <= last:
        return first, last
    # Skipped: with fold 0 the offset of before is used, which gives the later of the two.
    at_ns = change_between(zone, last // NS, first // NS) * NS
    return at_ns, at_ns


def _timestamp(moment: datetime) -> int:
    whole = moment.astimezone(UTC)
    return int(whole.replace(microsecond=0).timestamp()) * NS + whole.microsecond * 1000
