"""Arguments and options that the commands about recordings share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="RECORDING",
        help="pc1/2025-03-01/140000.mkv, pc1/2025-03-01, pc1, 'pc*/2025-03-*', or a host and a "
        "time: 'pc1 yesterday 14:00'.",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option("--folder", metavar="DIR", help="Folder of the recordings (else: recordings)."),
]
ConfigurationFile = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", metavar="FILE", help="Take folder, retention and stores from this file."
    ),
]
Host = Annotated[
    str, typer.Option("--host", metavar="NAME", help="Only of this host; * and ? stand for others.")
]
Group = Annotated[
    str, typer.Option("--group", metavar="NAME", help="Only of hosts of this group; * and ? too.")
]
Since = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="TIME",
        help="Only what shows this time or later: 'yesterday 14:00', 2025-03-01, monday, '2h ago'.",
    ),
]
Until = Annotated[
    str, typer.Option("--to", metavar="TIME", help="Only what shows something before this time.")
]
MinActivity = Annotated[
    float,
    typer.Option(
        metavar="PERCENT",
        min=0.0,
        max=100.0,
        help="Only where so much of the picture changes in ten seconds, on average.",
    ),
]
Held = Annotated[
    bool | None, typer.Option("--held/--not-held", help="Only what is held; or is not.")
]
Cause = Annotated[
    str,
    typer.Option(metavar="WORD", help="Only what was recorded for this: hand, always, schedule."),
]
Noted = Annotated[str, typer.Option(metavar="TEXT", help="Only what has a note with this in it.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
