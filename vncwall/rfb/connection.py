"""One RFB conversation: bytes in, events out; calls in, bytes out.

1. `receive_data` feeds the reader and resumes the one generator of the conversation, which runs
   through handshake and messages (`handshake.py`, then `_messages` below). It never raises for what
   the server did: the conversation ends with `ConnectionFailed`, and more data is ignored.
2. The caller drains `events()` and `data_to_send()` after every call into the connection.
3. One request is outstanding at a time. `request_update` returns False instead of sending a
   second one, but for a full one that a new picture makes necessary while the server waits for a
   change to answer the last (on a still screen that may be for ever).
4. `set_picture` takes effect at the next moment at which no update in the old pixel format can be
   on its way (`requests.py`); other parameters than the pixel format take effect at once.
5. While view-only, nothing that acts on the desktop can leave (`outbox.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from vncwall.errors import BoundsError
from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.geometry import Rect, Size
from vncwall.rfb import messages, quirks
from vncwall.rfb.constants import ClipboardFlags, PowerAction, ServerMessage
from vncwall.rfb.decoders import DECODERS
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import (
    ChannelBroken,
    ConnectionLost,
    DecodeError,
    LimitExceeded,
    LocalProtocolError,
    RemoteProtocolError,
    RFBError,
)
from vncwall.rfb.events import (
    Bell,
    ColourMapChanged,
    ConnectionClosed,
    ConnectionFailed,
    Event,
    Screen,
    ServerCutText,
)
from vncwall.rfb.extensions import EXTENSIONS
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.extensions.continuous_updates import ContinuousUpdates
from vncwall.rfb.extensions.extended_clipboard import (
    HTML,
    RTF,
    TEXT,
    ExtendedClipboard,
    text_bytes,
)
from vncwall.rfb.extensions.extended_desktop_size import ExtendedDesktopSize
from vncwall.rfb.extensions.extended_mouse_buttons import ExtendedMouseButtons
from vncwall.rfb.extensions.fence import Fence
from vncwall.rfb.extensions.qemu_audio import QemuAudio
from vncwall.rfb.extensions.qemu_key_event import QemuKeyEvent
from vncwall.rfb.extensions.qemu_pointer_motion import QemuPointerMotion
from vncwall.rfb.extensions.server_capabilities import ServerCapabilities
from vncwall.rfb.extensions.xvp import Xvp
from vncwall.rfb.fingerprint import ServerFingerprint
from vncwall.rfb.handshake import handshake
from vncwall.rfb.link import ConnectionState, Link
from vncwall.rfb.options import ConnectionOptions, Credentials, PictureOptions
from vncwall.rfb.pixel_format import ALPHA
from vncwall.rfb.reader import Steps
from vncwall.rfb.requests import RequestTracker
from vncwall.rfb.resume import ResumePoint
from vncwall.rfb.updates import UpdateReader

__all__ = ["Connection", "ConnectionState"]

logger = logging.getLogger(__name__)

E = TypeVar("E", bound=Extension)

PROBE_REGION = Rect(0, 0, 1, 1)
"""What `Connection.request_probe` asks for."""

_NO_MOTION = 0x7FFF
"""A coordinate that stays as it is, in a server that wants motion."""

_LOSSLESS = 10
"""Rank of "no JPEG" above the quality levels 0-9."""


class Connection:
    """The client's side of one conversation with one server."""

    def __init__(self, options: ConnectionOptions) -> None:
        self._link = Link(options)
        self._desktop = Desktop(options.limits, options.picture, DECODERS)
        self._requests = RequestTracker()
        self._extensions = [extension(self._link, self._desktop) for extension in EXTENSIONS]
        self._fence = self._find(Fence)
        self._continuous = self._find(ContinuousUpdates)
        self._extended_size = self._find(ExtendedDesktopSize)
        self._clipboard = self._find(ExtendedClipboard)
        self._key_codes = self._find(QemuKeyEvent)
        self._motion = self._find(QemuPointerMotion)
        self._more_buttons = self._find(ExtendedMouseButtons)
        self._power = self._find(Xvp)
        self._audio = self._find(QemuAudio)
        self._capabilities = self._find(ServerCapabilities)
        self._updates = UpdateReader(
            self._link,
            self._desktop,
            {number: ext for ext in self._extensions for number in ext.pseudo_encodings},
        )
        self._handlers: dict[int, Callable[[int], Steps[None]]] = {
            ServerMessage.FRAMEBUFFER_UPDATE: self._read_update,
            ServerMessage.SET_COLOUR_MAP_ENTRIES: self._read_colour_map,
            ServerMessage.BELL: self._read_bell,
            ServerMessage.SERVER_CUT_TEXT: self._read_cut_text,
        }
        for extension in self._extensions:
            for message_type in extension.message_types:
                self._handlers[message_type] = extension.read_message
        for message_type in self._capabilities.message_types:
            self._handlers[message_type] = self._read_scaled_size
        self._link.outbox.use_pointer_form(self._pointer_message)
        self._pending_picture: PictureOptions | None = None
        self._is_full_due = True
        self._resume_continuous = False
        self._is_between_messages = False
        self._steps = self._conversation()

    # --- bytes and events

    def receive_data(self, data: bytes | bytearray | memoryview) -> None:
        """Take what the network brought (one copy). Never raises for its contents."""
        self.receive_plain(data if self._link.channel is None else self.decrypt(bytes(data)))

    def decrypt(self, data: bytes) -> bytes:
        """Return what is readable by now of what the network brought: all, if nothing encrypts.

        For a caller that keeps what the server says: it goes to `receive_plain` then.
        """
        channel = self._link.channel
        if channel is None or self.state.is_over:
            return data
        try:
            return channel.decrypt(data)
        except ChannelBroken as error:
            self._fail(error)
            return b""

    def receive_plain(self, data: bytes | bytearray | memoryview) -> None:
        """Take what `decrypt` has returned (one copy). Never raises for its contents."""
        reader = self._link.reader
        if self.state.is_over:
            return
        reader.feed(data)
        self._resume()
        if reader.available > self._link.options.limits.buffered_bytes:
            limit = self._link.options.limits.buffered_bytes
            self._fail(LimitExceeded("unread bytes", reader.available, limit))

    def receive_eof(self) -> None:
        """Take the end of the stream: orderly between two messages, a failure elsewhere."""
        if self.state.is_over:
            return
        if self._link.eof_error is not None:
            self._fail(self._link.eof_error)
        elif self._is_between_messages:
            self._end(ConnectionState.CLOSED, ConnectionClosed())
        else:
            where = "inside a message" if self.state is ConnectionState.OPEN else str(self.state)
            position = self._link.reader.total
            self._fail(ConnectionLost(f"the server closed the stream ({where}, byte {position})"))

    def close(self) -> None:
        """Say that nothing more comes of it; only its properties may be asked from now on.

        Its parts know each other. So without this its memory, framebuffer and zlib streams above
        all, would stay until Python looks for such circles, which it does seldom.
        """
        self._steps.close()
        self._handlers.clear()
        self._link.outbox.use_pointer_form(messages.pointer_event)

    def events(self) -> list[Event]:
        """Return and forget what has happened."""
        events, self._link.events = self._link.events, []
        return events

    def data_to_send(self) -> bytes:
        """Return and forget what is to be sent."""
        link = self._link
        if link.is_plain:  # nearly all are, and are asked after every read
            return link.outbox.drain()
        try:
            return link.drain()
        except ChannelBroken as error:
            self._fail(error)
            return b""

    def answer(self, answer: Credentials | bool | None) -> None:
        """Answer the open question; None declines.

        Raises:
            LocalProtocolError: nothing was asked.
        """
        if self.state.is_over or not self._link.is_waiting_for_answer:
            raise LocalProtocolError("answer without a question")
        self._link.answer(answer)
        self._resume()

    # --- what is known

    @property
    def state(self) -> ConnectionState:
        """Phase of the conversation."""
        return self._link.state

    @property
    def framebuffer(self) -> Framebuffer:
        """The desktop's pixels; 0x0 before `Connected`, another object after a change of size."""
        return self._desktop.framebuffer

    @property
    def screens(self) -> tuple[Screen, ...]:
        """The desktop's monitors, at least one after `Connected`."""
        return self._desktop.screens

    @property
    def name(self) -> str:
        """The desktop's name."""
        return self._desktop.name

    @property
    def fingerprint(self) -> ServerFingerprint:
        """What the server has shown of itself."""
        return self._link.fingerprint

    @property
    def picture(self) -> PictureOptions:
        """What the server was last told to send; not yet what `set_picture` has pending."""
        return self._desktop.picture

    @property
    def received_encodings(self) -> set[int]:
        """Numbers of all encodings of rectangles received so far, or since they were forgotten."""
        return set(self._desktop.received_encodings)

    def forget_received_encodings(self) -> None:
        """Begin `received_encodings` anew: which come from now on?"""
        self._desktop.received_encodings.clear()

    @property
    def bytes_received(self) -> int:
        """Bytes received since the start."""
        return self._link.reader.total

    # --- beginning in the middle

    def keep_history(self) -> None:
        """Keep what `resume_point` needs and decoding does not (ZRLE: 32 KB), from now on."""
        self._desktop.keep_history()

    @property
    def is_between_messages(self) -> bool:
        """Whether all messages that have begun have ended."""
        return self._is_between_messages and not self._link.reader.available

    def resume_point(self) -> ResumePoint | None:
        """Return what another client must be given to understand the stream from here on.

        None: just now it cannot be said: inside a message, before the handshake is over, with a
        colour map, or because a decoder carries what no rectangle says.
        """
        desktop = self._desktop
        if (
            self.state is not ConnectionState.OPEN
            or not self.is_between_messages
            or not desktop.picture.pixel_format.true_colour
        ):
            return None
        carried = desktop.carried()
        if carried is None:
            return None
        return ResumePoint(desktop.name, desktop.picture.pixel_format, desktop.framebuffer, carried)

    # --- asking for pictures

    @property
    def is_update_outstanding(self) -> bool:
        """Whether a request waits for its answer."""
        return self._requests.is_outstanding

    @property
    def is_picture_pending(self) -> bool:
        """Whether a `set_picture` waits for the moment at which it is safe."""
        return self._pending_picture is not None

    @property
    def can_request(self) -> bool:
        """Whether `request_update` would send an incremental request."""
        return self._may_request(incremental=True)

    def request_update(
        self, *, incremental: bool = True, region: Rect | None = None, joins: bool = False
    ) -> bool:
        """Ask for an update of `region` (None: everything); return whether it was sent.

        The first request, and the first after a new picture that needs it, are full whatever is
        asked. Not sent: before the connection is open, while a change of format is pending, while
        one is outstanding, incrementally while continuous updates are on. With `joins` one that is
        outstanding is no obstacle: the server adds the area of this one to it.
        """
        if not self._may_request(incremental=incremental, joins=joins):
            return False
        whole = self._desktop.framebuffer.rect
        if self._send_full_if_due():
            return True
        rect = whole if region is None else whole.intersection(region)
        if rect.is_empty and not whole.is_empty:
            return False
        if incremental:
            self._link.send(messages.framebuffer_update_request(rect, incremental=True))
            self._requests.sent_incremental()
        else:
            self._send_full(rect)
        return True

    @property
    def is_full_due(self) -> bool:
        """Whether the whole picture is still to be asked for: the first, or a finer one."""
        return self._is_full_due

    @property
    def is_full_outstanding(self) -> bool:
        """Whether pixels of a full request, or of a part of one, have not come yet."""
        return self._requests.is_awaiting_picture

    def request_part(self, region: Rect) -> bool:
        """Ask for `region` of a whole picture that the caller fetches in parts, one by one.

        The first part settles `is_full_due`: the others are the caller's business. Not sent, as
        the return value says, before the connection is open, while a change of format is pending,
        and while the part before it has not come.
        """
        if self.state is not ConnectionState.OPEN or self._pending_picture is not None:
            return False
        rect = self._desktop.framebuffer.rect.intersection(region)
        if self._requests.is_awaiting_picture:
            return False
        self._is_full_due = False
        self._send_full(rect)
        return True

    def request_probe(self) -> bool:
        """Make the server answer, even on a still screen and while a request is outstanding.

        Sends a full request for the top left pixel; the answer is an ordinary
        `FramebufferUpdated`. Returns False when the connection is not open. While another full
        request waits for its answer, that is the probe, and no second one is sent.
        """
        if self.state is not ConnectionState.OPEN:
            return False
        if self._pending_picture is None and not self._requests.is_full_unanswered:
            self._send_full(self._desktop.framebuffer.rect.intersection(PROBE_REGION))
        return True

    def set_picture(self, picture: PictureOptions) -> None:
        """Ask the server for another picture as soon as that is safe.

        Raises:
            LocalProtocolError: a pixel format that cannot be decoded.
        """
        picture = self._adjusted(picture)
        if self.state is not ConnectionState.OPEN:
            self._link.options = replace(self._link.options, picture=picture)
            self._desktop.set_picture(picture)
            return
        if picture != self._desktop.picture:
            Desktop(self._link.options.limits, picture, DECODERS)  # raises for a bad format
        self._pending_picture = picture
        self._apply_picture()

    # --- continuous updates and fences

    @property
    def supports_continuous_updates(self) -> bool:
        """Whether the server has announced ContinuousUpdates."""
        return self._continuous.is_supported

    @property
    def is_continuous(self) -> bool:
        """Whether continuous updates are on, or only off for the moment of a change."""
        return self._continuous.is_on or self._resume_continuous

    def enable_continuous_updates(self) -> None:
        """Let the server send updates of the whole desktop unasked, after resizes as well.

        Raises:
            LocalProtocolError: the server has not announced them.
        """
        if self._pending_picture is not None and self._continuous.is_supported:
            self._resume_continuous = True
            return
        self._continuous.enable()
        self._send_full_if_due()

    def disable_continuous_updates(self) -> None:
        """Go back to requests; updates may come until the server has confirmed."""
        self._resume_continuous = False
        self._continuous.disable()

    @property
    def supports_fence(self) -> bool:
        """Whether the server has announced Fence."""
        return self._fence.is_supported

    def send_fence(self, payload: bytes) -> None:
        """Send a fence; `FenceReceived` brings the payload back.

        Raises:
            LocalProtocolError: the server has not announced fences, or more than 64 bytes.
        """
        self._fence.request(payload)

    # --- acting on the desktop

    @property
    def view_only(self) -> bool:
        """Whether nothing that acts on the desktop can be sent."""
        return self._link.outbox.view_only

    @view_only.setter
    def view_only(self, view_only: bool) -> None:
        outbox = self._link.outbox
        was_shut, wanted_input = outbox.view_only, self._link.wants_input
        outbox.view_only = view_only
        if view_only:
            self._clipboard.gate_shut()
        if self.state is not ConnectionState.OPEN:
            return
        if self._link.wants_input != wanted_input:
            self._send_encodings()
        if was_shut and not view_only:
            self._clipboard.gate_opened()

    @property
    def pressed_keys(self) -> tuple[int, ...]:
        """Keysyms that the server believes to be held down by us."""
        return self._link.outbox.pressed_keys

    def send_key_event(self, keysym: int, *, down: bool, keycode: int = 0) -> None:
        """Press or release a key, named by its X11 keysym.

        Args:
            keysym: 0 only where there is a keycode and `supports_keycodes`.
            down: whether it is pressed.
            keycode: XT scancode, that of an 0xe0 prefix with bit 7 set (rfbproto, QEMU Extended
                Key Event); sent to servers that have announced them, ignored for the others.

        Raises:
            LocalProtocolError: view-only, not open, not a keysym, or not a keycode.
        """
        if not 0 <= keycode < 1 << 8:
            raise LocalProtocolError(f"keycode {keycode:#x} is not one of 8 bits")
        if not self._key_codes.is_supported:
            keycode = 0
        if not (0 if keycode else 1) <= keysym < 1 << 32:
            raise LocalProtocolError(f"keysym {keysym:#x} is not a U32")
        self._require_open()
        self._link.outbox.send_key(keysym, down=down, keycode=keycode)

    @property
    def supports_keycodes(self) -> bool:
        """Whether the server takes scancodes."""
        return self._key_codes.is_supported

    def send_pointer_event(self, x: int, y: int, buttons: int) -> None:
        """Move the pointer to desktop pixel (x, y), clamped, with the RFB button mask.

        Bits 8 to 14 need `supports_extended_buttons`. Bit 7 ("back") is left out while it is not
        known whether the server takes it for the mark of a longer message (rfbproto, PointerEvent):
        before the server's first few updates to a connection in control.

        Raises:
            LocalProtocolError: view-only, not open, or more buttons than the server knows.
        """
        if not 0 <= buttons <= (0x7FFF if self._more_buttons.is_supported else 0xFF):
            raise LocalProtocolError(f"button mask {buttons:#x} has more buttons than can be sent")
        self._require_open()
        size = self._desktop.size
        x, y = max(0, min(x, size.width - 1)), max(0, min(y, size.height - 1))
        self._link.outbox.send_pointer(x, y, buttons)

    @property
    def supports_extended_buttons(self) -> bool:
        """Whether the server knows more than seven buttons."""
        return self._more_buttons.is_supported

    @property
    def wants_pointer_motion(self) -> bool:
        """Whether the server asks for motion instead of positions."""
        return self._motion.is_relative

    def send_pointer_motion(self, dx: int, dy: int, buttons: int) -> None:
        """Move the pointer by (dx, dy) in a server that wants motion: no edge stops it.

        Raises:
            LocalProtocolError: view-only, not open, too many buttons, or positions are wanted.
        """
        self._require_open()
        if not self._motion.is_relative:
            raise LocalProtocolError("pointer motion where the server wants positions")
        if not 0 <= buttons <= (0x7FFF if self._more_buttons.is_supported else 0xFF):
            raise LocalProtocolError(f"button mask {buttons:#x} has more buttons than can be sent")
        x, y = self._link.outbox.pointer
        self._link.outbox.send_pointer(x + dx, y + dy, buttons)

    def send_cut_text(self, text: str) -> None:
        """Put `text` into the server's clipboard.

        Where the server has not announced Extended Clipboard, what Latin-1 lacks becomes a
        question mark.

        Raises:
            LocalProtocolError: view-only, not open, or longer than `Limits` allow.
        """
        self._require_open()
        clipboard = self._clipboard
        if not clipboard.is_supported or clipboard.may_lose_text:
            self._send_plain_text(text)
        if clipboard.is_supported and not (clipboard.may_lose_text and _is_latin_1(text)):
            clipboard.send({TEXT: text_bytes(text)})

    def _send_plain_text(self, text: str) -> None:
        data = text.replace("\r\n", "\n").encode("latin-1", "replace")
        limit = self._link.options.limits.cut_text_bytes
        if len(data) > limit:
            raise LocalProtocolError(f"cut text of {len(data)} bytes, limit {limit}")
        self._link.send(messages.client_cut_text(data))

    @property
    def supports_clipboard(self) -> bool:
        """Whether the server has announced Extended Clipboard."""
        return self._clipboard.is_supported

    def send_clipboard(
        self, *, text: str | None = None, rtf: bytes | None = None, html: bytes | None = None
    ) -> None:
        """Put the same contents in several formats into the server's clipboard.

        Raises:
            LocalProtocolError: view-only, not open, too large, or `supports_clipboard` is false.
        """
        self._require_open()
        given = {TEXT: None if text is None else text_bytes(text), RTF: rtf, HTML: html}
        self._clipboard.send({kind: data for kind, data in given.items() if data is not None})

    def request_clipboard(self, formats: ClipboardFlags) -> None:
        """Ask for what `ClipboardOffered` has announced.

        Raises:
            LocalProtocolError: view-only, not open, or not offered.
        """
        self._require_open()
        self._clipboard.request(formats)

    @property
    def supports_power_actions(self) -> bool:
        """Whether the server has announced xvp."""
        return self._power.is_supported

    def send_power_action(self, action: PowerAction) -> None:
        """Shut down, reboot or reset the machine; only `PowerActionFailed` may follow.

        Raises:
            LocalProtocolError: view-only, not open, or the server has not announced xvp.
        """
        self._require_open()
        self._power.request(action)

    def set_audio(self, *, enabled: bool) -> None:
        """Start or stop the sound in the format of `ConnectionOptions.audio`.

        Raises:
            LocalProtocolError: view-only, not open, or the server has not announced it.
        """
        self._require_open()
        self._audio.switch(enabled=enabled)

    @property
    def can_scale(self) -> bool:
        """Whether the server can send smaller pictures."""
        return self._capabilities.can_scale

    def set_scale(self, divisor: int) -> None:
        """Ask for pictures of 1/divisor of the size; `DesktopResized` follows, view-only or not.

        Raises:
            LocalProtocolError: not open, not from 1 to 255, or `can_scale` is false.
        """
        self._require_open()
        self._capabilities.scale(divisor)

    @property
    def supports_resizing(self) -> bool:
        """Whether the server has announced that it may be asked for another desktop size."""
        return self._extended_size.is_supported

    def set_desktop_size(self, size: Size, screens: Sequence[Screen]) -> None:
        """Ask for another desktop size; `DesktopResized` or `DesktopSizeRefused` follows.

        Raises:
            LocalProtocolError: view-only, or the server has not announced ExtendedDesktopSize.
        """
        self._require_open()
        self._extended_size.request(size, screens)

    # --- the conversation

    def _conversation(self) -> Steps[None]:
        link, desktop = self._link, self._desktop
        connected = yield from handshake(link)
        desktop.name = connected.name
        desktop.resize(connected.size)
        desktop.also_read = link.options.also_read
        desktop.set_picture(link.options.picture)
        link.outbox.open()
        link.enter(ConnectionState.OPEN)
        link.send(messages.set_pixel_format(desktop.picture.pixel_format))
        self._send_encodings()
        link.emit(connected)
        yield from self._messages()

    def _messages(self) -> Steps[None]:
        reader, handlers = self._link.reader, self._handlers
        outbox, limits = self._link.outbox, self._link.options.limits
        self._is_between_messages = True
        while True:
            message_type = yield from reader.read_u8()
            self._is_between_messages = False
            handler = handlers.get(message_type)
            if handler is None:
                raise RemoteProtocolError(
                    f"unknown message type {message_type} at byte {reader.position - 1}"
                )
            yield from handler(message_type)
            self._is_between_messages = True
            if self._pending_picture is not None:
                self._apply_picture()
            if outbox.unsent > limits.unsent_bytes:
                raise LimitExceeded("unsent answers", outbox.unsent, limits.unsent_bytes)

    def _read_update(self, message_type: int) -> Steps[None]:
        framebuffer = self._desktop.framebuffer
        event = yield from self._updates.read(self._link.reader.position - 1)
        self._link.emit(event)
        self._more_buttons.update_received()
        # Of the servers that answer a full request by its layout alone, those with fences
        # (TigerVNC and its kin) are the ones that forget it then.
        region = self._requests.update_received(
            event.damage, rectangles=event.rectangles, is_forgetful=self._fence.is_supported
        )
        if region is not None:
            region = region.intersection(self._desktop.framebuffer.rect)
            self._link.send(messages.framebuffer_update_request(region, incremental=True))
        if self._desktop.framebuffer is not framebuffer:
            self._adapt_to_size()
        if self._continuous.is_on and self._pending_picture is None:
            self._send_full_if_due()  # nobody requests anything then

    def _read_scaled_size(self, message_type: int) -> Steps[None]:
        """ResizeFrameBuffer: like a pseudo-rectangle, but outside of updates."""
        framebuffer = self._desktop.framebuffer
        yield from self._capabilities.read_message(message_type)
        if self._desktop.framebuffer is not framebuffer:
            self._adapt_to_size()
            self._is_full_due = True

    def _adapt_to_size(self) -> None:
        self._requests.resized()
        for extension in self._extensions:
            extension.desktop_resized()

    def _read_colour_map(self, message_type: int) -> Steps[None]:
        """SetColourMapEntries (RFC 6143, 7.6.2)."""
        head = yield from self._link.reader.read(5)
        first, count = int.from_bytes(head[1:3], "big"), int.from_bytes(head[3:5], "big")
        data = yield from self._link.reader.read(count * 6)
        red, green, blue = (np.frombuffer(data, ">u2").reshape(-1, 3) >> 8).T.astype(np.uint32)
        self._desktop.set_colours(first, np.uint32(ALPHA) | red << 16 | green << 8 | blue)
        if not self._desktop.picture.pixel_format.true_colour:
            self._is_full_due = True
        self._link.emit(ColourMapChanged())

    def _read_bell(self, message_type: int) -> Steps[None]:
        yield from ()
        self._link.emit(Bell())

    def _read_cut_text(self, message_type: int) -> Steps[None]:
        """ServerCutText (RFC 6143, 7.6.4); a negative length is an extended clipboard message."""
        reader, limits = self._link.reader, self._link.options.limits
        head = yield from reader.read(7)
        size = int.from_bytes(head[3:], "big", signed=True)
        if size < 0:
            limits.check("extended ServerCutText length", -size, limits.clipboard_bytes)
            yield from self._clipboard.read_extended(-size)
            return
        limits.check("ServerCutText length", size, limits.cut_text_bytes)
        data = yield from reader.read(size)
        self._link.emit(ServerCutText(data.decode("latin-1")))

    # --- inside

    def _find(self, kind: type[E]) -> E:
        return next(extension for extension in self._extensions if isinstance(extension, kind))

    def _pointer_message(self, x: int, y: int, buttons: int) -> bytes:
        """Write a PointerEvent as the extensions that the server has announced want it."""
        if self._motion.is_relative:
            last_x, last_y = self._link.outbox.pointer
            x = max(0, min(x - last_x + _NO_MOTION, 0xFFFF))
            y = max(0, min(y - last_y + _NO_MOTION, 0xFFFF))
        if buttons >> 7 and self._more_buttons.is_supported:
            return messages.extended_pointer_event(x, y, buttons)
        return messages.pointer_event(
            x, y, buttons & (0xFF if self._more_buttons.is_unknown else 0x7F)
        )

    def _require_open(self) -> None:
        if self.state is not ConnectionState.OPEN:
            raise LocalProtocolError(f"the connection is not open but in phase {self.state}")

    def _resume(self) -> None:
        """Run the conversation as far as the bytes go; turn what it raises into its end."""
        reader = self._link.reader
        if reader.available < reader.wanted:
            return
        try:
            next(self._steps)
        except RFBError as error:
            self._fail(error)
        except BoundsError as error:
            self._fail(DecodeError(f"{error}, at byte {reader.position}"))
        except Exception as error:
            logger.exception("the connection fails because of a bug, at byte %d", reader.position)
            self._fail(RemoteProtocolError(f"cannot be processed: {error!r}"))
        else:
            # A part that yields wants more bytes than there are, whatever it said.
            reader.wanted = max(reader.wanted, reader.available + 1)

    def _fail(self, error: RFBError) -> None:
        self._end(ConnectionState.FAILED, ConnectionFailed(error))

    def _end(self, state: ConnectionState, event: Event) -> None:
        self._link.enter(state)
        self._link.outbox.discard()
        self._link.emit(event)
        self._pending_picture = None

    def _may_request(self, *, incremental: bool, joins: bool = False) -> bool:
        if self.state is not ConnectionState.OPEN or self._pending_picture is not None:
            return False
        if self._is_full_due and not self._requests.is_awaiting_picture:
            return True  # the open request may stay unanswered for ever; this settles both
        if incremental and self._continuous.is_on:
            return False
        return joins or not self._requests.is_outstanding

    def _send_full_if_due(self) -> bool:
        if not self._is_full_due or self._requests.is_awaiting_picture:
            return False
        self._is_full_due = False
        self._send_full(self._desktop.framebuffer.rect)
        return True

    def _send_full(self, rect: Rect) -> None:
        witness = self._desktop.resting_pixel(other_than=self._requests.last_witness)
        if not rect.contains(witness):
            # Not the first pixel: the answer to a probe must not pass for this one's.
            witness = Rect(rect.right - 1, rect.bottom - 1, 1, 1)
        self._link.send(messages.framebuffer_update_request(rect, incremental=False))
        self._requests.sent_full(rect, witness)

    def _send_encodings(self) -> None:
        numbers: list[int] = self._desktop.encodings()
        for extension in self._extensions:
            numbers += extension.offers()
        self._link.send(messages.set_encodings(numbers))

    def _adjusted(self, picture: PictureOptions) -> PictureOptions:
        options = replace(self._link.options, picture=picture)
        return quirks.adjusted(options, self._link.fingerprint).picture

    def _apply_picture(self) -> None:
        """Bring the pending picture one step nearer, if now is the time."""
        picture, current = self._pending_picture, self._desktop.picture
        if picture is None:
            return
        if picture.pixel_format != current.pixel_format:
            if not self._is_between_messages:
                return  # the rest of it has the old format, also of an update not asked for
            if self._continuous.is_on:
                self._resume_continuous = True
                self._continuous.disable()
            if self._continuous.is_stopping:
                return
            if not self._requests.is_settled:
                if not self._requests.is_awaiting_witness:
                    # A still screen would keep the last request open for ever.
                    last = self._requests.last_witness
                    self._send_full(self._desktop.resting_pixel(other_than=last))
                return
            self._link.send(messages.set_pixel_format(picture.pixel_format))
        if _is_finer(picture, current):
            self._is_full_due = True
        self._pending_picture = None
        if picture != current:
            self._desktop.set_picture(picture)
            self._send_encodings()
        if self._resume_continuous:
            self._resume_continuous = False
            self._continuous.enable()
        if self._continuous.is_on:
            self._send_full_if_due()


def _is_finer(new: PictureOptions, old: PictureOptions) -> bool:
    """Whether `new` would show more than what was drawn under `old`.

    Colours of a map are the server's: they may be any.
    """
    if not (new.pixel_format.true_colour and old.pixel_format.true_colour):
        return new != old
    if new.pixel_format.depth != old.pixel_format.depth:
        return new.pixel_format.depth > old.pixel_format.depth
    return _rank(new) > _rank(old)


def _rank(picture: PictureOptions) -> int:
    return _LOSSLESS if picture.jpeg_quality is None else picture.jpeg_quality


def _is_latin_1(text: str) -> bool:
    """Whether the plain cut text can hold it."""
    return all(character <= "\xff" for character in text)
