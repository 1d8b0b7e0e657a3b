"""What a session takes is measured on a worker process of its own."""

from __future__ import annotations

import multiprocessing

from benchmarks import memory
from benchmarks.memory import Held
from tests.support import wire
from vncwall.rfb.constants import Encoding

PIXEL = b"\x01\x02\x03\x00"


def test_a_session_takes_what_its_desktop_takes() -> None:
    width, height = 1024, 1024
    stream = wire.update(wire.rectangle(0, 0, width, height, Encoding.RRE, bytes(4) + PIXEL))

    idle = memory.measure(b"", b"", 0, settle_s=0)
    held = memory.measure(wire.server_init(width, height), stream, 2, settle_s=0.2)

    assert held.sessions == 2
    framebuffer = 4 * width * height  # what is shared with other processes varies with them
    assert 0.75 * framebuffer < held.each_over(idle.bytes) < 2 * framebuffer
    assert not multiprocessing.active_children(), "the workers have ended"


def test_each_is_told_over_an_idle_worker() -> None:
    table = memory.render(Held(0, 30_000_000), [Held(1, 41_000_000), Held(2, 50_000_000)])

    assert [row.split() for row in table.splitlines()[1:]] == [
        ["0", "30.0"],
        ["1", "41.0", "11.0"],
        ["2", "50.0", "10.0"],
    ]
