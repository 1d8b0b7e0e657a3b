"""LastRect."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.events import Bell, FramebufferUpdated


@pytest.mark.parametrize("count", [1, 2, 500, 0xFFFF])
def test_it_ends_the_update_at_once(count: int) -> None:
    message = wire.update(wire.LAST_RECT, count=count)
    assert opened().sends(message, wire.BELL) == [FramebufferUpdated((), 0, 16, serial=1), Bell()]
