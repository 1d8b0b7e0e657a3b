from __future__ import annotations

import pytest

from benchmarks import small_rects, stream
from vncwall.geometry import Size
from vncwall.rfb.connection import Connection
from vncwall.rfb.events import ConnectionFailed, FramebufferUpdated
from vncwall.rfb.messages import ServerInit
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.pixel_format import CANONICAL

INIT = ServerInit(small_rects.SIZE, CANONICAL, 0)


@pytest.mark.parametrize("name", small_rects.CASES)
def test_every_stream_is_what_it_says(name: str) -> None:
    connection = Connection(ConnectionOptions())
    connection.receive_data(b"RFB 003.008\n\1\1\0\0\0\0" + INIT.pack())
    connection.events()
    data = small_rects.updates(name, 2500)
    connection.receive_data(data)

    events = connection.events()
    assert not [event for event in events if isinstance(event, ConnectionFailed)]
    updates = [event for event in events if isinstance(event, FramebufferUpdated)]
    assert [event.rectangles for event in updates] == [1000, 1000, 500]
    assert stream.cut(INIT, data).rects == 2500
    _, side, _ = small_rects.CASES[name]
    assert {rect.size for event in updates for rect in event.damage} == {Size(side, side)}


def test_colours_differ_from_one_to_the_next() -> None:
    assert len({small_rects.colour(number) for number in range(5000)}) > 4990
