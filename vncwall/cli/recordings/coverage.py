"""`vncwall recordings coverage`: plan against fact."""

from __future__ import annotations

import os
import time
from typing import Annotated

import typer

from vncwall.cli.complaint import complain
from vncwall.cli.options import Json
from vncwall.cli.recordings.options import ConfigurationFile, Folder, Host


def coverage(
    host: Host = "",
    schedule: Annotated[
        str, typer.Option(metavar="NAME", help="Only what this schedule planned.")
    ] = "",
    since: Annotated[
        str, typer.Option("--from", metavar="TIME", help="From this time on: monday, '2h ago'.")
    ] = "7d ago",
    until: Annotated[str, typer.Option("--to", metavar="TIME", help="Up to this time.")] = "now",
    tolerance: Annotated[
        str, typer.Option(metavar="TIME", help="What is shorter is no gap.")
    ] = "5s",
    as_json: Json = False,
    folder: Folder = None,
    config: ConfigurationFile = None,
) -> int:
    """Compare what was to be recorded with what is there; name every gap and why.

    The plan is what was in effect at the time, as its journal in the folder says. With -c also what
    the configuration plans for the time since the last journal.

    \b
    vncwall recordings coverage -c wall.toml
    vncwall recordings coverage --from monday --host 'till*' --schedule office
    vncwall recordings coverage -c wall.toml --from '1h ago' --json | jq .complete

    The exit code is 0 when all of the plan is there, else 1.
    """
    from vncwall.app.recordings import coverage as command
    from vncwall.app.recordings.folder import named
    from vncwall.recording.coverage import Question
    from vncwall.scheduling.spans import Span
    from vncwall.settings.durations import parse_duration
    from vncwall.settings.loader import load
    from vncwall.settings.moments import parse_moment

    now_ns = time.time_ns()
    period = Span(
        parse_moment(since, path="--from", now_ns=now_ns),
        parse_moment(until, path="--to", now_ns=now_ns),
    )
    tolerance_ns = int(parse_duration(tolerance, path="--tolerance") * 1e9)
    where = named(folder, config, environment=os.environ, note=complain)
    return command.run(
        where,
        Question(period, host, schedule, tolerance_ns),
        settings=None if config is None else load(config, environment=os.environ).settings,
        as_json=as_json,
    )
