"""Which sessions are recorded, and what the recorder is told about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from vncwall.clock import Clock
from vncwall.ipc.messages import (
    CauseChanged,
    Command,
    ControlChanged,
    ConvertSegment,
    KeepPreroll,
    KeepRecordings,
    KeepSegment,
    Notice,
    RecordingChanged,
    RecordingState,
    RecordWire,
    SegmentFinished,
    SetTilePicture,
    StartRecording,
    StopRecording,
)
from vncwall.ipc.segment import BY_HAND
from vncwall.recording.operator import operator
from vncwall.settings.keeping import KeepingSettings
from vncwall.settings.model import Convert, HostSettings, RecordingSettings, VideoFormat
from vncwall.workers.crew import Crew
from vncwall.workers.roster import Entry, Roster, Sharer


class Recordings:
    """Starts and stops recordings: by the recorder, or by the session's own worker (the wire)."""

    def __init__(
        self,
        settings: RecordingSettings,
        roster: Roster,
        crew: Crew,
        clock: Clock,
        keeping: KeepingSettings | None = None,
    ) -> None:
        self._settings = settings
        self._keeping = keeping or KeepingSettings()
        self._roster = roster
        self._crew = crew
        self._clock = clock
        self._is_closing = False

    def begin(self) -> None:
        """Have what was recorded earlier kept in order, if anything is to be done for that."""
        if not self._keeping.is_empty:
            self._start_recorder()

    def keep(self, settings: RecordingSettings, keeping: KeepingSettings) -> None:
        """Keep finished recordings by other settings from now on."""
        if (keeping, settings.folder) == (self._keeping, self._settings.folder):
            return
        self._keeping = keeping
        self._crew.start_recorder()
        self._crew.to_recorder(KeepRecordings(settings.folder, keeping))

    def close(self) -> None:
        """Begin nothing from now on: no recorder, no conversion."""
        self._is_closing = True

    def enter(self, notice: SegmentFinished) -> None:
        """Have a finished file entered that the recorder has not written itself."""
        if notice.facts is not None and notice.facts.format == VideoFormat.WIRE:
            if not self._is_closing:
                self._start_recorder()
            self._crew.to_recorder(KeepSegment(notice.facts))
            if self._is_closing:
                return
            entry = self._roster.get(notice.session)
            settings = self._settings if entry is None else entry.recording
            if settings.convert is Convert.IDLE:
                self._crew.to_recorder(ConvertSegment(notice.session, notice.facts, settings))

    def set(
        self, entry: Entry, *, enabled: bool, cause: str = BY_HAND
    ) -> Iterator[Command | Notice]:
        """Record a session or stop; yield what its worker and the wall are to be told."""
        is_other_cause = entry.cause != cause
        entry.cause = cause if enabled else ""
        if enabled == entry.is_recorded:
            if enabled and is_other_cause:
                self._crew.to_recorder(CauseChanged(entry.session, cause))
            return
        entry.is_recorded = enabled
        yield SetTilePicture(entry.session, entry.tile_picture)
        if entry.recording.format is VideoFormat.WIRE:
            yield from self._record_wire(entry, enabled=enabled)
            return
        if enabled:
            self._start(entry)
        else:
            self._crew.to_recorder(StopRecording(entry.session))
        yield from entry.share(Sharer.RECORDER, enabled=enabled)

    def configure(
        self, settings: RecordingSettings
    ) -> Iterator[tuple[Entry, Iterator[Command | Notice]]]:
        """Record with other settings from now on; what runs ends its file and begins another.

        Yields sessions with what their workers and the wall are to be told, as `set` does.
        """
        if settings == self._settings:
            return
        if replace(settings, when_full=self._settings.when_full) == self._settings:
            # It decides about the next recording and has nothing to do with those that run.
            self._settings = settings
            self._roster.record_with(settings)
            return
        running = [entry for entry in self._roster.recorded() if entry.host.recording is None]
        causes = [entry.cause for entry in running]
        for entry in running:
            yield entry, self.set(entry, enabled=False)
        former, self._settings = self._settings, settings
        self._roster.record_with(settings)
        for entry, cause in zip(running, causes, strict=True):
            yield entry, self.set(entry, enabled=True, cause=cause)
        for entry in self._roster:
            if entry.host.recording is None and (orders := _preroll(entry, former)):
                yield entry, iter(orders)

    def change(self, entry: Entry, host: HostSettings) -> Iterator[Command | Notice]:
        """Give the session the settings of `host`; a recording that differs begins anew.

        Yields what its worker and the wall are to be told, as `set` does.
        """
        is_other = entry.is_recorded and (host.recording or self._settings) != entry.recording
        cause, former = entry.cause, entry.recording
        if is_other:
            yield from self.set(entry, enabled=False)
        entry.host = host
        if is_other:
            yield from self.set(entry, enabled=True, cause=cause)
        yield from _preroll(entry, former)

    def resume(self) -> None:
        """Tell a new recorder what the former one was doing."""
        self._tell_keeping()
        for entry in self._encoded():
            self._start(entry)

    def lost(self, detail: str) -> Iterator[Notice]:
        """Yield what is to be said when the recorder has ended unasked."""
        for entry in self._encoded():
            yield RecordingChanged(entry.session, RecordingState.FAILED, "", detail)

    def worker_lost(self, entries: Iterable[Entry]) -> None:
        """Have finished what a session worker was writing that has ended unasked."""
        if any(one.wire is not None for one in entries):
            self._crew.to_recorder(KeepRecordings(self._settings.folder, self._keeping))

    def _encoded(self) -> Iterator[Entry]:
        """Yield the sessions that the recorder records; of the wire it knows nothing."""
        for entry in self._roster.recorded():
            if entry.recording.format is not VideoFormat.WIRE:
                yield entry

    def _start(self, entry: Entry) -> None:
        """Tell the recorder, and all that it missed."""
        self._start_recorder()
        name = entry.host.name
        group = entry.host.group
        cause = entry.cause or BY_HAND
        self._crew.to_recorder(StartRecording(entry.session, name, entry.recording, group, cause))
        for notice in entry.known():
            self._crew.to_recorder(notice)
        if entry.has_control:
            self.control_changed(entry)

    def _start_recorder(self) -> None:
        if self._crew.start_recorder():
            self._tell_keeping()

    def _tell_keeping(self) -> None:
        if not self._keeping.is_empty:
            self._crew.to_recorder(KeepRecordings(self._settings.folder, self._keeping))

    def control_changed(self, entry: Entry) -> None:
        """Tell the recorder who controls a session."""
        if entry.is_recorded and entry.recording.format is not VideoFormat.WIRE:
            who = operator() if entry.has_control else ""
            self._crew.to_recorder(ControlChanged(entry.session, who))

    def _record_wire(self, entry: Entry, *, enabled: bool) -> Iterator[Command]:
        settings = entry.recording if enabled else None
        command = RecordWire(entry.session, settings, entry.cause or BY_HAND)
        entry.wire = command if enabled else None
        if enabled:
            self._start_recorder()  # it also mends what a crash has left
        yield command


def _preroll(entry: Entry, former: RecordingSettings) -> list[KeepPreroll]:
    """Return what its worker is to be told if another pre-roll is wanted than by `former`."""
    if _kept(entry.recording) == _kept(former):
        return []
    return [KeepPreroll(entry.session, entry.recording)]


def _kept(settings: RecordingSettings) -> tuple[float, float, str]:
    """Return what of the settings the pre-roll goes by."""
    return settings.preroll_s, settings.preroll_mb, settings.folder
