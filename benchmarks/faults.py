"""Does to a wall all that happens to one in months, for minutes, and checks what it says.

    python -m benchmarks.faults [--minutes M | --rounds N] [--hosts N] [--only NAME,...] [--json]

Exit code 0: nothing hung, every tile said the right thing, no memory was lost. 1: a sentence for
each claim that did not hold. `docs/reference/benchmarks.md` lists the faults and the claims.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parents[1]
if not __package__:  # run as a file: the folder above is not on the path
    sys.path.insert(0, str(ROOT))

from benchmarks import hostile, results
from benchmarks.processes import pss_bytes
from vncwall.fleet.hosts import HostPlan
from vncwall.fleet.process import FleetProcess
from vncwall.geometry import Size
from vncwall.ipc.messages import (
    FramebufferShared,
    Reconnect,
    SessionChanged,
    SetPreviewSize,
    WorkerStats,
)
from vncwall.ipc.shared_framebuffer import SharedFramebufferReader
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, WallSettings
from vncwall.states import Reason, SessionState
from vncwall.wall.condition import Condition
from vncwall.wall.desktop import Desktop
from vncwall.workers import mains
from vncwall.workers.supervisor import Supervisor

STALL_S = 4.0
CONNECT_S = 3.0
BOX = (160, 100)
PATIENCE_S = 40.0
"""For a state to be reached, on a machine that does other things too."""
CALM_S = 75.0
"""For all servers that do nothing wrong to be live after a fault, those in quarantine too."""
LATE_S = 3.0
"""A turn of the main loop that takes longer is a hang."""
SILENT_S = 8.0
"""A worker that gives no sign of life for so long hangs."""
GROWTH = 1.05
"""Memory at the end, of that at the start."""
FILES = 12
"""Descriptors that a worker is left with beyond those it has, when its table is full."""
CELL = "vncwall-cell-"
PLAN = HostPlan("steady", "idle", Size(640, 480), 5)


def jumping_sessions(connection: Connection, name: str, run: str) -> None:
    """Run a session worker in a process whose wall clock jumps by hours all the time."""
    chance = random.Random(name)
    real, real_ns = time.time, time.time_ns
    time.time = lambda: real() + chance.uniform(-1e5, 1e5)
    time.time_ns = lambda: real_ns() + chance.randrange(-(10**14), 10**14)
    mains.sessions(connection, name, run)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of each worker, by name.

    A cell is a process of its own for a session on trial. How many there are at a moment depends on
    the fault that came last; they come and go, so they are no measure of what is lost.
    """

    pool: Mapping[str, int]
    cells: Mapping[str, int]

    @property
    def lasting(self) -> int:
        """Of the workers that stay."""
        return sum(self.pool.values())

    def __str__(self) -> str:
        """Name each worker with its megabytes."""
        each = {**self.pool, **self.cells}
        return ", ".join(f"{name} {size / 1e6:.1f} MB" for name, size in each.items())


class Failed(Exception):
    """A claim did not hold."""


class Stage:
    """A wall without a window, on servers of all kinds.

    Attributes:
        supervisor: with all processes.
        desktops: what the tiles would say, by session.
        steady: sessions whose servers do nothing wrong.
        named: sessions by what their servers do.
        worst_turn_s: longest turn of the main loop.
        checked: claims that held.
    """

    def __init__(self, hosts: Sequence[HostSettings], *, steady: int, workers: int) -> None:
        self.steady = range(steady)
        self.named = {host.name: index for index, host in enumerate(hosts)}
        now = time.monotonic_ns()
        self.desktops = [Desktop(index, host, now_ns=now) for index, host in enumerate(hosts)]
        self.settings = Settings(hosts=tuple(hosts), wall=WallSettings(workers=workers))
        self.supervisor = Supervisor(self.settings, session_main=jumping_sessions)
        self.worst_turn_s = 0.0
        self.checked = 0
        self._seen: Counter[tuple[int, SessionState]] = Counter()
        self._heard: dict[int, float] = {}
        self._readers: dict[tuple[int, str], SharedFramebufferReader] = {}

    def __enter__(self) -> Stage:
        self.supervisor.__enter__()
        for desktop in self.desktops:
            self.supervisor.send(SetPreviewSize(desktop.session, *BOX))
        return self

    def __exit__(self, *_: object) -> None:
        for reader in self._readers.values():
            reader.close()
        self.supervisor.close()

    def tick(self) -> None:
        """Take in what the processes say."""
        began = time.monotonic()
        notices = self.supervisor.poll(0.05)
        now = time.monotonic_ns()
        for notice in notices:
            session = getattr(notice, "session", None)
            if session is not None:
                self.desktops[session].apply(notice, now_ns=now)
            if isinstance(notice, SessionChanged):
                self._seen[notice.session, notice.state] += 1
            if isinstance(notice, WorkerStats):
                self._heard[notice.pid] = time.monotonic()
            elif isinstance(notice, FramebufferShared):
                self._attach(notice)
        took_s = time.monotonic() - began
        self.worst_turn_s = max(self.worst_turn_s, took_s)
        if took_s > LATE_S:
            raise Failed(f"a turn of the main loop took {took_s:.1f} s")
        for handle in self.supervisor.workers:
            heard = self._heard.get(handle.pid)
            if heard is not None and time.monotonic() - heard > SILENT_S:
                raise Failed(f"{handle.name} has given no sign of life for {SILENT_S:g} s")

    def _attach(self, notice: FramebufferShared) -> None:
        """Hold what a tile would hold, so that memory is what it would be."""
        key = (notice.session, notice.kind.value)
        old = self._readers.pop(key, None)
        if old is not None:
            old.close()
        if notice.descriptor is not None:
            with contextlib.suppress(OSError, ValueError):
                self._readers[key] = SharedFramebufferReader(notice.descriptor)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.tick()

    def until(self, claim: Callable[[], bool], what: str, *, within_s: float = PATIENCE_S) -> None:
        """Let time pass until a claim holds."""
        end = time.monotonic() + within_s
        while not claim():
            if time.monotonic() > end:
                raise Failed(f"not within {within_s:g} s: {what}")
            self.tick()
        self.checked += 1

    def connect_anew(self, *names: str) -> None:
        """Have servers tried again, and wait until they are."""
        for name in names:
            self.supervisor.send(Reconnect(self.named[name]))
        self.until_next(SessionState.CONNECTING, *names)

    def until_next(self, state: SessionState, *names: str, **within: float) -> None:
        """Wait until sessions come to a state again; tiles may still tell of the last time."""
        keys = [(self.named[name], state) for name in names]
        before = {key: self._seen[key] for key in keys}
        self.until(
            lambda: all(self._seen[key] > before[key] for key in keys),
            f"{', '.join(names)}: {state.value}",
            **within,
        )

    def word(self, session: int) -> str:
        """Return what a tile says now."""
        return self.desktops[session].status(time.monotonic_ns()).word

    def condition(self, session: int) -> Condition:
        """Return how a tile looks now."""
        return self.desktops[session].status(time.monotonic_ns()).condition

    def until_live(self, sessions: Collection[int], when: str, **within: float) -> None:
        """Wait until tiles are live."""

        def missing() -> list[int]:
            return [session for session in sessions if not self.condition(session).is_live]

        try:
            self.until(lambda: not missing(), "", **within)
        except Failed:
            words = {self.desktops[n].name: self.word(n) for n in missing()}
            if not words:
                return
            first = dict(list(words.items())[:4])
            raise Failed(f"{when}: {len(words)} tiles are not live: {first}") from None

    def until_word(self, name: str, words: Collection[str], **within: float) -> None:
        """Wait until the tile of a server says one of the words."""
        session = self.named[name]
        try:
            self.until(lambda: self.word(session) in words, "", **within)
        except Failed:
            raise Failed(f"{name} says {self.word(session)!r}, not one of {words}") from None

    @property
    def workers(self) -> list[int]:
        """Process ids of the session workers."""
        return [w.pid for w in self.supervisor.workers if w.stats is not None and w.stats.sessions]

    def memory(self) -> Memory:
        """Return what the workers hold."""
        held = {
            worker.name: pss_bytes([worker.pid])
            for worker in self.supervisor.workers
            if worker.stats is not None
        }
        cells = {name: held.pop(name) for name in list(held) if name.startswith(CELL)}
        return Memory(held, cells)


# --- the faults


def kill_workers(stage: Stage, _: Servers) -> None:
    """kill -9: its tiles say so at once and live again; those of others notice nothing."""
    victim = random.choice(stage.workers)
    os.kill(victim, signal.SIGKILL)
    stage.until(
        lambda: (
            any(d.reason is Reason.WORKER_DIED for d in stage.desktops)
            or victim not in stage.workers
        ),
        "a killed worker is noticed",
        within_s=5,
    )
    stage.until_live(stage.steady, "after a worker was killed")


def stop_server(stage: Stage, servers: Servers) -> None:
    """SIGSTOP: its tiles are frozen, and live again when it goes on."""
    os.kill(servers.victim.pid, signal.SIGSTOP)
    try:
        for name in servers.victims:
            stage.until_word(name, {"frozen"})
        stage.until_live(stage.steady, "while another server is stopped")
    finally:
        os.kill(servers.victim.pid, signal.SIGCONT)
    stage.until_live([stage.named[name] for name in servers.victims], "after SIGCONT")


def kill_server(stage: Stage, servers: Servers) -> None:
    """A machine goes away and comes back on its ports."""
    os.kill(servers.victim.pid, signal.SIGKILL)
    for name in servers.victims:
        stage.until_word(name, {"refused"})
    servers.restart_victim()
    for name in servers.victims:
        stage.supervisor.send(Reconnect(stage.named[name]))
    stage.until_live([stage.named[name] for name in servers.victims], "when it is back")


def cut_connections(stage: Stage, servers: Servers) -> None:
    """Connections that are cut in the middle of a picture, again and again."""
    stage.until_word("cutting", {"reconnecting", "disconnected"} | _countdowns())
    before = servers.hostile["cutting"].clients
    stage.supervisor.send(Reconnect(stage.named["cutting"]))
    stage.until(lambda: servers.hostile["cutting"].clients > before, "it is tried again")


def half_open(stage: Stage, servers: Servers) -> None:
    """A line that was cut without a word: frozen, then connected anew."""
    stage.connect_anew("deaf")
    stage.until_word("deaf", {"live", "black", "blank", "idle"})
    stage.until_word("deaf", {"stale", "frozen"})
    stage.until_word("deaf", {"frozen"})


def garbage(stage: Stage, _: Servers) -> None:
    """Servers that send nonsense cost their own tile an error."""
    stage.connect_anew("babbling", "lying")
    for name in ("babbling", "lying"):
        stage.until_word(name, {"protocol error", "quarantined"})


def slow_handshakes(stage: Stage, _: Servers) -> None:
    """Handshakes that never end, with bytes or without."""
    stage.connect_anew("silent", "slow")
    stage.until_next(SessionState.BACKING_OFF, "silent", "slow", within_s=CONNECT_S + LATE_S)
    for name in ("silent", "slow"):
        stage.until_word(name, {"timed out"})


def full_table(stage: Stage, _: Servers) -> None:
    """No descriptor is left: tiles say so, no worker dies, and all live when there are more."""
    limits = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in stage.workers}
    try:
        for pid, (_soft, hard) in limits.items():
            used = max((int(n) for n in os.listdir(f"/proc/{pid}/fd")), default=0)
            # Descriptors in use stay; new ones must be below the limit.
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (min(used, FILES), hard))
        for session in stage.steady:
            stage.supervisor.send(Reconnect(session))
        words = {"out of files", "unreachable"}
        stage.until(
            lambda: any(stage.word(session) in words for session in stage.steady),
            "a tile says that no file is left",
        )
        stage.run(2)
        if not set(limits) <= set(stage.workers):
            raise Failed("a worker ended because its table of files is full")
    finally:
        for pid, limit in limits.items():
            with contextlib.suppress(OSError):
                resource.prlimit(pid, resource.RLIMIT_NOFILE, limit)
    for session in stage.steady:
        stage.supervisor.send(Reconnect(session))
    stage.until_live(stage.steady, "when there are descriptors again")


def resize_storm(stage: Stage, _: Servers) -> None:
    """A desktop takes another size twenty times a second and stays live."""
    name = "resizing"
    stage.until_word(name, {"live", "black", "blank", "idle"})
    session, sizes = stage.named[name], set()
    end = time.monotonic() + 4
    while time.monotonic() < end:
        stage.tick()
        sizes.add(stage.desktops[session].size)
    if len(sizes) < 2:
        raise Failed("a desktop that changes its size is shown in one")
    stage.until_live(stage.steady, "beside a storm of resizes")


def reconnect_all(stage: Stage, _: Servers) -> None:
    """Everybody reconnects at once."""
    for desktop in stage.desktops:
        stage.supervisor.send(Reconnect(desktop.session))
    stage.run(0.5)
    stage.until_live(stage.steady, "after all reconnected at once")


FAULTS: dict[str, Callable[[Stage, Servers], None]] = {
    "worker killed": kill_workers,
    "server stopped": stop_server,
    "server killed": kill_server,
    "cut": cut_connections,
    "half open": half_open,
    "garbage": garbage,
    "slow loris": slow_handshakes,
    "file table": full_table,
    "resizes": resize_storm,
    "all reconnect": reconnect_all,
}
"""Clock jumps are no entry: in all workers the wall clock jumps all the time."""


def _countdowns() -> set[str]:
    return {f"reconnecting in {seconds} s" for seconds in range(120)}


class Servers:
    """All servers, good and bad; a context manager.

    Attributes:
        good: those that do nothing wrong: steady ones, then those of `victim`.
        hosts: steady ones first, then those of `victim`, then the hostile ones.
        victim: a fleet that is stopped and killed.
        victims: names of its hosts.
        hostile: by name.
    """

    KINDS: tuple[Callable[..., None], ...] = (
        hostile.silent,
        hostile.slow,
        hostile.deaf,
        hostile.babbling,
        hostile.lying,
        hostile.cutting,
        hostile.resizing,
    )

    def __init__(self, steady: int) -> None:
        self._stack = contextlib.ExitStack()
        self._steady = steady
        self.hosts: list[HostSettings] = []
        self.good: tuple[HostSettings, ...] = ()
        self.hostile: dict[str, hostile.HostileServer] = {}
        self._plans = (replace(PLAN, name="victim", copies=4),)

    def __enter__(self) -> Servers:
        plans = (replace(PLAN, copies=self._steady),)
        fleet = self._stack.enter_context(FleetProcess(plans=plans, nice=0))
        self.victim = self._stack.enter_context(self._new_victim())
        self.victims = [host.name for host in self.victim.hosts]
        self.good = (*fleet.hosts, *self.victim.hosts)
        self.hosts = list(self.good)
        for behave in self.KINDS:
            name = behave.__name__
            server = self._stack.enter_context(hostile.HostileServer(behave))
            self.hostile[name] = server
            address = HostAddress(hostile.LOOPBACK, server.port)
            self.hosts.append(HostSettings(name=name, address=address))
        self.hosts = [
            replace(host, stall_after_s=STALL_S, connect_timeout_s=CONNECT_S) for host in self.hosts
        ]
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _new_victim(self, port: int = 0) -> FleetProcess:
        # Not from the range of which the system takes free ports: it will want the same again.
        first = port or random.randrange(20_000, 30_000, 8)
        return FleetProcess(plans=self._plans, port=first, nice=0)

    def restart_victim(self) -> None:
        """Serve on the same ports again, in another process."""
        port = self.victim.hosts[0].address.port
        self.victim.stop()
        self.victim = self._stack.enter_context(self._new_victim(port))


def run(
    *, seconds: float, rounds: int, hosts: int, names: Sequence[str], say: Callable[[str], None]
) -> dict[str, object]:
    """Do all faults again and again; return what came of it."""
    failures: list[str] = []
    counts: dict[str, int] = dict.fromkeys(names, 0)
    begun = time.monotonic()
    done = 0
    start_bytes = end_bytes = 0
    memory: Memory | None = None
    with Servers(hosts) as servers, Stage(servers.hosts, steady=hosts, workers=2) as stage:
        stage.until_live(stage.steady, "at the start", within_s=60)
        while (done < rounds) if rounds else (time.monotonic() - begun < seconds):
            for name in names:
                at = time.monotonic()
                try:
                    FAULTS[name](stage, servers)
                    stage.until_live(range(len(servers.good)), f"after {name}", within_s=CALM_S)
                except Failed as failure:
                    failures.append(f"round {done + 1}, {name}: {failure}")
                    say(failures[-1])
                counts[name] += 1
                say(f"round {done + 1}: {name}, {time.monotonic() - at:.1f} s")
            done += 1
            stage.run(2)
            memory = stage.memory()
            end_bytes = memory.lasting
            start_bytes = start_bytes or end_bytes  # the first round brings everything in once
            say(f"round {done}: the pool holds {end_bytes / 1e6:.1f} MB ({memory})")
        left = [handle.pid for handle in stage.supervisor.workers]
        checked, worst = stage.checked, stage.worst_turn_s
    left = [pid for pid in left if Path(f"/proc/{pid}/stat").exists()]
    if left:
        failures.append(f"processes are left: {left}")
    if end_bytes > start_bytes * GROWTH:
        failures.append(f"memory grew from {start_bytes / 1e6:.1f} to {end_bytes / 1e6:.1f} MB")
    found = {
        "hosts": len(servers.hosts),
        "seconds": round(time.monotonic() - begun, 1),
        "rounds": done,
        "faults": counts,
        "claims": checked,
        "longest_turn_s": round(worst, 3),
        "start_mb": round(start_bytes / 1e6, 1),
        "end_mb": round(end_bytes / 1e6, 1),
        "cells_mb": round(sum(memory.cells.values()) / 1e6, 1) if memory else 0.0,
        "failures": failures,
    }
    return results.described("faults", found)


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.faults", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=0, help="so many instead of minutes")
    parser.add_argument("--hosts", type=int, default=32, help="that do nothing wrong")
    parser.add_argument("--only", help=f"of {', '.join(FAULTS)}; separated by commas")
    results.add_options(parser)
    options = parser.parse_args(given)
    options.names = options.only.split(",") if options.only else list(FAULTS)
    if unknown := set(options.names) - set(FAULTS):
        parser.error(f"no fault is called {', '.join(sorted(unknown))}")
    return options


def main() -> int:
    options = arguments()
    say = (lambda _: None) if options.json else (lambda line: print(line, flush=True))
    result = run(
        seconds=options.minutes * 60,
        rounds=options.rounds,
        hosts=options.hosts,
        names=options.names,
        say=say,
    )
    results.tell(
        result,
        f"{result['rounds']} rounds, {result['claims']} claims held, "
        f"{len(result['failures'])} did not; memory {result['start_mb']} to "  # type: ignore[arg-type]
        f"{result['end_mb']} MB; longest turn {result['longest_turn_s']} s",
        options,
    )
    return 1 if result["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
