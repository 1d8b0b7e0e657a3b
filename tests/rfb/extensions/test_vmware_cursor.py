"""VMware's cursors, by hand."""

from __future__ import annotations

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.rfb.events import ConnectionFailed, CursorChanged

CURSOR, STATE = 0x574D5664, 0x574D5665
HIDDEN = CursorChanged(0, 0, 0, 0, b"")


def test_alpha_is_straight_rgba() -> None:
    data = b"\1\0" + bytes.fromhex("01020380 0a0b0cff")
    [event, _] = opened().sends(wire.update(wire.rectangle(1, 0, 2, 1, CURSOR, data)))
    assert event == CursorChanged(2, 1, 1, 0, bytes.fromhex("03020180 0c0b0aff"))


def test_masks_make_opaque_transparent_and_inverted_pixels() -> None:
    keep, white, black = b"\xff\xff\xff\0", b"\xff\xff\xff\0", bytes(4)
    data = b"\0\0" + (black + black + keep + keep) + (white + black + black + white)
    [event, _] = opened().sends(wire.update(wire.rectangle(0, 0, 4, 1, CURSOR, data)))
    assert isinstance(event, CursorChanged)
    assert event.pixels == bytes.fromhex("ffffffff 000000ff 00000000 808080ff")


def test_state_hides_the_shape_and_shows_the_latest() -> None:
    server = opened()
    first = wire.rectangle(0, 0, 1, 1, CURSOR, b"\1\0\1\2\3\4")
    second = wire.rectangle(0, 0, 1, 1, CURSOR, b"\1\0\5\6\7\x08")
    hide, show = (wire.rectangle(0, 0, 0, 0, STATE, bits) for bits in (b"\0\6", b"\0\1"))
    events = server.sends(wire.update(first, hide, hide, second, show, show))
    shapes = [event for event in events if isinstance(event, CursorChanged)]
    assert shapes == [
        CursorChanged(1, 1, 0, 0, b"\3\2\1\4"),
        HIDDEN,
        CursorChanged(1, 1, 0, 0, b"\7\6\5\x08"),
    ]


def test_an_unknown_type_and_a_large_one_end_the_connection() -> None:
    for rectangle in (
        wire.rectangle(0, 0, 1, 1, CURSOR, b"\2\0"),
        wire.rectangle(0, 0, 65535, 65535, CURSOR),
    ):
        [event] = opened().sends(wire.update(rectangle))
        assert isinstance(event, ConnectionFailed)
        assert "VMware Cursor" in str(event.error)


def test_an_empty_shape_of_either_type_hides_the_pointer() -> None:
    for kind in (b"\0\0", b"\1\0"):
        for width, height in ((0, 0), (0, 7), (7, 0)):
            rectangle = wire.rectangle(0, 0, width, height, CURSOR, kind)
            [event, _] = opened().sends(wire.update(rectangle))
            assert event == HIDDEN
