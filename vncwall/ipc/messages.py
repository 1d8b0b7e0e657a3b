"""Commands that go down to the processes and notices that come up from them.

Frozen, picklable, small. `session` is the number the program gave a configured desktop at start;
it is never reused. Times are nanoseconds of `Clock.monotonic_ns`, which all processes share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from vncwall.geometry import Rect
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.note import Note
from vncwall.ipc.segment import BY_HAND, PREROLL, SegmentFacts
from vncwall.settings.keeping import KeepingSettings
from vncwall.settings.mask import Mask
from vncwall.settings.model import (
    BudgetSettings,
    HostSettings,
    PictureSettings,
    RecordingSettings,
)
from vncwall.states import (
    Abilities,
    AlertState,
    PictureLook,
    PowerAction,
    Reason,
    SessionState,
    Severity,
)


class _Message:
    """Base of both. Pickled as a call of its class: half the time of a dataclass's own."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __reduce__(self) -> tuple[type[_Message], tuple[object, ...]]:
        """Return the class and its arguments, in the order of the fields."""
        return type(self), tuple([getattr(self, name) for name in self.__match_args__])


@dataclass(frozen=True, slots=True)
class Command(_Message):
    """Base of what goes down."""


@dataclass(frozen=True, slots=True)
class Notice(_Message):
    """Base of what comes up."""


# --- commands to a session worker (the wall sends them to the supervisor, which routes them)


@dataclass(frozen=True, slots=True)
class AddSession(Command):
    """Begin to hold a connection to `host`."""

    session: int
    host: HostSettings


@dataclass(frozen=True, slots=True)
class RemoveSession(Command):
    """Close the session and forget it."""

    session: int


@dataclass(frozen=True, slots=True)
class ChangeHost(Command):
    """Go on with these settings, on the same connection: name, address and login are as before."""

    session: int
    host: HostSettings


@dataclass(frozen=True, slots=True)
class SetPreviewSize(Command):
    """Keep a preview that fits this box; 0x0: nobody looks, keep none and ask for nothing."""

    session: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SetTilePicture(Command):
    """Ask with these settings while not under control (a recording wants more than a tile)."""

    session: int
    picture: PictureSettings


@dataclass(frozen=True, slots=True)
class SetBudget(Command):
    """Stay within this share of the line from now on, whatever the session would like to have."""

    session: int
    kbit_s: float
    """Of what the server sends, as TCP carries it; 0: no limit."""


@dataclass(frozen=True, slots=True)
class SetPace(Command):
    """Ask no more often than this from now on, whatever the settings say: it is too much."""

    session: int
    least_interval_s: float
    """0: as often as the settings say."""


@dataclass(frozen=True, slots=True)
class SetControl(Command):
    """Give the session full control and full quality, or make it view-only again."""

    session: int
    enabled: bool
    is_shown_large: bool = True
    """False: input goes to it, and who sends that sees no more of it than its tile."""


@dataclass(frozen=True, slots=True)
class ShareFramebuffer(Command):
    """Keep a full-size shared framebuffer while enabled (a promoted tile, a recorder)."""

    session: int
    enabled: bool


@dataclass(frozen=True, slots=True)
class Reconnect(Command):
    """Connect now, whatever the backoff says."""

    session: int


@dataclass(frozen=True, slots=True)
class KeyEvent(Command):
    """A key for the controlled desktop; dropped unless it is under control."""

    session: int
    keysym: int
    down: bool
    keycode: int = 0
    """XT scancode of the key, for servers that go by places (QEMU); 0: not known."""


@dataclass(frozen=True, slots=True)
class PointerEvent(Command):
    """Pointer position in desktop pixels and the RFB button mask."""

    session: int
    x: int
    y: int
    buttons: int


@dataclass(frozen=True, slots=True)
class PointerMotion(Command):
    """Pointer motion for a desktop that wants no positions, and the RFB button mask."""

    session: int
    dx: int
    dy: int
    buttons: int


@dataclass(frozen=True, slots=True)
class ResizeDesktop(Command):
    """Ask a controlled desktop for another size; `DesktopChanged` or `ResizeRefused` answers."""

    session: int
    width: int
    height: int
    screens: tuple[Rect, ...] = ()
    """Its monitors then; empty: one over all of it."""


@dataclass(frozen=True, slots=True)
class RequestPower(Command):
    """Shut down, reboot or reset the machine behind a controlled desktop."""

    session: int
    action: PowerAction


@dataclass(frozen=True, slots=True)
class ClientCutText(Command):
    """Clipboard text for the controlled desktop."""

    session: int
    text: str


@dataclass(frozen=True, slots=True)
class SetRecording(Command):
    """Start or stop recording a session; the supervisor routes it to worker and recorder."""

    session: int
    enabled: bool
    cause: str = BY_HAND
    """Who wants it: `BY_HAND`, or the plan; see `SegmentFacts.cause`."""


@dataclass(frozen=True, slots=True)
class SetConnected(Command):
    """Hold a connection to the host, or let it rest until it is wanted again."""

    session: int
    enabled: bool
    detail: str = ""
    """Until when it rests, in words."""


@dataclass(frozen=True, slots=True)
class WatchPicture(Command):
    """Ask for pictures even if nobody looks: what they show may begin a recording."""

    session: int
    enabled: bool
    change_percent: float = 0.0
    """Least part of the picture that changes within a second to be told; 0: none is told."""


@dataclass(frozen=True, slots=True)
class RecordWire(Command):
    """Write the server's bytes of this session to files (FBS 001.000)."""

    session: int
    settings: RecordingSettings | None
    """None: stop."""
    cause: str = BY_HAND
    """See `SegmentFacts.cause`."""


@dataclass(frozen=True, slots=True)
class KeepPreroll(Command):
    """Keep the last minutes of this session in memory, as its server sent them."""

    session: int
    settings: RecordingSettings
    """How long, how much, and where to save them; a length of 0 keeps nothing."""


@dataclass(frozen=True, slots=True)
class SavePreroll(Command):
    """Make a recording of what is kept of this session; `PrerollSaved` answers."""

    session: int
    last_s: float = 0.0
    """How far back; 0: all that is kept."""
    cause: str = PREROLL
    """See `SegmentFacts.cause`."""


@dataclass(frozen=True, slots=True)
class SavePicture(Command):
    """Write the present picture of a session to a PNG file; `PictureSaved` answers."""

    session: int
    path: str
    masks: tuple[Mask, ...] = ()
    """What of the desktop is never stored: black in it."""


@dataclass(frozen=True, slots=True)
class AcknowledgeAlert(Command):
    """Somebody knows of an alert, and says what is done about it."""

    session: int
    rule: str
    """Empty: all of this host."""
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SetMaintenance(Command):
    """Somebody begins to work on a host, or has done: meanwhile nothing about it is an alert."""

    session: int
    for_s: float
    """How long from now; 0: it is over."""
    who: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Configure(Command):
    """What holds for all sessions from now on; recordings begin anew if theirs has changed."""

    recording: RecordingSettings
    budgets: BudgetSettings
    keeping: KeepingSettings = field(default_factory=KeepingSettings)


@dataclass(frozen=True, slots=True)
class ExplainSession(Command):
    """Say why a session is treated as it is; `SessionExplained` answers."""

    session: int


@dataclass(frozen=True, slots=True)
class TakeNote(Command):
    """Keep a few words about what a session shows now; `NoteTaken` answers."""

    session: int
    text: str


# --- commands to a recorder worker


@dataclass(frozen=True, slots=True)
class StartRecording(Command):
    """Begin to record; frames are read from the shared framebuffer announced separately."""

    session: int
    name: str
    settings: RecordingSettings
    group: str = ""
    cause: str = BY_HAND
    """See `SegmentFacts.cause`."""


@dataclass(frozen=True, slots=True)
class KeepRecordings(Command):
    """Keep the finished recordings of a folder in order by these settings from now on."""

    folder: str
    keeping: KeepingSettings


@dataclass(frozen=True, slots=True)
class KeepSegment(Command):
    """Enter a finished file, which some other process wrote, with its manifest."""

    facts: SegmentFacts


@dataclass(frozen=True, slots=True)
class ConvertSegment(Command):
    """Make a video of a finished recording of the wire when there is nothing better to do."""

    session: int
    facts: SegmentFacts
    settings: RecordingSettings
    """Of the video; also whether the recording of the wire stays."""


@dataclass(frozen=True, slots=True)
class StopRecording(Command):
    """Finish the file of this session."""

    session: int


@dataclass(frozen=True, slots=True)
class FinishRecordings(Command):
    """End all recordings, to the recorder; what others still finish is entered until `Shutdown`."""


@dataclass(frozen=True, slots=True)
class Shutdown(Command):
    """End in order: close connections, flush encoders, unlink memory, exit."""


# --- notices


@dataclass(frozen=True, slots=True)
class SessionChanged(Notice):
    """A session has a new state."""

    session: int
    state: SessionState
    reason: Reason
    detail: str
    """One sentence for the operator: what, where, which value."""
    retry_at_ns: int
    """When the next attempt begins; 0: none is planned."""


@dataclass(frozen=True, slots=True)
class ControlChanged(Notice):
    """Somebody has keyboard and pointer of a session, or nobody has any more."""

    session: int
    who: str
    """Name of the operator; "": nobody."""


@dataclass(frozen=True, slots=True)
class CauseChanged(Notice):
    """A session that is recorded is recorded for another reason from now on."""

    session: int
    cause: str
    """See `SegmentFacts.cause`."""


@dataclass(frozen=True, slots=True)
class PlanChanged(Notice):
    """Why a session is recorded now and until when, or when it will be next."""

    session: int
    cause: str
    """See `SegmentFacts.cause`; "": it is not to be recorded now."""
    until_ns: int
    """Wall time of the end that is planned; 0: none is."""
    next_cause: str
    """Why it will be recorded next; "": nothing is planned, or it is recorded now."""
    next_ns: int
    """Wall time of that."""


@dataclass(frozen=True, slots=True)
class ScreenChanged(Notice):
    """As much of the picture changed within a second as was to be told."""

    session: int
    percent: float


@dataclass(frozen=True, slots=True)
class RuleSeen(Notice):
    """What the picture shows for a rule, when that has become known or another."""

    session: int
    rule: str
    is_met: bool
    """What it looks for is there."""
    detail: str
    is_activity: bool = False
    """Said by a rule that looks for silence: something has changed, and that is all."""


@dataclass(frozen=True, slots=True)
class AlertChanged(Notice):
    """An alert was raised, acknowledged or cleared, or more is known of it.

    Times are wall times.
    """

    session: int
    rule: str
    state: AlertState
    severity: Severity
    detail: str
    raised_ns: int
    changed_ns: int
    who: str = ""
    """Who acknowledged it."""
    note: str = ""
    is_news: bool = True
    """False: a former run of the program has told it already, or only the detail is new."""


@dataclass(frozen=True, slots=True)
class ControlledElsewhere(Notice):
    """Another wall has taken control of a host, or given it back."""

    session: int
    who: str
    """Who sits at the other walls; "": nobody has control there."""


@dataclass(frozen=True, slots=True)
class MaintenanceChanged(Notice):
    """Somebody works on a host, so nothing about it is an alert, or nobody does any more."""

    session: int
    is_on: bool
    until_ns: int = 0
    """Wall time of the end that is planned; 0: none is."""
    reason: str = ""
    """Name of the window, or what a person noted."""
    who: str = ""
    """Who began it by hand; "": the configuration."""


@dataclass(frozen=True, slots=True)
class PictureSaved(Notice):
    """The picture of a session is in a file, or it is not."""

    session: int
    path: str
    detail: str
    """Why nothing was saved; "": it was."""


@dataclass(frozen=True, slots=True)
class DesktopChanged(Notice):
    """The remote desktop's name, size or monitors, on connect and on every change."""

    session: int
    name: str
    width: int
    height: int
    screens: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class FramebufferShared(Notice):
    """A new shared framebuffer replaces the session's former one of this kind.

    `descriptor` None: there is none any more. The former one has been unlinked; a reader that
    has it attached keeps its last picture until it closes it.
    """

    session: int
    kind: FramebufferKind
    descriptor: FramebufferDescriptor | None


@dataclass(frozen=True, slots=True)
class FramePublished(Notice):
    """A shared framebuffer holds a newer picture."""

    session: int
    kind: FramebufferKind
    generation: int
    serial: int
    time_ns: int
    """When the last byte of the newest update in it was received."""
    is_whole: bool = True
    """False: of other parts older pictures are shown; `SessionAlive` says how old."""


@dataclass(frozen=True, slots=True)
class SessionAlive(Notice):
    """The server answered, though nothing changed: the picture is known to be current."""

    session: int
    time_ns: int
    """When all of the picture was current."""
    is_current: bool = True
    """False: nobody asks for pictures; the server is there, what it would show is not known."""


@dataclass(frozen=True, slots=True)
class LookChanged(Notice):
    """The picture of a live session looks like something else now."""

    session: int
    look: PictureLook
    since_ns: int
    """Since when it has looked so."""


@dataclass(frozen=True, slots=True)
class CursorChanged(Notice):
    """Pointer shape of a controlled session: straight-alpha BGRA; width 0 hides it."""

    session: int
    width: int
    height: int
    hotspot_x: int
    hotspot_y: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class PointerMoved(Notice):
    """Where the pointer of a session is, whose shape `CursorChanged` tells."""

    session: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class ServerCutText(Notice):
    """The remote clipboard of a controlled session has new text."""

    session: int
    text: str


@dataclass(frozen=True, slots=True)
class AbilitiesChanged(Notice):
    """What a controlled desktop can be asked for is known, or has changed."""

    session: int
    abilities: Abilities


@dataclass(frozen=True, slots=True)
class LightsChanged(Notice):
    """The lights of a controlled desktop's keyboard."""

    session: int
    scroll_lock: bool
    num_lock: bool
    caps_lock: bool


@dataclass(frozen=True, slots=True)
class ResizeRefused(Notice):
    """A controlled desktop keeps its size."""

    session: int
    why: str


@dataclass(frozen=True, slots=True)
class PowerRefused(Notice):
    """The machine behind a controlled desktop was not shut down, rebooted or reset."""

    session: int
    why: str


@dataclass(frozen=True, slots=True)
class Bell(Notice):
    """The server rang."""

    session: int


@dataclass(frozen=True, slots=True)
class SessionStats(Notice):
    """Traffic of a live session over the last few seconds."""

    session: int
    kbit_s: float
    updates_s: float
    encodings: tuple[str, ...]
    """Names of the encodings that were received."""
    round_trip_ms: float = 0.0
    """From a request or Fence to its answer, the least of the last ones; 0: not yet known."""
    throughput_kbit_s: float = 0.0
    """What the line carried while an answer was coming; 0: not yet known."""
    wanted_kbit_s: float = 0.0
    """What the session would use if no budget held it back."""
    update_bytes: float = 0.0
    """Mean size of an update on the wire."""
    cpu_ms_s: float = 0.0
    """Milliseconds of processor time a second spent on this session."""
    asked: str = ""
    """What the server is asked for now, in words: encoding, levels, format, interval."""
    why: str = ""
    """Why just that: one sentence for the operator."""
    change_bytes: float = 0.0
    """What all changes of its screen may weigh at a time: as much as a large update of late."""
    login: str = ""
    """How the login was made (`security.SecurityMethod`)."""


class RecordingState(StrEnum):
    """What the recorder does with a session."""

    OFF = "off"
    WAITING = "waiting"
    """Armed, no picture yet or no change."""
    RECORDING = "recording"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RecordingChanged(Notice):
    """Recording of a session began, ended or failed (`detail` says why)."""

    session: int
    state: RecordingState
    path: str
    detail: str


@dataclass(frozen=True, slots=True)
class SegmentFinished(Notice):
    """A file is complete under its final name."""

    session: int
    path: str
    duration_s: float
    frames: int
    size_bytes: int
    facts: SegmentFacts | None = None
    """What its manifest will say; None: nothing but the file is known."""


@dataclass(frozen=True, slots=True)
class PrerollSaved(Notice):
    """What was kept of a session is in files, each told by a `SegmentFinished`; or it is not."""

    session: int
    paths: tuple[str, ...]
    """More than one where the connection was lost meanwhile."""
    length_s: float
    """From the first picture to now."""
    detail: str
    """Why nothing was saved; "": it was."""


@dataclass(frozen=True, slots=True)
class SessionExplained(Notice):
    """All that is known of a session, and why it is treated as it is."""

    session: int
    answer: Mapping[str, Any]
    """As `vncwall why --json` prints it."""
    notes: tuple[Note, ...]
    """The newest notes about its host, oldest first."""


@dataclass(frozen=True, slots=True)
class NoteTaken(Notice):
    """What became of a note."""

    session: int
    detail: str
    """Why it could not be kept; "": it is kept."""


@dataclass(frozen=True, slots=True)
class WorkerStats(Notice):
    """A heartbeat with the process's cost so far."""

    worker: str
    pid: int
    cpu_s: float
    rss_bytes: int
    sessions: int
    next_s: float = 1.0
    """Until the next one, if it comes in time."""
    engaged_s: float = 0.0
    """Seconds in which it had something to do, with a processor or waiting for one; 0: unknown."""


@dataclass(frozen=True, slots=True)
class WorkerReplaced(Notice):
    """A process ended unasked and another took its place (or the budget is spent)."""

    worker: str
    detail: str


@dataclass(frozen=True, slots=True)
class LoadChanged(Notice):
    """The machine is overloaded, or it is no longer."""

    level: int
    """0: nobody is slowed; the higher, the more are, and the more each."""
    slowed: int
    """Sessions that are asked less often than their settings say."""
    detail: str
    """What is overloaded and what follows, in one sentence; "": all is well."""


@dataclass(frozen=True, slots=True)
class LogLine(Notice):
    """A child's log record, formatted, for the main process's handlers."""

    logger: str
    level: int
    message: str
