"""What is fuzzed: functions of bytes that may fail only in the ways that a server can cause.

An input that makes a target raise is a finding. A target returns nothing: what it has to find out
is checked inside.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import numpy as np

from fuzz.kernels import kernels
from tests.support.everything import EVERYTHING
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.rfb.connection import Connection
from vncwall.rfb.constants import ClipboardFlags, Encoding, PowerAction
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.errors import LocalProtocolError, RFBError
from vncwall.rfb.events import ClipboardOffered, ConnectionFailed, CursorChanged
from vncwall.rfb.options import (
    ConnectionOptions,
    Credentials,
    Limits,
    PictureOptions,
)
from vncwall.rfb.pixel_format import BGR233, CANONICAL, COLOUR_MAP, RGB565, translation
from vncwall.rfb.reader import ByteReader

Target = Callable[[bytes], None]

FORMATS = (CANONICAL, RGB565, BGR233, COLOUR_MAP)
WIDTH, HEIGHT = 40, 30
MARGIN = 2
LIMITS = Limits(
    desktop_width=512, desktop_height=512, desktop_pixels=1 << 17, cursor_pixels=1 << 12
)
RECORDED_WIDTH, RECORDED_HEIGHT = 320, 240
LARGE, KEEPS_HISTORY, CHANGES = 8, 16, 32
"""Bits of the first byte of a conversation: a desktop of the size of the recordings; what a
recorder asks for; other pictures and the other half of control in between."""

_OBSERVER_MESSAGES = {0, 2, 3, 8, 15, 150, 248}
_SENTINEL = 0xFF123456


class _Bugs(logging.Handler):
    """Raises what the core reports as a bug of its own instead of raising it."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info is not None and record.exc_info[1] is not None:
            raise record.exc_info[1]

    def close(self) -> None:
        """Stop watching."""
        logging.getLogger("vncwall.rfb.connection").removeHandler(self)
        super().close()


def watch_log() -> logging.Handler:
    """Have bugs that the core catches and logs reach the fuzzer, until the handler is closed."""
    handler = _Bugs(logging.ERROR)
    logging.getLogger("vncwall.rfb.connection").addHandler(handler)
    return handler


def conversation(data: bytes) -> None:
    """A whole connection in control or view-only, in pieces; input of ours in between."""
    if len(data) < 3:
        return
    choice, step = data[0], data[1] % 61 + 1
    if choice & LARGE:
        _converse(choice, 16 * step, hello(RECORDED_WIDTH, RECORDED_HEIGHT) + data[2:])
    else:
        _converse(choice, step, hello(WIDTH, HEIGHT) + data[2:])


def handshake(data: bytes) -> None:
    """A connection from its first byte on."""
    _converse(data[0] & 7 if data else 0, 7, data[1:])


def hello(width: int, height: int) -> bytes:
    """Return the handshake of a server that wants no password."""
    return (
        b"RFB 003.008\n\1\1\0\0\0\0"
        + struct.pack(">HH", width, height)
        + bytes.fromhex("20 18 00 01 00ff 00ff 00ff 10 08 00 000000")
        + b"\0\0\0\4desk"
    )


def _converse(choice: int, step: int, data: bytes) -> None:
    view_only = bool(choice & 4)
    connection = Connection(
        replace(
            EVERYTHING,
            credentials=Credentials(password="secret12"),
            picture=replace(EVERYTHING.picture, pixel_format=FORMATS[choice & 3]),
            limits=LIMITS,
            view_only=view_only,
        )
    )
    if choice & KEEPS_HISTORY:
        connection.keep_history()
    is_failed = False
    for number, at in enumerate(range(0, len(data), step)):
        was_open = connection.state == "open"
        connection.receive_data(data[at : at + step])
        for event in connection.events():
            assert not is_failed, f"{event} after a failure"
            is_failed = isinstance(event, ConnectionFailed)
            if isinstance(event, ClipboardOffered):
                with suppress(LocalProtocolError):
                    connection.request_clipboard(ClipboardFlags.HTML)
        if connection.state == "open":
            _act(connection, number)
            if choice & CHANGES:
                _change(connection, number)
            if choice & KEEPS_HISTORY:
                connection.resume_point()
        sent = connection.data_to_send()
        if was_open and view_only and not choice & CHANGES and sent:
            assert sent[0] in _OBSERVER_MESSAGES, f"message {sent[0]} while view-only"
    assert connection.framebuffer.size.area <= LIMITS.desktop_pixels
    assert (connection.framebuffer.words >> 24 == 255).all(), "alpha that is not opaque"


def _act(connection: Connection, number: int) -> None:
    """Call what a program would call; misuse is refused."""
    calls: tuple[Callable[[], object], ...] = (
        lambda: connection.request_update(),
        lambda: connection.send_key_event(0x61, down=bool(number & 8), keycode=0x1E),
        lambda: connection.send_pointer_event(number, 7, number & 0x1FF),
        lambda: connection.send_cut_text("clip \N{GREEK SMALL LETTER ALPHA}"),
        lambda: connection.send_power_action(PowerAction.RESET),
        lambda: connection.set_audio(enabled=True),
        lambda: connection.set_scale(2),
        lambda: connection.request_probe(),
        lambda: connection.send_clipboard(html=b"<b>clip</b>", text="clip"),
        lambda: connection.enable_continuous_updates(),
        lambda: connection.send_fence(b"mark"),
        lambda: connection.set_desktop_size(Size(number % 600, 30), connection.screens),
        lambda: connection.send_pointer_motion(-number, number, 1),
        lambda: connection.request_part(Rect(number % 50, 0, 9, 9)),
        lambda: connection.disable_continuous_updates(),
        lambda: connection.request_update(incremental=False, joins=True),
    )
    with suppress(LocalProtocolError):
        calls[number % len(calls)]()


def _change(connection: Connection, number: int) -> None:
    """Call what changes the rest of the conversation: another picture, control taken or given."""
    if number % 3 == 1:
        picture = PictureOptions(
            pixel_format=FORMATS[number // 3 % 4],
            encodings=EVERYTHING.picture.encodings,
            jpeg_quality=number % 10,
        )
        connection.set_picture(picture)
    elif number % 7 == 2:
        connection.view_only = not connection.view_only


def decoder(data: bytes) -> None:
    """One decoder, two rectangles, in two pieces; nothing outside of the rectangle changes.

    As in an update, the quick way is tried first where the third byte says so.
    """
    if len(data) < 6:
        return
    numbers = list(DECODERS)
    kind = DECODERS[numbers[data[0] % len(numbers)]]
    colour_map = np.full(256, 0xFF000000, np.uint32)
    wire, colours = translation(FORMATS[data[1] % 4], colour_map), None
    if wire.bytes_per_pixel == 1 and data[1] & 128:
        colours, wire = wire.table, wire.keeping_indices()
    instance = kind(LIMITS, wire)
    instance.use_picture(PictureOptions(jpeg_quality=data[2] % 10))
    is_quick = bool(data[2] & 128)
    width, height = data[3] % 80 + 1, data[4] % 80 + 1
    framebuffer = Framebuffer(Size(width + 2 * MARGIN, height + 2 * MARGIN), colours)
    sentinel = np.array(_SENTINEL).astype(framebuffer.values.dtype)
    framebuffer.values[:] = sentinel
    rect = Rect(MARGIN, MARGIN, width, height)
    reader = ByteReader()
    half = 6 + (len(data) - 6) * data[5] // 256
    pieces = [data[6:half], data[half:]]
    with suppress(RFBError):
        for _ in range(2):
            if is_quick and instance.decode_buffered(*rect, reader, framebuffer):
                continue
            steps = instance.decode(rect, reader, framebuffer)
            reader.wanted = 0
            while True:
                if reader.available < reader.wanted:
                    if not pieces:
                        break
                    reader.feed(pieces.pop(0))
                    continue
                if next(steps, steps) is steps:
                    break
    inside = framebuffer.words[MARGIN:-MARGIN, MARGIN:-MARGIN]
    assert (inside >> 24 == 255).all(), f"{kind.__name__} draws alpha that is not opaque"
    outside = framebuffer.values.copy()
    outside[MARGIN:-MARGIN, MARGIN:-MARGIN] = sentinel
    if kind.__name__ != "CopyRectDecoder":
        assert (outside == sentinel).all(), f"{kind.__name__} draws outside of its rectangle"


def cursor(data: bytes) -> None:
    """Two cursors with alpha in one encoding, in pieces."""
    if len(data) < 4:
        return
    numbers = list(DECODERS)
    encoding = numbers[data[0] % len(numbers)]
    width, height = data[1] % 80, data[2] % 80
    head = struct.pack(
        ">BxHHHHHii", 0, 1, 0, 0, width, height, Encoding.CURSOR_WITH_ALPHA, encoding
    )
    half = 4 + (len(data) - 4) * data[3] // 256
    connection = Connection(
        ConnectionOptions(
            picture=PictureOptions(encodings=tuple(numbers)), limits=LIMITS, view_only=False
        )
    )
    connection.receive_data(hello(WIDTH, HEIGHT))
    connection.events()
    for piece in (head, data[4:half], data[half:], head, data[4:]):
        connection.receive_data(piece)
    for event in connection.events():
        if isinstance(event, CursorChanged):
            assert len(event.pixels) == event.width * event.height * 4


TARGETS: dict[str, Target] = {
    "conversation": conversation,
    "handshake": handshake,
    "decoder": decoder,
    "cursor": cursor,
    "kernels": kernels,
}
"""By the name on the command line."""
