"""`vncwall alerts list`: what lasts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from vncwall.app.alerts.words import COLOURS, local, since
from vncwall.app.running import ask
from vncwall.ipc.desk_client import as_text

_LONGEST = 30


def run(
    hosts: Sequence[str],
    *,
    folder: Path,
    as_json: bool = False,
    check: bool = False,
    pid: int | None = None,
    note: Callable[[str], None] = lambda text: None,
    out: TextIO | None = None,
) -> int:
    """Print the alerts that last in the vncwall that runs; return 0, or with `check` 1 if any.

    Args:
        hosts: names; empty: all.
        folder: of the desks.
        as_json: print JSON.
        check: the exit code says whether there is an alert that nobody has acknowledged.
        pid: whom to ask.
        note: is told, for people, when others could have been meant.
        out: where to print.

    Raises:
        DeskError: none runs, or it does not answer.
    """
    out = out or sys.stdout
    _, answer = ask(folder, "alerts", pid=pid, note=note)
    alerts = [one for one in answer["alerts"] if not hosts or one["host"] in hosts]
    works = [one for one in answer["maintenance"] if not hosts or one["host"] in hosts]
    if as_json:
        print(as_text({"alerts": alerts, "maintenance": works}), file=out)
    else:
        console = Console(file=out, highlight=False, soft_wrap=True)
        _print_alerts(console, sorted(alerts, key=_gravity))
        for one in works:
            until = f" until {local(one['until'])}" if one["until"] else ""
            reason = ": ".join(part for part in (one["who"], one["reason"]) if part)
            text = f"{one['host']}: maintenance{until}"
            console.print(f"{text} ({reason})" if reason else text, markup=False)
        if not alerts:
            console.print("no alert lasts")
    is_raised = any(one["state"] == "raised" for one in alerts)
    return 1 if check and is_raised else 0


def _gravity(alert: Mapping[str, Any]) -> tuple[bool, int, str]:
    order = {"critical": 0, "warning": 1}
    return alert["state"] != "raised", order.get(alert["severity"], 2), alert["raised"]


def _print_alerts(console: Console, alerts: Iterable[Mapping[str, Any]]) -> None:
    rows = [
        (one["host"], one["rule"], one["severity"], since(one["raised"]), _known(one), one)
        for one in alerts
    ]
    if not rows:
        return
    heads = ("host", "rule", "severity", "since", "state")
    widths = [
        min(_LONGEST, max(cell_len(head), *(cell_len(str(row[column])) for row in rows)))
        for column, head in enumerate(heads)
    ]
    line = "  ".join(set_cell_size(head, width) for head, width in zip(heads, widths, strict=True))
    console.print(Text(f"{line}  what", style="bold"))
    for *cells, alert in rows:
        text = Text()
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            is_loud = column == 2 and alert["state"] == "raised"
            style = COLOURS.get(alert["severity"], "") if is_loud else ""
            text.append(set_cell_size(str(cell), width) + "  ", style=style)
        console.print(text.append(alert["detail"]))


def _known(alert: Mapping[str, Any]) -> str:
    if alert["state"] != "acknowledged":
        return str(alert["state"])
    return f"known: {alert['who']}" + (f", {alert['note']}" if alert["note"] else "")
