"""Hostile and unlucky streams: any split, any end, any bytes."""

from __future__ import annotations

import ast
import logging
import re
import struct
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vncwall.rfb
from tests.rfb.extensions.test_contract import RECTANGLES as CONTRACT_RECTANGLES
from tests.support import wire
from tests.support.everything import EVERYTHING
from tests.support.rectangles import compact, tight_jpeg
from tests.support.scripted_server import ScriptedServer, client_messages, opened, pieces
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import PowerAction
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import Connected, ConnectionFailed, Event
from vncwall.rfb.extensions import EXTENSIONS
from vncwall.rfb.options import ConnectionOptions, Credentials, Limits, PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL, COLOUR_MAP, RGB565

WIDTH, HEIGHT = 40, 30
HANDSHAKE = wire.BANNER_38 + b"\1\1" + wire.OK + wire.server_init(WIDTH, HEIGHT)
SECRET = ConnectionOptions(credentials=Credentials(password="secret12"))


def zlib_rectangle(encoding: int, data: bytes) -> bytes:
    """A rectangle of one compressed block, 8x8 at the origin."""
    return wire.rectangle(0, 0, 8, 8, encoding, wire.text(zlib.compress(data)))


SESSION = HANDSHAKE + b"".join(
    (
        wire.fence(1 << 31, b"hello"),
        wire.END_OF_CONTINUOUS_UPDATES,
        wire.update(wire.extended_desktop_size(WIDTH, HEIGHT, (3, 0, 0, WIDTH, HEIGHT))),
        wire.update(
            wire.raw(0, 0, WIDTH, HEIGHT),
            wire.rectangle(20, 10, 8, 8, 1, b"\0\0\0\0"),
            wire.rectangle(3, 4, 2, 2, -239, bytes(16) + b"\xc0\x40"),
        ),
        wire.BELL,
        wire.update(
            wire.rectangle(1, 1, 9, 9, 2, b"\0\0\0\1" + b"\1\2\3\0" + b"\4\5\6\0" + bytes(8)),
            wire.rectangle(0, 0, 16, 16, 5, b"\2\x10\x20\x30\x00"),
            wire.rectangle(5, 5, 4, 4, 7, b"\x80\x0a\x0b\x0c"),
            zlib_rectangle(6, bytes(range(256))),
            zlib_rectangle(16, b"\1abc"),
            wire.LAST_RECT,
            count=0xFFFF,
        ),
        wire.cut_text(b"clip"),
        wire.colour_map(0, (1, 2, 3), (4, 5, 6)),
        b"\xfa\0\1\1",
        bytes.fromhex("fd 81 0004 0001 0001"),
        b"\3\0\0\0\xff\xff\xff\xf8" + bytes.fromhex("1f000001 00000000"),
        b"\3\0\0\0\xff\xff\xff\xfc" + bytes.fromhex("08000005"),
        wire.update(
            *CONTRACT_RECTANGLES[8:],
            wire.rectangle(0, 0, 4, 4, -260, b"\x80\1\2\3"),
            wire.rectangle(0, 0, 2, 1, 8, b"\x02\4\5\6\0"),
            wire.rectangle(0, 0, 2, 2, 50, bytes(8)),
        ),
        b"\xff\1\0\1" + b"\xff\1\0\2" + wire.text(b"\1\2") + b"\xff\1\0\0",
        wire.update(wire.desktop_size(20, 20), wire.raw(19, 19, 1, 1)),
        wire.update(wire.rectangle(0, 0, 0, 0, -307, wire.text("new name"))),
    )
)
"""A conversation with every kind of message."""


def play(*parts: bytes) -> tuple[list[Event], bytes, bytes]:
    """Return the events, the bytes sent and the pixels after a conversation in these parts."""
    server = ScriptedServer(EVERYTHING)
    events: list[Event] = []
    sent = b""
    for part in parts:
        events += server.sends(part)
        sent += server.receives()
    return events, sent, server.connection.framebuffer.words.tobytes()


WHOLE = play(SESSION)


def test_the_conversation_is_a_good_one() -> None:
    names = [type(event).__name__ for event in WHOLE[0]]
    assert names == [
        *("SecurityChosen", "Connected", "DesktopResized", "FramebufferUpdated"),
        *("CursorChanged", "FramebufferUpdated", "Bell", "FramebufferUpdated", "ServerCutText"),
        *("ColourMapChanged", "PowerActionsOffered", "ClipboardOffered"),
        *("CursorChanged", "CursorChanged", "CursorChanged", "LedStateChanged"),
        *("LedStateChanged", "PointerModeChanged", "AudioOffered", "ServerIdentified"),
        *("KeyRepeatChanged", "MachineStateChanged", "DesktopResized"),
        *("FramebufferUpdated", "DesktopResized", "FramebufferUpdated"),
        *("DesktopNameChanged", "FramebufferUpdated"),
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 16, 61])
def test_pieces_of_any_size_give_the_same(size: int) -> None:
    assert play(*pieces(SESSION, size)) == WHOLE


@given(st.lists(st.integers(0, len(SESSION)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_any_split_gives_the_same(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(SESSION)]
    assert play(*(SESSION[a:b] for a, b in pairwise(edges))) == WHOLE


def test_a_stream_that_stops_anywhere_waits_and_never_fails() -> None:
    for end in range(0, len(SESSION), 13):
        events, _, _ = play(SESSION[:end])
        assert events == WHOLE[0][: len(events)]


@given(st.integers(0, len(HANDSHAKE)), st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_bytes_in_the_handshake_never_raise(start: int, data: bytes) -> None:
    check(SECRET, HANDSHAKE[:start] + data)


HEADERS = st.builds(
    lambda x, y, w, h, encoding: struct.pack(">HHHHi", x, y, w, h, encoding),
    st.integers(0, WIDTH + 1),
    st.integers(0, HEIGHT + 1),
    st.integers(0, WIDTH + 1),
    st.integers(0, HEIGHT + 1),
    st.sampled_from([*DECODERS, *(n for kind in EXTENSIONS for n in kind.pseudo_encodings), 99]),
)
MESSAGES = st.one_of(
    st.builds(
        lambda parts, count: wire.update(*parts, count=count),
        st.lists(st.builds(bytes.__add__, HEADERS, st.binary(max_size=60)), max_size=4),
        st.sampled_from([0, 1, 2, 0xFFFF]),
    ),
    st.builds(
        bytes.__add__,
        st.sampled_from(
            [bytes([n]) for n in (1, 2, 3, 4, 15, 150, 248, 250, 253, 255)]
            + [b"\3\0\0\0\xff\xff\xff", b"\xff\1\0\2\0"]
        ),
        st.binary(),
    ),
    st.binary(max_size=30),
)
PICTURES = st.sampled_from([CANONICAL, RGB565, BGR233, COLOUR_MAP])


@given(PICTURES, st.lists(MESSAGES, max_size=5))
@settings(max_examples=300, deadline=None)
def test_any_messages_after_the_handshake_never_raise(
    pixel_format: object, parts: list[bytes]
) -> None:
    for options in (ConnectionOptions(), EVERYTHING):
        picture = replace(options.picture, pixel_format=pixel_format)
        check(replace(options, picture=picture), HANDSHAKE + b"".join(parts))


@given(st.integers(len(HANDSHAKE), len(SESSION) - 1), st.integers(0, 255), PICTURES)
@settings(max_examples=200, deadline=None)
def test_one_wrong_byte_anywhere_never_raises(
    position: int, value: int, pixel_format: object
) -> None:
    picture = replace(EVERYTHING.picture, pixel_format=pixel_format)
    options = replace(EVERYTHING, picture=picture, view_only=bool(value & 1))
    check(options, SESSION[:position] + bytes([value]) + SESSION[position + 1 :])


class Bugs(logging.Handler):
    """Fails where the core reports a bug of its own."""

    def emit(self, record: logging.LogRecord) -> None:
        assert record.exc_info is not None
        raise AssertionError(record.getMessage()) from record.exc_info[1]


def check(options: ConnectionOptions, data: bytes) -> None:
    """Feed `data`; nothing may raise, not even into the log, and nothing follows a failure."""
    logger = logging.getLogger("vncwall.rfb")
    handler = Bugs(logging.ERROR)
    logger.addHandler(handler)
    try:
        connection = Connection(options)
        for part in pieces(data, 37):
            connection.receive_data(part)
            client_messages_are_whole(connection)
        events = connection.events()
        failures = [event for event in events if isinstance(event, ConnectionFailed)]
        assert failures in ([], events[-1:])
        if failures:
            connection.receive_data(b"\2")
            connection.receive_eof()
            assert connection.events() == []
            assert connection.data_to_send() == b""
    finally:
        logger.removeHandler(handler)


def client_messages_are_whole(connection: Connection) -> None:
    """Fail if an open, view-only connection sends more than looking needs."""
    sent = connection.data_to_send()
    if any(isinstance(event, Connected) for event in connection._link.events):
        return  # the end of the handshake is in it
    if connection.state == "open" and connection.view_only:
        assert {message[0] for message in client_messages(sent)} <= {0, 2, 3, 8, 15, 150, 248}


ZEROS = zlib.compress(bytes(50 << 20), 9)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


HUGE_PNG = (
    b"\x89PNG\r\n\x1a\n"
    + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 65535, 65535, 8, 2, 0, 0, 0))
    + png_chunk(b"IDAT", b"")
    + png_chunk(b"IEND", b"")
)
HUGE_JPEG = tight_jpeg(np.zeros((4000, 4000, 3), np.uint8))

BOMBS = {
    "desktop": wire.update(wire.desktop_size(16384, 16384)),
    "extended desktop": wire.update(wire.extended_desktop_size(65535, 65535)),
    "name": wire.update(wire.rectangle(0, 0, 0, 0, -307, b"\x7f\xff\xff\xff")),
    "cursor": wire.update(wire.rectangle(0, 0, 65535, 65535, -239)),
    "x cursor": wire.update(wire.rectangle(0, 0, 65535, 65535, -240)),
    "alpha cursor": wire.update(wire.rectangle(0, 0, 65535, 65535, -314, bytes(4))),
    "vmware cursor": wire.update(wire.rectangle(0, 0, 65535, 65535, 0x574D5664, b"\1\0")),
    "identity": wire.update(wire.rectangle(0, 0, 65535, 0, -131069)),
    "scaled": bytes.fromhex("04 00 ffff ffff"),
    "audio": b"\xff\1\0\2\xff\xff\xff\xff",
    "gii": bytes.fromhex("fd 81 ffff"),
    "clipboard": b"\3\0\0\0\xff\xff\xff\xf0\x10\0\0\1" + zlib.compress(b"\x7f\xff\xff\xff"),
    "ultra zip": wire.update(wire.rectangle(1, 0, 65535, 0, -65527)),
    "tight png": wire.update(wire.rectangle(0, 0, 40, 30, -260, b"\xa0" + compact(57) + HUGE_PNG)),
    "h264": wire.update(wire.rectangle(0, 0, 40, 30, 50, b"\x7f\xff\xff\xff\0\0\0\0")),
    "zlibhex": wire.update(
        wire.rectangle(0, 0, 40, 30, 8, b"\x20" + struct.pack(">H", len(ZEROS)) + ZEROS)
    ),
    "tight jpeg": wire.update(wire.rectangle(0, 0, 40, 30, 7, HUGE_JPEG)),
    "ultra zip rectangles": wire.update(wire.rectangle(65535, 16, 0, 0, -65527)),
    "ultra": wire.update(wire.rectangle(0, 0, 40, 30, 9, b"\xff\xff\xff\xff")),
    "zywrle": wire.update(wire.rectangle(0, 0, 40, 30, 17, b"\xff\xff\xff\xff")),
    "corre": wire.update(wire.rectangle(0, 0, 40, 30, 4, b"\xff\xff\xff\xff\0\0\0\0")),
    "fence": b"\xf8\0\0\0\x80\0\0\0\xff",
    "cut text": b"\3\0\0\0\x7f\xff\xff\xff",
    "extended cut text": b"\3\0\0\0\x80\0\0\0",
    "rre": wire.update(wire.rectangle(0, 0, 40, 30, 2, b"\xff\xff\xff\xff\0\0\0\0")),
    "zlib": wire.update(wire.rectangle(0, 0, 40, 30, 6, b"\xff\xff\xff\xff")),
    "zrle": wire.update(wire.rectangle(0, 0, 40, 30, 16, b"\x7f\xff\xff\xff")),
    "inflated": wire.update(
        wire.rectangle(0, 0, 40, 30, 16, wire.text(zlib.compress(bytes(100 << 20), 9)))
    ),
    "tight": wire.update(wire.rectangle(0, 0, 40, 30, 7, b"\0" + compact((4 << 20) - 1))),
    "tight png length": wire.update(
        wire.rectangle(0, 0, 40, 30, -260, b"\xa0" + compact((4 << 20) - 1))
    ),
    "ultra zip length": wire.update(wire.rectangle(1, 99, 0, 0, -65527, b"\xff\xff\xff\xff")),
    "alpha cursor length": wire.update(
        wire.rectangle(0, 0, 4, 4, -314, b"\0\0\0\6" + b"\xff\xff\xff\xff")
    ),
    "alpha cursor in tight": wire.update(
        wire.rectangle(0, 0, 4, 4, -314, b"\0\0\0\7" + b"\0" + compact((4 << 20) - 1))
    ),
    "screens": wire.update(wire.rectangle(0, 0, 40, 30, -308, b"\xff\0\0\0")),
    "vmware mode": wire.update(wire.rectangle(0, 0, 40, 65535, 0x574D5669, wire.RGB888)),
    "jpeg": wire.update(wire.rectangle(0, 0, 40, 30, 21, b"\xff\xd8\xff\xe0\xff\xff")),
    "jpeg tables": wire.update(
        wire.rectangle(0, 0, 40, 30, 21, b"\xff\xd8" + (b"\xff\xdb\x40\0" + bytes(16382)) * 2)
    ),
    "jpeg segments": wire.update(
        wire.rectangle(0, 0, 40, 30, 21, b"\xff\xd8" + b"\xff\xe0\0\2" * 1001)
    ),
    "h264 pixels": wire.update(
        wire.rectangle(0, 0, 40, 30, 50, b"\0\0\0\4" + bytes(4) + b"\0\0\1\x09")
    ),
    "h264 pictures": wire.update(
        wire.rectangle(0, 0, 2, 2, 50, b"\0\0\1\x45" + bytes(4) + b"\0\0\1\x65\x80" * 65)
    ),
    "answers": wire.fence(1 << 31, bytes(64)) * 40,
}
LIMITS = {
    "tight": Limits(compressed_rectangle_bytes=1 << 20),
    "tight png length": Limits(compressed_rectangle_bytes=1 << 20),
    "alpha cursor in tight": Limits(compressed_rectangle_bytes=1 << 20),
    "screens": Limits(screens=64),
    "jpeg": Limits(picture_bytes=60_000),
    "h264 pixels": Limits(video_pixels=1000),
    "answers": Limits(unsent_bytes=2000),
}
"""Of those that the wire or a small desktop cannot exceed."""
VIOLATIONS = {
    "desktop": "DesktopSize pixels is 268435456, limit 67108864",
    "extended desktop": "ExtendedDesktopSize width is 65535, limit 16384",
    "name": "DesktopName name-length is 2147483647, limit 4096",
    "cursor": "Cursor pixels is 4294836225, limit 65536",
    "x cursor": "X Cursor pixels is 4294836225, limit 65536",
    "alpha cursor": "Cursor With Alpha pixels is 4294836225, limit 65536",
    "vmware cursor": "VMware Cursor pixels is 4294836225, limit 65536",
    "identity": "server capabilities bytes is 65535, limit 4096",
    "scaled": "ResizeFrameBuffer width is 65535, limit 16384",
    "audio": "QEMU audio data-length is 4294967295, limit 1048576",
    "gii": "gii length is 65535, limit 1024",
    "clipboard": "clipboard text size is 2147483647, limit 4194304",
    "ultra zip": "UltraZip size is 4294836225, limit 67108864",
    "tight png": "tight_png 40x30+0+0: PNG picture is 65535x65535, rectangle 40x30",
    "h264": "Open H.264 length is 2147483647, limit 67108864",
    "zlibhex": "zlibhex 40x30+0+0: ZlibHex raw tile inflates to more than the 1024 bytes",
    "cut text": "ServerCutText length is 2147483647, limit 1048576",
    "extended cut text": "extended ServerCutText length is 2147483648, limit 4194304",
    "rre": "RRE number-of-subrectangles is 4294967295, limit 1200",
    "zlib": "Zlib length is 4294967295, limit 67108864",
    "zrle": "ZRLE length is 2147483647, limit 67108864",
    "inflated": "zrle 40x30+0+0: ZRLE rectangle inflates to more than the 5182 bytes it may hold",
    "tight jpeg": "tight 40x30+0+0: JPEG picture ",
    "ultra zip rectangles": "UltraZip rectangles is 65535, limit 25000",
    "ultra": "Ultra length is 4294967295, limit 67108864",
    "zywrle": "ZYWRLE length is 4294967295, limit 67108864",
    "corre": "CORRE number-of-subrectangles is 4294967295, limit 1200",
    "fence": "ServerFence length is 255, limit 64",
    "tight": "Tight length is 4194303, limit 1048576",
    "tight png length": "Tight PNG length is 4194303, limit 1048576",
    "ultra zip length": "UltraZip length is 4294967295, limit 67108864",
    "alpha cursor length": "Cursor With Alpha length is 4294967295, limit 67108864",
    "alpha cursor in tight": "Cursor With Alpha length is 4194303, limit 1048576",
    "screens": "ExtendedDesktopSize screens is 255, limit 64",
    "vmware mode": "VMware Display Mode Change height is 65535, limit 16384",
    "jpeg": "JPEG picture bytes is 65539, limit 60000",
    "jpeg tables": "JPEG table bytes is 16386, limit 16384",
    "jpeg segments": "JPEG segments is 1001, limit 1000",
    "h264 pixels": "Open H.264 pixels is 1200, limit 1000",
    "h264 pictures": "Open H.264 pictures is 65, limit 64",
    "answers": "unsent answers is 2044, limit 2000",
}
"""What each of them ends the connection with: message or encoding, field, value and limit."""


@pytest.mark.parametrize("name", BOMBS)
def test_a_size_from_the_server_is_named_and_allocates_nothing(name: str) -> None:
    server = opened(
        replace(EVERYTHING, limits=LIMITS.get(name, Limits())), width=WIDTH, height=HEIGHT
    )
    bomb = BOMBS[name]
    tracemalloc.start()
    try:
        events = server.sends(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(events[-1], ConnectionFailed)
    assert VIOLATIONS[name] in str(events[-1].error)
    assert peak < 4 << 20


LIMITED_ELSEWHERE = {"ServerInit", "ServerInit name-length", "unread bytes"}
"""Before a connection is open, in test_handshake.py; and in test_connection.py."""


def limited_fields() -> Iterator[str]:
    """Yield what the source compares with a limit, as patterns of the errors."""
    for path in sorted(Path(vncwall.rfb.__file__).parent.rglob("*.py")):
        if path.name in ("options.py", "errors.py") or path.parent.name == "security":
            continue  # the tests of each security type are beside it
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                function = ast.unparse(node.func).rpartition(".")[2]
                if function in ("check", "check_desktop", "LimitExceeded"):
                    parts = getattr(node.args[0], "values", [node.args[0]])
                    texts = [
                        re.escape(p.value) if isinstance(p, ast.Constant) else ".+" for p in parts
                    ]
                    yield "".join(texts) + ("( width| height| pixels)" if "_" in function else "")


def test_every_limit_of_the_core_is_among_them() -> None:
    fields = set(limited_fields())
    assert len(fields) > 30
    known = [
        *VIOLATIONS.values(),
        *(f"{name}{part} is 1, limit 0" for name in LIMITED_ELSEWHERE for part in ("", " width")),
    ]
    missing = {
        field for field in fields if not any(re.match(field + " is ", text) for text in known)
    }
    assert missing == set()


def test_a_flood_for_a_part_that_waits_is_bounded() -> None:
    options = ConnectionOptions(limits=Limits(buffered_bytes=1 << 20), interactive=True)
    server = ScriptedServer(options)
    server.sends(wire.BANNER_38, b"\1\2")
    tracemalloc.start()
    try:
        for _ in range(200):
            server.sends(bytes(1 << 16))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 << 20


INPUT = (*("key", "code", "pointer", "motion", "text", "clipboard", "size", "power", "audio"),)
"""Calls that act on the desktop."""


@given(
    st.lists(
        st.sampled_from([*INPUT, "picture", "request", "probe", "scale", "data"]),
        max_size=30,
    )
)
@settings(max_examples=60, deadline=None)
def test_no_sequence_of_calls_gets_input_out_of_a_view_only_connection(calls: list[str]) -> None:
    server = opened(width=WIDTH, height=HEIGHT)
    connection = server.connection
    layout = wire.extended_desktop_size(WIDTH, HEIGHT, (3, 0, 0, WIDTH, HEIGHT))
    server.sends(wire.update(layout, *CONTRACT_RECTANGLES[8:]), wire.fence(1 << 31, b""))
    server.sends(b"\xfa\0\1\1", b"\3\0\0\0\xff\xff\xff\xf8", bytes.fromhex("1f00000100000064"))
    actions = {
        "key": lambda: connection.send_key_event(0x61, down=True),
        "pointer": lambda: connection.send_pointer_event(1, 1, 255),
        "text": lambda: connection.send_cut_text("x"),
        "size": lambda: connection.set_desktop_size(connection.framebuffer.size, ()),
        "code": lambda: connection.send_key_event(0, down=True, keycode=1),
        "motion": lambda: connection.send_pointer_motion(1, 1, 0),
        "power": lambda: connection.send_power_action(PowerAction.RESET),
        "clipboard": lambda: connection.send_clipboard(html=b"x"),
        "audio": lambda: connection.set_audio(enabled=True),
        "scale": lambda: connection.can_scale and connection.set_scale(2),
        "picture": lambda: connection.set_picture(PictureOptions(jpeg_quality=3)),
        "request": connection.request_update,
        "probe": connection.request_probe,
        "data": lambda: server.sends(wire.update(wire.raw(0, 0, WIDTH, HEIGHT))),
    }
    for call in calls:
        if call in INPUT:
            with pytest.raises(LocalProtocolError):
                actions[call]()
        else:
            actions[call]()
    connection.view_only = True
    assert {message[0] for message in client_messages(server.receives())} <= {
        0,
        2,
        3,
        8,
        15,
        150,
        248,
    }
