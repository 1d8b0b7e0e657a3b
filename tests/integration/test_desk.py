"""A wall that runs is asked by the commands that people and monitoring use."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.processes import wait_for
from tests.integration.program import Program
from vncwall.ipc.desk_client import DeskClient

QUICK_S = 1.0
"""For an answer, on a busy computer."""


class Shell:
    """Runs commands of the same user in another process."""

    def __init__(self, folder: Path) -> None:
        self._environment = {**os.environ, "XDG_RUNTIME_DIR": str(folder)}
        self.desks = folder / "vncwall"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "vncwall", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    def live(self) -> int:
        """Return how many hosts are live."""
        done = self.run("status", "--json")
        return int(json.loads(done.stdout)["live"]) if done.returncode == 0 else 0

    def follow(self, host: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "vncwall", "why", host, "--follow"],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def wall(tmp_path: Path, shell: Shell) -> Iterator[Program]:
    with Program(["demo", "--headless", "--hosts", "3"], tmp_path) as program:
        wait_for(lambda: shell.live() == 3, "three desktops are live", timeout_s=30)
        yield program


def test_nobody_runs_is_one_sentence_and_exit_code_1(shell: Shell) -> None:
    for words in (("status",), ("why", "pc1")):
        done = shell.run(*words)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("vncwall: no vncwall of this user runs here")


def test_a_running_wall_answers_and_obeys_and_its_desk_goes_with_it(
    wall: Program, shell: Shell
) -> None:
    done = shell.run("status", "--check")
    assert done.returncode == 11  # the host that refuses
    assert "3 of 4 live" in done.stdout
    assert shell.run("status", "--check", "noc-log-01").returncode == 0
    why = json.loads(shell.run("why", "noc", "--json").stdout)
    assert (why["host"], why["state"], why["desktop"]) == ("noc-log-01", "live", [1920, 1080])
    assert why["age_s"] < 10
    assert shell.run("reconnect").stdout == "Switched off: connecting anew\n"
    assert "did you mean noc-log-01?" in shell.run("why", "noc-log-02").stderr

    # A worker that hangs delays no answer about itself.
    worker = wall.child("vncwall-session")
    worker.send_signal(signal.SIGSTOP)
    try:
        (path,) = shell.desks.iterdir()
        with DeskClient(path, timeout_s=QUICK_S) as desk:
            assert desk.ask("why", host="noc-log-01")["host"] == "noc-log-01"
    finally:
        worker.send_signal(signal.SIGCONT)

    follower = shell.follow("noc-log-01")
    assert follower.stdout is not None
    assert follower.stdout.readline().startswith("host        noc-log-01")
    wall.interrupt()
    assert wall.wait() in (0, 130)
    _, err = follower.communicate(timeout=15)
    assert (follower.returncode, "it ended" in err or "nobody answers" in err) == (1, True)
    assert list(shell.desks.iterdir()) == []


def test_what_a_killed_wall_leaves_is_cleared_away(wall: Program, shell: Shell) -> None:
    assert len(list(shell.desks.iterdir())) == 1
    wall.send_signal(signal.SIGKILL)
    wall.wait()
    assert len(list(shell.desks.iterdir())) == 1
    assert shell.run("status").returncode == 1
    assert list(shell.desks.iterdir()) == []
