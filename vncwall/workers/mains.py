"""Where child processes begin.

The main process names these functions and never runs them, so it does not import what only the
children need: the protocol, asyncio, the video library.
"""

from __future__ import annotations

import logging
from multiprocessing.connection import Connection

CONNECTS = 64
"""Connections that a worker opens at a time, where nobody says how many."""


def sessions(
    connection: Connection,
    name: str,
    run: str,
    *,
    level: int = logging.INFO,
    connects: int = CONNECTS,
) -> None:
    """Run a session worker; see `session_worker.main`."""
    from vncwall.workers.session_worker import main

    main(connection, name, run, level=level, connects=connects)


def recorder(connection: Connection, name: str, run: str) -> None:
    """Run a recorder; see `recorder_worker.main`."""
    from vncwall.workers.recorder_worker import main

    main(connection, name, run)
