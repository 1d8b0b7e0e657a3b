"""`vncwall alerts maintain`: somebody works on a host."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from vncwall.app.running import ask
from vncwall.settings.durations import duration_in_words


def run(
    host: str,
    for_s: float,
    *,
    who: str,
    text: str,
    folder: Path,
    pid: int | None = None,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
) -> int:
    """Begin maintenance of a host for a while, or with 0 seconds end it; return 0.

    Raises:
        DeskError: none runs, or it does not know the host.
    """
    out = out or sys.stdout
    _, answer = ask(
        folder, "maintain", pid=pid, note=note, host=host, for_s=for_s, who=who, text=text
    )
    said = f"for {duration_in_words(for_s)}" if for_s else "is over"
    print(f"{answer['host']}: maintenance {said}", file=out)
    return 0
