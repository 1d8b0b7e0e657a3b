"""One schedule: the stretches of time that it means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from cronsim import CronSim

from vncwall.scheduling.calendar import has_windows, weekly_spans
from vncwall.scheduling.spans import Span, common, joined
from vncwall.scheduling.zones import NS, local_of, moments_of, zone_of
from vncwall.settings.schedule import ScheduleSettings

DAY_NS = 86400 * NS
HORIZON_NS = 9 * DAY_NS
"""How far ahead is looked for the end of what runs and the beginning of the next: over a week,
and a day for clocks that are set."""
_FOR_EVER_NS = 1 << 62


class Schedule:
    """What the settings of one schedule mean, at any time.

    The zone of a cron expression decides as Debian's cron does: a fixed time that is skipped
    comes right after the hour that was skipped, one in the hour that comes twice comes once; a
    wildcard hour goes by what passes. Durations are real time.

    Attributes:
        settings: of the configuration.
    """

    def __init__(self, settings: ScheduleSettings) -> None:
        self.settings = settings
        self._zone: tzinfo = zone_of(settings.time_zone)
        start, end = settings.start, settings.end
        self._ahead: list[Span] = []
        self._ahead_from_ns = self._ahead_until_ns = 0
        self._period = Span(
            moments_of(self._zone, start)[0] if start is not None else 0,
            moments_of(self._zone, end)[1] if end is not None else _FOR_EVER_NS,
        )

    @property
    def name(self) -> str:
        """Of the configuration."""
        return self.settings.name

    def ahead(self, now_ns: int) -> list[Span]:
        """Return the windows that run at a moment or begin within `HORIZON_NS` less a day.

        The last one may be cut at the end of what was looked at. Cheap when asked again.
        """
        if not self._ahead_from_ns <= now_ns < self._ahead_until_ns:
            self._ahead_from_ns, self._ahead_until_ns = now_ns, now_ns + DAY_NS
            self._ahead = self.spans(now_ns, now_ns + HORIZON_NS)
        return [span for span in self._ahead if span.end_ns > now_ns]

    def spans(self, start_ns: int, end_ns: int) -> list[Span]:
        """Return the time that it means within a stretch, cut to it, joined and in order.

        Of a schedule with occasions this is when they count.
        """
        period = common([self._period], [Span(start_ns, end_ns)])
        if not period:
            return []
        found = self._cron_spans(*_ends(period[0])) if self.settings.cron else None
        if found is None:
            found = weekly_spans(self.settings, self._zone, *_ends(period[0]))
        return common(found, period)

    def _cron_spans(self, start_ns: int, end_ns: int) -> Iterator[Span]:
        length_ns = int(self.settings.duration_s * NS)
        begin = local_of(self._zone, start_ns - length_ns - NS)
        for moment in CronSim(self.settings.cron, begin):
            # In the hour that comes twice a moment is told by its fold, which `timestamp` minds.
            at_ns = int(moment.timestamp()) * NS
            if at_ns >= end_ns:
                return
            if self.settings.holidays and not has_windows(self.settings, moment.date()):
                continue
            yield Span(at_ns, at_ns + length_ns)


def all_spans(schedules: list[Schedule], start_ns: int, end_ns: int) -> list[Span]:
    """Return the time that any of the schedules means, joined."""
    return joined(span for one in schedules for span in one.spans(start_ns, end_ns))


def _ends(span: Span) -> tuple[int, int]:
    return span.start_ns, span.end_ns
