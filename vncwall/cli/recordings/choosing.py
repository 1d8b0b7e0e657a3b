"""What chooses recordings, for every command that is about some of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from inspect import Parameter, Signature, signature
from pathlib import Path

from vncwall.cli.complaint import complain
from vncwall.cli.recordings.options import (
    Cause,
    ConfigurationFile,
    Folder,
    Group,
    Held,
    Host,
    MinActivity,
    Names,
    Noted,
    Since,
    Until,
)

_GIVEN = ("choice", "where")


def choosing(command: Callable[..., int]) -> Callable[..., int]:
    """Return `command` with the arguments and options that choose recordings.

    It is called with `choice` and `where`, what they say and the folder it is said of, and with
    its own arguments and options, which stand before the options that choose.
    """

    def chosen(
        names: Names = None,
        host: Host = "",
        group: Group = "",
        since: Since = "",
        until: Until = "",
        min_activity: MinActivity = 0.0,
        held: Held = None,
        cause: Cause = "",
        noted: Noted = "",
        folder: Folder = None,
        config: ConfigurationFile = None,
        **own: object,
    ) -> int:
        from vncwall.app.recordings.choice import Choice
        from vncwall.app.recordings.folder import named

        choice = Choice(
            names=tuple(names or ()),
            host=host,
            group=group,
            since=since,
            until=until,
            min_activity=min_activity,
            held=held,
            cause=cause,
            noted=noted,
        )
        where = named(folder, config, environment=os.environ, note=complain)
        return command(choice, where, **own)

    names, *options = _parameters(chosen)
    own = _parameters(command)
    arguments = [one for one in own if one.default is Parameter.empty]
    own_options = [one for one in own if one.default is not Parameter.empty]
    parameters = [*arguments, names, *own_options, *options]
    # What typer reads to make the command line.
    chosen.__signature__ = Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
    chosen.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": int}
    chosen.__name__, chosen.__doc__ = command.__name__, command.__doc__
    chosen.__module__ = command.__module__
    return chosen


def _parameters(function: Callable[..., int]) -> list[Parameter]:
    """Return those that the command line gives, with the types that their texts name."""
    names = {**function.__globals__, "Path": Path}
    return [
        parameter.replace(
            annotation=eval(parameter.annotation, names),
            kind=Parameter.POSITIONAL_OR_KEYWORD,
        )
        for parameter in signature(function).parameters.values()
        if parameter.name not in _GIVEN and parameter.kind is not Parameter.VAR_KEYWORD
    ]
