"""The rectangle loop: bounds, order, ends, damage."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support import wire
from tests.support.scripted_server import opened
from vncwall.geometry import Rect, Size
from vncwall.rfb.errors import DecodeError, RemoteProtocolError
from vncwall.rfb.events import ConnectionFailed, DesktopResized, FramebufferUpdated, Screen
from vncwall.rfb.updates import _MAXIMUM_DAMAGE

RED = b"\x00\x00\xff\x00"
BLUE = b"\xff\x00\x00\x00"
RED_WORD, BLUE_WORD, BLACK_WORD = 0xFFFF0000, 0xFF0000FF, 0xFF000000


def test_an_update_draws_its_rectangles_in_order_and_reports_them() -> None:
    server = opened(width=8, height=4)
    message = wire.update(wire.raw(0, 0, 8, 4, BLUE), wire.raw(2, 1, 3, 2, RED))
    assert server.sends(message) == [
        FramebufferUpdated((Rect(0, 0, 8, 4), Rect(2, 1, 3, 2)), 2, len(message), serial=1)
    ]
    expected = np.full((4, 8), BLUE_WORD, np.uint32)
    expected[1:3, 2:5] = RED_WORD
    assert (server.connection.framebuffer.words == expected).all()


def test_damage_is_counted_in_the_map_under_the_serial_of_the_event() -> None:
    server = opened(width=200, height=100)
    server.sends(wire.update(wire.raw(0, 0, 1, 1)))
    [event] = server.sends(wire.update(wire.raw(130, 70, 2, 2)))
    assert isinstance(event, FramebufferUpdated)
    assert event.serial == 2
    assert server.connection.framebuffer.damage.numbers.tolist() == [[1, 0, 0, 0], [0, 0, 2, 0]]


def test_an_update_may_be_empty() -> None:
    assert opened().sends(wire.update()) == [FramebufferUpdated((), 0, 4, serial=1)]


def test_copyrect_copies_what_was_drawn_before_in_the_same_update() -> None:
    server = opened(width=4, height=2)
    copy = wire.rectangle(2, 0, 2, 2, 1, b"\0\0\0\0")
    server.sends(wire.update(wire.raw(0, 0, 2, 2, RED), copy))
    assert (server.connection.framebuffer.words == RED_WORD).all()


@pytest.mark.parametrize(
    ("x", "y", "width", "height"),
    [(57, 0, 8, 1), (0, 41, 1, 8), (64, 0, 1, 1), (0, 48, 1, 1), (65535, 65535, 65535, 65535)],
)
@pytest.mark.parametrize("encoding", [0, 1, 5, 7, 16])
def test_a_rectangle_outside_the_framebuffer_ends_the_connection_before_it_is_decoded(
    x: int, y: int, width: int, height: int, encoding: int
) -> None:
    server = opened(width=64, height=48)
    [event] = server.sends(wire.update(wire.rectangle(x, y, width, height, encoding)))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, DecodeError)
    assert f"{width}x{height}+{x}+{y} outside the 64x48 framebuffer, at byte" in str(event.error)
    assert (server.connection.framebuffer.words == BLACK_WORD).all()


def test_a_copyrect_source_outside_the_framebuffer_ends_the_connection() -> None:
    server = opened(width=64, height=48)
    copy = wire.rectangle(0, 0, 8, 8, 1, bytes.fromhex("0039 0000"))
    [event] = server.sends(wire.update(copy))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, DecodeError)
    assert str(event.error).startswith("rectangle 1 of 1, copyrect 8x8+0+0: ")


def test_an_encoding_that_was_not_offered_is_named_with_its_place() -> None:
    server = opened()
    start = server.connection.bytes_received
    [event] = server.sends(wire.update(wire.raw(0, 0, 1, 1), wire.rectangle(0, 0, 1, 1, 1011)))
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, RemoteProtocolError)
    assert str(event.error) == (
        "rectangle 2 of 2, 1011 1x1+0+0: an encoding that was not offered, "
        f"at byte {start + 4 + 12 + 4}"
    )


def test_last_rect_ends_an_update_whatever_its_count() -> None:
    server = opened(width=8, height=8)
    message = wire.update(wire.raw(0, 0, 1, 1), wire.LAST_RECT, count=0xFFFF)
    [first, second] = server.sends(message, wire.update())
    assert first == FramebufferUpdated((Rect(0, 0, 1, 1),), 1, len(message), serial=1)
    assert second == FramebufferUpdated((), 0, 4, serial=2)


@pytest.mark.parametrize(
    ("encoding", "payload"), [(0, b""), (1, b"\0\0\0\0"), (5, b"")], ids=["raw", "copy", "hextile"]
)
@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_a_rectangle_without_pixels_is_passed_over(
    encoding: int, payload: bytes, size: tuple[int, int]
) -> None:
    empty = wire.rectangle(3, 3, *size, encoding, payload)
    [event] = opened().sends(wire.update(empty, wire.raw(1, 1, 2, 2)))
    assert isinstance(event, FramebufferUpdated)
    assert event.damage == (Rect(1, 1, 2, 2),)


def test_what_is_wrong_with_a_rectangle_without_pixels_is_named_with_its_place() -> None:
    empty = wire.rectangle(3, 4, 0, 5, 21)
    [event] = opened().sends(wire.update(wire.raw(0, 0, 1, 1), empty))
    assert isinstance(event, ConnectionFailed)
    assert "rectangle 2 of 2, jpeg 0x5+3+4: JPEG rectangle without pixels" in str(event.error)


def test_any_number_of_rectangles_leaves_bounded_damage() -> None:
    server = opened(width=8, height=8)
    one = wire.raw(1, 1, 1, 1)
    count = 2 * _MAXIMUM_DAMAGE
    [event] = server.sends(wire.update(*[one] * count, wire.LAST_RECT, count=0xFFFF))
    assert isinstance(event, FramebufferUpdated)
    assert event.rectangles == count
    assert len(event.damage) <= _MAXIMUM_DAMAGE
    assert set(event.damage) == {Rect(1, 1, 1, 1)}


def test_what_is_drawn_after_a_resize_is_checked_against_the_new_size() -> None:
    server = opened(width=8, height=8)
    events = server.sends(
        wire.update(wire.raw(0, 0, 8, 8, RED), wire.desktop_size(4, 16), wire.raw(0, 8, 4, 8, BLUE))
    )
    assert events[0] == DesktopResized(Size(4, 16), (Screen(0, Rect(0, 0, 4, 16)),))
    assert isinstance(events[1], FramebufferUpdated)
    assert events[1].damage == (Rect(0, 0, 4, 16), Rect(0, 8, 4, 8))
    assert (server.connection.framebuffer.words[:8] == RED_WORD).all()
    assert (server.connection.framebuffer.words[8:] == BLUE_WORD).all()
    [event] = server.sends(wire.update(wire.raw(0, 0, 8, 8, RED)))
    assert isinstance(event, ConnectionFailed)


def test_serials_go_on_over_a_resize() -> None:
    server = opened(width=8, height=8)
    server.sends(wire.update(wire.raw(0, 0, 1, 1)))
    server.sends(wire.update(wire.desktop_size(9, 9)))
    [event] = server.sends(wire.update(wire.raw(0, 0, 1, 1)))
    assert isinstance(event, FramebufferUpdated)
    assert event.serial == 3
    assert server.connection.framebuffer.damage.numbers.tolist() == [[3]]


def test_received_encodings_are_collected() -> None:
    server = opened()
    server.sends(wire.update(wire.raw(0, 0, 1, 1), wire.desktop_size(8, 8), wire.LAST_RECT))
    assert server.connection.received_encodings == {0, -223, -224}
