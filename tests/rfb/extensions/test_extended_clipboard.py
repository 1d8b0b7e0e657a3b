"""The extended clipboard, both ways."""

from __future__ import annotations

import struct
import tracemalloc
import zlib
from dataclasses import replace

import pytest

from tests.support import wire
from tests.support.scripted_server import ScriptedServer, client_messages, opened
from vncwall.rfb.constants import ClipboardFlags
from vncwall.rfb.errors import LocalProtocolError
from vncwall.rfb.events import (
    ClipboardOffered,
    ClipboardReceived,
    ConnectionFailed,
    ServerCutText,
)
from vncwall.rfb.options import ConnectionOptions, Limits

IN_CONTROL = ConnectionOptions(view_only=False, rich_clipboard=True)
TEXT, RTF, HTML, DIB = 1, 2, 4, 8
CAPS, REQUEST, PEEK, NOTIFY, PROVIDE = (1 << bit for bit in range(24, 29))
ALL = CAPS | REQUEST | PEEK | NOTIFY | PROVIDE


def extended(flags: int, data: bytes = b"", *, kind: int = 3) -> bytes:
    return struct.pack(">B3xiI", kind, -4 - len(data), flags) + data


def caps(*sizes: int, formats: int = TEXT) -> bytes:
    return extended(ALL | formats, struct.pack(f">{len(sizes)}I", *sizes))


def provided(flags: int, *contents: bytes) -> bytes:
    return extended(PROVIDE | flags, zlib.compress(b"".join(map(wire.text, contents))))


def announced(size: int = 0, options: ConnectionOptions = IN_CONTROL) -> ScriptedServer:
    """A server that has announced the extension, and has our caps."""
    server = opened(options)
    assert server.sends(caps(size)) == []
    server.expects(extended(ALL | TEXT | RTF | HTML, bytes(12), kind=6))
    return server


def contents(message: bytes) -> tuple[int, list[bytes]]:
    """Return the flags and the contents of a provide message of ours."""
    kind, size, flags = struct.unpack_from(">B3xiI", message)
    assert (kind, size) == (6, 8 - len(message))
    data, parts = zlib.decompressobj().decompress(message[12:]), []
    assert message.endswith(b"\0\0\xff\xff"), "flushed, not finished"
    while data:
        end = 4 + int.from_bytes(data[:4], "big")
        parts.append(data[4:end])
        data = data[end:]
    return flags, parts


def test_a_notice_is_answered_by_a_request_for_the_text() -> None:
    server = announced()
    offered = ClipboardFlags.TEXT | ClipboardFlags.HTML
    assert server.sends(extended(NOTIFY | TEXT | HTML)) == [ClipboardOffered(offered)]
    server.expects(extended(REQUEST | TEXT, kind=6))
    text = "Ω 漢字 🙂\r\nline".encode() + b"\0"
    assert server.sends(provided(TEXT, text)) == [ServerCutText("Ω 漢字 🙂\nline")]


def test_other_formats_come_on_request() -> None:
    server = announced()
    with pytest.raises(LocalProtocolError, match="offers no clipboard as html"):
        server.connection.request_clipboard(ClipboardFlags.HTML)
    server.sends(extended(NOTIFY | RTF | HTML | DIB))
    server.expects()
    server.connection.request_clipboard(ClipboardFlags.RTF | ClipboardFlags.HTML)
    server.expects(extended(REQUEST | RTF | HTML, kind=6))
    [event] = server.sends(provided(RTF | HTML | DIB, b"{\\rtf}", b"<b>", b"BM"))
    assert event == ClipboardReceived(b"{\\rtf}", b"<b>")


def test_our_text_is_notified_and_provided_on_request() -> None:
    server = announced()
    server.connection.send_cut_text("grün 漢\nzwei")
    server.expects(extended(NOTIFY | TEXT, kind=6))
    server.sends(extended(REQUEST | TEXT | HTML))
    [message] = client_messages(server.receives())
    assert contents(message) == (PROVIDE | TEXT, ["grün 漢\r\nzwei".encode() + b"\0"])
    server.sends(extended(PEEK))
    server.expects(extended(NOTIFY | TEXT, kind=6))


def test_a_small_text_is_provided_at_once_where_the_server_takes_it() -> None:
    server = announced(100)
    server.connection.send_cut_text("short")
    [message] = client_messages(server.receives())
    assert contents(message) == (PROVIDE | TEXT, [b"short\0"])
    server.connection.send_cut_text("long" * 100)
    server.expects(extended(NOTIFY | TEXT, kind=6))


def test_a_server_without_notices_gets_the_plain_form_as_well() -> None:
    """As libvncserver announces itself, which drops what its program has no use for."""
    server = opened(IN_CONTROL)
    server.sends(extended((ALL & ~NOTIFY) | TEXT, b"\0\x10\0\0"))
    server.receives()
    server.connection.send_cut_text("grün")
    server.expects(b"\6\0\0\0" + wire.text(b"gr\xfcn"))
    server.connection.send_cut_text("漢")
    plain, provide = client_messages(server.receives())
    assert plain == b"\6\0\0\0" + wire.text(b"?")
    assert contents(provide) == (PROVIDE | TEXT, ["漢".encode() + b"\0"])


def test_several_formats_at_once() -> None:
    server = announced()
    server.connection.send_clipboard(text="a", rtf=b"{a}", html=b"<a>")
    server.expects(extended(NOTIFY | TEXT | RTF | HTML, kind=6))
    server.sends(extended(REQUEST | HTML | RTF))
    [message] = client_messages(server.receives())
    assert contents(message) == (PROVIDE | RTF | HTML, [b"{a}", b"<a>"])


def test_before_the_announcement_texts_are_latin_1() -> None:
    server = opened(IN_CONTROL)
    assert not server.connection.supports_clipboard
    server.connection.send_cut_text("grün 漢")
    server.expects(b"\6\0\0\0" + wire.text(b"gr\xfcn ?"))
    with pytest.raises(LocalProtocolError, match="before the server announced"):
        server.connection.send_clipboard(html=b"<a>")


def test_a_plain_text_is_understood_all_the_same() -> None:
    assert announced().sends(wire.cut_text(b"gr\xfcn")) == [ServerCutText("grün")]


def test_view_only_says_nothing_and_asks_when_control_is_taken() -> None:
    server = opened(replace(IN_CONTROL, view_only=True))
    server.sends(caps(0), extended(NOTIFY | TEXT), extended(REQUEST | TEXT), extended(PEEK))
    server.expects()
    for call in (
        lambda: server.connection.send_cut_text("x"),
        lambda: server.connection.send_clipboard(html=b"x"),
        lambda: server.connection.request_clipboard(ClipboardFlags.TEXT),
    ):
        with pytest.raises(LocalProtocolError):
            call()
    server.expects()
    server.connection.view_only = False
    encodings, ours, request = client_messages(server.receives())
    assert encodings[0] == 2
    assert ours == extended(ALL | TEXT | RTF | HTML, bytes(12), kind=6)
    assert request == extended(REQUEST | TEXT, kind=6)


def test_what_we_put_there_is_forgotten_with_control() -> None:
    server = announced()
    server.connection.send_cut_text("secret")
    server.receives()
    server.connection.view_only = True
    server.connection.view_only = False
    server.receives()
    server.sends(extended(REQUEST | TEXT))
    server.expects()


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (struct.pack(">B3xi", 3, -3) + b"abc", "extended ServerCutText of 3 bytes"),
        (struct.pack(">B3xi", 3, -(1 << 31)), "extended ServerCutText length is 2147483648"),
        (extended(CAPS | TEXT | RTF, bytes(4)), "caps of 4 bytes for 2 formats"),
        (extended(PROVIDE | TEXT, b"nonsense"), "cannot be inflated"),
        (extended(PROVIDE | TEXT), "ends after 0 of 4 bytes"),
        (extended(PROVIDE | TEXT, zlib.compress(b"\0\0\0\5abc")), "ends after 3 of 5 bytes"),
        (
            extended(PROVIDE | HTML, zlib.compress(b"\x7f\xff\xff\xff")),
            "clipboard html size is 2147483647, limit 4194304",
        ),
        (
            extended(PROVIDE | 1 << 15, zlib.compress(b"\x7f\xff\xff\xff")),
            "clipboard format 0x8000 size is 2147483647",
        ),
    ],
)
def test_what_does_not_hold_together_ends_the_connection(message: bytes, text: str) -> None:
    [event] = opened(IN_CONTROL).sends(message)
    assert isinstance(event, ConnectionFailed)
    assert text in str(event.error)


def test_a_bomb_is_inflated_no_further_than_its_size() -> None:
    server = announced()
    message = extended(PROVIDE | TEXT, zlib.compress(b"\0\0\0\4abcd" + bytes(200 << 20), 9))
    tracemalloc.start()
    try:
        assert server.sends(message) == [ServerCutText("abcd")]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20


def test_what_is_too_large_is_our_mistake() -> None:
    server = announced(options=replace(IN_CONTROL, limits=Limits(clipboard_bytes=64)))
    with pytest.raises(LocalProtocolError, match="clipboard text of 65 bytes, limit 64"):
        server.connection.send_cut_text("x" * 64)


def test_text_that_is_no_utf_8_or_has_surrogates_is_mended() -> None:
    server = announced(100)
    assert server.sends(provided(TEXT, b"a\xffb")) == [ServerCutText("a\ufffdb")]
    server.connection.send_cut_text("a\ud800")
    assert contents(server.receives())[1] == [b"a?\0"]


def test_only_text_is_announced_where_nothing_else_is_wanted() -> None:
    server = opened(ConnectionOptions(view_only=False))
    assert server.sends(caps(0)) == []
    server.expects(extended(ALL | TEXT, bytes(4), kind=6))


def test_a_server_that_asks_and_asks_makes_no_work_and_has_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = announced()
    server.connection.send_clipboard(html=bytes(range(256)) * 4096)
    server.receives()
    streams = [zlib.compressobj()]
    monkeypatch.setattr(zlib, "compressobj", streams.pop)
    [event] = server.sends(extended(REQUEST | HTML) * 10_000)
    assert streams == [], "it is compressed once"
    assert isinstance(event, ConnectionFailed)
    assert "unsent answers is " in str(event.error)
    assert str(event.error).endswith(", limit 16777216")
