"""`vncwall status`: every host of a running vncwall in one line each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from vncwall.app.running import Running, ask
from vncwall.ipc.desk_client import as_text
from vncwall.states import EXIT_CODES, Reason, SessionState
from vncwall.wall.explanation import state_in_words
from vncwall.wall.phrases import age_in_words

_SEVERAL_CAUSES = 1
_WIDE = 1000
"""Columns where the output is no terminal: nothing is cut for a program that reads it."""
_LONGEST_NAME = 32
_OF_FIGURES = 32
"""Columns of everything behind the state but the detail."""
_MARKS = {"recording": "rec", "waiting": "wait", "failed": "REC!"}


def run(
    hosts: Sequence[str] = (),
    *,
    folder: Path,
    pid: int | None = None,
    only_problems: bool = False,
    as_json: bool = False,
    check: bool = False,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
) -> int:
    """Print the state of all hosts, or of those named; return the exit code.

    Args:
        hosts: names, as `vncwall why` takes them; none: all.
        folder: of the desks.
        pid: which vncwall to ask.
        only_problems: leave out hosts that are live.
        as_json: for monitoring systems.
        check: let the exit code say whether every host is live.
        note: is told, for people, when several vncwalls run.
        out: where to print.

    Returns:
        0; with `check` the code of the one cause (`states.EXIT_CODES`), or 1 for several.

    Raises:
        DeskError: none runs, or it does not know a host.
    """
    out = out or sys.stdout
    names = set()
    for host in hosts:  # the vncwall that has the first of them is asked for all
        known, why = ask(folder, "why", pid=pid, host=host)
        pid = known.pid
        names.add(why["host"])
    one, answer = ask(folder, "status", pid=pid, note=note)
    found = [host for host in answer["hosts"] if not names or host["host"] in names]
    shown = [host for host in found if not (only_problems and _is_live(host))]
    if as_json:
        totals: dict[str, Any] = {"load": answer["load"]}
        totals |= {"hosts": shown, "live": sum(map(_is_live, found)), "total": len(found)}
        print(as_text({"pid": one.pid, "title": one.title, **totals}), file=out)
    else:
        _print(shown, found, one, out)
        if answer["load"]["detail"]:
            print(f"overloaded: {answer['load']['detail']}", file=out)
    return exit_code(found) if check else 0


def exit_code(hosts: Iterable[Mapping[str, Any]]) -> int:
    """Return 0 when every host is live, else the code of the cause, or 1 for several."""
    codes = {_code(host) for host in hosts if not _is_live(host)}
    if len(codes) > 1:
        return _SEVERAL_CAUSES
    return codes.pop() if codes else 0


def _code(host: Mapping[str, Any]) -> int:
    try:
        return EXIT_CODES[Reason(host["reason"])] or _SEVERAL_CAUSES
    except ValueError:  # a newer vncwall knows more reasons
        return _SEVERAL_CAUSES


def _is_live(host: Mapping[str, Any]) -> bool:
    return bool(host["state"] == str(SessionState.LIVE))


def _print(
    shown: Sequence[Mapping[str, Any]],
    found: Sequence[Mapping[str, Any]],
    one: Running,
    out: TextIO,
) -> None:
    console = Console(file=out, width=None if out.isatty() else _WIDE, highlight=False)
    for line in _rows(shown, console.width):
        console.print(line, no_wrap=True, overflow="ellipsis", crop=True)
    live = sum(map(_is_live, found))
    recording = sum(host["recording"] == "recording" for host in found)
    kbit_s = sum(host["kbit_s"] for host in found)
    console.print(
        f"{live} of {len(found)} live, {recording} recording, {kbit_s:.0f} kbit/s: "
        f"{one.title}, process {one.pid}, up {age_in_words(int(one.up_s))}",
        markup=False,
    )


def _rows(hosts: Sequence[Mapping[str, Any]], width: int) -> Iterator[Text]:
    """Yield the table; a detail that has no room behind its host's figures gets its own line."""
    if not hosts:
        return
    states = [state_in_words(host) for host in hosts]
    of_state = max(map(cell_len, (*states, "state")))
    of_name = max(cell_len(host["host"]) for host in hosts)
    of_name = max(len("host"), min(of_name, _LONGEST_NAME, width - of_state - _OF_FIGURES))
    head = f"{'host':<{of_name}}  {'state':<{of_state}}  {'since':>6}  {'age':>6}  {'kbit/s':>6}"
    yield Text(head, style="bold")
    for host, state in zip(hosts, states, strict=True):
        row = Text(set_cell_size(host["host"], of_name) + "  ")
        row.append(set_cell_size(state, of_state), style="" if _is_live(host) else "bold red")
        row.append(
            f"  {_age(host['since_s']):>6}  {_age(host['age_s']):>6}  {host['kbit_s']:>6.0f}"
        )
        mark = _MARKS.get(host["recording"], "")
        if mark:
            row.append(f"  {mark}", style="bold red" if host["recording"] == "failed" else "red")
        detail = _detail(host)
        if detail and row.cell_len + 2 + cell_len(detail) <= width:
            row.append(f"  {detail}")
            detail = ""
        yield row
        if detail:
            yield Text(f"    {detail}")


def _age(seconds: float | None) -> str:
    return "" if seconds is None else age_in_words(int(seconds))


def _detail(host: Mapping[str, Any]) -> str:
    words = [host["detail"]]
    if host["recording"] == "failed":
        words.append(f"recording: {host['recording_detail']}")
    if host["retry_in_s"]:
        words.append(f"again in {age_in_words(int(host['retry_in_s']) + 1)}")
    return "; ".join(word for word in words if word)
