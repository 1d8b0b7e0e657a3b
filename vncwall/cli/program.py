"""The command line: arguments become settings, settings go to one module of `vncwall.app`.

This is the only place that reads the environment, prints for people and turns errors into exit
codes. Each command imports its part when it is called, so `--help` costs no pygame and no codec.
"""

from __future__ import annotations

import errno
import logging
import os
import platform
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
from typer.exceptions import Abort, TyperException

import vncwall
from vncwall import logs
from vncwall.cli.alerts.group import alerts
from vncwall.cli.capacity import capacity
from vncwall.cli.check import check
from vncwall.cli.complaint import complain
from vncwall.cli.demo import demo
from vncwall.cli.fleet import fleet
from vncwall.cli.keys.group import keys
from vncwall.cli.play import play
from vncwall.cli.reconnect import reconnect
from vncwall.cli.record import record
from vncwall.cli.recordings.group import recordings
from vncwall.cli.reload import reload
from vncwall.cli.save import save
from vncwall.cli.schedule import schedule
from vncwall.cli.snapshot import snapshot
from vncwall.cli.status import status
from vncwall.cli.tune import tune
from vncwall.cli.wall import wall
from vncwall.cli.why import why
from vncwall.errors import DisplayError, SettingsError, TransportError, VNCWallError
from vncwall.states import EXIT_CODES

logger = logging.getLogger(__name__)

USAGE_ERROR = 2
"""Exit code of a wrong argument or a wrong configuration."""

FAILED = 1
"""Exit code of everything that has no code of its own."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""

_REFUSALS = frozenset(
    getattr(errno, name, 0)
    for name in ("EACCES", "EDQUOT", "EEXIST", "EIO", "ENAMETOOLONG", "ENOSPC", "EPERM", "EROFS")
)
"""What a disk or a folder says to a person; anything else is a mistake of ours."""

COMMANDS: tuple[Callable[..., int], ...] = (
    wall,
    demo,
    fleet,
    record,
    schedule,
    play,
    snapshot,
    tune,
    check,
    why,
    status,
    capacity,
    reconnect,
    reload,
    save,
)
"""In the order of the help; each a function of a file of its own, whose docstring is its help."""

app = typer.Typer(
    name="vncwall",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Every command takes -v (what happens), -vv (the wire too) and --log-file FILE. "
        "Exit codes: 0 done, 1 failed, 2 wrong argument or configuration, "
        "10-24 the cause why a host was not reached (docs/reference/cli.md)."
    ),
)


@app.callback()
def common(
    version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False,
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", count=True, help="Say more; twice: the wire too.")
    ] = 0,
    log_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Append the log here, not to the terminal.")
    ] = None,
) -> None:
    """Watch many VNC desktops on one screen, control one, record them, play them back.

    \b
    Try it:       vncwall demo
    Your hosts:   vncwall wall pc1 pc2:1 server::5901
    All at once:  vncwall wall wall.toml
    """
    try:
        logs.configure(verbosity=verbose, file=str(log_file) if log_file else None)
    except OSError as error:
        raise SettingsError(
            "--log-file", "", f"cannot write {log_file}: {error.strerror}"
        ) from None


for _command in COMMANDS:
    app.command()(_command)
app.add_typer(alerts)
app.add_typer(keys)
app.add_typer(recordings)

_COMMON_WITH_VALUE = "--log-file"
_COMMON = re.compile(r"-v+|--verbose")


def _common_first(arguments: Sequence[str]) -> list[str]:
    """Move the options of the program before the command, so they may stand anywhere.

    >>> _common_first(["wall", "pc1", "-v", "--log-file", "x.log"])
    ['-v', '--log-file', 'x.log', 'wall', 'pc1']
    """
    common_options: list[str] = []
    rest: list[str] = []
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        position += 1
        if argument == "--":
            return [*common_options, *rest, *arguments[position - 1 :]]
        if _COMMON.fullmatch(argument) or argument.startswith(_COMMON_WITH_VALUE + "="):
            common_options.append(argument)
        elif argument == _COMMON_WITH_VALUE and position < len(arguments):
            common_options += [argument, arguments[position]]
            position += 1
        else:
            rest.append(argument)
    return [*common_options, *rest]


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; never raises for what a user did.

    Args:
        arguments: without the program's name.
    """
    given = _common_first(arguments)
    if not given or given[-1] in (alerts.info.name, keys.info.name, recordings.info.name):
        given.append("--help")  # a group without a command, as the program without one
    if "--version" in given:
        typer.echo(f"vncwall {vncwall.__version__} (Python {platform.python_version()})")
        return 0
    try:
        code = typer.main.get_command(app).main(given, prog_name="vncwall", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except TyperException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "vncwall"
        if error.format_message():
            complain(f"{error.format_message().rstrip('.')} (see '{command} --help')")
        return error.exit_code
    except (SettingsError, DisplayError) as error:
        complain(str(error))
        return USAGE_ERROR
    except TransportError as error:
        complain(str(error))
        return EXIT_CODES[error.reason]
    except VNCWallError as error:
        complain(str(error))
        return FAILED
    except (KeyboardInterrupt, Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`vncwall check | head`); nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        if error.errno not in _REFUSALS:
            return _report_crash(error)
        complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return FAILED
    except Exception as error:
        return _report_crash(error)


def _report_crash(error: Exception) -> int:
    """Write the traceback where a person finds it; show it at once only when asked (-v)."""
    text = traceback.format_exc()
    folder = platformdirs.user_log_path("vncwall")
    report = folder / time.strftime("crash-%Y%m%d-%H%M%S.txt", time.gmtime())
    where = f"the report is in {report}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report.write_text(f"vncwall {vncwall.__version__}\n{sys.argv}\n{text}", encoding="utf-8")
    except OSError as failure:
        where = f"no report could be written ({failure}); -v shows it here"
    complain(f"internal error: {type(error).__name__}: {error}; {where}")
    if logging.getLogger().isEnabledFor(logging.INFO):
        typer.echo(text, err=True)
    return FAILED


def main() -> None:
    """Run the program with the process's arguments and end it."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end_in_order)
    sys.exit(run(sys.argv[1:]))


def _end_in_order(number: int, _frame: object) -> None:
    """Turn a signal into an exit that runs every `finally`; the next one of its kind kills."""
    signal.signal(number, signal.SIG_DFL)
    sys.exit(128 + number)
