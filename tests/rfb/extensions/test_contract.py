"""What holds for every extension in the table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support import wire
from tests.support.everything import EVERYTHING
from tests.support.scripted_server import ScriptedServer, client_messages, encodings_of, opened
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.events import Bell
from vncwall.rfb.extensions import EXTENSIONS
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.options import ConnectionOptions
from vncwall.rfb.pixel_format import CANONICAL


def offered(*, view_only: bool) -> list[int]:
    """Return what a connection puts into its first SetEncodings."""
    server = ScriptedServer(replace(EVERYTHING, view_only=view_only))
    server.sends(wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(8, 8))
    return encodings_of(client_messages(server.receives()[14:])[1])


def test_no_number_belongs_to_two() -> None:
    numbers = [n for extension in EXTENSIONS for n in extension.pseudo_encodings]
    assert len(numbers) == len(set(numbers))
    assert not set(numbers) & set(DECODERS)
    messages = [n for extension in EXTENSIONS for n in extension.message_types]
    assert len(messages) == len(set(messages))
    assert min(messages) > 3


def test_real_encodings_come_first_and_every_extension_once() -> None:
    numbers = offered(view_only=False)
    assert set(numbers[: len(DECODERS)]) == set(DECODERS)
    assert len(numbers) == len(set(numbers))
    for extension in EXTENSIONS:
        assert set(extension.pseudo_encodings) <= set(numbers)


def pseudo_encodings(options: ConnectionOptions) -> set[int]:
    """Return what a connection offers besides real encodings."""
    server = ScriptedServer(options)
    server.sends(wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(8, 8))
    return set(encodings_of(client_messages(server.receives()[14:])[1])) - set(DECODERS)


VIEWER = {
    *(Encoding.COMPRESSION_LEVEL_0 + 2, Encoding.JPEG_QUALITY_LEVEL_0 + 8, Encoding.LAST_RECT),
    *(Encoding.DESKTOP_SIZE, Encoding.EXTENDED_DESKTOP_SIZE, Encoding.DESKTOP_NAME, Encoding.FENCE),
}
CONTROL = {
    *(Encoding.CURSOR_WITH_ALPHA, Encoding.CURSOR, Encoding.X_CURSOR, Encoding.VMWARE_CURSOR),
    *(Encoding.VMWARE_CURSOR_STATE, Encoding.CONTINUOUS_UPDATES, Encoding.EXTENDED_CLIPBOARD),
    *(Encoding.EXTENDED_MOUSE_BUTTONS, Encoding.QEMU_POINTER_MOTION_CHANGE),
}


def test_nothing_is_offered_of_which_the_program_makes_no_use() -> None:
    assert pseudo_encodings(ConnectionOptions()) == VIEWER
    assert pseudo_encodings(ConnectionOptions(view_only=False)) == VIEWER | CONTROL


@pytest.mark.parametrize("extension", EXTENSIONS, ids=lambda extension: extension.__name__)
def test_it_is_documented_by_its_section(extension: type[Extension]) -> None:
    module = __import__(extension.__module__, fromlist=["x"])
    assert module.__doc__
    assert any(
        word in module.__doc__ for word in ("rfbproto", "RFC 6143", "TightVNC", "libvncserver")
    )


RECTANGLES = [
    wire.rectangle(0, 0, 2, 2, -239, bytes(16) + b"\xc0\xc0"),
    wire.rectangle(0, 0, 2, 2, -240, bytes(6) + b"\xc0\xc0\xc0\xc0"),
    wire.rectangle(0, 0, 2, 2, -314, bytes(4) + bytes(16)),
    wire.desktop_size(9, 9),
    wire.extended_desktop_size(9, 9, (1, 0, 0, 9, 9)),
    wire.rectangle(0, 0, 0, 0, -307, wire.text("name")),
    wire.rectangle(1, 1, 0, 0, -232),
    wire.LAST_RECT,
    wire.rectangle(0, 0, 2, 1, 0x574D5664, b"\1\0" + bytes(8)),
    wire.rectangle(0, 0, 2, 1, 0x574D5664, b"\0\0" + bytes(16)),
    wire.rectangle(0, 0, 0, 0, 0x574D5665, b"\0\0"),
    wire.rectangle(0, 0, 64, 48, -261, b"\2"),
    wire.rectangle(0, 0, 0, 0, 0x574D5668, b"\0\0\0\1"),
    wire.rectangle(0, 0, 64, 48, -257),
    wire.rectangle(0, 0, 64, 48, -258),
    wire.rectangle(0, 0, 64, 48, -259),
    wire.rectangle(0, 0, 0, 0, -316),
    wire.rectangle(0, 0, 64, 0, -131071, bytes(64)),
    wire.rectangle(0, 0, 5, 0, -131069, b"name\0"),
    wire.rectangle(0, 0, 0, 0, 0x574D5667, bytes(10)),
    wire.rectangle(0, 0, 0, 0, 0x574D566A, b"\0\2"),
    wire.rectangle(0, 0, 40, 30, 0x574D5669, CANONICAL.pack()),
    wire.rectangle(
        1,
        16,
        0,
        0,
        -65527,
        wire.text(bytes.fromhex("21000000000001000100000000010203ff110000")),
    ),
]
"""One of each kind that an extension reads."""


@pytest.mark.parametrize(
    "rectangle",
    RECTANGLES,
    ids=[
        *("cursor", "x_cursor", "alpha", "size", "extended_size", "name", "pos", "last"),
        *("vmware alpha", "vmware classic", "vmware state", "qemu led", "vmware led"),
        *("motion", "keys", "audio", "buttons", "messages", "identity"),
        *("key repeat", "machine", "display mode", "ultra_zip"),
    ],
)
def test_it_reads_its_rectangle_to_the_last_byte_at_any_split(rectangle: bytes) -> None:
    message = wire.update(rectangle) + wire.BELL
    whole = opened().sends(message)
    assert whole[-1] == Bell()
    for piece in (1, 2, 3, 5, 7):
        assert opened().sends(message, piece=piece) == whole
