"""Tight that nobody asked for."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import ScriptedServer
from vncwall.rfb.constants import Encoding
from vncwall.rfb.events import ConnectionFailed, FramebufferUpdated
from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.options import ConnectionOptions, PictureOptions
from vncwall.rfb.quirks.turbovnc import TurboVNC

TRLE_ONLY = ConnectionOptions(picture=PictureOptions(encodings=(Encoding.TRLE,)))
TIGHT = wire.update(wire.rectangle(0, 0, 4, 4, 7, b"\x80\1\2\3"))


@pytest.mark.parametrize(
    ("fingerprint", "is_one"),
    [
        (ServerFingerprint("003.008", (1,), "TurboVNC: host:1 (user)"), True),
        (ServerFingerprint("003.008", (19, 2, 16)), True),
        (ServerFingerprint("003.008", (19, 2), "desk"), False),
    ],
)
def test_it_is_known_by_name_or_security_types(
    fingerprint: ServerFingerprint, is_one: bool
) -> None:
    assert TurboVNC().matches(fingerprint) is is_one


@pytest.mark.parametrize(
    ("name", "kind"), [("TurboVNC: a:1 (b)", FramebufferUpdated), ("desk", ConnectionFailed)]
)
def test_its_tight_is_read_and_that_of_others_refused(name: str, kind: type) -> None:
    server = ScriptedServer(TRLE_ONLY)
    server.opens(name=name)
    [event] = server.sends(TIGHT)
    assert isinstance(event, kind)
