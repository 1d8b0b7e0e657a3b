"""Client messages, byte for byte."""

from __future__ import annotations

from tests.support import wire
from vncwall.geometry import Rect, Size
from vncwall.rfb import messages
from vncwall.rfb.constants import FenceFlags
from vncwall.rfb.events import Screen
from vncwall.rfb.pixel_format import BGR233, CANONICAL, RGB565


def test_set_pixel_format() -> None:
    assert messages.set_pixel_format(CANONICAL) == b"\0\0\0\0" + wire.RGB888
    assert messages.set_pixel_format(RGB565) == b"\0\0\0\0" + wire.RGB565
    assert messages.set_pixel_format(BGR233) == b"\0\0\0\0" + wire.BGR233


def test_set_encodings_is_signed() -> None:
    expected = bytes.fromhex("02 00 0003 00000010 ffffff11 c0a1e5ce")
    assert messages.set_encodings([16, -239, 0xC0A1E5CE - (1 << 32)]) == expected


def test_framebuffer_update_request() -> None:
    expected = bytes.fromhex("03 01 0001 0002 0003 0004")
    assert messages.framebuffer_update_request(Rect(1, 2, 3, 4), incremental=True) == expected


def test_key_event() -> None:
    assert messages.key_event(0xFF0D, down=True) == bytes.fromhex("04 01 0000 0000ff0d")
    assert messages.key_event(0x01000394, down=False) == bytes.fromhex("04 00 0000 01000394")


def test_pointer_event() -> None:
    assert messages.pointer_event(258, 772, 0x81) == bytes.fromhex("05 81 0102 0304")


def test_client_cut_text() -> None:
    assert messages.client_cut_text(b"a\xe4") == bytes.fromhex("06 000000 00000002 61e4")


def test_enable_continuous_updates() -> None:
    expected = bytes.fromhex("96 01 0000 0000 0780 0438")
    assert messages.enable_continuous_updates(Rect(0, 0, 1920, 1080), enable=True) == expected


def test_client_fence() -> None:
    flags = FenceFlags.REQUEST | FenceFlags.BLOCK_BEFORE
    assert messages.client_fence(flags, b"ab") == bytes.fromhex("f8 000000 80000001 02 6162")


def test_set_desktop_size() -> None:
    screens = [Screen(7, Rect(0, 0, 800, 600)), Screen(9, Rect(800, 0, 800, 600), flags=1)]
    assert messages.set_desktop_size(Size(1600, 600), screens) == bytes.fromhex(
        "fb 00 0640 0258 02 00"
        "00000007 0000 0000 0320 0258 00000000"
        "00000009 0320 0000 0320 0258 00000001"
    )


def test_server_init_round_trip() -> None:
    data = wire.server_init(640, 480, "x")[: messages.SERVER_INIT_SIZE]
    init = messages.ServerInit.unpack(data)
    assert init == messages.ServerInit(Size(640, 480), CANONICAL, 1)
    assert init.pack() == data


def test_screen() -> None:
    data = bytes.fromhex("00000007 0001 0002 0003 0004 80000000")
    assert messages.unpack_screen(data) == Screen(7, Rect(1, 2, 3, 4), 0x80000000)
