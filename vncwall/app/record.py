"""`vncwall record`: the process pool without a window; hosts are recorded as planned, or all."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rich.console import Console

from vncwall.app.hangup import reading_again_on_hangup
from vncwall.app.host_progress import HostProgress
from vncwall.app.progress_display import CONFIGURATION, display, print_line, summary
from vncwall.app.service import ServiceManager
from vncwall.clock import Clock, SystemClock
from vncwall.ipc.desk import DeskPlace
from vncwall.ipc.messages import (
    AddSession,
    LogLine,
    Notice,
    RecordingState,
    SegmentFinished,
    SetRecording,
)
from vncwall.scheduling.lineup import Lineup
from vncwall.settings.model import (
    HostSettings,
    Settings,
)
from vncwall.settings.watch import ConfigurationWatch, Reading
from vncwall.states import EXIT_CODES, Reason
from vncwall.workers.supervisor import Supervisor

WIRE_SUFFIX = ".fbs"
_SECOND = 1_000_000_000
_POLL_S = 1.0
"""While nothing happens: recording still desktops for years is to cost next to nothing."""
_TIMED_POLL_S = 0.25
"""While the end of a recording that was given a length is waited for."""
_PATIENCE_NS = 10 * _SECOND
"""A host may take so long to its first recorded picture, on a busy computer or a long line."""
_SEVERAL_CAUSES = 1


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
        display(console, progress, clock) as show,
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
                print_line(console, *line)
    service.close()
    if console.is_terminal:
        console.print(summary(progress.values()))
    else:
        for one in progress.values():
            if not one.finished and not one.is_gone and one.was_wanted:
                print_line(console, one.host.name, f"nothing recorded: {one.cause}")
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
            show(CONFIGURATION, news)
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
