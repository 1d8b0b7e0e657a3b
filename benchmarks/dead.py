"""Dead hosts beside live ones: do they hold up anybody, and is each given up in its own time?

    python -m benchmarks.dead [--live N] [--dead N] [--timeout S] [--json] [--no-results]

The dead are of four kinds, alike in number: nothing listens (*refused*), packets vanish (*lost*:
a listener whose queue is full does not answer), somebody accepts and says nothing (*silent*), and
somebody says everything right, a byte at a time (*slow*). The live are demo desktops of another
process. Measured with and without the dead: the time until all live hosts are live, and for each
dead host the time until it is given up.
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from benchmarks import results
from benchmarks.crowd import Crowd
from benchmarks.hostile import LOOPBACK, HostileServer, silent, slow
from vncwall.ipc.messages import SessionChanged, SetPreviewSize
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings
from vncwall.states import SessionState
from vncwall.workers.files import allow_open_files
from vncwall.workers.supervisor import Supervisor

KINDS = ("refused", "lost", "silent", "slow")
SLACK_S = 3.0
"""What a process that connects hundreds may come late."""
TILE = (120, 68)
_LOST_QUEUE = 2


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured."""

    live: int
    dead: int
    timeout_s: float
    live_alone_s: float
    """Until all live hosts were live, with no dead ones beside them."""
    live_beside_s: float
    given_up_s: dict[str, float]
    """The longest that a dead host of each kind took."""
    lost_live: int
    """Live hosts that did not become live, or did not stay so."""

    def failures(self) -> list[str]:
        """Return what is not as it should be, in words."""
        said = []
        if self.lost_live:
            said.append(f"{self.lost_live} live hosts were not live")
        if self.live_beside_s > 1.5 * self.live_alone_s + 1.0:
            said.append(
                f"live after {self.live_beside_s:.1f} s, {self.live_alone_s:.1f} s without the dead"
            )
        for kind, seconds in self.given_up_s.items():
            if seconds > allowed_s(kind, self.timeout_s) + SLACK_S:
                said.append(f"{kind}: given up after {seconds:.1f} s")
        return said


def allowed_s(kind: str, timeout_s: float) -> float:
    """Return how long a dead host may take: its timeout, unless it says at once that it is none."""
    return 0.0 if kind == "refused" else timeout_s


@contextlib.contextmanager
def dead_ports(count: int) -> Iterator[list[tuple[str, int]]]:
    """Yield (kind, port) of so many dead hosts; ports of a kind may be the same."""
    with contextlib.ExitStack() as stack:
        refused = stack.enter_context(socket.socket())
        refused.bind((LOOPBACK, 0))  # taken, and nobody listens
        ports = {"refused": refused.getsockname()[1], "lost": stack.enter_context(_lost())}
        for kind, behave in (("silent", silent), ("slow", slow)):
            ports[kind] = stack.enter_context(HostileServer(behave)).port
        yield [(KINDS[n % len(KINDS)], ports[KINDS[n % len(KINDS)]]) for n in range(count)]


@contextlib.contextmanager
def _lost() -> Iterator[int]:
    """Listen without ever accepting, with the queue full: further connections get no answer."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(_LOST_QUEUE):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(address)
        time.sleep(0.1)
        yield address[1]


def watch(
    live: Sequence[int], dead: Sequence[tuple[str, int]], *, timeout_s: float
) -> tuple[float, dict[str, float], int]:
    """Run a supervisor until everything is decided.

    Returns the seconds until all live hosts are live, the longest time of each kind of dead host,
    and how many live hosts are not live at the end.
    """
    hosts = [
        HostSettings(f"{kind}-{n}", HostAddress(LOOPBACK, port), connect_timeout_s=timeout_s)
        for n, (kind, port) in enumerate([*(("live", port) for port in live), *dead])
    ]
    kinds = [host.name.split("-")[0] for host in hosts]
    state = dict.fromkeys(range(len(hosts)), SessionState.IDLE)
    begun: dict[int, float] = {}
    given_up: dict[int, float] = {}
    longest_s = max((allowed_s(kind, timeout_s) for kind, _ in dead), default=0.0)
    all_live_s = 0.0
    with Supervisor(Settings(hosts=tuple(hosts))) as supervisor:
        for session in range(len(live)):
            supervisor.send(SetPreviewSize(session, *TILE))
        started = time.monotonic()
        while time.monotonic() - started < max(60.0, longest_s + 4 * SLACK_S):
            for notice in supervisor.poll(0.05):
                if not isinstance(notice, SessionChanged):
                    continue
                now, session = time.monotonic(), notice.session
                state[session] = notice.state
                if notice.state is SessionState.CONNECTING:
                    begun.setdefault(session, now)
                elif notice.state is SessionState.BACKING_OFF and kinds[session] != "live":
                    given_up.setdefault(session, now - begun.get(session, started))
            missing = [n for n in range(len(live)) if state[n] is not SessionState.LIVE]
            if not all_live_s and not missing:
                all_live_s = time.monotonic() - started
            if all_live_s and len(given_up) == len(dead):
                break
    slowest: dict[str, float] = defaultdict(float)
    for session in range(len(live), len(hosts)):
        kind = kinds[session]
        slowest[kind] = max(slowest[kind], given_up.get(session, float("inf")))
    return all_live_s or float("inf"), dict(slowest), len(missing)


def run(*, live: int, dead: int, timeout_s: float) -> Result:
    """Measure without and with the dead."""
    allow_open_files(live + 3 * dead)
    with Crowd(live) as crowd, dead_ports(dead) as others:
        ports = [host.port for host in crowd.hosts]
        alone_s, _, _ = watch(ports, [], timeout_s=timeout_s)
        beside_s, given_up_s, lost = watch(ports, others, timeout_s=timeout_s)
    return Result(live, dead, timeout_s, alone_s, beside_s, given_up_s, lost)


def table(result: Result) -> str:
    """Return the figures for people."""
    lines = [
        f"{result.live} live hosts are live after {result.live_alone_s:.1f} s alone, "
        f"{result.live_beside_s:.1f} s beside {result.dead} dead ones"
    ]
    lines += [
        f"  {kind:<8} given up after {seconds:5.1f} s at most, "
        f"{allowed_s(kind, result.timeout_s):g} s are its own time"
        for kind, seconds in result.given_up_s.items()
    ]
    return results.judged(lines, result.failures(), good="as it should be", bad="FAILED")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 when something is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dead", description=__doc__)
    parser.add_argument("--live", type=int, default=200)
    parser.add_argument("--dead", type=int, default=200)
    parser.add_argument("--timeout", type=float, default=5.0, help="connect timeout of each host")
    results.add_options(parser)
    options = parser.parse_args(arguments)
    result = run(live=options.live, dead=options.dead, timeout_s=options.timeout)
    failures = result.failures()
    found = results.described("dead", {**asdict(result), "failures": failures})
    results.tell(found, table(result), options)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
