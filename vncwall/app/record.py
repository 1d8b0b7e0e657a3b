"""`vncwall record`: the process pool without a window; hosts are recorded as planned, or all."""

from __future__ import annotations

import contextlib
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from vncwall.app.hangup import reading_again_on_hangup
from vncwall.app.service import ServiceManager
from vncwall.clock import Clock, SystemClock
from vncwall.ipc.desk import DeskPlace
from vncwall.ipc.messages import (
    AddSession,
    LogLine,
    Notice,
    PlanChanged,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    SessionChanged,
    SetRecording,
)
from vncwall.scheduling.lineup import Lineup
from vncwall.settings.model import (
    HostSettings,
    Settings,
)
from vncwall.settings.watch import ConfigurationWatch, Reading
from vncwall.states import EXIT_CODES, Reason, SessionState
from vncwall.workers.supervisor import Supervisor

WIRE_SUFFIX = ".fbs"
_SECOND = 1_000_000_000
_POLL_S = 1.0
"""While nothing happens: recording still desktops for years is to cost next to nothing."""
_TIMED_POLL_S = 0.25
"""While the end of a recording that was given a length is waited for."""
_PATIENCE_NS = 10 * _SECOND
"""A host may take so long to its first recorded picture, on a busy computer or a long line."""
_FIRST_STEPS = (SessionState.CONNECTING, SessionState.AUTHENTICATING)
_SEVERAL_CAUSES = 1
_MOST_SEGMENTS = 100
"""Files of a host that are told of one by one at the end; it may run for years."""
_CONFIGURATION = "configuration"
"""Stands where the name of a host does, before news of the file."""
_STYLES = {
    RecordingState.RECORDING: "red",
    RecordingState.FAILED: "bold yellow",
    RecordingState.WAITING: "dim",
    RecordingState.OFF: "dim",
}


@dataclass(slots=True)
class HostProgress:
    """What is known about one host, and what is to be printed about it."""

    host: HostSettings
    session: SessionState = SessionState.IDLE
    reason: Reason = Reason.NONE
    detail: str = ""
    recording: RecordingState = RecordingState.OFF
    trouble: str = ""
    """Why recording failed."""
    was_live: bool = False
    is_gone: bool = False
    """The configuration does not name it any more, or only at another address."""
    first_ns: int = 0
    """When the first file began."""
    open_path: str = ""
    said: str = ""
    """The last line about the session, so that retries do not repeat it."""
    plan: PlanChanged | None = None
    was_wanted: bool = True
    """It was to be recorded at some time; a host whose window did not come is no failure."""
    files: int = 0
    finished_bytes: int = 0
    finished: deque[SegmentFinished] = field(default_factory=lambda: deque(maxlen=_MOST_SEGMENTS))
    """The last files."""

    def update(self, notice: Notice, now_ns: int) -> str:
        """Take note; return a line for people, or "" when nothing new is to be said."""
        match notice:
            case SessionChanged(state=state, reason=reason, detail=detail):
                self.session = state
                if state is SessionState.LIVE:
                    self.was_live = True
                    self.reason, self.detail = Reason.NONE, ""
                    return self._news(str(state))
                if state is SessionState.IDLE:
                    self.reason, self.detail = Reason.NONE, ""
                    return self._news(notice.detail)
                if reason is Reason.NONE:
                    return ""  # connecting again: what went wrong before is still the cause
                self.reason, self.detail = reason, detail
                return self._news(f"{state}: {detail or reason}")
            case RecordingChanged(state=state, path=path, detail=detail):
                self.recording, self.trouble = state, detail
                self.open_path = path
                if state is RecordingState.RECORDING:
                    self.first_ns = self.first_ns or now_ns
                    return f"recording to {path}"
                return f"recording stopped: {detail}" if state is RecordingState.FAILED else ""
            case PlanChanged():
                is_first = self.plan is None
                self.plan = notice
                self.was_wanted = bool(notice.cause) or (self.was_wanted and not is_first)
                return plan_in_words(notice) if notice.cause else ""
            case SegmentFinished():
                self.add(notice)
                return (
                    f"{notice.path}: {duration(notice.duration_s)}, {notice.frames} frames, "
                    f"{megabytes(notice.size_bytes)}"
                )
            case _:
                return ""

    def add(self, segment: SegmentFinished) -> None:
        """Count a file."""
        self.finished.append(segment)
        self.files += 1
        self.finished_bytes += segment.size_bytes

    @property
    def cause(self) -> str:
        """Why nothing was recorded, in words."""
        return self.trouble or self.detail or str(self.reason) or "no picture came"

    def _news(self, text: str) -> str:
        if text == self.said:
            return ""
        self.said = text
        return text

    @property
    def size_bytes(self) -> int:
        """Bytes on the disk, the open file included."""
        total = self.finished_bytes
        if self.open_path:
            with contextlib.suppress(OSError):
                total += Path(self.open_path).stat().st_size
        return total

    @property
    def is_about_to_begin(self) -> bool:
        """Whether a desktop is there, or first asked, whose first picture is not recorded yet."""
        is_first_asked = self.session in _FIRST_STEPS and self.reason is Reason.NONE
        is_there = self.session is SessionState.LIVE or is_first_asked
        return is_there and self.recording in (
            RecordingState.OFF,
            RecordingState.WAITING,
        )

    @property
    def is_hopeless(self) -> bool:
        """Whether the session has ended and nothing will be tried again."""
        return self.is_gone or self.session in (SessionState.FAILED, SessionState.STOPPED)


def hosts_to_hold(settings: Settings) -> tuple[HostSettings, ...]:
    """Return the hosts to record, and those of which the last minutes are kept."""
    recorded = {host.name: host for host in hosts_to_record(settings)}
    return tuple(
        recorded.get(host.name, host)
        for host in settings.hosts
        if host.name in recorded or (host.recording or settings.recording).preroll_s > 0
    )


def hosts_to_record(settings: Settings) -> tuple[HostSettings, ...]:
    """Return the hosts that ``record`` is said of; all, always, when it is of none.

    Hosts that have rules for alerts are watched over besides.
    """
    if not any(host.record or host.schedules for host in settings.hosts):
        return tuple(replace(host, record=True) for host in settings.hosts)
    return tuple(host for host in settings.hosts if host.record or host.schedules or host.alerts)


def plan_in_words(plan: PlanChanged) -> str:
    """Return why a host is recorded and until when, in the computer's time."""
    text = f"to be recorded: {plan.cause}"
    if plan.until_ns:
        text += f", until {datetime.fromtimestamp(plan.until_ns // _SECOND):%a %d %b %H:%M}"
    return text


def run(
    settings: Settings,
    *,
    duration_s: float | None = None,
    console: Console | None = None,
    clock: Clock | None = None,
    make_supervisor: Callable[..., Supervisor] = Supervisor,
    desk: DeskPlace | None = None,
    watch: ConfigurationWatch | None = None,
    by_hand: bool = False,
    service: ServiceManager | None = None,
) -> int:
    """Record until `duration_s` is over, Ctrl-C or SIGTERM; finish all files; print a table.

    Args:
        settings: hosts (see `hosts_to_hold`), and where and how to record.
        duration_s: counted from the first recorded picture, or from the start when no host is
            live; None: until interrupted.
        console: where to print; None: the terminal.
        clock: for tests.
        make_supervisor: for tests.
        desk: where other programs of this user may ask; None: nowhere.
        watch: of the configuration that `settings` are from; changes of it take effect. As it can
            be mended, it is gone on even if no host can be recorded now.
        by_hand: a person has named these hosts: all are recorded, now and until the end.
        service: is told what a service manager wants to hear.

    Returns:
        0 when every host was recorded whose time came; else the code of the one cause
        (`states.EXIT_CODES`), or 1. 0 also when a configuration was followed until a signal.
    """
    clock = clock or SystemClock()
    console = console or Console()
    service = service or ServiceManager({})
    roll = _Roll(settings, watch, by_hand=by_hand)
    settings = roll.settings
    if not settings.hosts:
        console.print("no host to record")
        return 0
    progress = roll.progress
    supervisor = make_supervisor(settings, desk=desk, rests=True)
    with (
        _sigterm_as_interrupt(),
        reading_again_on_hangup(watch),
        contextlib.suppress(KeyboardInterrupt),
        supervisor,
        _display(console, progress, clock) as show,
    ):
        roll.begin(supervisor)
        service.ready()
        try:
            _watch(supervisor, roll, clock, duration_s=duration_s, show=show, service=service)
        finally:
            service.stopping()
    # Files that were finished while the processes ended; that sessions stopped is no news.
    for notice in supervisor.poll(0.0):
        if isinstance(notice, SegmentFinished):
            line = _take(notice, progress, clock.monotonic_ns())
            if line and not console.is_terminal:
                _print_line(console, *line)
    service.close()
    if console.is_terminal:
        console.print(_summary(progress.values()))
    else:
        for one in progress.values():
            if not one.finished and not one.is_gone and one.was_wanted:
                _print_line(console, one.host.name, f"nothing recorded: {one.cause}")
    if watch is not None and not by_hand and duration_s is None:
        return 0
    return exit_code(progress.values())


def exit_code(progress: Iterable[HostProgress]) -> int:
    """Return 0 when every host was recorded, else the code that its cause has; 1 for several."""
    codes = set()
    for one in progress:
        if one.finished or one.is_gone or not one.was_wanted:
            continue
        code = EXIT_CODES[one.reason] if not one.was_live else _SEVERAL_CAUSES
        codes.add(code or EXIT_CODES[Reason.TIMED_OUT])
    if len(codes) > 1:
        return _SEVERAL_CAUSES
    return codes.pop() if codes else 0


def duration(seconds: float) -> str:
    """Return a length of time as players show it.

    >>> duration(3725.4)
    '1:02:05'
    """
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{whole // 60}:{whole % 60:02}"


def megabytes(size_bytes: int) -> str:
    """Return a size in MB (10^6 bytes), with more digits where it is small.

    >>> megabytes(1_234_000), megabytes(56_789)
    ('1.2 MB', '0.057 MB')
    """
    size = size_bytes / 1e6
    return f"{size:.1f} MB" if size >= 1 else f"{size:.3f} MB"


class _Roll:
    """Who is recorded: the hosts of the configuration as it is now.

    Attributes:
        settings: with the hosts that are recorded alone.
        progress: of all that have been recorded, by session, also of those that are gone.
        by_hand: a person has named the hosts.
        follows_plan: a configuration says when; it is gone on whatever happens.
    """

    def __init__(
        self, settings: Settings, watch: ConfigurationWatch | None, *, by_hand: bool
    ) -> None:
        self.by_hand = by_hand
        self.follows_plan = watch is not None and not by_hand
        self.settings = self._chosen(settings)
        self.progress = {n: self._progress(host) for n, host in enumerate(self.settings.hosts)}
        self._lineup = Lineup(self.settings)
        self._watch = watch

    def begin(self, supervisor: Supervisor) -> None:
        """Say what a hand wants."""
        if self.by_hand:
            for session in self.progress:
                supervisor.send(SetRecording(session, True))

    def status(self) -> str:
        """Return what is done now, in one line."""
        hosts = [one for one in self.progress.values() if not one.is_gone]
        recording = sum(one.recording is RecordingState.RECORDING for one in hosts)
        wanted = [one for one in hosts if (one.plan.cause if one.plan else one.was_wanted)]
        missing = [one for one in wanted if one.recording is not RecordingState.RECORDING]
        text = f"{recording} of {len(hosts)} hosts recorded, {len(wanted)} planned now"
        if missing:
            first = missing[0]
            text += f"; not {first.host.name}: {first.cause}"
            if len(missing) > 1:
                text += f", and {len(missing) - 1} more"
        return text

    def _progress(self, host: HostSettings) -> HostProgress:
        """Return the progress of a host before anything has happened."""
        # What is to be recorded when something happens, is not before that is said.
        is_planned = self.by_hand or host.record or any(not s.occasions for s in host.schedules)
        return HostProgress(host, was_wanted=is_planned)

    def _chosen(self, settings: Settings) -> Settings:
        if not self.by_hand:
            return replace(settings, hosts=hosts_to_hold(settings))
        hosts = tuple(replace(host, record=False, schedules=()) for host in settings.hosts)
        return replace(settings, hosts=hosts)

    def follow(self, supervisor: Supervisor, now_ns: int) -> str:
        """Take over a configuration that was written anew; return what is to be said of it."""
        reading = self._watch.poll(now_ns) if self._watch is not None else None
        return "" if reading is None else self._take(reading, supervisor)

    def _take(self, reading: Reading, supervisor: Supervisor) -> str:
        if reading.settings is None:
            return reading.message
        self.settings = self._chosen(reading.settings)
        step = self._lineup.change(self.settings)
        for command in step.commands:
            supervisor.send(command)
            if self.by_hand and isinstance(command, AddSession):
                supervisor.send(SetRecording(command.session, True))
        for number, host in self._lineup.hosts.items():
            self.progress.setdefault(number, self._progress(host)).host = host
        for number, one in self.progress.items():
            one.is_gone = number not in self._lineup.hosts
        return step.changes.sentence()


def _watch(
    supervisor: Supervisor,
    roll: _Roll,
    clock: Clock,
    *,
    duration_s: float | None,
    show: Callable[[str, str], None],
    service: ServiceManager,
) -> None:
    start_ns = clock.monotonic_ns()
    progress = roll.progress
    while True:
        now = clock.monotonic_ns()
        news = roll.follow(supervisor, now)
        if news:
            service.reloading(now)
            show(_CONFIGURATION, news)
            service.ready()
        service.beat(now, roll.status())
        for notice in supervisor.poll(_POLL_S if duration_s is None else _TIMED_POLL_S):
            line = _take(notice, progress, clock.monotonic_ns())
            if line:
                show(*line)
        show("", "")
        now = clock.monotonic_ns()
        if duration_s is not None:
            first_ns = min((one.first_ns for one in progress.values() if one.first_ns), default=0)
            end_ns = (first_ns or start_ns) + duration_s * _SECOND
            if not first_ns and any(one.is_about_to_begin for one in progress.values()):
                end_ns += _PATIENCE_NS
            if now >= end_ns:
                return
        if not roll.follows_plan and all(one.is_hopeless for one in progress.values()):
            return


def _take(notice: Notice, progress: dict[int, HostProgress], now_ns: int) -> tuple[str, str] | None:
    if isinstance(notice, LogLine):
        return None
    one = progress.get(getattr(notice, "session", -1))
    if one is None:
        return None
    line = one.update(notice, now_ns)
    return (one.host.name, line) if line else None


@contextlib.contextmanager
def _display(
    console: Console, progress: dict[int, HostProgress], clock: Clock
) -> Iterator[Callable[[str, str], None]]:
    """Yield a function that is given news: a table that lives on a terminal, else plain lines."""
    if not console.is_terminal:

        def line(host: str, news: str) -> None:
            if news:
                _print_line(console, host, news)

        yield line
        return

    start_ns = clock.monotonic_ns()
    with Live(console=console, refresh_per_second=4, transient=True) as live:

        def table(host: str, news: str) -> None:
            now = clock.monotonic_ns()
            if host == _CONFIGURATION:
                _print_line(live.console, host, news)
            live.update(_progress_table(progress, now, since_ns=start_ns))

        yield table


def _print_line(console: Console, host: str, news: str) -> None:
    console.print(f"{host}: {news}", soft_wrap=True, highlight=False, markup=False)


def _progress_table(progress: dict[int, HostProgress], now_ns: int, *, since_ns: int) -> Table:
    table = Table(box=None, pad_edge=False)
    for name, justify in (("", "left"), ("host", "left"), ("state", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name in ("elapsed", "files", "size"):
        table.add_column(name, justify="right")
    for one in progress.values():
        if one.is_gone:
            continue
        style = _STYLES[one.recording]
        elapsed = duration((now_ns - one.first_ns) / 1e9) if one.first_ns else ""
        state = one.trouble or (str(one.recording) if one.was_live else str(one.session))
        if one.session is SessionState.IDLE and one.plan is not None and not one.plan.cause:
            state = one.said
        elif one.session is not SessionState.LIVE and one.reason is not Reason.NONE:
            state = f"{one.session}: {one.reason}"
        files = one.files + bool(one.open_path)
        table.add_row(
            Text("●" if one.recording is RecordingState.RECORDING else "○", style=style),
            Text(one.host.name),
            Text(state),
            elapsed,
            str(files),
            megabytes(one.size_bytes),
        )
    waited = duration((now_ns - since_ns) / 1e9)
    table.caption = f"{waited}   Ctrl-C ends and finishes the files"
    table.caption_justify = "left"
    return table


def _summary(progress: Iterable[HostProgress]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("host")
    table.add_column("file", overflow="fold")
    for name in ("duration", "frames", "size"):
        table.add_column(name, justify="right")
    for one in progress:
        if one.files > len(one.finished):
            text = f"{one.files - len(one.finished)} files before these"
            table.add_row(Text(one.host.name), Text(text), "", "", "")
        for segment in one.finished:
            table.add_row(
                Text(one.host.name),
                Text(segment.path),
                duration(segment.duration_s),
                str(segment.frames),
                megabytes(segment.size_bytes),
            )
        if not one.finished and not one.is_gone and one.was_wanted:
            table.add_row(Text(one.host.name), Text(f"nothing recorded: {one.cause}"), "", "", "")
    return table


@contextlib.contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end the recording in order, as Ctrl-C does.

    Once: who ends a group of processes often sends it twice, to the program and to the group, and
    does not mean that files are to be left unfinished. A second Ctrl-C does.
    """

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
