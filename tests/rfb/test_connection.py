"""The conversation after the handshake: messages, requests, pictures, input."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from tests.support import wire
from tests.support.scripted_server import ScriptedServer, client_messages, encodings_of, opened
from vncwall.geometry import Rect, Size
from vncwall.rfb.connection import ConnectionState
from vncwall.rfb.constants import Encoding
from vncwall.rfb.errors import (
    ConnectionLost,
    LimitExceeded,
    LocalProtocolError,
    RemoteProtocolError,
)
from vncwall.rfb.events import (
    Bell,
    ColourMapChanged,
    ConnectionClosed,
    ConnectionFailed,
    FramebufferUpdated,
    Screen,
    ServerCutText,
)
from vncwall.rfb.options import ConnectionOptions, Limits, PictureOptions
from vncwall.rfb.pixel_format import BGR233, CANONICAL, COLOUR_MAP, RGB565, PixelFormat

IN_CONTROL = ConnectionOptions(view_only=False)
FULL = wire.request(0, 0, 64, 48, incremental=False)
INCREMENTAL = wire.request(0, 0, 64, 48, incremental=True)
LAST_PIXEL = wire.request(63, 47, 1, 1, incremental=False)
LAST_BUT_ONE = wire.request(62, 47, 1, 1, incremental=False)
WHOLE_PICTURE = wire.update(wire.raw(0, 0, 64, 48))
SMALL_CHANGE = wire.update(wire.raw(5, 5, 1, 1))
LAYOUT = wire.extended_desktop_size(64, 48, (0, 0, 0, 64, 48))
FENCES = wire.fence(1 << 31, b"")


def test_the_format_and_the_encodings_are_sent_at_once() -> None:
    server = ScriptedServer()
    server.sends(wire.BANNER_38, b"\1\1", wire.OK)
    server.receives()
    server.sends(wire.server_init(64, 48))
    pixel_format, encodings = client_messages(server.receives())
    assert pixel_format == wire.set_pixel_format(wire.RGB888)
    assert encodings_of(encodings)[0] == Encoding.COPYRECT
    assert server.connection.state is ConnectionState.OPEN


@pytest.mark.parametrize(
    ("picture", "hints"),
    [
        (PictureOptions(), {-254, -24}),
        (PictureOptions(compression=9, jpeg_quality=0), {-247, -32}),
        (PictureOptions(compression=None, jpeg_quality=None), set()),
        (PictureOptions(pixel_format=BGR233, compression=6, jpeg_quality=5), {-250}),
        (PictureOptions(pixel_format=RGB565, compression=0, jpeg_quality=9), {-256, -23}),
        (PictureOptions(compression=77, jpeg_quality=-3), {-247, -32}),
    ],
)
def test_levels_are_sent_as_hints_and_quality_only_where_jpeg_may_be(
    picture: PictureOptions, hints: set[int]
) -> None:
    server = ScriptedServer(ConnectionOptions(picture=picture))
    server.sends(wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(8, 8))
    numbers = encodings_of(client_messages(server.receives()[14:])[1])
    levels = {n for n in numbers if -256 <= n <= -247 or -32 <= n <= -23}
    assert levels == hints
    assert len(numbers) == len(set(numbers))


# --- other messages


def test_a_bell_rings() -> None:
    assert opened().sends(wire.BELL, wire.BELL) == [Bell(), Bell()]


def test_cut_text_is_latin_1() -> None:
    assert opened().sends(wire.cut_text(b"M\xfcller\n")) == [ServerCutText("Müller\n")]
    assert opened().sends(wire.cut_text(b"")) == [ServerCutText("")]


def test_an_extended_clipboard_message_is_passed_over() -> None:
    message = b"\3\0\0\0" + (-8).to_bytes(4, "big", signed=True) + bytes(8)
    assert opened().sends(message, wire.BELL) == [Bell()]


@pytest.mark.parametrize("length", [b"\x00\x10\x00\x01", b"\x7f\xff\xff\xff"])
def test_a_cut_text_above_the_limit_ends_the_connection(length: bytes) -> None:
    [event] = opened().sends(b"\3\0\0\0", length)
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, LimitExceeded)
    assert event.error.field == "ServerCutText length"


def test_an_unknown_message_is_named_with_its_place() -> None:
    server = opened()
    position = server.connection.bytes_received + 1
    [bell, event] = server.sends(wire.BELL, b"\x63")
    assert bell == Bell()
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, RemoteProtocolError)
    assert str(event.error) == f"unknown message type 99 at byte {position}"


def test_after_the_end_data_is_ignored() -> None:
    server = opened()
    server.sends(b"\x63")
    assert server.sends(wire.BELL) == []
    assert server.closes() == []
    assert not server.connection.request_update()


def test_colours_of_a_map_are_taken_from_the_high_bytes() -> None:
    server = opened(ConnectionOptions(picture=PictureOptions(pixel_format=COLOUR_MAP)))
    assert server.sends(wire.colour_map(5, (0xFFFF, 0x8000, 0x01FF))) == [ColourMapChanged()]
    server.sends(wire.update(wire.raw(0, 0, 2, 1, b"\5")))
    assert server.connection.framebuffer.words[0, :2].tolist() == [0xFFFF8001] * 2


def test_a_new_colour_map_makes_the_next_request_a_full_one() -> None:
    server = opened(ConnectionOptions(picture=PictureOptions(pixel_format=COLOUR_MAP)))
    server.connection.request_update()
    server.sends(WHOLE_PICTURE[:16] + bytes(64 * 48))
    server.receives()
    server.sends(wire.colour_map(0, (1, 2, 3)))
    server.connection.request_update()
    server.expects(FULL)


# --- the end


def test_the_end_between_messages_is_orderly() -> None:
    server = opened()
    server.sends(wire.BELL)
    assert server.closes() == [ConnectionClosed()]
    assert server.connection.state is ConnectionState.CLOSED
    assert server.closes() == []


@pytest.mark.parametrize("part", [b"\0", WHOLE_PICTURE[:-1], b"\3\0\0\0\0\0\0\5abc"])
def test_the_end_inside_a_message_is_a_loss(part: bytes) -> None:
    server = opened()
    server.sends(part)
    [event] = server.closes()
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, ConnectionLost)


def test_unread_bytes_have_a_limit() -> None:
    options = ConnectionOptions(limits=Limits(buffered_bytes=1000), interactive=True)
    server = ScriptedServer(options)
    server.sends(wire.BANNER_38, b"\1\2")  # asks for a password and waits
    assert server.sends(bytes(1000)) == []
    [event] = server.sends(b"\0")
    assert isinstance(event, ConnectionFailed)
    assert isinstance(event.error, LimitExceeded)


def test_a_bug_of_ours_ends_the_connection_and_is_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = opened()
    monkeypatch.setattr(type(server.connection._updates), "read", lambda *_: 1 / 0)
    with caplog.at_level(logging.ERROR):
        [event] = server.sends(wire.update())
    assert isinstance(event, ConnectionFailed)
    assert "ZeroDivisionError" in str(event.error)
    assert "because of a bug" in caplog.text


# --- requests


def test_the_first_request_is_full_and_one_is_outstanding_at_a_time() -> None:
    server = opened()
    connection = server.connection
    assert connection.can_request
    assert connection.request_update(incremental=True)
    server.expects(FULL)
    assert connection.is_update_outstanding
    assert not connection.can_request
    assert not connection.request_update()
    assert not connection.request_update(incremental=False)
    server.expects()
    server.sends(WHOLE_PICTURE)
    assert not connection.is_update_outstanding
    assert connection.request_update()
    server.expects(INCREMENTAL)


def test_a_region_is_cut_to_the_desktop() -> None:
    server = opened()
    server.connection.request_update()
    server.sends(WHOLE_PICTURE)
    server.receives()
    assert not server.connection.request_update(region=Rect(64, 0, 5, 5))
    assert server.connection.request_update(region=Rect(60, 40, 100, 100))
    server.expects(wire.request(60, 40, 4, 8, incremental=True))


def test_nothing_is_requested_before_the_connection_is_open() -> None:
    server = ScriptedServer()
    assert not server.connection.can_request
    assert not server.connection.request_update()
    assert not server.connection.request_probe()
    server.expects()


def test_a_full_request_answered_by_the_screen_layout_alone_is_asked_again_at_once() -> None:
    server = opened()
    server.sends(FENCES)
    server.connection.request_update()
    server.receives()
    server.sends(wire.update(LAYOUT))
    server.expects(INCREMENTAL)
    assert server.connection.is_update_outstanding
    server.sends(WHOLE_PICTURE)
    assert not server.connection.is_update_outstanding
    server.expects()


def test_a_server_without_fences_sends_the_pixels_after_the_screen_layout_by_itself() -> None:
    server = opened()
    server.connection.request_update()
    server.receives()
    server.sends(wire.update(LAYOUT))
    server.expects()
    assert server.connection.is_update_outstanding
    server.sends(WHOLE_PICTURE)
    assert not server.connection.is_update_outstanding


def test_a_probe_is_sent_though_a_request_is_outstanding() -> None:
    server = opened()
    server.connection.request_update()
    server.sends(WHOLE_PICTURE)
    server.connection.request_update()
    server.receives()
    assert server.connection.request_probe()
    server.expects(wire.request(0, 0, 1, 1, incremental=False))
    [event] = server.sends(wire.update(wire.raw(0, 0, 1, 1)))
    assert isinstance(event, FramebufferUpdated)
    assert server.connection.can_request


# --- changing the picture


def live(options: ConnectionOptions | None = None, *messages: bytes) -> ScriptedServer:
    """Return a server that has sent the whole picture and `messages`, and is asked nothing."""
    server = opened(options)
    server.connection.request_update()
    server.sends(WHOLE_PICTURE, *messages)
    server.receives()
    return server


def test_a_finer_quality_is_sent_at_once_and_followed_by_a_full_request() -> None:
    server = live()
    server.connection.request_update()
    server.expects(INCREMENTAL)
    server.connection.set_picture(PictureOptions(jpeg_quality=9))
    [encodings] = client_messages(server.receives())
    assert -23 in encodings_of(encodings)
    # The open request may stay unanswered for ever on a still screen.
    assert server.connection.can_request
    assert server.connection.request_update()
    server.expects(FULL)
    assert not server.connection.can_request


def test_a_finer_quality_does_not_double_a_full_request_that_is_open() -> None:
    server = opened()
    server.connection.request_update()
    server.connection.set_picture(PictureOptions(jpeg_quality=9))
    server.receives()
    assert not server.connection.request_update()
    server.sends(wire.update(LAYOUT))
    assert not server.connection.request_update()
    server.sends(WHOLE_PICTURE)
    assert server.connection.request_update()
    server.expects(FULL)


def test_a_probe_is_not_added_to_a_full_request() -> None:
    server = opened()
    server.connection.request_update()
    server.receives()
    assert server.connection.request_probe()
    server.expects()


def test_the_answer_to_a_probe_does_not_pass_for_that_of_the_full_request_after_it() -> None:
    server = live()
    server.connection.request_probe()
    server.connection.set_picture(PictureOptions(jpeg_quality=9))
    assert server.connection.request_update()
    server.connection.set_picture(PictureOptions(pixel_format=RGB565))
    server.receives()
    server.sends(wire.update(wire.raw(0, 0, 1, 1)))
    server.expects()
    server.sends(WHOLE_PICTURE)  # may have answered both, or only one
    server.expects(LAST_BUT_ONE)
    server.sends(wire.update(wire.raw(0, 0, 1, 1)))
    server.expects()
    server.sends(wire.update(wire.raw(62, 47, 1, 1)))
    assert client_messages(server.receives())[0] == wire.set_pixel_format(wire.RGB565)


def test_a_coarser_quality_needs_no_full_request() -> None:
    server = live()
    server.connection.set_picture(PictureOptions(jpeg_quality=2, compression=9))
    [encodings] = client_messages(server.receives())
    assert {-30, -247} <= set(encodings_of(encodings))
    server.connection.request_update()
    server.expects(INCREMENTAL)


def test_a_new_format_with_nothing_outstanding_is_sent_at_once() -> None:
    server = live()
    server.connection.set_picture(PictureOptions(pixel_format=BGR233))
    pixel_format, encodings = client_messages(server.receives())
    assert pixel_format == wire.set_pixel_format(wire.BGR233)
    assert encodings[0] == 2
    server.connection.request_update()
    server.expects(INCREMENTAL)  # what is drawn is finer
    server.sends(wire.update(wire.raw(0, 0, 64, 48, b"\x07")))
    assert (server.connection.framebuffer.words == 0xFFFF0000).all()


def test_a_finer_format_is_fetched_whole() -> None:
    server = opened(ConnectionOptions(picture=PictureOptions(pixel_format=BGR233)))
    server.connection.request_update()
    server.sends(wire.update(wire.raw(0, 0, 64, 48, b"\x07")))
    server.receives()
    server.connection.set_picture(PictureOptions())
    server.receives()
    assert server.connection.is_full_due
    server.connection.request_update()
    server.expects(FULL)


def test_a_whole_picture_can_be_fetched_in_parts() -> None:
    server = opened()
    top, bottom = Rect(0, 0, 64, 24), Rect(0, 24, 64, 24)
    assert server.connection.is_full_due
    assert server.connection.request_part(top)
    assert not server.connection.is_full_due
    assert server.connection.is_full_outstanding
    assert not server.connection.request_part(bottom)
    server.expects(wire.request(0, 0, 64, 24, incremental=False))
    server.sends(wire.update(wire.raw(0, 0, 64, 24)))
    assert not server.connection.is_full_outstanding
    assert server.connection.request_part(bottom)
    server.expects(wire.request(0, 24, 64, 24, incremental=False))
    server.sends(wire.update(wire.raw(0, 24, 64, 24)))
    server.connection.request_update()
    server.expects(INCREMENTAL)


def test_a_part_is_asked_for_though_a_still_screen_holds_up_the_last_request() -> None:
    server = live()
    server.connection.request_update()
    server.connection.set_picture(PictureOptions(jpeg_quality=9))
    server.receives()
    assert server.connection.request_part(Rect(0, 0, 64, 24))
    server.expects(wire.request(0, 0, 64, 24, incremental=False))


def test_a_new_format_waits_for_the_outstanding_update() -> None:
    server = opened()
    server.connection.request_update()
    server.receives()
    server.connection.set_picture(PictureOptions(pixel_format=RGB565))
    server.expects()  # the full request is its own proof
    assert server.connection.is_picture_pending
    assert not server.connection.request_update()
    server.sends(WHOLE_PICTURE)  # in the old format
    assert server.connection.framebuffer.words[0, 0] == 0xFF030201
    assert client_messages(server.receives())[0] == wire.set_pixel_format(wire.RGB565)
    assert not server.connection.is_picture_pending
    server.connection.request_update()
    server.sends(wire.update(wire.raw(0, 0, 64, 48, b"\x00\xf8")))
    assert (server.connection.framebuffer.words == 0xFFFF0000).all()


def test_a_new_format_waits_for_the_end_of_an_update_that_nobody_asked_for() -> None:
    server = live()
    head, tail = WHOLE_PICTURE[:4000], WHOLE_PICTURE[4000:]
    server.sends(head)  # xpra sends updates without a request
    server.connection.set_picture(PictureOptions(pixel_format=BGR233))
    server.expects()
    [event] = server.sends(tail)
    assert isinstance(event, FramebufferUpdated)
    assert (server.connection.framebuffer.words == 0xFF030201).all()
    assert client_messages(server.receives())[0] == wire.set_pixel_format(wire.BGR233)


def test_a_new_format_on_a_still_screen_flushes_the_open_request() -> None:
    server = live()
    server.connection.request_update()
    server.receives()
    server.connection.set_picture(PictureOptions(pixel_format=RGB565))
    server.expects(LAST_BUT_ONE)
    assert not server.connection.request_update()
    assert server.connection.request_probe()  # is on its way already
    server.expects()
    server.sends(SMALL_CHANGE)  # was on its way; the flush is still to be answered
    server.expects()
    server.sends(wire.update(wire.raw(62, 47, 1, 1)))
    server.expects(LAST_PIXEL)  # that pixel may have changed by itself
    server.sends(wire.update(wire.raw(63, 47, 1, 1)))
    assert client_messages(server.receives())[0] == wire.set_pixel_format(wire.RGB565)


def test_a_change_that_covers_the_flushed_pixel_does_not_pass_for_its_answer() -> None:
    server = live()
    server.connection.request_update()
    server.connection.set_picture(PictureOptions(pixel_format=RGB565))
    server.receives()
    server.sends(WHOLE_PICTURE)  # the answer to the incremental request
    server.expects(LAST_PIXEL)
    server.sends(wire.update(wire.raw(62, 47, 1, 1)))  # that to the flush, in the old format
    server.expects()
    server.sends(wire.update(wire.raw(63, 47, 1, 1)))
    assert client_messages(server.receives())[0] == wire.set_pixel_format(wire.RGB565)


def test_the_last_of_several_new_pictures_counts() -> None:
    server = opened()
    server.connection.request_update()
    server.receives()
    server.connection.set_picture(PictureOptions(pixel_format=RGB565))
    server.connection.set_picture(PictureOptions(pixel_format=BGR233))
    server.sends(WHOLE_PICTURE)
    formats = [m for m in client_messages(server.receives()) if m[0] == 0]
    assert formats == [wire.set_pixel_format(wire.BGR233)]


def test_a_pending_format_can_be_taken_back() -> None:
    server = opened()
    server.connection.request_update()
    server.receives()
    server.connection.set_picture(PictureOptions(pixel_format=RGB565))
    server.connection.set_picture(PictureOptions())
    assert not server.connection.is_picture_pending
    server.sends(WHOLE_PICTURE)
    server.expects()
    assert server.connection.request_update()


def test_the_same_picture_sends_nothing() -> None:
    server = live()
    server.connection.set_picture(PictureOptions())
    server.expects()


def test_a_picture_set_before_the_handshake_is_the_first_one() -> None:
    server = ScriptedServer()
    server.connection.set_picture(PictureOptions(pixel_format=BGR233))
    server.sends(wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(8, 8))
    assert client_messages(server.receives()[14:])[0] == wire.set_pixel_format(wire.BGR233)


def test_a_format_that_cannot_be_decoded_is_our_mistake_and_changes_nothing() -> None:
    server = live()
    odd = PixelFormat(32, 30, False, True, 1023, 1023, 1023, 20, 10, 0)
    with pytest.raises(LocalProtocolError):
        server.connection.set_picture(PictureOptions(pixel_format=odd))
    server.expects()
    assert not server.connection.is_picture_pending
    assert server.connection.picture.pixel_format == CANONICAL


def test_a_resize_during_a_pending_format_is_flushed_again() -> None:
    server = opened()
    server.connection.request_update()
    server.receives()
    server.connection.set_picture(PictureOptions(pixel_format=RGB565))
    server.sends(wire.update(wire.desktop_size(100, 100)))
    server.expects(wire.request(63, 63, 1, 1, incremental=False))
    server.sends(wire.update(wire.raw(0, 0, 100, 100)))
    server.expects(wire.request(99, 99, 1, 1, incremental=False))
    server.sends(wire.update(wire.raw(99, 99, 1, 1)))
    assert client_messages(server.receives())[0] == wire.set_pixel_format(wire.RGB565)


def test_after_a_resize_with_pixels_the_next_request_can_be_sent() -> None:
    server = opened()
    server.connection.request_update()
    server.sends(wire.update(wire.desktop_size(100, 100), wire.raw(0, 0, 5, 5)))
    assert server.connection.can_request


# --- continuous updates


def continuous() -> ScriptedServer:
    """Return a server in continuous updates."""
    server = live(IN_CONTROL, FENCES, wire.END_OF_CONTINUOUS_UPDATES)
    server.connection.enable_continuous_updates()
    server.expects(wire.continuous(0, 0, 64, 48, enable=True))
    return server


def test_continuous_updates_are_not_used_before_the_server_announced_them() -> None:
    server = live()
    assert not server.connection.supports_continuous_updates
    with pytest.raises(LocalProtocolError, match="before the server announced it"):
        server.connection.enable_continuous_updates()
    server.connection.disable_continuous_updates()
    server.expects()


def test_in_continuous_updates_only_full_requests_are_sent() -> None:
    server = continuous()
    assert not server.connection.can_request
    assert not server.connection.request_update()
    assert server.connection.request_update(incremental=False)
    server.expects(FULL)


def test_a_resize_moves_continuous_updates_to_the_new_area() -> None:
    server = continuous()
    server.sends(wire.update(wire.desktop_size(100, 50)))
    server.expects(wire.continuous(0, 0, 100, 50, enable=True))


def test_a_storm_of_resizes_in_one_update_is_answered_once() -> None:
    server = continuous()
    sizes = [wire.desktop_size(n, n) for n in (10, 20, 30)]
    server.sends(wire.update(*sizes))
    server.expects(wire.continuous(0, 0, 30, 30, enable=True))
    assert server.connection.framebuffer.size == Size(30, 30)


def test_a_new_format_stops_continuous_updates_and_starts_them_again() -> None:
    server = continuous()
    server.connection.set_picture(PictureOptions(pixel_format=BGR233))
    server.expects(wire.continuous(0, 0, 64, 48, enable=False))
    assert server.connection.is_continuous
    server.sends(SMALL_CHANGE)  # in the old format still
    server.expects()
    server.sends(wire.END_OF_CONTINUOUS_UPDATES)
    sent = client_messages(server.receives())
    assert sent[0] == wire.set_pixel_format(wire.BGR233)
    assert sent[1][0] == 2
    assert sent[2:] == [wire.continuous(0, 0, 64, 48, enable=True)]
    server.sends(wire.update(wire.raw(0, 0, 1, 1, b"\x07")))
    assert server.connection.framebuffer.words[0, 0] == 0xFFFF0000


def test_a_new_format_and_a_resize_in_continuous_updates_at_once() -> None:
    server = continuous()
    server.connection.set_picture(PictureOptions(pixel_format=BGR233))
    server.receives()
    server.sends(wire.update(wire.desktop_size(80, 60)))
    server.expects()  # they are off; nothing to move
    server.sends(wire.END_OF_CONTINUOUS_UPDATES)
    sent = client_messages(server.receives())
    assert sent[2:] == [wire.continuous(0, 0, 80, 60, enable=True)]


def test_a_finer_quality_in_continuous_updates_asks_for_everything() -> None:
    server = continuous()
    server.connection.set_picture(PictureOptions(jpeg_quality=None))
    sent = client_messages(server.receives())
    assert [message[0] for message in sent] == [2, 3]
    assert sent[1] == FULL


def test_turned_off_while_a_format_is_pending_they_stay_off() -> None:
    server = continuous()
    server.connection.set_picture(PictureOptions(pixel_format=BGR233))
    server.connection.disable_continuous_updates()
    server.receives()
    server.sends(wire.END_OF_CONTINUOUS_UPDATES)
    assert [m[0] for m in client_messages(server.receives())] == [0, 2]
    assert not server.connection.is_continuous
    assert server.connection.can_request


def test_turned_off_and_on_again_at_once_they_are_on() -> None:
    server = continuous()
    server.connection.disable_continuous_updates()
    server.connection.enable_continuous_updates()
    server.sends(wire.END_OF_CONTINUOUS_UPDATES)
    assert server.connection.is_continuous


def test_a_server_that_stops_by_itself_is_asked_again() -> None:
    server = continuous()
    server.sends(wire.END_OF_CONTINUOUS_UPDATES)
    assert not server.connection.is_continuous
    assert server.connection.can_request


# --- input


def test_input_in_control() -> None:
    server = opened(IN_CONTROL)
    connection = server.connection
    connection.send_key_event(0x61, down=True)
    connection.send_pointer_event(3, 4, 1)
    connection.send_cut_text("a\r\nb€")
    server.expects(
        wire.key(0x61, down=True), wire.pointer(3, 4, 1), b"\6\0\0\0", wire.text("a\nb?")
    )
    assert connection.pressed_keys == (0x61,)


@pytest.mark.parametrize(
    ("x", "y", "expected"), [(-5, -5, (0, 0)), (64, 48, (63, 47)), (99999, 7, (63, 7))]
)
def test_the_pointer_is_kept_on_the_desktop(x: int, y: int, expected: tuple[int, int]) -> None:
    server = opened(IN_CONTROL)
    server.connection.send_pointer_event(x, y, 0)
    server.expects(wire.pointer(*expected, 0))


@pytest.mark.parametrize("buttons", [-1, 256])
def test_buttons_that_do_not_fit_are_our_mistake(buttons: int) -> None:
    with pytest.raises(LocalProtocolError):
        opened(IN_CONTROL).connection.send_pointer_event(0, 0, buttons)


@pytest.mark.parametrize("keysym", [0, -1, 1 << 32])
def test_keysyms_that_do_not_fit_are_our_mistake(keysym: int) -> None:
    with pytest.raises(LocalProtocolError):
        opened(IN_CONTROL).connection.send_key_event(keysym, down=True)


def test_a_cut_text_above_the_limit_is_our_mistake() -> None:
    server = opened(replace(IN_CONTROL, limits=Limits(cut_text_bytes=3)))
    with pytest.raises(LocalProtocolError):
        server.connection.send_cut_text("abcd")
    server.expects()


def test_input_before_the_connection_is_open_is_our_mistake() -> None:
    server = ScriptedServer(IN_CONTROL)
    with pytest.raises(LocalProtocolError, match="not open"):
        server.connection.send_key_event(0x61, down=True)
    server.expects()


# --- view-only


def force_input(server: ScriptedServer) -> None:
    """Try every way to act on the desktop; each must be refused."""
    connection = server.connection
    attempts = (
        lambda: connection.send_key_event(0x61, down=True),
        lambda: connection.send_key_event(0x61, down=False),
        lambda: connection.send_pointer_event(1, 1, 1),
        lambda: connection.send_pointer_event(1, 1, 0),
        lambda: connection.send_cut_text("text"),
        lambda: connection.set_desktop_size(Size(8, 8), [Screen(0, Rect(0, 0, 8, 8))]),
    )
    for attempt in attempts:
        with pytest.raises(LocalProtocolError):
            attempt()


def test_view_only_puts_out_nothing_that_acts_on_the_desktop() -> None:
    server = live(None, wire.update(LAYOUT), FENCES, wire.END_OF_CONTINUOUS_UPDATES)
    force_input(server)
    server.expects()


def test_everything_else_a_view_only_connection_does_stays_possible() -> None:
    server = live(None, FENCES, wire.END_OF_CONTINUOUS_UPDATES)
    connection = server.connection
    connection.request_update()
    connection.request_probe()
    connection.send_fence(b"x")
    connection.set_picture(PictureOptions(jpeg_quality=9))
    connection.enable_continuous_updates()
    sent = {message[0] for message in client_messages(server.receives())}
    assert sent == {2, 3, 150, 248}


def test_going_view_only_releases_what_is_held_and_then_shuts() -> None:
    server = opened(IN_CONTROL)
    connection = server.connection
    connection.send_key_event(0xFFE3, down=True)
    connection.send_key_event(0x63, down=True)
    connection.send_pointer_event(9, 9, 4)
    server.receives()
    connection.view_only = True
    assert client_messages(server.receives()) == [
        wire.key(0x63, down=False),
        wire.key(0xFFE3, down=False),
        wire.pointer(9, 9, 0),
    ]
    force_input(server)
    server.expects()


def test_control_asks_for_the_cursor_and_the_wish_is_never_withdrawn() -> None:
    cursors = {Encoding.CURSOR, Encoding.X_CURSOR, Encoding.CURSOR_WITH_ALPHA}
    server = opened()
    server.connection.view_only = False
    [encodings] = client_messages(server.receives())
    assert cursors <= set(encodings_of(encodings))
    # TigerVNC closes the connection when a shape was due for a client that wants none any more.
    server.connection.view_only = True
    server.expects()


def test_pictures_without_a_pointer_are_asked_for_from_the_start() -> None:
    cursors = {Encoding.CURSOR, Encoding.X_CURSOR, Encoding.CURSOR_WITH_ALPHA}
    for at_once in (True, False):
        server = ScriptedServer(ConnectionOptions(local_cursor_at_once=at_once))
        server.sends(wire.BANNER_38, b"\1\1", wire.OK, wire.server_init(64, 48))
        sent = server.receives()
        messages = client_messages(sent[len(wire.BANNER_38) + 2 :])  # version, security, shared
        (offered,) = (message for message in messages if message[0] == 2)
        assert bool(cursors & set(encodings_of(offered))) is at_once


def test_control_offers_what_belongs_to_input_once_and_for_good() -> None:
    server = opened(ConnectionOptions(local_cursor=False))
    server.connection.view_only = False
    [message] = client_messages(server.receives())
    offered = set(encodings_of(message))
    assert {-257, -316, Encoding.EXTENDED_CLIPBOARD} <= offered
    assert not {-239, -240, -314} & offered
    server.connection.view_only = True
    server.connection.view_only = False
    server.expects()


def test_going_view_only_in_the_handshake_sends_nothing() -> None:
    server = ScriptedServer(IN_CONTROL)
    server.connection.view_only = True
    server.expects()
    server.opens()
    force_input(server)
    server.expects()


def test_going_view_only_after_the_end_sends_nothing() -> None:
    server = opened(IN_CONTROL)
    server.connection.send_key_event(0x61, down=True)
    server.closes()
    server.connection.view_only = True
    server.expects()
    server.connection.view_only = False
    server.expects()
    force_input(server)


def test_received_encodings_can_be_counted_anew() -> None:
    server = opened()
    server.sends(wire.update(wire.raw(0, 0, 2, 2)))
    assert server.connection.received_encodings == {Encoding.RAW}
    server.connection.forget_received_encodings()
    assert server.connection.received_encodings == set()
    server.sends(wire.update(wire.desktop_size(20, 20)))
    assert server.connection.received_encodings == {Encoding.DESKTOP_SIZE}
