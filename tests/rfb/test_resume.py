"""When a conversation can say what another client must be given."""

from __future__ import annotations

from tests.support import wire
from vncwall.geometry import Size
from vncwall.rfb.connection import Connection
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import COLOUR_MAP

HANDSHAKE = wire.BANNER_33 + b"\0\0\0\1"


def client(picture: PictureOptions | None = None) -> Connection:
    return Connection(ConnectionOptions(picture=picture or PictureOptions()))


def test_before_server_init_there_is_nothing_to_say() -> None:
    connection = client()
    connection.receive_data(HANDSHAKE)
    assert connection.resume_point() is None
    connection.receive_data(wire.server_init(4, 3))
    point = connection.resume_point()
    assert point is not None
    assert (point.name, point.framebuffer.size, point.carried) == ("desk", Size(4, 3), ())


def test_a_colour_map_is_not_carried_on() -> None:
    connection = client(PictureOptions(pixel_format=COLOUR_MAP))
    connection.receive_data(HANDSHAKE + wire.server_init(4, 3))
    assert connection.resume_point() is None


def test_after_the_end_there_is_nothing_to_go_on_with() -> None:
    connection = client()
    connection.receive_data(HANDSHAKE + wire.server_init(4, 3))
    connection.receive_eof()
    assert connection.resume_point() is None
