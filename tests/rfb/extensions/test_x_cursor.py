"""Two-coloured cursors."""

from __future__ import annotations

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.events import CursorChanged


def test_colours_bitmap_and_mask() -> None:
    colours = bytes.fromhex("ff0000 0000ff")  # primary red, secondary blue
    cursor = wire.rectangle(1, 1, 3, 1, -240, colours + b"\x80" + b"\xc0")
    [event, _] = opened().sends(wire.update(cursor))
    assert event == CursorChanged(3, 1, 1, 1, bytes.fromhex("0000ffff ff0000ff ff000000"))


def test_an_empty_cursor_has_no_colours() -> None:
    [event, _] = opened().sends(wire.update(wire.rectangle(2, 2, 0, 0, -240)))
    assert event == CursorChanged(0, 0, 2, 2, b"")
