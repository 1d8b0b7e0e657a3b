"""The fleet in its own process: `with FleetProcess(hosts=16) as fleet: fleet.hosts`.

The child holds one end of a pipe. When the other end closes, because the parent leaves the block or
dies in any way, the child ends. It ignores Ctrl-C: the parent decides.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from types import TracebackType

from vncwall import logs
from vncwall.errors import VNCWallError
from vncwall.fleet.hosts import HostPlan, plan_fleet
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings

START_TIMEOUT_S = 60.0
STOP_TIMEOUT_S = 1.0
"""Then it is killed: it has nothing to lose, and may be busy painting."""
LOOPBACK = "127.0.0.1"


class FleetError(VNCWallError):
    """The fleet could not be started."""


class FleetProcess:
    """A running fleet; a context manager.

    Attributes:
        hosts: how a wall reaches each desktop, in order; filled on entry.
    """

    def __init__(
        self,
        *,
        hosts: int = 16,
        port: int = 0,
        plans: tuple[HostPlan, ...] | None = None,
        nice: int = 5,
    ) -> None:
        """Prepare a fleet.

        Args:
            hosts: number of desktops.
            port: of the first; the others follow. 0 takes free ports.
            plans: serve exactly these instead.
            nice: how far the process stands back for others on the machine.
        """
        self._plans = plan_fleet(hosts) if plans is None else plans
        self._port = port
        self._nice = nice
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self.hosts: tuple[HostSettings, ...] = ()

    @property
    def pid(self) -> int:
        """Process id, 0 before entry."""
        return (self._process.pid or 0) if self._process else 0

    def __enter__(self) -> FleetProcess:
        """Start the process and wait until all desktops listen.

        Raises:
            FleetError: a port is taken, or the process died.
        """
        context = multiprocessing.get_context("spawn")
        self._pipe, child_end = context.Pipe()
        process = context.Process(
            target=main,
            args=(child_end, self._plans, self._port, self._nice),
            name="vncwall-fleet",
            daemon=True,
        )
        process.start()
        self._process = process
        child_end.close()
        answer: object = "it did not answer in time"
        try:
            if self._pipe.poll(START_TIMEOUT_S):
                answer = self._pipe.recv()
        except (EOFError, OSError):
            answer = "its process ended"
        if not isinstance(answer, list):
            self.stop()
            raise FleetError(f"the demo fleet did not start: {answer}")
        self.hosts = tuple(
            plan.settings(HostAddress(LOOPBACK, port), copy)
            for plan, ports in zip(self._plans, answer, strict=True)
            for copy, port in enumerate(ports)
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process and wait for it; more than once is allowed."""
        if self._pipe:
            self._pipe.close()
            self._pipe = None
        if self._process:
            self._process.join(STOP_TIMEOUT_S)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process = None


def main(pipe: Connection, plans: tuple[HostPlan, ...], port: int, nice: int) -> None:
    """Serve until the pipe closes: the child's main function.

    Sends the ports of each plan, or a text that says what went wrong.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    with contextlib.suppress(OSError, AttributeError):
        os.nice(nice)
    logs.configure()
    asyncio.run(_serve(pipe, plans, port))


async def _serve(pipe: Connection, plans: tuple[HostPlan, ...], port: int) -> None:
    from vncwall.fleet.server import Fleet

    loop = asyncio.get_running_loop()
    parent_gone = asyncio.Event()
    watcher = _watch(loop, pipe, parent_gone)
    fleet = Fleet(plans)
    try:
        await fleet.open(port)
    except OSError as error:
        pipe.send(str(error))
        return
    gc.freeze()
    pipe.send([server.ports for server in fleet.servers])
    try:
        await parent_gone.wait()
    finally:
        if watcher:
            watcher.cancel()
        logging.getLogger(__name__).debug("the fleet ends with its parent")
        await fleet.close()


def _watch(
    loop: asyncio.AbstractEventLoop, pipe: Connection, gone: asyncio.Event
) -> asyncio.Task[None] | None:
    """Set `gone` when the other end of the pipe closes."""
    try:
        loop.add_reader(pipe.fileno(), gone.set)
    except NotImplementedError:
        # The loop of Windows cannot watch a pipe.
        return loop.create_task(_poll(pipe, gone))
    return None


async def _poll(pipe: Connection, gone: asyncio.Event) -> None:
    while not gone.is_set():
        try:
            if pipe.poll():
                gone.set()
        except OSError:
            gone.set()
        await asyncio.sleep(0.5)
