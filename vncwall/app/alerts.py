"""`vncwall alerts`: what lasts, what happened, who knows of it, who works on what."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from vncwall.alerting.journal import read, time_of
from vncwall.app.running import ask
from vncwall.ipc.desk_client import as_text
from vncwall.settings.durations import duration_in_words

_NS = 1_000_000_000
_COLOURS = {"critical": "bold red", "warning": "bold yellow"}
_LONGEST = 30


def list_open(
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
            until = f" until {_local(one['until'])}" if one["until"] else ""
            reason = ": ".join(part for part in (one["who"], one["reason"]) if part)
            text = f"{one['host']}: maintenance{until}"
            console.print(f"{text} ({reason})" if reason else text, markup=False)
        if not alerts:
            console.print("no alert lasts")
    is_raised = any(one["state"] == "raised" for one in alerts)
    return 1 if check and is_raised else 0


def history(
    hosts: Sequence[str],
    *,
    journal: Path,
    since_ns: int,
    as_json: bool = False,
    out: TextIO | None = None,
) -> int:
    """Print what a journal says of alerts and maintenance since a moment; return 0.

    Args:
        hosts: names; empty: all.
        journal: folder of the journal.
        since_ns: wall time.
        as_json: print JSON.
        out: where to print.
    """
    out = out or sys.stdout
    lines = [
        line
        for line in read(journal, since_ns=since_ns)
        if not line.get("carried")
        and time_of(line.get("t")) >= since_ns
        and ("rule" in line or "maintenance" in line)
        and (not hosts or line.get("host") in hosts)
    ]
    if as_json:
        print(as_text({"journal": str(journal), "history": lines}), file=out)
        return 0
    console = Console(file=out, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(_happening(line))
    if not lines:
        console.print(f"nothing since then in {journal}", markup=False)
    return 0


def acknowledge(
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


def maintain(
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


def _gravity(alert: Mapping[str, Any]) -> tuple[bool, int, str]:
    order = {"critical": 0, "warning": 1}
    return alert["state"] != "raised", order.get(alert["severity"], 2), alert["raised"]


def _print_alerts(console: Console, alerts: Iterable[Mapping[str, Any]]) -> None:
    rows = [
        (one["host"], one["rule"], one["severity"], _since(one["raised"]), _known(one), one)
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
            style = _COLOURS.get(alert["severity"], "") if is_loud else ""
            text.append(set_cell_size(str(cell), width) + "  ", style=style)
        console.print(text.append(alert["detail"]))


def _known(alert: Mapping[str, Any]) -> str:
    if alert["state"] != "acknowledged":
        return str(alert["state"])
    return f"known: {alert['who']}" + (f", {alert['note']}" if alert["note"] else "")


def _happening(line: Mapping[str, Any]) -> Text:
    text = Text(f"{_local(line.get('t'))}  {line.get('host')}  ")
    if "maintenance" in line:
        until = line["maintenance"]
        said = f"maintenance until {_local(until)}" if until else "maintenance is over"
        parts = (said, line.get("who"), line.get("note"))
        return text.append(", ".join(str(part) for part in parts if part))
    state = str(line.get("state"))
    style = _COLOURS.get(str(line.get("severity")), "") if state == "raised" else ""
    text.append(f"{line.get('rule')} {state}", style=style)
    who = ", ".join(str(part) for part in (line.get("who"), line.get("note")) if part)
    if state == "acknowledged" and who:
        text.append(f" by {who}")
    return text.append(f": {line['detail']}" if line.get("detail") else "")


def _local(stamp: object) -> str:
    """Return a time of a journal in the computer's zone."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(time_of(stamp) / _NS))


def _since(stamp: object) -> str:
    moment = time.localtime(time_of(stamp) / _NS)
    is_today = moment[:3] == time.localtime()[:3]
    return time.strftime("%H:%M:%S" if is_today else "%d %b %H:%M", moment)
