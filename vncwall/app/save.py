"""`vncwall save`: have a running vncwall make recordings of what has just happened."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from vncwall.app.running import ask
from vncwall.ipc.desk_client import DeskError, as_text

PATIENCE_S = 30.0
_POLL_S = 0.1


def run(
    hosts: Sequence[str],
    *,
    last_s: float,
    folder: Path,
    as_json: bool = False,
    pid: int | None = None,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Save the last `last_s` seconds of `hosts`, 0 being all that is kept; print the files.

    Returns:
        0 when all were saved, else 1.

    Raises:
        DeskError: none runs, it does not know a host, or it does not answer.
    """
    out = out or sys.stdout
    results = []
    for host in hosts:
        _, begun = ask(folder, "save", pid=pid, note=note, host=host, last_s=last_s)
        results.append(_awaited(folder, begun, pid=pid, sleep=sleep))
    if as_json:
        print(as_text({"saved": results}), file=out)
    for saved in results:
        if saved["detail"]:
            print(f"{saved['host']}: {saved['detail']}", file=sys.stderr)
        elif not as_json:
            length = f"{saved['length_s'] // 60:.0f}:{saved['length_s'] % 60:02.0f}"
            for path in saved["paths"]:
                print(f"{saved['host']}: {length} in {path}", file=out)
    return 1 if any(saved["detail"] for saved in results) else 0


def _awaited(
    folder: Path, begun: Mapping[str, Any], *, pid: int | None, sleep: Callable[[float], None]
) -> dict[str, Any]:
    host = begun["host"]
    for _ in range(int(PATIENCE_S / _POLL_S)):
        _, saved = ask(folder, "saved", pid=pid, host=host, number=begun["number"])
        if saved["is_done"]:
            return {key: saved[key] for key in ("host", "paths", "length_s", "detail")}
        sleep(_POLL_S)
    raise DeskError(f"{host}: nothing was saved within {PATIENCE_S:g} s; is its disk busy?")
