"""`vncwall fleet`: the demo desktops, or a wire recording, served alone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from vncwall.errors import VNCWallError
from vncwall.fleet.hosts import HostPlan, plan_fleet
from vncwall.fleet.replay import Recording, ReplayServer, describe, load_recording
from vncwall.settings.address import HostAddress

DEFAULT_PORT = 5910


def serve(
    *,
    port: int = DEFAULT_PORT,
    hosts: int = 16,
    replay: str | Path | None = None,
    speed: float = 1.0,
    loop: bool = False,
) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code.

    Args:
        port: of the first desktop on 127.0.0.1; the others follow. 0 takes free ports.
        hosts: number of demo desktops.
        replay: serve this wire recording on `port` instead.
        speed: of the replay; 0: as fast as each client reads.
        loop: end each client's connection after the last byte, so that it may begin again.

    Raises:
        FbsError: the recording cannot be used.
        VNCWallError: the recording cannot be opened, or a port is taken.
    """
    if replay is not None:
        try:
            recording = load_recording(replay)
        except OSError as error:
            raise VNCWallError(f"{replay}: {error.strerror}") from error
        return asyncio.run(_serve_replay(recording, port, speed, loop))
    return asyncio.run(_serve_desktops(port, hosts))


async def _serve_desktops(port: int, hosts: int) -> int:
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    from vncwall.fleet.server import Fleet

    fleet = Fleet(plan_fleet(hosts))

    def announce() -> None:
        _print_table([(server.port, server.plan) for server in fleet.servers])

    return await _run(lambda: fleet.open(port), fleet.close, announce, port)


async def _serve_replay(recording: Recording, port: int, speed: float, loop: bool) -> int:
    server = ReplayServer(recording, speed=speed, loop=loop)

    def announce() -> None:
        _say(f"127.0.0.1::{server.port}  {describe([recording])[0]}")

    return await _run(lambda: server.open(port), server.close, announce, port)


async def _run(
    start: Callable[[], Awaitable[None]],
    stop: Callable[[], Awaitable[None]],
    announce: Callable[[], None],
    port: int,
) -> int:
    """Start, announce, wait for a signal, stop."""
    ended = asyncio.Event()
    running = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            running.add_signal_handler(number, ended.set)
    try:
        await start()
    except OSError as error:
        raise VNCWallError(
            f"cannot serve on port {port} and those after it: {error.strerror}"
        ) from error
    announce()
    try:
        await ended.wait()
    except asyncio.CancelledError:
        pass
    finally:
        await stop()
    return 0


def _print_table(rows: list[tuple[int, HostPlan]]) -> None:
    _say(f"{'address':<18} {'name':<14} {'size':<10} {'kind':<10} special")
    for port, plan in rows:
        address = HostAddress("127.0.0.1", port)
        size = f"{plan.size.width}x{plan.size.height}"
        _say(f"{address!s:<18} {plan.name:<14} {size:<10} {plan.kind:<10} {plan.note}".rstrip())
    _say(f"{len(rows)} desktops; Ctrl-C ends them")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
