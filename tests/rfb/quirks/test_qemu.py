"""ZRLE instead of ZYWRLE."""

from __future__ import annotations

import zlib

import pytest

from tests.support import wire
from tests.support.scripted_server import ScriptedServer
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import ConnectionFailed, FramebufferUpdated
from vncwall.rfb.options import ConnectionOptions, PictureOptions

ZYWRLE_ONLY = ConnectionOptions(picture=PictureOptions(encodings=(Encoding.ZYWRLE,)))
ZRLE = wire.update(wire.rectangle(0, 0, 8, 8, 16, wire.text(zlib.compress(b"\1abc"))))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("QEMU", FramebufferUpdated),
        ("QEMU (machine 7)", FramebufferUpdated),
        ("QEMULATOR", ConnectionFailed),
    ],
)
def test_its_zrle_is_read_and_that_of_others_refused(name: str, kind: type) -> None:
    server = ScriptedServer(ZYWRLE_ONLY)
    server.opens(name=name)
    [event] = server.sends(ZRLE)
    assert isinstance(event, kind)
