"""PointerPos, in TightVNC's and in VMware's number."""

from __future__ import annotations

import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.events import CursorMoved


@pytest.mark.parametrize("encoding", [-232, 0x574D5666])
def test_the_position_is_reported(encoding: int) -> None:
    [event, _] = opened().sends(wire.update(wire.rectangle(5, 6, 0, 0, encoding)))
    assert event == CursorMoved(5, 6)
