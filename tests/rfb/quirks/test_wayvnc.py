"""The quirk of wayvnc: one encoding for the whole connection."""

from __future__ import annotations

from tests.support import wire
from tests.support.scripted_server import ScriptedServer, client_messages, encodings_of
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.options import ConnectionOptions, PictureOptions

KEPT = [Encoding.COPYRECT, Encoding.TIGHT, Encoding.RAW]
ZRLE_FIRST = PictureOptions(encodings=(Encoding.ZRLE, Encoding.TIGHT))


def offered(server: ScriptedServer) -> list[int]:
    """Return the real encodings of the last SetEncodings."""
    sent = server.receives()
    messages = client_messages(sent[14:] if sent.startswith(b"RFB") else sent)
    [message] = [one for one in messages if one[0] == 2]
    return [number for number in encodings_of(message) if number in DECODERS]


def connected(name: str) -> ScriptedServer:
    server = ScriptedServer(ConnectionOptions(picture=ZRLE_FIRST))
    server.sends(wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(8, 8, name))
    return server


def test_tight_stays_the_encoding_whatever_is_wanted_later() -> None:
    server = connected("WayVNC")
    assert offered(server) == KEPT
    server.connection.set_picture(PictureOptions(jpeg_quality=None, compression=9))
    assert offered(server) == KEPT


def test_other_servers_are_asked_for_what_is_wanted() -> None:
    assert offered(connected("desk")) == [Encoding.ZRLE, Encoding.TIGHT]
