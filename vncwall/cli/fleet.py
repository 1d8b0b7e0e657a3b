"""`vncwall fleet`: the demo desktops over VNC."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def fleet(
    port: Annotated[
        int, typer.Option(metavar="P", min=1, max=65535, help="First port; then P+1, P+2, ...")
    ] = 5910,
    hosts: Annotated[
        int, typer.Option(metavar="N", min=1, max=256, help="Desktops to serve.")
    ] = 16,
    replay: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Serve this wire recording (.fbs) on port P instead."),
    ] = None,
    speed: Annotated[
        float, typer.Option(metavar="X", min=0.0, help="Replay so many times as fast; 0: no waits.")
    ] = 1.0,
    loop: Annotated[bool, typer.Option("--loop", help="Replay from the start at the end.")] = False,
) -> int:
    """Serve the demo desktops over VNC on 127.0.0.1.

    For tests, training and sizing.

    \b
    vncwall fleet --port 5910 --hosts 16          desktops on ports 5910 to 5925
    vncwall fleet --replay pc1.fbs --loop         a recorded session as a server
    """
    from vncwall.app import fleet as command

    return command.serve(port=port, hosts=hosts, replay=replay, speed=speed, loop=loop)
