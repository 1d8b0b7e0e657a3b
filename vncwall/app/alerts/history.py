"""`vncwall alerts history`: what the journal says."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from vncwall.alerting.journal import read, time_of
from vncwall.app.alerts.words import COLOURS, local
from vncwall.ipc.desk_client import as_text


def run(
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


def _happening(line: Mapping[str, Any]) -> Text:
    text = Text(f"{local(line.get('t'))}  {line.get('host')}  ")
    if "maintenance" in line:
        until = line["maintenance"]
        said = f"maintenance until {local(until)}" if until else "maintenance is over"
        parts = (said, line.get("who"), line.get("note"))
        return text.append(", ".join(str(part) for part in parts if part))
    state = str(line.get("state"))
    style = COLOURS.get(str(line.get("severity")), "") if state == "raised" else ""
    text.append(f"{line.get('rule')} {state}", style=style)
    who = ", ".join(str(part) for part in (line.get("who"), line.get("note")) if part)
    if state == "acknowledged" and who:
        text.append(f" by {who}")
    return text.append(f": {line['detail']}" if line.get("detail") else "")
