"""Real desktops to record: Xtigervnc with programs on it, each with something else going on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import content

GEOMETRY = "1920x1080"
FIRST_DISPLAY = 20
MOST_DISPLAYS = 10
DISPLAYS_VARIABLE = "BENCHMARK_DISPLAY"
"""Environment variable: another number to look for free displays from."""
SETTLE_S = 3.0
START_TIMEOUT_S = 20.0

Command = Sequence[str]


def terminal(folder: Path) -> list[Command]:
    """Two terminals full of rolling text and one that redraws a table."""
    font = ("-fa", "DejaVu Sans Mono", "-fs", "10")
    log = (
        'n=0; while :; do n=$((n+1)); echo "$n $(date) level=info a line of a log"; sleep 0.1; done'
    )
    return [
        ("xterm", *font, "-geometry", "150x50+20+30", "-e", "sh", "-c",
         "while :; do find / -xdev 2>/dev/null; done"),
        ("xterm", "-bg", "black", "-fg", "green", "-geometry", "90x40+1250+60",
         "-e", "top", "-d", "0.5"),
        ("xterm", "-geometry", "100x20+600+780", "-e", "sh", "-c", log),
    ]  # fmt: skip


def browser(folder: Path) -> list[Command]:
    """A long page with text, pictures and gradients that scrolls by itself."""
    return [
        ("chromium", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--disable-extensions",
         "--no-default-browser-check", "--password-store=basic", "--window-position=40,30",
         "--window-size=1600,950", f"--user-data-dir={folder / 'chromium'}",
         content.page(folder).as_uri()),
    ]  # fmt: skip


def video(folder: Path) -> list[Command]:
    """A film in a window of 1280x720."""
    return [
        ("mpv", "--vo=x11", "--no-audio", "--really-quiet", "--loop-file=inf", "--osc=no",
         "--geometry=1280x720+100+100", "--sws-fast", str(content.film(folder))),
    ]  # fmt: skip


def idle(folder: Path) -> list[Command]:
    """Open windows in which little more than clocks moves."""
    listing = "ls --color -la /etc | head -28; cat"
    return [
        ("xclock", "-update", "1", "-geometry", "200x200+1600+60"),
        ("xclock", "-digital", "-update", "1", "-geometry", "+1500+300"),
        ("xterm", "-bc", "-geometry", "80x24+100+100"),
        ("xterm", "-geometry", "100x30+500+400", "-e", "sh", "-c", listing),
        ("xeyes", "-geometry", "150x100+1200+100"),
    ]


DESKTOPS: dict[str, Callable[[Path], list[Command]]] = {
    "terminal": terminal,
    "browser": browser,
    "video": video,
    "idle": idle,
}
"""What goes on: the commands that show it, given a folder for their files."""

SETTLE_MORE_S = {"browser": 8.0, "video": 3.0}
"""Programs that take longer until they show their contents."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A desktop while it is shown."""

    display: str
    port: int
    """Of its VNC server."""
    server_pid: int
    programs: tuple[int, ...]
    """Process groups of what goes on."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Stop the programs while the block lasts, so that the picture stands still."""
        for group in self.programs:
            os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            for group in self.programs:
                os.killpg(group, signal.SIGCONT)


@contextmanager
def desktop(name: str, folder: Path) -> Iterator[int]:
    """Show a desktop on an X server of its own; yield the port of its VNC server."""
    settle_s = SETTLE_S + SETTLE_MORE_S.get(name, 0.0)
    with showing(name, DESKTOPS[name](folder), folder, settle_s=settle_s) as shown:
        yield shown.port


@contextmanager
def showing(
    name: str, commands: Sequence[Command], folder: Path, *, settle_s: float
) -> Iterator[Shown]:
    """Run programs on an X server of its own, and yield when they show something."""
    display = free_display()
    port = free_port()
    log = (folder / f"{name}.log").open("wb")
    home = folder / "home"
    fluxbox = home / ".fluxbox"
    fluxbox.mkdir(parents=True, exist_ok=True)
    (fluxbox / "overlay").write_text("background: none\n")
    (fluxbox / "init").write_text(f"session.styleOverlay: {fluxbox / 'overlay'}\n")
    environment = {**os.environ, "DISPLAY": f":{display}", "HOME": str(home)}
    processes: list[subprocess.Popen[bytes]] = []

    def start(command: Command) -> int:
        processes.append(
            subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )
        return processes[-1].pid

    try:
        server = start(
            ("Xtigervnc", f":{display}", "-geometry", GEOMETRY, "-depth", "24", "-rfbport",
             str(port), "-localhost", "-SecurityTypes", "None", "-AlwaysShared",
             "-AcceptSetDesktopSize=0", "-desktop", f"benchmark {name}")
        )  # fmt: skip
        wait_for_port(port)
        start(("fluxbox",))
        time.sleep(1)
        start(("xsetroot", "-solid", "#335577"))
        programs = tuple(start(command) for command in commands)
        time.sleep(settle_s)
        yield Shown(f":{display}", port, server, programs)
    finally:
        stop(processes)
        log.close()


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """End process groups, the last started first."""
    for last_word in (signal.SIGTERM, signal.SIGKILL):
        for process in reversed(processes):
            try:
                os.killpg(process.pid, last_word)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline and any(p.poll() is None for p in processes):
            time.sleep(0.05)


def free_display() -> int:
    """Return the number of an X display that nobody has."""
    first = int(os.environ.get(DISPLAYS_VARIABLE, FIRST_DISPLAY))
    for number in range(first, first + MOST_DISPLAYS):
        if not any(
            Path(f"/tmp/{name}").exists() for name in (f".X{number}-lock", f".X11-unix/X{number}")
        ):
            return number
    raise RuntimeError(f"no free X display from {first} to {first + MOST_DISPLAYS - 1}")


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def wait_for_port(port: int) -> None:
    """Wait until something listens there."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
