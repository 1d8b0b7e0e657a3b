"""The command line: help that teaches, one sentence for a mistake, an exit code for a cause."""

from __future__ import annotations

import errno
import logging
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import vncwall
from vncwall import app as app_package
from vncwall import cli
from vncwall.cli import program
from vncwall.cli.desks import RUNTIME_VARIABLE
from vncwall.cli.options import PASSWORD_VARIABLE
from vncwall.errors import DisplayError, SinkError, TransportError
from vncwall.settings.address import HostAddress
from vncwall.settings.model import HostSettings, Settings, Stamp, VideoFormat
from vncwall.settings.profiles import LINK_PROFILES
from vncwall.states import Reason

COMMANDS = (
    "wall", "demo", "fleet", "record", "play", "snapshot", "check", "why", "status",
    "capacity", "reconnect", "reload", "save",
)  # fmt: skip


class Command(ModuleType):
    """Stands in for a module of `vncwall.app`; remembers the call, then answers or raises."""

    def __init__(self) -> None:
        super().__init__("command")
        self.settings = Settings()
        self.values: Mapping[str, Any] = {}
        self.answer: int | BaseException = 0

    def run(self, *arguments: Any, **values: Any) -> int:
        if arguments and isinstance(arguments[0], Settings):
            self.settings = arguments[0]
        self.values = {**values, "arguments": arguments}
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    serve = run


@pytest.fixture(autouse=True)
def quiet_logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Every command's module, replaced by one that only remembers."""
    stand_in = Command()
    for name in COMMANDS:
        monkeypatch.setitem(sys.modules, f"{app_package.__name__}.{name}", stand_in)
        monkeypatch.setattr(app_package, name, stand_in, raising=False)
    return stand_in


def hosts_of(command: Command) -> tuple[HostSettings, ...]:
    return command.settings.hosts


# --- help


def test_no_argument_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 0
    out = capsys.readouterr().out
    assert all(re.search(rf"^  {name} ", out, re.MULTILINE) for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_has_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([name, "--help"]) == 0
    assert capsys.readouterr().out.count(f"  vncwall {name}") >= 2


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_in_the_help_are_accepted(
    name: str, command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("wall.toml").write_text('[walls.hall]\n[[hosts]]\nname = "Line 3"\naddress = "a"\n')
    cli.run([name, "--help"])
    examples = re.findall(rf"^  (vncwall {name}\b.*)$", capsys.readouterr().out, re.MULTILINE)
    for example in examples:
        words = shlex.split(re.split(r"\s{3,}| \| ", example)[0])
        assert cli.run(words[1:]) == 0, (example, capsys.readouterr().err)


@pytest.mark.parametrize(
    "words",
    [
        ["wall", "--view-only", "--columns", "3", "wall.toml"],
        ["record", "--max-fps", "2", "wall.toml"],
        ["record", "--max-fps", "2", "-c", "wall.toml", "Line 3"],
    ],
)
def test_what_the_arguments_say_goes_on_holding_when_the_configuration_is_read_again(
    words: list[str], command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("wall.toml")
    file.write_text('[walls.hall]\n[[hosts]]\nname = "Line 3"\naddress = "a"\n')
    assert cli.run(words) == 0
    before, watch = command.settings, command.values["watch"]
    file.write_text('[walls.hall]\n[[hosts]]\nname = "Line 3"\naddress = "b"\n')
    watch.ask()
    assert watch.poll(0).settings == replace(
        before, hosts=(replace(before.hosts[0], address=HostAddress("b", 5900)),)
    )


def test_hosts_without_a_configuration_are_not_read_again(command: Command) -> None:
    assert cli.run(["wall", "pc1"]) == 0
    assert command.values["watch"] is None


def test_a_running_wall_is_asked_where_it_said_it_would_be(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(RUNTIME_VARIABLE, str(tmp_path))
    assert cli.run(["wall", "pc1"]) == 0
    desk = command.values["desk"]
    assert (desk.folder, desk.title) == (tmp_path / "vncwall", "vncwall wall pc1")
    assert cli.run(["why", "pc1", "--pid", "7"]) == 0
    assert command.values["folder"] == tmp_path / "vncwall"
    assert (command.values["arguments"], command.values["pid"]) == (("pc1",), 7)


@pytest.mark.parametrize("runtime", [None, "/nowhere/at/all", ""])
def test_without_a_runtime_folder_it_is_asked_in_one_of_the_user(
    command: Command, monkeypatch: pytest.MonkeyPatch, runtime: str | None
) -> None:
    monkeypatch.delenv(RUNTIME_VARIABLE, raising=False)
    if runtime is not None:
        monkeypatch.setenv(RUNTIME_VARIABLE, runtime)
    assert cli.run(["status", "-p", "--check"]) == 0
    folder = command.values["folder"]
    assert folder.parent == Path(tempfile.gettempdir())
    assert re.fullmatch(r"vncwall-\w+", folder.name)
    assert (command.values["only_problems"], command.values["check"]) == (True, True)


def test_version_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith(f"vncwall {vncwall.__version__} ")


# --- arguments become settings


def test_wall_takes_addresses(command: Command) -> None:
    assert cli.run(["wall", "pc1", "pc2:1", "server::5901", "--link", "slow"]) == 0
    assert [str(host.address) for host in hosts_of(command)] == ["pc1:0", "pc2:1", "server:1"]
    assert {host.tile for host in hosts_of(command)} == {LINK_PROFILES["slow"].tile}


def test_wall_takes_a_configuration_and_options_win(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text('[wall]\ncolumns = 2\nheight = 600\n[[hosts]]\naddress = "a"\n')
    arguments = ["--columns", "5", "--fullscreen", "--workers", "3", "--view-only"]
    assert cli.run(["wall", str(path), *arguments]) == 0
    settings = command.settings.wall
    assert (settings.arrangement.columns, settings.height) == (5, 600)
    assert (settings.fullscreen, settings.workers) == (True, 3)
    assert [host.view_only for host in hosts_of(command)] == [True]


def test_options_that_are_left_out_change_nothing(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text(
        '[wall]\ncolumns = 2\nfullscreen = true\nworkers = 4\n[[hosts]]\naddress = "a"\n'
    )
    assert cli.run(["wall", str(path)]) == 0
    settings = command.settings.wall
    assert (settings.arrangement.columns, settings.fullscreen, settings.workers) == (2, True, 4)


def test_size_of_the_window_is_an_option(command: Command) -> None:
    assert cli.run(["wall", "a", "--size", "1920x1080"]) == 0
    assert (command.settings.wall.width, command.settings.wall.height) == (1920, 1080)
    assert cli.run(["demo", "--size", "800x600"]) == 0
    assert (command.values["window"].width, command.values["window"].height) == (800, 600)


def test_password_comes_from_the_environment_or_a_file(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "one")
    cli.run(["wall", "a"])
    assert hosts_of(command)[0].password == "one"
    (tmp_path / "p").write_text("two\n")
    cli.run(["wall", "a", "--password-file", str(tmp_path / "p")])
    assert hosts_of(command)[0].password == "two"


def test_record_takes_time_format_and_folder(command: Command) -> None:
    arguments = ["--for", "10m", "--out", "videos", "--format", "vp9", "--max-fps", "2"]
    assert cli.run(["record", "a", *arguments]) == 0
    recording = command.settings.recording
    assert (recording.folder, recording.format) == ("videos", VideoFormat.VP9)
    assert recording.max_fps == 2.0
    assert command.values["duration_s"] == 600.0


def test_record_takes_masks_a_stamp_and_a_quality(command: Command) -> None:
    masks = ["--mask", "0,0,100%,40", "--mask", "1,2,3,4"]
    arguments = [*masks, "--stamp", "below", "--quality", "18"]
    assert cli.run(["record", "a", *arguments]) == 0
    recording = command.settings.recording
    assert [str(mask) for mask in recording.masks] == ["0,0,100%,40", "1,2,3,4"]
    assert (recording.stamp, recording.quality) == (Stamp.BELOW, 18)


def test_play_takes_files_and_a_moment(command: Command) -> None:
    assert cli.run(["play", "a.mkv", "b", "--at", "1m30s", "--speed", "2"]) == 0
    assert command.values["arguments"] == ([Path("a.mkv"), Path("b")],)
    assert (command.values["at_s"], command.values["speed"]) == (90.0, 2.0)


def test_every_host_that_is_named_is_recorded(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "w.toml"
    path.write_text('[[hosts]]\naddress = "a"\nrecord = true\n[[hosts]]\naddress = "b"\n')
    assert cli.run(["record", "-c", str(path), "a", "b"]) == 0
    assert [host.name for host in hosts_of(command)] == ["a", "b"]
    assert command.values["by_hand"]
    assert cli.run(["record", str(path)]) == 0
    assert [host.record for host in hosts_of(command)] == [True, False]


def test_common_options_may_stand_anywhere(command: Command, tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    assert cli.run(["wall", "-vv", "a", "--log-file", str(log)]) == 0
    assert logging.getLogger().level == logging.DEBUG
    assert log.exists()


def test_words_after_two_dashes_are_left_alone() -> None:
    assert program._common_first(["wall", "-v", "--", "-v"]) == ["-v", "wall", "--", "-v"]


# --- mistakes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["record", "a", "--mask", "1,2"], "--mask: '1,2' is not a mask; write \"x,y,width"),
        (["record", "a", "--stamp", "top"], "--stamp: 'top' is not one of off, below, top-left"),
        (["record", "a", "--quality", "99"], "quality: 99 is out of range"),
        (["record", "a", "--format", "fbs", "--mask", "0,0,9,9"], "recording.masks: "),
        (["wal"], "No such command 'wal'. Did you mean 'wall'? (see 'vncwall --help')"),
        (["wall"], "Missing argument"),
        (["wall", "a", "--colums", "3"], "--columns"),
        (["wall", "a:b"], "'a:b' is not an address; write host, host:DISPLAY or host::PORT"),
        (["wall", "none.toml"], "none.toml: cannot be read: No such file or directory"),
        (["wall", "a", "--link", "modem"], "write lan, internet, slow"),
        (["wall", "a", "--password-file", "/none"], "--password-file: /none cannot be read"),
        (["demo", "--hosts", "0"], "--hosts"),
        (["demo", "--size", "big"], "--size: 'big' is not a size; write 320x240 to 16384x16384"),
        (["record", "a", "--for", "soon"], "--for: 'soon' is not a length of time"),
        (["record", "a", "--format", "avi"], "'avi' is not one of h264, "),
        (["snapshot", "a", "--timeout", "x"], "--timeout: 'x' is not a length of time"),
        (["demo", "--log-file", "/none/x.log"], "--log-file: cannot write /none/x.log"),
    ],
)
def test_mistake_is_one_sentence_and_exit_code_2(
    arguments: list[str], message: str, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("vncwall: ")
    assert message in captured.err


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (TransportError(Reason.REFUSED, "nothing listens"), 11, "refused: nothing listens"),
        (DisplayError("no display"), 2, "no display"),
        (SinkError("disk full"), 1, "disk full"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_failure_has_its_exit_code_and_no_traceback(
    error: BaseException,
    code: int,
    message: str,
    command: Command,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command.answer = error
    assert cli.run(["demo"]) == code
    assert capsys.readouterr().err == (f"vncwall: {message}\n" if message else "")


def test_exit_code_of_a_command_is_that_of_the_program(command: Command) -> None:
    command.answer = 17
    assert cli.run(["snapshot", "a"]) == 17


def test_what_a_disk_refuses_is_said_and_is_no_mistake_of_ours(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command.answer = OSError(errno.EROFS, "Read-only file system", "/r/audit.jsonl")
    assert cli.run(["demo"]) == 1
    assert capsys.readouterr().err == "vncwall: /r/audit.jsonl: Read-only file system\n"


def test_unexpected_error_is_reported_to_a_file(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command.answer = ZeroDivisionError("division by zero")
    assert cli.run(["demo"]) == 1
    err = capsys.readouterr().err
    match = re.fullmatch(
        r"vncwall: internal error: ZeroDivisionError: division by zero; "
        r"the report is in (.*)\n",
        err,
    )
    assert match, err
    assert "Traceback" in Path(match[1]).read_text()


def test_unexpected_error_shows_its_traceback_when_asked(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    command.answer = ZeroDivisionError()
    assert cli.run(["demo", "-v"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_readable_password_is_warned_of(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.toml"
    path.write_text('[[hosts]]\naddress = "a"\npassword = "p"\n')
    path.chmod(0o644)
    assert cli.run(["wall", str(path)]) == 0
    assert f"chmod 600 {path}" in capsys.readouterr().err


# --- the process


def run_program(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_module_is_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vncwall", "--version"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert vncwall.__version__ in done.stdout


def test_help_imports_no_picture_video_or_network_library() -> None:
    code = (
        "import sys; from vncwall import cli; cli.run(['wall', '--help']);"
        "sys.exit(','.join({'pygame', 'av', 'numpy', 'asyncio'} & set(sys.modules)) or 0)"
    )
    done = run_program(code)
    assert (done.returncode, done.stderr) == (0, "")


def test_terminate_runs_the_cleanup() -> None:
    code = """
import os, signal, sys
from vncwall.cli import program
def command(arguments):
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        signal.pause()
    finally:
        print("cleaned")
program.run = command
program.main()
"""
    done = run_program(code)
    assert (done.returncode, done.stdout) == (128 + signal.SIGTERM, "cleaned\n")
