"""`vncwall reconnect`: have a running vncwall connect to hosts anew, without waiting longer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from vncwall.app.running import ask


def run(
    hosts: Sequence[str] = (),
    *,
    folder: Path,
    pid: int | None = None,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
) -> int:
    """Connect `hosts` anew, or without names all that are not live; print which; return 0.

    Raises:
        DeskError: none runs, or it does not know a host.
    """
    out = out or sys.stdout
    if not hosts:
        _, done = ask(folder, "reconnect", pid=pid, note=note)
        names = done["hosts"]
    else:
        names = []
        for host in hosts:
            _, done = ask(folder, "reconnect", pid=pid, note=note, host=host)
            names += done["hosts"]
    print("\n".join(f"{name}: connecting anew" for name in names) or "all hosts are live", file=out)
    return 0
