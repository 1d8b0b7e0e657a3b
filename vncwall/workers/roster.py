"""What is asked of every session and what is known about it.

The roster does nothing by itself. It remembers, so that a replaced process can be told, and says
which commands and notices follow from a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from vncwall.ipc.descriptor import FramebufferKind
from vncwall.ipc.messages import (
    AddSession,
    Command,
    CursorChanged,
    DesktopChanged,
    FramebufferShared,
    FramePublished,
    KeepPreroll,
    Notice,
    PointerMoved,
    RecordWire,
    SessionChanged,
    SessionStats,
    SetBudget,
    SetControl,
    SetPace,
    SetPreviewSize,
    SetTilePicture,
    ShareFramebuffer,
    WatchPicture,
)
from vncwall.scheduling.cadence import recorded_picture
from vncwall.scheduling.placement import least_loaded
from vncwall.settings.alert import PICTURE_KINDS
from vncwall.settings.model import HostSettings, PictureSettings, RecordingSettings
from vncwall.states import SessionState


class Sharer(Enum):
    """Who holds the full-size picture of a session, which its worker keeps once."""

    WALL = "wall"
    RECORDER = "recorder"


@dataclass(slots=True)
class Entry:
    """One session: what is wanted, and the last that was heard of it."""

    session: int
    host: HostSettings
    worker: int
    """Index of the post that holds it."""
    usual_recording: RecordingSettings
    """How hosts are recorded that do not say it themselves."""
    box: tuple[int, int] = (0, 0)
    has_control: bool = False
    is_shown_large: bool = True
    """Who controls it sees it in full size, see `SetControl`."""
    sharers: set[Sharer] = field(default_factory=set)
    is_recorded: bool = False
    cause: str = ""
    """Why it is recorded; see `ipc.segment.SegmentFacts`."""
    is_resting: bool = False
    """No connection is held: nothing is to be recorded or shown now."""
    watch: WatchPicture | None = None
    """How its picture is watched for what begins a recording; None: it is not."""
    wire: RecordWire | None = None
    """How its worker records what the server sends; None: it does not."""
    budget_kbit_s: float = 0.0
    """Its share of its line; 0: no limit."""
    least_interval_s: float = 0.0
    """How far apart its requests are at least because it is too much; 0: it is not slowed."""
    state: SessionChanged | None = None
    desktop: DesktopChanged | None = None
    cursor: CursorChanged | None = None
    pointer: PointerMoved | None = None
    stats: SessionStats | None = None
    full: FramebufferShared | None = None
    full_frame: FramePublished | None = None

    @property
    def recording(self) -> RecordingSettings:
        """How it is recorded."""
        return self.host.recording or self.usual_recording

    @property
    def tile_picture(self) -> PictureSettings:
        """What to ask for while it is not under control."""
        tile = self.host.tile
        return recorded_picture(tile, self.recording) if self.is_recorded else tile

    @property
    def keeps_preroll(self) -> bool:
        """Whether its last minutes are kept."""
        return self.recording.preroll_s > 0

    @property
    def is_looked_at(self) -> bool:
        """Whether a rule for alerts looks at its pixels."""
        return any(rule.when in PICTURE_KINDS for rule in self.host.alerts)

    @property
    def needs_pictures(self) -> bool:
        """Whether anybody looks at it or records it, or its last minutes are kept."""
        is_seen = self.box != (0, 0) or bool(self.sharers) or self.is_looked_at
        is_kept = self.wire is not None or self.keeps_preroll
        return is_seen or is_kept or self.watch is not None

    def orders(self) -> Iterator[Command]:
        """Yield all that a worker must be told that begins to hold this session."""
        if self.is_resting:
            return
        if self.wire is not None:
            yield self.wire
        yield AddSession(self.session, self.host)
        if self.keeps_preroll:
            yield KeepPreroll(self.session, self.recording)
        if self.budget_kbit_s:
            yield SetBudget(self.session, self.budget_kbit_s)  # long before anything is received
        if self.least_interval_s:
            yield SetPace(self.session, self.least_interval_s)
        if self.is_recorded:
            yield SetTilePicture(self.session, self.tile_picture)
        if self.box != (0, 0):
            yield SetPreviewSize(self.session, *self.box)
        if self.watch is not None:
            yield self.watch
        if self.sharers:
            yield ShareFramebuffer(self.session, True)
        if self.has_control:
            yield SetControl(self.session, True, self.is_shown_large)

    def share(self, sharer: Sharer, *, enabled: bool) -> Iterator[Command | Notice]:
        """Let somebody hold or release the full-size picture; yield what follows from it."""
        was_shared = bool(self.sharers)
        (self.sharers.add if enabled else self.sharers.discard)(sharer)
        if bool(self.sharers) != was_shared:
            yield ShareFramebuffer(self.session, enabled)
        elif enabled and sharer is Sharer.WALL:
            # The recorder has it already, so the worker will not announce it again.
            yield from (notice for notice in (self.full, self.full_frame) if notice is not None)
        if not enabled and sharer is Sharer.WALL:
            yield FramebufferShared(self.session, FramebufferKind.FULL, None)
        if not self.sharers:
            self.forget_picture()

    def note(self, notice: Notice) -> None:
        """Remember what was heard of the session."""
        match notice:
            case SessionChanged(state=state):
                self.state = notice
                if state not in (SessionState.LIVE, SessionState.STALLED):
                    self.cursor = self.pointer = None
            case CursorChanged():
                self.cursor = notice
            case PointerMoved():
                self.pointer = notice
            case DesktopChanged():
                self.desktop = notice
            case SessionStats():
                self.stats = notice
            case FramebufferShared(kind=FramebufferKind.FULL):
                self.full, self.full_frame = notice, None
            case FramePublished(kind=FramebufferKind.FULL):
                self.full_frame = notice

    def known(self) -> Iterator[Notice]:
        """Yield what a recorder that begins now has missed."""
        for notice in (
            self.state,
            self.desktop,
            self.cursor,
            self.pointer,
            self.full,
            self.full_frame,
        ):
            if notice is not None:
                yield notice

    def forget_picture(self) -> None:
        """The full-size picture is gone: its worker ended, or nobody wants it."""
        self.full = self.full_frame = None


class Roster:
    """All sessions by number, and which post holds which."""

    def __init__(self, recording: RecordingSettings) -> None:
        self._recording = recording
        self._entries: dict[int, Entry] = {}

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    def __contains__(self, session: int) -> bool:
        return session in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, session: int) -> Entry | None:
        """Return a session's entry; None: there is no such session (any more)."""
        return self._entries.get(session)

    def add(self, session: int, host: HostSettings, *, posts: int) -> Entry:
        """Enter a session with the least loaded of `posts` posts."""
        worker = least_loaded(self.loads(posts))
        entry = self._entries[session] = Entry(session, host, worker, self._recording)
        return entry

    def loads(self, posts: int) -> dict[int, int]:
        """Return how many sessions each post of the pool holds."""
        loads = dict.fromkeys(range(posts), 0)
        for entry in self:
            if entry.worker in loads:  # not in quarantine
                loads[entry.worker] += 1
        return loads

    def record_with(self, settings: RecordingSettings) -> None:
        """Let these settings hold for all sessions."""
        self._recording = settings
        for entry in self:
            entry.usual_recording = settings

    def remove(self, session: int) -> None:
        """Forget a session."""
        del self._entries[session]

    def held_by(self, worker: int) -> Iterator[Entry]:
        """Yield the sessions of one post."""
        return (entry for entry in self if entry.worker == worker)

    def recorded(self) -> Iterator[Entry]:
        """Yield the sessions that are to be recorded."""
        return (entry for entry in self if entry.is_recorded)
