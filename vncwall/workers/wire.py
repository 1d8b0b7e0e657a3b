"""What is done with the bytes of a session's server besides decoding them: they are recorded, and
the last minutes are kept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread

from vncwall.clock import Clock
from vncwall.geometry import Rect
from vncwall.ipc.messages import Notice, PrerollSaved, SavePreroll
from vncwall.ipc.segment import Ended
from vncwall.recording.disk import Disk
from vncwall.recording.draft import write_draft
from vncwall.recording.fbs import FbsWriter
from vncwall.recording.operator import operator
from vncwall.recording.origin import Origin, finished_notice
from vncwall.recording.preroll import Preroll, Take
from vncwall.recording.segments import PartFile, segment_path
from vncwall.recording.wire import EMPTY_UPDATE, WireRecording
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Connected
from vncwall.rfb.options import PictureOptions
from vncwall.settings.model import HostSettings, RecordingSettings, VideoFormat
from vncwall.states import Reason, SessionState

logger = logging.getLogger(__name__)

_MB = 1 << 20
_CONNECTED = (SessionState.LIVE, SessionState.STALLED)


class WireTaps:
    """The wire recording and the pre-roll of one session, where they are wanted."""

    def __init__(
        self,
        session: int,
        host: HostSettings,
        connection: Callable[[], Connection | None],
        *,
        clock: Clock,
        emit: Callable[[Notice], None],
        disk: Callable[[], Disk],
    ) -> None:
        """Begin with neither.

        Args:
            session: number of the session.
            host: what the user says of it.
            connection: returns the protocol core once ServerInit was read, or None.
            clock: source of all times.
            emit: takes notices, in any thread.
            disk: returns what flushes and finishes files; called when there is one.
        """
        self._session = session
        self._host = host
        self._connection = connection
        self._clock = clock
        self._emit = emit
        self._disk = disk
        self._recording: WireRecording | None = None
        self._preroll: Preroll | None = None
        self._settings = RecordingSettings()
        self._who = ""
        self._saving: list[Thread] = []

    @property
    def is_recording(self) -> bool:
        """Whether the session is recorded, so that pictures are needed."""
        return self._recording is not None

    # --- what the main process wants

    def record(self, settings: RecordingSettings | None, cause: str) -> None:
        """Record from now on, or stop."""
        if self._recording is not None:
            self._recording.close(self._connection())
            self._recording = None
        if settings is None:
            return
        self._recording = WireRecording(
            self._session,
            self._host.name,
            settings,
            group=self._host.group,
            cause=cause,
            clock=self._clock,
            emit=self._emit,
            disk=self._disk(),
        )
        self._recording.controlled(self._who)
        self._keep_history()
        self._recording.bytes_handled(self._connection())

    def keep(self, settings: RecordingSettings) -> None:
        """Keep the last minutes as `settings` say; what is kept already goes if they differ."""
        self._settings = settings
        self._preroll = None
        if settings.preroll_s > 0:
            self._preroll = Preroll(settings.preroll_s, int(settings.preroll_mb * _MB))
            self._keep_history()

    def save(self, command: SavePreroll) -> None:
        """Make files of what is kept; a thread writes them and tells of each, and of the end."""
        takes: list[Take] = []
        if self._preroll is not None:
            takes += self._preroll.takes(command.last_s, self._clock.monotonic_ns())
        if not takes:
            why = "nothing is kept of it yet"
            if self._preroll is None:
                why = "nothing is kept: [recording] preroll is 0"
            self._emit(PrerollSaved(self._session, (), 0.0, why))
            return
        connection = self._connection()
        is_whole = connection is not None and connection.is_between_messages
        thread = Thread(
            target=self._save, args=(takes, command.cause, is_whole), name="pre-roll", daemon=True
        )
        self._saving = [one for one in self._saving if one.is_alive()] + [thread]
        thread.start()

    def controlled(self, *, enabled: bool) -> None:
        """Take note that the operator has control, or has not any more."""
        self._who = operator() if enabled else ""
        if self._recording is not None:
            self._recording.controlled(self._who)

    def step(self) -> bool:
        """Do what is due, once a second; return whether a new connection is needed."""
        connection = self._connection()
        if self._preroll is not None:
            self._preroll.bytes_handled(connection, self._clock.monotonic_ns())
        return self._recording is not None and self._recording.step(connection)

    def close(self) -> None:
        """Finish the files."""
        if self._recording is not None:
            self._recording.close(self._connection())
            self._recording = None
        for thread in self._saving:
            thread.join(1.0)

    # --- what the session says

    def state_changed(self, state: SessionState, reason: Reason) -> None:
        """Take note of a lost connection, and of one on which nothing comes."""
        if state in _CONNECTED:
            if self._recording is not None:
                is_stalled = state is SessionState.STALLED
                self._recording.missing(str(reason or state) if is_stalled else "")
            return
        if self._recording is not None:
            self._recording.disconnected()
        if self._preroll is not None:
            self._preroll.disconnected()

    def connected(self, event: Connected, *, picture: PictureOptions, data: bytes) -> None:
        """Begin with a connection."""
        self._keep_history()
        if self._recording is not None:
            self._recording.connected(event, picture=picture, data=data)
        if self._preroll is not None:
            now = self._clock.monotonic_ns()
            self._preroll.connected(event, picture=picture, data=data, time_ns=now)

    def bytes_received(self, data: bytes, *, time_ns: int) -> None:
        """Take what is about to be decoded."""
        connection = self._connection()
        if self._recording is not None:
            self._recording.bytes_received(data, connection=connection, time_ns=time_ns)
        if self._preroll is not None:
            self._preroll.bytes_received(data, connection=connection, time_ns=time_ns)

    def bytes_handled(self) -> None:
        """Begin anew where that is due: what came was decoded."""
        if self._recording is not None:
            self._recording.bytes_handled(self._connection())
        if self._preroll is not None:
            self._preroll.bytes_handled(self._connection(), self._clock.monotonic_ns())

    def updated(self, damage: Sequence[Rect]) -> None:
        """Take note of what changed in the picture."""
        if self._recording is not None:
            self._recording.updated(damage)

    # --- inside

    def _keep_history(self) -> None:
        connection = self._connection()
        if connection is not None and (self._recording is not None or self._preroll is not None):
            connection.keep_history()

    def _save(self, takes: Sequence[Take], cause: str, is_whole: bool) -> None:
        """Write a file a take, in a thread."""
        now_ns, wall_ns = self._clock.monotonic_ns(), self._clock.wall_ns()
        origin = Origin(
            self._host.name, replace(self._settings, format=VideoFormat.WIRE), self._host.group
        )
        paths: list[str] = []
        for take in takes:
            start_ns = wall_ns - (now_ns - take.start_ns)
            try:
                path = _saved(
                    take, origin, start_ns=start_ns, is_whole=is_whole and take is takes[-1]
                )
                size_bytes = path.stat().st_size
            except OSError as error:
                logger.error("the pre-roll of %s cannot be saved: %s", self._host.name, error)
                self._emit(PrerollSaved(self._session, tuple(paths), 0.0, str(error)))
                return
            facts = origin.facts(
                path,
                start_ns=start_ns,
                length_ns=take.end_ns - take.start_ns,
                size=take.size,
                frames=len(take.blocks),
                cause=cause,
                ended=Ended.STOPPED,
            )
            write_draft(facts)
            self._emit(finished_notice(self._session, facts, size_bytes))
            paths.append(str(path))
        length_s = (now_ns - takes[0].start_ns) / 1e9
        self._emit(PrerollSaved(self._session, tuple(paths), length_s, ""))


def _saved(take: Take, origin: Origin, *, start_ns: int, is_whole: bool) -> Path:
    """Write a take to a file; return its path.

    Args:
        take: what was kept.
        origin: of the file.
        start_ns: wall time of its beginning.
        is_whole: the last message is there to its end, so that another one may follow.

    Raises:
        OSError: the disk refuses; nothing is left of it.
    """
    path = segment_path(Path(origin.settings.folder), origin.host, start_ns, suffix=".fbs")
    with PartFile(path) as file:
        writer = FbsWriter(file)
        writer.write(take.beginning, 0)
        for time_ns, data in take.blocks:
            writer.write(data, max(0, time_ns - take.start_ns) // 1_000_000)
        if is_whole:
            writer.write(EMPTY_UPDATE, (take.end_ns - take.start_ns) // 1_000_000)
        return file.finish()
