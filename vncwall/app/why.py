"""`vncwall why`: what is asked of one host, what was measured of it, and the reasons."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

from vncwall.app.running import ask
from vncwall.ipc.desk_client import DeskClient, as_text
from vncwall.wall.explanation import lines

FOLLOW_S = 1.0
"""Between two questions; measurements are taken every three seconds."""

_NOTABLE = ("state", "asked", "why", "seen", "recording", "slowed", "worker")
"""Lines of which a change is news; the others are never the same twice."""
_INDENT = 12


def run(
    host: str,
    *,
    folder: Path,
    pid: int | None = None,
    as_json: bool = False,
    follow: bool = False,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Print why `host` is treated as it is; return 0.

    Args:
        host: its name, address, or the beginning of its name.
        folder: of the desks.
        pid: which vncwall to ask.
        as_json: print the answer as it is.
        follow: go on and print what changes, until that vncwall ends or Ctrl-C.
        note: is told, for people, when several vncwalls run.
        out: where to print.
        sleep: for tests.

    Raises:
        DeskError: none runs, or it does not know the host.
    """
    out = out or sys.stdout
    one, answer = ask(folder, "why", pid=pid, note=note, host=host)
    if as_json and not follow:
        print(as_text(answer), file=out)
        return 0
    if as_json:
        print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)
    else:
        width = shutil.get_terminal_size().columns if out.isatty() else 0
        for title, text in lines(answer):
            print(_folded(f"{title:<{_INDENT}}{text}".rstrip(), width), file=out)
        out.flush()
    if follow:
        with DeskClient(one.path) as desk:
            _follow(desk, answer, as_json=as_json, out=out, sleep=sleep)
    return 0


def _folded(line: str, width: int) -> str:
    """Return a line with its continuations below its text; width 0: as it is.

    >>> print(_folded("why         the tile is small", 24))
    why         the tile is
                small
    """
    if not width:
        return line
    return "\n".join(
        textwrap.wrap(
            line,
            max(width, 2 * _INDENT),
            subsequent_indent=" " * _INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _follow(
    desk: DeskClient,
    answer: Mapping[str, Any],
    *,
    as_json: bool,
    out: TextIO,
    sleep: Callable[[float], None],
) -> None:
    host = answer["host"]
    before = notable(answer)
    while True:
        sleep(FOLLOW_S)
        answer = desk.ask("why", host=host)
        now = notable(answer)
        if now == before:
            continue
        if as_json:
            print(json.dumps(answer, ensure_ascii=False), file=out, flush=True)
        else:
            clock = time.strftime("%H:%M:%S")
            for title, text in now.items():
                if before.get(title) != text:
                    print(f"{clock}  {title:<{_INDENT}}{text}".rstrip(), file=out, flush=True)
        before = now


def notable(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return the lines whose change is news, without their numbers that always change."""
    steady = {**answer, "age_s": None, "since_s": None, "retry_in_s": None}
    found = dict(lines(steady))
    return {title: found.get(title, "") for title in _NOTABLE}
