"""The gate: what may leave a connection, and what is released before it shuts."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import client_messages
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.outbox import Outbox

OBSERVER_TYPES = {0, 2, 3, 8, 15, 150, 248}
"""SetPixelFormat, SetEncodings, FramebufferUpdateRequest, SetScale, SetScaleFactor,
EnableContinuousUpdates, ClientFence."""


def outbox(*, view_only: bool = False) -> Outbox:
    """Return an outbox whose handshake is over."""
    box = Outbox(view_only=view_only)
    box.open()
    return box


@pytest.mark.parametrize("kind", range(256))
def test_view_only_lets_through_what_only_looks_and_nothing_else(kind: int) -> None:
    box = outbox(view_only=True)
    if kind in OBSERVER_TYPES:
        box.send(bytes([kind, 1, 2, 3]))
        assert box.drain() == bytes([kind, 1, 2, 3])
    else:
        with pytest.raises(LocalProtocolError, match=f"message type {kind} while view-only"):
            box.send(bytes([kind, 1, 2, 3]))
        assert box.drain() == b""


def test_refused_input_is_not_remembered_as_held() -> None:
    box = outbox(view_only=True)
    with pytest.raises(LocalProtocolError):
        box.send_key(0x61, down=True)
    with pytest.raises(LocalProtocolError):
        box.send_pointer(1, 2, 1)
    box.view_only = False
    box.view_only = True
    assert box.drain() == b""
    assert (box.pressed_keys, box.pressed_buttons) == ((), 0)


def test_shutting_the_gate_releases_keys_in_reverse_and_buttons_in_place() -> None:
    box = outbox()
    box.send_key(0xFFE3, down=True)
    box.send_key(0xFFE9, down=True)
    box.send_key(0x61, down=True)
    box.send_key(0x61, down=False)
    box.send_pointer(7, 8, 5)
    box.drain()
    box.view_only = True
    assert client_messages(box.drain()) == [
        wire.key(0xFFE9, down=False),
        wire.key(0xFFE3, down=False),
        wire.pointer(7, 8, 0),
    ]
    assert (box.pressed_keys, box.pressed_buttons) == ((), 0)


def test_a_repeated_key_is_released_once() -> None:
    box = outbox()
    for _ in range(3):
        box.send_key(0x61, down=True)
    assert box.pressed_keys == (0x61,)
    box.drain()
    box.release_all()
    assert box.drain() == wire.key(0x61, down=False)


def test_nothing_held_means_nothing_sent_when_the_gate_shuts() -> None:
    box = outbox()
    box.view_only = True
    box.view_only = True
    assert box.drain() == b""


def test_raw_writes_end_with_the_handshake() -> None:
    box = Outbox(view_only=False)
    box.write(b"RFB")
    with pytest.raises(LocalProtocolError, match="before the handshake is over"):
        box.send(b"\4")
    box.open()
    with pytest.raises(LocalProtocolError, match="after the handshake"):
        box.write(b"\4")
    assert box.drain() == b"RFB"


def test_discarding_forgets_everything() -> None:
    box = outbox()
    box.send_key(0x61, down=True)
    box.send_pointer(1, 1, 1)
    box.discard()
    box.view_only = True
    assert box.drain() == b""
