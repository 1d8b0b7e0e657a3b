"""`vncwall record`: the process pool without a window, every host recorded."""

from __future__ import annotations

import contextlib
import glob
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from vncwall.app.hangup import reading_again_on_hangup
from vncwall.clock import Clock, SystemClock
from vncwall.ipc.desk import DeskPlace
from vncwall.ipc.messages import (
    LogLine,
    Notice,
    RecordingChanged,
    RecordingState,
    SegmentFinished,
    SessionChanged,
)
from vncwall.recording.fbs import FbsError, read_blocks
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
_POLL_S = 0.25
_PATIENCE_NS = 10 * _SECOND
"""A host that is live may take so long to its first recorded picture on a busy computer."""
_SEVERAL_CAUSES = 1
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
    wire_path: str = ""
    """First file of a recording of the wire; a new connection begins another one beside it."""
    said: str = ""
    """The last line about the session, so that retries do not repeat it."""
    finished: list[SegmentFinished] = field(default_factory=list)

    def update(self, notice: Notice, now_ns: int) -> str:
        """Take note; return a line for people, or "" when nothing new is to be said."""
        match notice:
            case SessionChanged(state=state, reason=reason, detail=detail):
                self.session = state
                if state is SessionState.LIVE:
                    self.was_live = True
                    self.reason, self.detail = Reason.NONE, ""
                    return self._news(str(state))
                if reason is Reason.NONE:
                    return ""  # connecting again: what went wrong before is still the cause
                self.reason, self.detail = reason, detail
                return self._news(f"{state}: {detail or reason}")
            case RecordingChanged(state=state, path=path, detail=detail):
                self.recording, self.trouble = state, detail
                self.open_path = path
                if path.endswith(WIRE_SUFFIX):
                    self.wire_path = self.wire_path or path
                if state is RecordingState.RECORDING:
                    self.first_ns = self.first_ns or now_ns
                    return f"recording to {path}"
                return f"recording stopped: {detail}" if state is RecordingState.FAILED else ""
            case SegmentFinished():
                self.finished.append(notice)
                return (
                    f"{notice.path}: {duration(notice.duration_s)}, {notice.frames} frames, "
                    f"{megabytes(notice.size_bytes)}"
                )
            case _:
                return ""

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
        total = sum(segment.size_bytes for segment in self.finished)
        if self.open_path:
            with contextlib.suppress(OSError):
                total += Path(self.open_path).stat().st_size
        return total

    @property
    def is_about_to_begin(self) -> bool:
        """Whether a desktop is there whose first picture is not recorded yet."""
        return self.session is SessionState.LIVE and self.recording in (
            RecordingState.OFF,
            RecordingState.WAITING,
        )

    @property
    def is_hopeless(self) -> bool:
        """Whether the session has ended and nothing will be tried again."""
        return self.is_gone or self.session in (SessionState.FAILED, SessionState.STOPPED)


def hosts_to_record(settings: Settings) -> tuple[HostSettings, ...]:
    """Return the hosts with ``record = true``, or all when none has it; each told to record."""
    chosen = [host for host in settings.hosts if host.record] or settings.hosts
    return tuple(replace(host, record=True) for host in chosen)


def run(
    settings: Settings,
    *,
    duration_s: float | None = None,
    console: Console | None = None,
    clock: Clock | None = None,
    make_supervisor: Callable[..., Supervisor] = Supervisor,
    desk: DeskPlace | None = None,
    watch: ConfigurationWatch | None = None,
) -> int:
    """Record until `duration_s` is over, Ctrl-C or SIGTERM; finish all files; print a table.

    Args:
        settings: hosts (see `hosts_to_record`), and where and how to record.
        duration_s: counted from the first recorded picture, or from the start when no host is
            live; None: until interrupted.
        console: where to print; None: the terminal.
        clock: for tests.
        make_supervisor: for tests.
        desk: where other programs of this user may ask; None: nowhere.
        watch: of the configuration that `settings` are from; changes of it take effect.

    Returns:
        0 when every host was recorded; else the code of the one cause (`states.EXIT_CODES`), or 1.
    """
    clock = clock or SystemClock()
    console = console or Console()
    settings = replace(settings, hosts=hosts_to_record(settings))
    if not settings.hosts:
        console.print("no host to record")
        return 0
    roll = _Roll(settings, watch)
    progress = roll.progress
    supervisor = make_supervisor(settings, desk=desk)
    with (
        _sigterm_as_interrupt(),
        reading_again_on_hangup(watch),
        contextlib.suppress(KeyboardInterrupt),
        supervisor,
        _display(console, progress, clock) as show,
    ):
        _watch(supervisor, roll, clock, duration_s=duration_s, show=show)
    # Files that were finished while the processes ended; that sessions stopped is no news.
    for notice in supervisor.poll(0.0):
        if isinstance(notice, SegmentFinished):
            line = _take(notice, progress, clock.monotonic_ns())
            if line and not console.is_terminal:
                _print_line(console, *line)
    for number, one in progress.items():
        one.finished += wire_files(number, one.wire_path)
    if console.is_terminal:
        console.print(_summary(progress.values()))
    else:
        for one in progress.values():
            if not one.finished and not one.is_gone:
                _print_line(console, one.host.name, f"nothing recorded: {one.cause}")
    return exit_code(progress.values())


def wire_files(session: int, path: str) -> list[SegmentFinished]:
    """Return the wire recordings at and beside `path`, as far as they hold a picture."""
    if not path:
        return []
    first = Path(path)
    result = []
    for file in sorted(first.parent.glob(f"{glob.escape(first.stem)}*{WIRE_SUFFIX}")):
        blocks = last_ms = 0
        with contextlib.suppress(FbsError, OSError):
            for block in read_blocks(file, accept_truncated=True):
                blocks, last_ms = blocks + 1, block.time_ms
        if blocks > 1:  # the first one is ServerInit
            size_bytes = file.stat().st_size
            result.append(SegmentFinished(session, str(file), last_ms / 1000, blocks, size_bytes))
    return result


def exit_code(progress: Iterable[HostProgress]) -> int:
    """Return 0 when every host was recorded, else the code that its cause has; 1 for several."""
    codes = set()
    for one in progress:
        if one.finished or one.is_gone:
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
        progress: of all that have been recorded, by session, also of those that are gone.
    """

    def __init__(self, settings: Settings, watch: ConfigurationWatch | None) -> None:
        self.progress = {n: HostProgress(host) for n, host in enumerate(settings.hosts)}
        self._lineup = Lineup(settings)
        self._watch = watch

    def follow(self, supervisor: Supervisor, now_ns: int) -> str:
        """Take over a configuration that was written anew; return what is to be said of it."""
        reading = self._watch.poll(now_ns) if self._watch is not None else None
        return "" if reading is None else self._take(reading, supervisor)

    def _take(self, reading: Reading, supervisor: Supervisor) -> str:
        if reading.settings is None:
            return reading.message
        hosts = hosts_to_record(reading.settings)
        step = self._lineup.change(replace(reading.settings, hosts=hosts))
        for command in step.commands:
            supervisor.send(command)
        for number, host in self._lineup.hosts.items():
            self.progress.setdefault(number, HostProgress(host)).host = host
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
) -> None:
    start_ns = clock.monotonic_ns()
    progress = roll.progress
    while True:
        news = roll.follow(supervisor, clock.monotonic_ns())
        if news:
            show(_CONFIGURATION, news)
        for notice in supervisor.poll(_POLL_S):
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
        if all(one.is_hopeless for one in progress.values()):
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
        if one.session is not SessionState.LIVE and one.reason is not Reason.NONE:
            state = f"{one.session}: {one.reason}"
        files = len(one.finished) + bool(one.open_path)
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
        for segment in one.finished:
            table.add_row(
                Text(one.host.name),
                Text(segment.path),
                duration(segment.duration_s),
                str(segment.frames),
                megabytes(segment.size_bytes),
            )
        if not one.finished and not one.is_gone:
            table.add_row(Text(one.host.name), Text(f"nothing recorded: {one.cause}"), "", "", "")
    return table


@contextlib.contextmanager
def _sigterm_as_interrupt() -> Iterator[None]:
    """Let SIGTERM end the recording in order, as Ctrl-C does."""

    def interrupt(*_: object) -> None:
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
