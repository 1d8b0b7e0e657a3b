"""`vncwall snapshot` as scripts use it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Desktop
from tests.integration.screen import assert_same_picture, grab, load
from tests.integration.servers import SERVERS, Server, free_port
from vncwall.states import EXIT_CODES, Reason

pytestmark = pytest.mark.real


@dataclass(frozen=True, slots=True)
class Result:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> list[dict[str, Any]]:
        """The JSON that was printed."""
        loaded = json.loads(self.out)
        assert isinstance(loaded, list)
        return loaded


def snapshot(arguments: Sequence[str], folder: Path, *, password: str = "") -> Result:
    """Run the command with `folder` as its output folder."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "xdg")}
    if password:
        environment["VNCWALL_PASSWORD"] = password
    done = subprocess.run(
        [sys.executable, "-m", "vncwall", "snapshot", "--json", "--out", str(folder), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def guarded(folder: Path) -> Iterator[Server]:
    """A server with a password."""
    own = folder / "snapshot"
    own.mkdir(exist_ok=True)
    with SERVERS["xtigervnc"](own, size="320x240", password="secret12") as server:
        yield server


def test_picture_is_the_screen_and_the_report_says_what_was_negotiated(
    desktop: Desktop, tmp_path: Path
) -> None:
    server = desktop.server
    result = snapshot([server.address], tmp_path)
    assert result.code == 0, result.err
    (path,) = tmp_path.glob("*.png")
    assert_same_picture(load(path), grab(server.display), tmp_path)
    (entry,) = result.report
    text = json.dumps(entry)
    for fact in ("3.8", "None", "640", "480", server.display[1:]):
        assert fact.lower() in text.lower(), (fact, text)
    assert entry["encodings"]
    assert str(path) in text or path.name in text


def test_password_comes_from_the_environment(guarded: Server, tmp_path: Path) -> None:
    result = snapshot([guarded.address], tmp_path, password="secret12")
    assert result.code == 0, result.err
    assert "secret12" not in result.out + result.err
    (path,) = tmp_path.glob("*.png")
    assert_same_picture(load(path), grab(guarded.display), tmp_path)


def test_each_cause_has_its_exit_code(guarded: Server, tmp_path: Path) -> None:
    cases = {
        Reason.WRONG_PASSWORD: ([guarded.address], "wrong"),
        Reason.NEEDS_PASSWORD: ([guarded.address], ""),
        Reason.REFUSED: ([f"127.0.0.1::{free_port()}"], ""),
        Reason.NAME_NOT_FOUND: (["no-such-host.invalid"], ""),
    }
    for reason, (arguments, password) in cases.items():
        result = snapshot(arguments, tmp_path, password=password)
        assert result.code == EXIT_CODES[reason], (reason, result)
        assert reason.value in result.out
    assert not list(tmp_path.glob("*.png"))


def test_server_that_never_speaks_times_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"127.0.0.1::{mute.getsockname()[1]}"
        result = snapshot([address, "--timeout", "1s"], tmp_path)
    assert result.code == EXIT_CODES[Reason.TIMED_OUT], result


def test_host_that_does_not_answer_is_unreachable(tmp_path: Path) -> None:
    # A listening socket whose backlog is full drops further SYNs, as a firewall does.
    with ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        result = snapshot([f"127.0.0.1::{full.getsockname()[1]}", "--timeout", "2s"], tmp_path)
    assert result.code == EXIT_CODES[Reason.UNREACHABLE], result


def test_not_a_vnc_server_is_a_protocol_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as web:
        child = subprocess.Popen(
            [sys.executable, "-m", "vncwall", "snapshot", "--json", "--out", str(tmp_path),
             f"127.0.0.1::{web.getsockname()[1]}"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        web.settimeout(20)
        peer, _ = web.accept()
        peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        out, err = child.communicate(timeout=20)
        peer.close()
    assert child.returncode == EXIT_CODES[Reason.PROTOCOL_ERROR], (out, err)


def test_one_failure_does_not_spoil_the_others(guarded: Server, tmp_path: Path) -> None:
    nobody = f"127.0.0.1::{free_port()}"
    result = snapshot([guarded.address, nobody], tmp_path, password="secret12")
    assert result.code == EXIT_CODES[Reason.REFUSED]
    assert len(list(tmp_path.glob("*.png"))) == 1
    assert len(result.report) == 2
