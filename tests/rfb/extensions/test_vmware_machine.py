"""Key repeat and machine state."""

from __future__ import annotations

from tests.support import wire
from tests.support.scripted_server import ScriptedServer, opened
from vncwall.rfb.events import KeyRepeatChanged, MachineStateChanged


def told(server: ScriptedServer, encoding: int, data: str) -> object:
    [event, _] = server.sends(
        wire.update(wire.rectangle(0, 0, 0, 0, encoding, bytes.fromhex(data))), piece=3
    )
    return event


def test_who_repeats_keys_is_told_with_its_times() -> None:
    server = opened()
    event = told(server, 0x574D5667, "0001 00000021 000001f4")
    assert event == KeyRepeatChanged(is_ours=True, period=33, delay=500)
    assert told(server, 0x574D5667, "0000 00000000 00000000") == KeyRepeatChanged(False, 0, 0)


def test_each_flag_of_the_machine_is_told_and_others_are_ignored() -> None:
    server = opened()
    assert told(server, 0x574D566A, "0001") == MachineStateChanged(True, False)
    assert told(server, 0x574D566A, "fffe") == MachineStateChanged(False, True)
