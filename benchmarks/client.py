"""Our client without its window: decodes one stream as fast as it can and reports what it took.

    python -m benchmarks.client PORT

Connects to 127.0.0.1:PORT, asks for what the wall asks for, but in the server's own pixel format
(a replayed stream is the same whatever is asked), decodes to the end of the stream and prints one
line of JSON:

    cpu, user, sys    seconds of CPU of this process from ServerInit to the end of the stream
    startup_cpu       seconds of CPU before that: the interpreter, imports, the handshake
    wall              seconds
    updates, rects    FramebufferUpdate messages, real rectangles in them
    width, height     of the framebuffer at the end
    maxrss_kb, rss_kb highest memory use; memory use at the end
    note              how the connection ended when it failed, else empty

If PEER_PPM names a file, the last picture is written there as a binary PPM; with PEER_BPP=8 the
connection is opened for 8 bits a pixel, as a tile of a slow line is. The exit code is 1 when
nothing could be decoded.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import resource
import socket
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import Connected, ConnectionFailed, Event, FramebufferUpdated
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL

RECEIVE_BYTES = 1 << 18
"""Most that one read takes: what a loopback socket holds at a time, and what fits the L2 cache."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU and wall seconds of this process at one moment, or between two."""

    user: float
    system: float
    wall: float

    @classmethod
    def now(cls) -> Cost:
        """Read the clocks."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return cls(usage.ru_utime, usage.ru_stime, time.monotonic())

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.user - other.user, self.system - other.system, self.wall - other.wall)

    @property
    def cpu(self) -> float:
        """User and system time together."""
        return self.user + self.system


@dataclass
class Run:
    """One connection, from its handshake to the end of its stream."""

    connection: Connection
    updates: int = 0
    rectangles: int = 0
    startup: Cost = Cost(0, 0, 0)
    cost: Cost = Cost(0, 0, 0)
    note: str = "no ServerInit"

    def decode(self, stream: socket.socket) -> None:
        """Hold the conversation until the server ends it."""
        buffer = bytearray(RECEIVE_BYTES)
        view = memoryview(buffer)
        begin = self._open(stream, view)
        if begin is None:
            return
        self.startup = begin
        connection = self.connection
        receive, take, events = stream.recv_into, connection.receive_data, connection.events
        while size := receive(buffer):
            take(view[:size])
            self._count(events())
            connection.request_update()
            if reply := connection.data_to_send():
                stream.sendall(reply)
        connection.receive_eof()
        self._count(events())
        self.cost = Cost.now() - begin

    def _open(self, stream: socket.socket, view: memoryview) -> Cost | None:
        """Go through the handshake; return the cost until ServerInit had arrived."""
        connection = self.connection
        while size := stream.recv_into(view):
            begin = Cost.now()
            connection.receive_data(view[:size])
            events = connection.events()
            self._count(events)
            for event in events:
                if isinstance(event, Connected):
                    self.note = ""
                    picture = replace(connection.picture, pixel_format=event.server_pixel_format)
                    connection.set_picture(picture)
                    connection.request_update(incremental=False)
            stream.sendall(connection.data_to_send())
            if not self.note:
                return begin
        return None

    def _count(self, events: list[Event]) -> None:
        for event in events:
            if type(event) is FramebufferUpdated:
                self.updates += 1
                self.rectangles += event.rectangles
            elif type(event) is ConnectionFailed:
                self.note = str(event.error)

    def report(self) -> dict[str, object]:
        """Return what is printed."""
        size = self.connection.framebuffer.size
        return {
            "peer": "vncwall",
            "version": f"python {platform.python_version()}",
            "user": round(self.cost.user, 6),
            "sys": round(self.cost.system, 6),
            "cpu": round(self.cost.cpu, 6),
            "startup_cpu": round(self.startup.cpu, 6),
            "wall": round(self.cost.wall, 6),
            "updates": self.updates,
            "rects": self.rectangles,
            "width": size.width,
            "height": size.height,
            "rss_kb": memory_kb("VmRSS"),
            "maxrss_kb": memory_kb("VmHWM"),
            "note": self.note,
        }


def memory_kb(field: str) -> int:
    """Return a field of this process's status; ru_maxrss would count the parent's memory too."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(field))
    return int(line.split()[1])


def write_ppm(path: Path, framebuffer: Framebuffer) -> None:
    """Write the picture as a binary PPM (P6)."""
    pixels = framebuffer.pixels
    height, width = pixels.shape[:2]
    rgb = np.ascontiguousarray(pixels[:, :, 2::-1])
    path.write_bytes(b"P6\n%d %d\n255\n" % (width, height) + rgb.tobytes())


def main() -> int:
    is_small = os.environ.get("PEER_BPP") == "8"
    picture = PictureOptions(pixel_format=BGR233 if is_small else CANONICAL)
    run = Run(Connection(ConnectionOptions(picture=picture)))
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as stream:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        run.decode(stream)
    print(json.dumps(run.report()), flush=True)
    if path := os.environ.get("PEER_PPM"):
        write_ppm(Path(path), run.connection.framebuffer)
    return 0 if run.updates else 1


if __name__ == "__main__":
    gc.collect()
    gc.freeze()  # what the imports made is not looked through again
    sys.exit(main())
