"""Extended Clipboard pseudo-encoding (rfbproto): UTF-8 text, RTF and HTML, in both directions.

Nobody sends contents unasked: a new clipboard is notified, the other side requests what it wants,
and is provided with it. A server that takes texts of some size unasked (it says so in its caps)
gets a small text at once.

The message is a cut text with a negative length, so it is `Connection` that reads its header.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping

from vncwall.rfb import messages
from vncwall.rfb.constants import ClipboardFlags, Encoding
from vncwall.rfb.desktop import Desktop
from vncwall.rfb.errors import LocalProtocolError, RemoteProtocolError
from vncwall.rfb.events import ClipboardOffered, ClipboardReceived, ServerCutText
from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.link import Link
from vncwall.rfb.reader import Steps

TEXT, RTF, HTML = ClipboardFlags.TEXT, ClipboardFlags.RTF, ClipboardFlags.HTML
_FORMATS = (TEXT, RTF, HTML)
"""What we exchange, in the order of the wire."""

_CAPS, _REQUEST, _PEEK = ClipboardFlags.CAPS, ClipboardFlags.REQUEST, ClipboardFlags.PEEK
_NOTIFY, _PROVIDE = ClipboardFlags.NOTIFY, ClipboardFlags.PROVIDE
_ALL_FORMATS = 0xFFFF
_ACTIONS = _CAPS | _REQUEST | _PEEK | _NOTIFY | _PROVIDE

_U32 = struct.Struct(">I")


class ExtendedClipboard(Extension):
    """Keeps what we have put on the clipboard until the server wants it."""

    pseudo_encodings = (Encoding.EXTENDED_CLIPBOARD,)

    def __init__(self, link: Link, desktop: Desktop) -> None:
        super().__init__(link, desktop)
        self._server_flags = ClipboardFlags(0)
        self._unasked_text_bytes = 0
        """Texts up to this size may be provided without a request."""
        self._contents: dict[ClipboardFlags, bytes] = {}
        self._provided: dict[ClipboardFlags, bytes] = {}
        """Messages made of `_contents`, by the formats in them: many may ask for the same."""
        self._remote = ClipboardFlags(0)
        self._requested = ClipboardFlags(0)

    @property
    def is_supported(self) -> bool:
        """Whether the server has announced it, so that negative lengths may be sent."""
        return bool(self._server_flags)

    @property
    def may_lose_text(self) -> bool:
        """Whether the server may drop a text without a word, so that it needs the plain form too.

        libvncserver 0.9.14 announces the extension for every program that uses it, without
        notices; x11vnc 0.9.16 has no use for UTF-8, and the text is gone.
        """
        return self.is_supported and not self._server_flags & _NOTIFY

    def offers(self) -> tuple[int, ...]:
        """Return it while in control, where the options want it."""
        link = self.link
        return self.pseudo_encodings if link.wants_input and link.options.clipboard else ()

    def read_extended(self, size: int) -> Steps[None]:
        """Read the `size` bytes behind the negative length; the caller has checked it.

        Raises:
            RemoteProtocolError: the message does not hold together.
            LimitExceeded: some contents are too large.
        """
        if size < _U32.size:
            raise RemoteProtocolError(f"extended ServerCutText of {size} bytes")
        data = yield from self.link.reader.read(size)
        flags = ClipboardFlags(_U32.unpack_from(data)[0])
        formats = ClipboardFlags(flags & _ALL_FORMATS)
        rest = memoryview(data)[_U32.size :]
        if flags & _CAPS:
            self._take_caps(flags, rest)
            return
        action = flags & _ACTIONS
        if action == _PROVIDE:
            self._take_contents(formats, rest)
        elif self.link.outbox.view_only:
            self._remote = formats if action == _NOTIFY else self._remote
        elif action == _NOTIFY:
            self._take_notice(formats)
        elif action == _REQUEST:
            self._provide(formats)
        elif action == _PEEK:
            self._notify()

    def gate_opened(self) -> None:
        """Ask for what was put on the remote clipboard while nothing could be asked."""
        if self.is_supported:
            self._send_caps()
            if self._remote:
                self._take_notice(self._remote)

    def gate_shut(self) -> None:
        """Forget what we have put on the clipboard: nobody may ask for it any more."""
        self._contents.clear()
        self._provided.clear()

    def send(self, contents: Mapping[ClipboardFlags, bytes]) -> None:
        """Put `contents` on the clipboard; they replace all that was there.

        Raises:
            LocalProtocolError: not announced by the server, view-only, or too large.
        """
        if not self.is_supported:
            raise LocalProtocolError("Extended Clipboard before the server announced it")
        if self.link.outbox.view_only:
            raise LocalProtocolError("clipboard while view-only")
        limit = self.desktop.limits.clipboard_bytes
        for kind, data in contents.items():
            if len(data) > limit:
                raise LocalProtocolError(
                    f"clipboard {_name(kind)} of {len(data)} bytes, limit {limit}"
                )
        self._contents = dict(contents)
        self._provided.clear()
        text = contents.get(TEXT)
        is_small = text is not None and len(text) <= self._unasked_text_bytes
        if is_small and len(contents) == 1 and self._server_flags & _PROVIDE:
            self._provide(TEXT)
        else:
            self._notify()

    def request(self, formats: ClipboardFlags) -> None:
        """Ask for contents in `formats`; `ServerCutText` or `ClipboardReceived` follows.

        Raises:
            LocalProtocolError: not offered by the server, or view-only.
        """
        if not formats or formats & ~self._remote:
            raise LocalProtocolError(f"the server offers no clipboard as {_name(formats)}")
        self.link.send(messages.extended_cut_text(_REQUEST | formats))
        self._requested |= formats

    # --- inside

    def _take_caps(self, flags: ClipboardFlags, data: memoryview) -> None:
        kinds = [1 << bit for bit in range(16) if flags >> bit & 1]
        if len(data) != 4 * len(kinds):
            raise RemoteProtocolError(
                f"extended ServerCutText caps of {len(data)} bytes for {len(kinds)} formats"
            )
        self._server_flags = flags
        sizes = dict(zip(kinds, struct.unpack(f">{len(kinds)}I", data), strict=True))
        self._unasked_text_bytes = sizes.get(TEXT, 0)
        if not self.link.outbox.view_only:
            self._send_caps()

    def _send_caps(self) -> None:
        # Sizes of 0: nothing comes unasked, so each notice means a new clipboard.
        formats = _FORMATS if self.link.options.rich_clipboard else (TEXT,)
        flags = _ACTIONS
        for kind in formats:
            flags |= kind
        self.link.send(messages.extended_cut_text(flags, bytes(_U32.size * len(formats))))

    def _take_notice(self, formats: ClipboardFlags) -> None:
        self._remote = formats
        self.link.emit(ClipboardOffered(formats))
        if formats & TEXT and self._server_flags & _REQUEST:
            self.request(TEXT)

    def _notify(self) -> None:
        formats = ClipboardFlags(0)
        for kind in self._contents:
            formats |= kind
        self.link.send(messages.extended_cut_text(_NOTIFY | formats))

    def _provide(self, formats: ClipboardFlags) -> None:
        """Send what there is of `formats`."""
        known = [kind for kind in _FORMATS if kind & formats and kind in self._contents]
        flags = _PROVIDE
        for kind in known:
            flags |= kind
        if not known:
            return
        if flags not in self._provided:
            packed = _packed([self._contents[kind] for kind in known])
            self._provided[flags] = messages.extended_cut_text(flags, packed)
        self.link.send(self._provided[flags])

    def _take_contents(self, formats: ClipboardFlags, data: memoryview) -> None:
        contents = self._inflate(formats, data)
        if TEXT in contents:
            self.link.emit(ServerCutText(_text_of(contents[TEXT])))
        if RTF in contents or HTML in contents:
            self.link.emit(ClipboardReceived(contents.get(RTF), contents.get(HTML)))
        self._requested &= ~formats

    def _inflate(self, formats: ClipboardFlags, data: memoryview) -> dict[ClipboardFlags, bytes]:
        """Return the contents by their format; never more than a format's limit at a time."""
        stream = zlib.decompressobj()
        rest: bytes | memoryview = data
        contents = {}
        limits = self.desktop.limits

        def inflated(size: int) -> bytes:
            nonlocal rest
            parts = bytearray()
            while len(parts) < size:
                try:
                    part = stream.decompress(rest, size - len(parts))
                except zlib.error as error:
                    raise RemoteProtocolError(
                        f"extended ServerCutText cannot be inflated: {error}"
                    ) from error
                rest = stream.unconsumed_tail
                parts += part
                if not part and not rest:
                    raise RemoteProtocolError(
                        f"extended ServerCutText ends after {len(parts)} of {size} bytes"
                    )
            return bytes(parts)

        for bit in range(16):
            kind = ClipboardFlags(1 << bit)
            if not formats & kind:
                continue
            size = _U32.unpack(inflated(_U32.size))[0]
            limits.check(f"clipboard {_name(kind)} size", size, limits.clipboard_bytes)
            value = inflated(size)
            if kind in _FORMATS:
                contents[kind] = value
        return contents


def _packed(contents: Iterable[bytes]) -> bytes:
    """Return the zlib stream of a provide message."""
    stream = zlib.compressobj()
    parts = [stream.compress(_U32.pack(len(data)) + data) for data in contents]
    # Flushed, not finished: libvncserver 0.9.14 takes the end of the stream for an error.
    return b"".join(parts) + stream.flush(zlib.Z_SYNC_FLUSH)


def text_bytes(text: str) -> bytes:
    """Return `text` as the wire has it: UTF-8, CR LF, a null at the end."""
    lines = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return lines.encode("utf-8", "replace") + b"\0"


def _text_of(data: bytes) -> str:
    """Return the text of wire bytes; what is no UTF-8 becomes U+FFFD."""
    return data.partition(b"\0")[0].decode("utf-8", "replace").replace("\r\n", "\n")


def _name(formats: ClipboardFlags) -> str:
    """Name formats in an error."""
    names = [kind.name.lower() for kind in ClipboardFlags if kind & formats and kind.name]
    return "+".join(names) or f"format {int(formats):#x}"
