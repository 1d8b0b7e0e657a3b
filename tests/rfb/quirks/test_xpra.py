"""The quirk of xpra, from a recorded handshake to the format that is asked for."""

from __future__ import annotations

from tests.support import wire
from tests.support.scripted_server import ScriptedServer, client_messages
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.pixel_format import BGR233, RGB565

XPRA_FORMAT = bytes.fromhex("20 20 00 01 00ff 00ff 00ff 10 08 00 000000")
LIBVNCSERVER_FORMAT = bytes.fromhex("20 20 00 ff 00ff 00ff 00ff 00 08 10 000000")


def asked_of(pixel_format: bytes) -> bytes:
    """Return the SetPixelFormat for a server of this format, where bgr233 is wanted."""
    options = ConnectionOptions(picture=PictureOptions(pixel_format=BGR233))
    server = ScriptedServer(options)
    init = wire.server_init(8, 8, pixel_format=pixel_format)
    server.sends(wire.BANNER_38, b"\1\1", wire.OK, init)
    return client_messages(server.receives()[14:])[0]


def test_xpra_is_asked_for_32_bits() -> None:
    assert asked_of(XPRA_FORMAT) == wire.set_pixel_format(wire.RGB888)


def test_a_server_that_looks_alike_is_not() -> None:
    assert asked_of(LIBVNCSERVER_FORMAT) == wire.set_pixel_format(wire.BGR233)
    assert asked_of(wire.RGB888) == wire.set_pixel_format(wire.BGR233)


def test_a_later_picture_keeps_to_32_bits_too() -> None:
    server = ScriptedServer()
    init = wire.server_init(8, 8, pixel_format=XPRA_FORMAT)
    server.sends(wire.BANNER_38, b"\1\1", wire.OK, init)
    server.receives()
    server.connection.set_picture(PictureOptions(pixel_format=RGB565, jpeg_quality=1))
    assert [message[0] for message in client_messages(server.receives())] == [2]
