"""The command line: arguments become settings, settings go to one module of `vncwall.app`.

This is the only place that reads the environment, prints for people and turns errors into exit
codes. Each command imports its part when it is called, so `--help` costs no pygame and no codec.
"""

from __future__ import annotations

import getpass
import logging
import os
import platform
import re
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
from typer.exceptions import Abort, TyperException

import vncwall
from vncwall import logs
from vncwall.errors import DisplayError, SettingsError, TransportError, VNCWallError
from vncwall.ipc.desk import DeskPlace, is_own
from vncwall.settings.model import LoadedConfiguration, Settings, WallSettings
from vncwall.settings.watch import ConfigurationWatch
from vncwall.states import EXIT_CODES

logger = logging.getLogger(__name__)

USAGE_ERROR = 2
"""Exit code of a wrong argument or a wrong configuration."""

FAILED = 1
"""Exit code of everything that has no code of its own."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells expect it."""

PASSWORD_VARIABLE = "VNCWALL_PASSWORD"
RUNTIME_VARIABLE = "XDG_RUNTIME_DIR"

app = typer.Typer(
    name="vncwall",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Every command takes -v (what happens), -vv (the wire too) and --log-file FILE. "
        "Exit codes: 0 done, 1 failed, 2 wrong argument or configuration, "
        "10-21 the cause why a host was not reached (docs/reference/cli.md)."
    ),
)

Hosts = Annotated[
    list[str],
    typer.Argument(
        metavar="HOST",
        help="host (display 0), host:1 (display 1, port 5901), host::5901 (port), [::1]:1; "
        "with --config also the name of a host in it.",
    ),
]
ConfigurationFile = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="FILE", help="Take names and settings from this file."),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="First line is the password for all hosts named here "
        f"(else {PASSWORD_VARIABLE} in the environment).",
    ),
]
Username = Annotated[str | None, typer.Option("--user", metavar="NAME", help="User name.")]
Link = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Link profile: lan, internet, slow (256 kbit/s)."),
]
Headless = Annotated[bool, typer.Option("--headless", help="Open no window (needs no display).")]
Snapshot = Annotated[
    Path | None,
    typer.Option(metavar="PNG", help="Write a picture of the wall to this file, then end."),
]
After = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0.0, help="End (and take the picture) after so long."),
]
WindowSize = Annotated[
    str | None, typer.Option("--size", metavar="WxH", help="Size of the window: 1920x1080.")
]
Fullscreen = Annotated[bool, typer.Option("--fullscreen", "-f", help="Start in full screen.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
ProcessNumber = Annotated[
    int | None,
    typer.Option("--pid", metavar="N", help="Of the vncwall to ask; the newest if left out."),
]


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


@app.command()
def wall(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="CONFIG|HOST", help="A configuration, or hosts."),
    ],
    columns: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Tiles a row; 0: as fits best.")
    ] = None,
    fullscreen: Fullscreen = False,
    size: WindowSize = None,
    password_file: PasswordFile = None,
    user: Username = None,
    link: Link = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Session processes; 0: one a core.")
    ] = None,
    view_only: Annotated[
        bool, typer.Option("--view-only", help="No host can be controlled from this wall.")
    ] = False,
    headless: Headless = False,
    snapshot: Snapshot = None,
    after: After = None,
) -> int:
    """Show desktops live; click one to control it.

    \b
    vncwall wall wall.toml                        everything from a configuration
    vncwall wall pc1 pc2:1 server::5901           three hosts, defaults for the rest
    vncwall wall --link slow branch:0             a 256 kbit/s line
    vncwall wall --fullscreen --columns 4 wall.toml

    Keys: arrows and Enter or a click take control, Ctrl+Alt+Shift alone lets go, F full screen,
    R record, ? all keys.
    """
    from vncwall.app import wall as command

    changes: dict[str, object] = {}
    if columns is not None:
        changes["columns"] = columns
    if workers is not None:
        changes["workers"] = workers
    if fullscreen:
        changes["fullscreen"] = True
    if size is not None:
        changes["width"], changes["height"] = _size(size)

    def read() -> LoadedConfiguration:
        loaded = _loaded(sources, password_file=password_file, user=user, link=link)
        settings = loaded.settings
        settings = replace(settings, wall=replace(settings.wall, **changes))  # type: ignore[arg-type]
        if view_only:
            hosts = tuple(replace(host, view_only=True) for host in settings.hosts)
            settings = replace(settings, hosts=hosts)
        return replace(loaded, settings=settings)

    settings, watch = _watched(_configuration_in(sources), read)
    return command.run(
        settings,
        headless=headless,
        snapshot=snapshot,
        stop_after_s=after,
        desk=DeskPlace(_desks(), f"vncwall wall {' '.join(sources)}", watch.ask if watch else None),
        watch=watch,
    )


@app.command()
def demo(
    hosts: Annotated[
        int, typer.Option(metavar="N", min=1, max=256, help="Desktops of the demo fleet.")
    ] = 16,
    fullscreen: Fullscreen = False,
    size: WindowSize = None,
    headless: Headless = False,
    snapshot: Snapshot = None,
    after: After = None,
) -> int:
    """Open the wall on built-in demo desktops.

    \b
    vncwall demo                                            a window with 16 desktops
    vncwall demo --headless --snapshot wall.png --after 5   no display: a picture of it
    """
    from vncwall.app import demo as command

    window = WallSettings(title="vncwall demo", fullscreen=fullscreen)
    if size is not None:
        width, height = _size(size)
        window = replace(window, width=width, height=height)
    return command.run(
        hosts=hosts,
        window=window,
        headless=headless,
        snapshot=snapshot,
        stop_after_s=after,
        desk=DeskPlace(_desks(), "vncwall demo"),
    )


@app.command()
def fleet(
    port: Annotated[
        int, typer.Option(metavar="P", min=1, max=65535, help="First port; then P+1, P+2, ...")
    ] = 5910,
    hosts: Annotated[
        int, typer.Option(metavar="N", min=1, max=256, help="Desktops to serve.")
    ] = 16,
    replay: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Serve this wire recording (.fbs) on port P instead."),
    ] = None,
    speed: Annotated[
        float, typer.Option(metavar="X", min=0.0, help="Replay so many times as fast; 0: no waits.")
    ] = 1.0,
    loop: Annotated[bool, typer.Option("--loop", help="Replay from the start at the end.")] = False,
) -> int:
    """Serve the demo desktops over VNC on 127.0.0.1.

    For tests, training and sizing.

    \b
    vncwall fleet --port 5910 --hosts 16          desktops on ports 5910 to 5925
    vncwall fleet --replay pc1.fbs --loop         a recorded session as a server
    """
    from vncwall.app import fleet as command

    return command.serve(port=port, hosts=hosts, replay=replay, speed=speed, loop=loop)


@app.command()
def record(
    hosts: Hosts,
    duration: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="So long: 30s, 10m, 2h.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.")] = Path(
        "recordings"
    ),
    video_format: Annotated[
        str | None,
        typer.Option("--format", metavar="NAME", help="h264, vp9, lossless or fbs (the wire)."),
    ] = None,
    max_fps: Annotated[
        float | None, typer.Option(metavar="N", min=0.1, max=60, help="Most frames a second.")
    ] = None,
    config: ConfigurationFile = None,
    password_file: PasswordFile = None,
    user: Username = None,
    link: Link = None,
) -> int:
    """Record desktops to video files.

    Opens no window; ends when --for is over or at Ctrl-C.

    \b
    vncwall record pc1 --for 10m --out recordings
    vncwall record --format vp9 pc1 pc2:1
    vncwall record -c wall.toml "Line 3"

    Files: DIR/<host>/<date>/<time>.mkv, playable in any player, also after a crash.
    """
    from vncwall.app import record as command
    from vncwall.settings.durations import parse_duration
    from vncwall.settings.model import VideoFormat

    changes: dict[str, object] = {"folder": str(out)}
    if video_format is not None:
        if video_format not in list(VideoFormat):
            names = ", ".join(VideoFormat)
            raise SettingsError("--format", "", f"{video_format!r} is not one of {names}")
        changes["format"] = VideoFormat(video_format)
    if max_fps is not None:
        changes["max_fps"] = max_fps
    duration_s = None if duration is None else parse_duration(duration, path="--for")
    whole = _configuration_in(hosts)

    def read() -> LoadedConfiguration:
        loaded = _loaded(hosts, config=config, password_file=password_file, user=user, link=link)
        settings = loaded.settings
        recording = replace(settings.recording, **changes)  # type: ignore[arg-type]
        settings = replace(settings, recording=recording)
        if whole is None:
            # Named here is wish enough; a whole configuration says itself which hosts to record.
            named = tuple(replace(host, record=True) for host in settings.hosts)
            settings = replace(settings, hosts=named)
        return replace(loaded, settings=settings)

    settings, watch = _watched(config or whole, read)
    return command.run(
        settings,
        duration_s=duration_s,
        desk=DeskPlace(_desks(), f"vncwall record {' '.join(hosts)}", watch.ask if watch else None),
        watch=watch,
    )


@app.command()
def play(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Recordings (.mkv, .part, .fbs), or folders of them."),
    ],
    speed: Annotated[float, typer.Option(metavar="X", min=0.05, max=64, help="Speed.")] = 1.0,
    at: Annotated[str, typer.Option(metavar="TIME", help="Begin so far in: 90s, 1h5m.")] = "0",
    fullscreen: Fullscreen = False,
    snapshot: Annotated[
        Path | None,
        typer.Option(metavar="PNG", help="Open no window; write the picture at --at to this file."),
    ] = None,
) -> int:
    """Play recordings.

    \b
    vncwall play recordings/pc1/2025-03-01/140000.mkv
    vncwall play --speed 8 recordings/pc1
    vncwall play night.mkv --at 1h5m --snapshot incident.png

    Keys: Space pause, arrows seek, [ and ] speed, F full screen, Q end.
    """
    from vncwall.app import play as command
    from vncwall.settings.durations import parse_duration

    at_s = parse_duration(at, path="--at")
    return command.run(files, speed=speed, fullscreen=fullscreen, at_s=at_s, snapshot=snapshot)


@app.command()
def snapshot(
    hosts: Hosts,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the pictures.")] = Path("."),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was negotiated and what went wrong.")
    ] = False,
    timeout: Annotated[
        str, typer.Option(metavar="TIME", help="Give a host so long: 10s, 1m.")
    ] = "15s",
    config: ConfigurationFile = None,
    password_file: PasswordFile = None,
    user: Username = None,
) -> int:
    """Write a lossless PNG of each desktop.

    View-only, for scripts.

    \b
    vncwall snapshot pc1 pc2:1 --out pictures
    vncwall snapshot pc1 --json | jq '.[0].encodings'

    The exit code is 0, or that of the cause when all failures have one cause, or 1.
    """
    from vncwall.app import snapshot as command
    from vncwall.settings.durations import parse_duration

    settings, _ = _watched(
        None, lambda: _loaded(hosts, config=config, password_file=password_file, user=user)
    )
    timeout_s = parse_duration(timeout, path="--timeout")
    return command.run(settings.hosts, folder=out, as_json=as_json, timeout_s=timeout_s)


@app.command()
def tune(
    host: Annotated[
        str, typer.Argument(metavar="HOST", help="An address, or with --config a name in it.")
    ],
    line: Annotated[
        str | None,
        typer.Option(metavar="RATE", help="Advise for this line: 256kbit/s; else as measured."),
    ] = None,
    rounds: Annotated[
        int, typer.Option(metavar="N", min=1, max=100, help="Fetch each picture so often.")
    ] = 3,
    patience: Annotated[
        str, typer.Option(metavar="TIME", help="Leave out what is expected to take longer.")
    ] = "20s",
    timeout: Annotated[
        str, typer.Option(metavar="TIME", help="Give each picture so long: 30s, 2m.")
    ] = "1m",
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    write: Annotated[
        Path | None,
        typer.Option(metavar="CONFIG", help="Write the best for tile and control to this file."),
    ] = None,
    config: ConfigurationFile = None,
    password_file: PasswordFile = None,
    user: Username = None,
) -> int:
    """Try settings against a host; say which are best.

    View-only. Fetches the whole screen some fifty times: it says what that will cost first.

    \b
    vncwall tune pc1                                    on the line as it is
    vncwall tune pc1 --line 256kbit/s                   what to ask over a slow line
    vncwall tune pc1 -c wall.toml --write wall.toml     and put it into the configuration

    kB and ms are those of the whole screen, CPU ms are of this computer, dB is the likeness to
    the lossless picture: nobody sees a difference above 45, text is clean above 35.
    """
    from vncwall.app import tune as command
    from vncwall.settings.durations import parse_duration
    from vncwall.settings.rates import rate_kbit_s

    try:
        line_kbit_s = None if line is None else rate_kbit_s(line)
    except ValueError as error:
        raise SettingsError("--line", "", str(error)) from None
    if host.endswith(".toml"):
        raise SettingsError("arguments", "", f"{host} is no host; name one: -c {host} HOST")
    settings, _ = _watched(
        None,
        lambda: _loaded([host], config=config or write, password_file=password_file, user=user),
    )
    return command.run(
        settings.hosts[0],
        line_kbit_s=line_kbit_s,
        rounds=rounds,
        patience_s=parse_duration(patience, path="--patience"),
        timeout_s=parse_duration(timeout, path="--timeout"),
        as_json=as_json,
        write=write,
        environment=os.environ,
    )


@app.command()
def check(
    config: Annotated[
        Path | None, typer.Argument(metavar="CONFIG", help="A configuration to check.")
    ] = None,
) -> int:
    """Check a configuration and this installation.

    \b
    vncwall check              versions, compiled kernels, decoders, security types, encoders
    vncwall check wall.toml    and every mistake in the configuration, with file and line
    """
    from vncwall.app import check as command

    return command.run(config, environment=os.environ)


@app.command()
def why(
    host: Annotated[
        str, typer.Argument(metavar="HOST", help="Its name, the beginning of it, or its address.")
    ],
    as_json: Json = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on, and print what changes, with the time.")
    ] = False,
    pid: ProcessNumber = None,
) -> int:
    """Say why a host looks as it does on the wall that runs.

    What is asked of it and why just that, what its line carries and costs, what is wrong.

    \b
    vncwall why pc1
    vncwall why pc1 --follow
    vncwall why pc1 --json | jq .round_trip_ms

    Asks the vncwall wall, demo or record that this user runs on this machine.
    """
    from vncwall.app import why as command

    return command.run(
        host, folder=_desks(), pid=pid, as_json=as_json, follow=follow, note=_complain
    )


@app.command()
def status(
    hosts: Annotated[
        list[str] | None, typer.Argument(metavar="HOST", help="Names of hosts; none: all.")
    ] = None,
    problems: Annotated[
        bool, typer.Option("--problems", "-p", help="Only hosts that are not live.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit code 0 only if every host is live.")
    ] = False,
    as_json: Json = False,
    pid: ProcessNumber = None,
) -> int:
    """List the hosts of the wall that runs: state, age, traffic, recording.

    \b
    vncwall status
    vncwall status --problems
    vncwall status --check --json               for a monitoring system
    vncwall status pc1 pc2 --check

    With --check the exit code is that of the one cause, or 1 for several.
    """
    from vncwall.app import status as command

    return command.run(
        hosts or (),
        folder=_desks(),
        pid=pid,
        only_problems=problems,
        as_json=as_json,
        check=check,
        note=_complain,
    )


@app.command()
def capacity(
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="Measure the demo fleet, whatever runs (half a minute)."),
    ] = False,
    as_json: Json = False,
    pid: ProcessNumber = None,
) -> int:
    """Say how many more tiles and recordings this machine can carry.

    From what those cost that the wall shows now; without a wall from the demo fleet.

    \b
    vncwall capacity
    vncwall capacity --estimate                 before there is a wall
    vncwall capacity --json | jq .more_tiles
    """
    from vncwall.app import capacity as command

    return command.run(folder=_desks(), pid=pid, estimate=estimate, as_json=as_json, note=_complain)


@app.command()
def reconnect(
    hosts: Annotated[
        list[str] | None,
        typer.Argument(metavar="HOST", help="Hosts; none: all that are not live."),
    ] = None,
    pid: ProcessNumber = None,
) -> int:
    """Have the wall that runs connect to hosts at once.

    \b
    vncwall reconnect                           all that are not live, without waiting longer
    vncwall reconnect pc1                       also if it is live
    """
    from vncwall.app import reconnect as command

    return command.run(hosts or (), folder=_desks(), pid=pid, note=_complain)


@app.command()
def reload(pid: ProcessNumber = None) -> int:
    """Have the wall that runs read its configuration again.

    It also does so by itself when the file changes; what has mistakes is said there and not used.

    \b
    vncwall reload
    vncwall reload --pid 4711
    """
    from vncwall.app import reload as command

    return command.run(folder=_desks(), pid=pid, note=_complain)


def _desks() -> Path:
    """Return the folder where every running vncwall of this user can be asked."""
    runtime = os.environ.get(RUNTIME_VARIABLE)
    if runtime and is_own(Path(runtime).resolve()):  # after `su` it is somebody else's
        return Path(runtime).resolve() / "vncwall"
    return Path(tempfile.gettempdir()) / f"vncwall-{getpass.getuser()}"


def _configuration_in(sources: Sequence[str]) -> Path | None:
    """Return the configuration that stands in the place of hosts; None: these are hosts."""
    is_file = len(sources) == 1 and sources[0].endswith(".toml")
    return Path(sources[0]) if is_file else None


def _watched(
    path: Path | None, read: Callable[[], LoadedConfiguration]
) -> tuple[Settings, ConfigurationWatch | None]:
    """Return what `read` reads, and what tells when it is to be read again."""
    watch = None if path is None else ConfigurationWatch(path, read)
    loaded = read() if watch is None else watch.read()
    for warning in loaded.warnings:
        _complain(f"warning: {warning}")
    return loaded.settings, watch


def _loaded(
    sources: Sequence[str],
    *,
    config: Path | None = None,
    password_file: Path | None = None,
    user: str | None = None,
    link: str | None = None,
) -> LoadedConfiguration:
    """Return what the arguments name: a configuration, names in it, or addresses."""
    from vncwall.settings import arguments

    password = os.environ.get(PASSWORD_VARIABLE)
    if password_file is not None:
        password = arguments.read_password(password_file, argument="--password-file")
    return arguments.settings_of(
        sources,
        config=config,
        environment=os.environ,
        password=password,
        username=user,
        link=link,
    )


def _size(text: str) -> tuple[int, int]:
    """Return width and height; bounds as in the configuration."""
    match = re.fullmatch(r"(\d{1,5})[xX](\d{1,5})", text.strip())
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (320 <= width <= 16384 and 240 <= height <= 16384):
        raise SettingsError("--size", "", f"{text!r} is not a size; write 320x240 to 16384x16384")
    return width, height


def _complain(message: str) -> None:
    """Say something to the user on standard error."""
    typer.echo(f"vncwall: {message}", err=True)


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
    given = _common_first(arguments) or ["--help"]
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
            _complain(f"{error.format_message().rstrip('.')} (see '{command} --help')")
        return error.exit_code
    except (SettingsError, DisplayError) as error:
        _complain(str(error))
        return USAGE_ERROR
    except TransportError as error:
        _complain(str(error))
        return EXIT_CODES[error.reason]
    except VNCWallError as error:
        _complain(str(error))
        return FAILED
    except (KeyboardInterrupt, Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`vncwall check | head`); nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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
    _complain(f"internal error: {type(error).__name__}: {error}; {where}")
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
