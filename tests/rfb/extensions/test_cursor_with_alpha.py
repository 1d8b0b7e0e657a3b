"""Cursors with alpha."""

from __future__ import annotations

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.events import ConnectionFailed, CursorChanged

RAW = bytes(4)


def test_premultiplied_rgba_becomes_straight_bgra() -> None:
    pixels = bytes.fromhex("800000 80  00ff00 ff  000000 00  102040 40")
    cursor = wire.rectangle(3, 4, 2, 2, -314, RAW + pixels)
    [event, _] = opened().sends(wire.update(cursor))
    expected = bytes.fromhex("0000ff80 00ff00ff 00000000 ff7f3f40")
    assert event == CursorChanged(2, 2, 3, 4, expected)


def test_colours_above_their_alpha_are_clamped() -> None:
    cursor = wire.rectangle(0, 0, 1, 1, -314, RAW + b"\xff\xff\xff\x01")
    [event, _] = opened().sends(wire.update(cursor))
    assert event == CursorChanged(1, 1, 0, 0, b"\xff\xff\xff\x01")


def test_an_empty_cursor_still_names_its_encoding() -> None:
    [event, _] = opened().sends(wire.update(wire.rectangle(0, 0, 0, 0, -314, RAW)))
    assert event == CursorChanged(0, 0, 0, 0, b"")


def test_an_encoding_without_alpha_ends_the_connection() -> None:
    cursor = wire.rectangle(0, 0, 1, 1, -314, b"\0\0\0\x01")
    [event] = opened().sends(wire.update(cursor))
    assert isinstance(event, ConnectionFailed)
    assert "Cursor With Alpha in copyrect, which has no form with alpha" in str(event.error)
