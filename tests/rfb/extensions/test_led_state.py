"""Lights of the keyboard in both forms."""

from __future__ import annotations

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.events import LedStateChanged

QEMU, VMWARE = -261, 0x574D5668


def test_lights_are_told_once_whatever_the_form() -> None:
    server = opened()
    updates = [
        wire.rectangle(0, 0, 0, 0, QEMU, b"\2"),
        wire.rectangle(0, 0, 0, 0, VMWARE, b"\0\0\0\2"),
        wire.rectangle(0, 0, 0, 0, VMWARE, b"\xff\xff\xff\xfd"),
        wire.rectangle(0, 0, 0, 0, QEMU, b"\0"),
    ]
    events = [event for r in updates for event in server.sends(wire.update(r))]
    assert [event for event in events if isinstance(event, LedStateChanged)] == [
        LedStateChanged(False, True, False),
        LedStateChanged(True, False, True),
        LedStateChanged(False, False, False),
    ]
