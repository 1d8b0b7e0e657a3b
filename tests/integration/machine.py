"""QEMU with a guest of one boot sector, and its monitor: the word of the other side."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tests.integration.processes import end, start, wait_for
from tests.integration.screen import Picture
from tests.integration.servers import free_port, listens
from tests.support.stopwatch import Stopwatch

GUEST = bytes.fromhex(
    "fa"  # cli
    "b8 00b8 8ec0 31ff"  # mov ax,0xb800; mov es,ax; xor di,di
    "b9 d007 89c8 88c4 80e4 7f ab e2 f6"  # 2000 characters in many colours, none of which blinks
    "b0 b6 e6 43 b0 00 e6 42 b0 05 e6 42"  # a tone of 932 Hz
    "e4 61 0c 03 e6 61"  # on the speaker
    # Poll the keyboard; after Caps Lock (scancode 0x3a) switch its light on.
    "e4 64 a8 01 74 fa e4 60 3c 3a 75 f4 b0 ed e6 60 b0 04 e6 60 eb ea"
)
"""Machine code of a PC, loaded at 0x7c00."""


@dataclass(slots=True)
class Machine:
    """A virtual machine, its VNC port and its monitor."""

    port: int
    folder: Path
    log: Path
    _monitor: socket.socket
    _unread: bytes = b""
    events: list[str] = field(default_factory=list)
    """Names of what has happened to the machine (QMP)."""

    def tell(self, command: str, **arguments: object) -> Any:
        """Run a command of the monitor and return its result."""
        message = {"execute": command, "arguments": arguments}
        self._monitor.sendall(json.dumps(message).encode() + b"\n")
        while True:
            answer = self._read()
            if "event" not in answer:
                assert "error" not in answer, answer
                return answer.get("return")

    def await_event(self, name: str) -> None:
        """Wait until the machine has told it."""
        watch = Stopwatch()
        while name not in self.events:
            assert watch.seconds < 8, f"{name} is not among {self.events}"
            self.tell("query-status")

    def screen(self) -> Picture:
        """Return what QEMU itself says the screen shows: (height, width, 3), R, G, B."""
        path = self.folder / "screen.ppm"
        self.tell("screendump", filename=str(path))
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"))

    def traced(self, line: str) -> bool:
        """Whether the log of what QEMU has done has a line with these words."""
        return line in self.log.read_text(errors="replace")

    def _read(self) -> dict[str, Any]:
        while b"\n" not in self._unread:
            data = self._monitor.recv(1 << 16)
            assert data, "QEMU has closed its monitor"
            self._unread += data
        line, _, self._unread = self._unread.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if "event" in answer:
            self.events.append(answer["event"])
        return answer


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """Run QEMU until its guest has drawn its screen; power actions of viewers are allowed."""
    disk, monitor, log = folder / "disk", folder / "monitor", folder / "qemu.log"
    disk.write_bytes(GUEST.ljust(510, b"\0") + b"\x55\xaa")
    port = free_port()
    # fmt: off
    argv = [
        "qemu-system-x86_64", "-machine", "pc,accel=tcg,pcspk-audiodev=sound", "-m", "16",
        "-nodefaults", "-no-user-config", "-vga", "std", "-display", "none",
        "-drive", f"file={disk},format=raw", "-audiodev", "none,id=sound",
        "-vnc", f"127.0.0.1:{port - 5900},power-control=on,lossy=on,audiodev=sound",
        "-qmp", f"unix:{monitor},server=on,wait=off",
        "-trace", "vnc_key_event_ext", "-trace", "input_event_rel",
    ]
    # fmt: on
    process = start(argv, log=log)
    try:
        wait_for(
            lambda: listens(process, port, log) and monitor.exists(), f"QEMU listens on {port}"
        )
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(60)
            link.connect(str(monitor))
            there = Machine(port, folder, log, link)
            there._read()  # its greeting
            there.tell("qmp_capabilities")
            wait_for(lambda: len(np.unique(there.screen())) > 3, "the guest has drawn its screen")
            yield there
    finally:
        end(process)
