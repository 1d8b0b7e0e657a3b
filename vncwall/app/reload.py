"""`vncwall reload`: have a running vncwall read its configuration again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from vncwall.app.running import ask


def run(
    *,
    folder: Path,
    pid: int | None = None,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
) -> int:
    """Have the configuration read again; return 0.

    Raises:
        DeskError: none runs, or it has no configuration file.
    """
    one, _ = ask(folder, "reload", pid=pid, note=note)
    print(f"{one.title} (process {one.pid}) reads its configuration again", file=out or sys.stdout)
    return 0
