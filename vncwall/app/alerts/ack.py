"""`vncwall alerts ack`: somebody knows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from vncwall.app.running import ask


def run(
    host: str,
    rule: str,
    *,
    who: str,
    text: str,
    folder: Path,
    pid: int | None = None,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
) -> int:
    """Acknowledge the alerts of a host, or one of them; return 0.

    Raises:
        DeskError: none runs, it does not know the host, or there is no such alert.
    """
    out = out or sys.stdout
    _, answer = ask(
        folder, "acknowledge", pid=pid, note=note, host=host, rule=rule, who=who, text=text
    )
    for one in answer["rules"]:
        print(f"{answer['host']}: {one} is acknowledged", file=out)
    return 0
