"""One client of a demo desktop, without I/O: what it wants, what it has not seen, its updates.

The client's picture is the desktop's but for `unseen` and at most one pending move of pixels. A
move arrives before its consequences, as the program on the desktop does it; both are kept:

1. A second move is joined to the first where it carries on the same pixels; what only one of the
   two has moved becomes unseen.
2. Unseen pixels inside the source of a move make their destination unseen.
3. An update shows the move first (CopyRect), then the unseen pixels as they are now.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Iterable

from vncwall.fleet.cursors import CURSORS
from vncwall.fleet.desktops.base import Change, Desktop, Moved
from vncwall.fleet.encoders import ENCODERS
from vncwall.fleet.encoders.base import EncodeOptions, Encoder, rectangle_header
from vncwall.fleet.pixels import Palette332, PixelPacker, is_supported
from vncwall.fleet.protocol import (
    ClientEvent,
    ClientReady,
    ContinuousUpdatesSet,
    CutTextReceived,
    DesktopSizeRequested,
    EncodingsSet,
    KeyPressed,
    PixelFormatSet,
    PointerMoved,
    ServerProtocol,
    UpdateRequested,
    extended_desktop_size,
)
from vncwall.fleet.region import Region
from vncwall.fleet.shared_bands import SharedBands
from vncwall.geometry import Rect, subtract
from vncwall.rfb.constants import (
    DesktopSizeReason,
    DesktopSizeStatus,
    Encoding,
    ServerMessage,
)
from vncwall.rfb.pixel_format import CANONICAL, PixelFormat

logger = logging.getLogger(__name__)

DEFAULT_COMPRESSION = 2
MAX_BAND_PIXELS = 1 << 19
"""Pixels that are copied from the desktop at once: 2 MiB."""


class Client:
    """What one client is owed."""

    def __init__(
        self,
        protocol: ServerProtocol,
        desktop: Callable[[], Desktop],
        *,
        resize: Callable[[Client, DesktopSizeRequested], DesktopSizeStatus],
        bands: SharedBands | None = None,
        fixed_quality: int | None = None,
    ) -> None:
        """Begin with a client that has not said anything.

        Args:
            protocol: its conversation.
            desktop: gives the desktop, made when it is first needed.
            resize: called for SetDesktopSize; on success it has resized the desktop and told all
                clients.
            bands: what is encoded once for all clients of the desktop, if there are many.
            fixed_quality: used instead of the JPEG quality that a client names.
        """
        self.protocol = protocol
        self._desktop = desktop
        self._resize = resize
        self._bands = bands
        self._fixed_quality = fixed_quality
        self.unseen = Region()
        self.move: Moved | None = None
        self.request: Rect | None = None
        self.continuous: Rect | None = None
        self.encodings: tuple[int, ...] = ()
        self.updates_sent = 0
        self._packer = PixelPacker(CANONICAL)
        self._encoders: dict[int, Encoder] = {}
        self._encoding: int = Encoding.RAW
        self._options = EncodeOptions()
        self._size_rectangles: list[bytes] = []
        self._shown_cursor = ""
        self._shown_name = ""
        self._is_fence_announced = False
        self._is_continuous_announced = False
        self._is_size_announced = False

    @property
    def is_waiting(self) -> bool:
        """Whether it wants an update when there is something new."""
        return self.request is not None or self.continuous is not None

    def handle(self, event: ClientEvent) -> None:
        """Do what the client asked for."""
        match event:
            case ClientReady():
                self._shown_name = self._desktop().name
                self.unseen = Region([self._desktop().rect])
            case PixelFormatSet(pixel_format):
                self._set_pixel_format(pixel_format)
            case EncodingsSet(encodings):
                self._set_encodings(encodings)
            case UpdateRequested(incremental, rect):
                self._request(rect, incremental=incremental)
            case ContinuousUpdatesSet(enabled, rect):
                self.continuous = rect if enabled else None
                if not enabled:
                    self.protocol.send_end_of_continuous_updates()
            case KeyPressed(keysym, down):
                self._desktop().key_event(keysym, down=down)
            case PointerMoved(x, y, buttons):
                self._desktop().pointer_event(x, y, buttons)
            case CutTextReceived(text):
                self._desktop().cut_text(text)
            case DesktopSizeRequested():
                status = self._resize(self, event)
                if status != DesktopSizeStatus.OK:
                    self._announce_size(DesktopSizeReason.THIS_CLIENT, status)

    def add_changes(self, changes: Iterable[Change]) -> None:
        """Note what happened on the desktop."""
        for change in changes:
            if not isinstance(change, Moved):
                self.unseen.add(change.rect)
            elif Encoding.COPYRECT in self.encodings:
                self._add_move(change)
            else:
                self.unseen.add(change.rect)

    def desktop_resized(self, reason: DesktopSizeReason) -> bool:
        """Take notice of a new size; return False when the client cannot be told."""
        self.move = None
        self.unseen = Region([self._desktop().rect])
        if not {Encoding.DESKTOP_SIZE, Encoding.EXTENDED_DESKTOP_SIZE} & set(self.encodings):
            return False
        self._announce_size(reason, DesktopSizeStatus.OK)
        return True

    def take_update(self) -> bool:
        """Send what is new inside the requested area, if anything; return whether it did."""
        area = self.request if self.request is not None else self.continuous
        if area is None:
            return False
        desktop = self._desktop()
        area = area.intersection(desktop.rect)
        rectangles = self._pseudo_rectangles(desktop)
        is_resized = bool(self._size_rectangles)
        rectangles += self._size_rectangles
        self._size_rectangles = []
        if not is_resized:
            rectangles += self._move_rectangle(area)
            rectangles += self._pixel_rectangles(desktop, area)
        if not rectangles:
            return False
        for start in range(0, len(rectangles), 0xFFFF):
            part = rectangles[start : start + 0xFFFF]
            head = struct.pack(">BxH", ServerMessage.FRAMEBUFFER_UPDATE, len(part))
            self.protocol.send(head + b"".join(part))
        self.request = None
        self.updates_sent += 1
        return True

    def _pseudo_rectangles(self, desktop: Desktop) -> list[bytes]:
        rectangles = []
        if Encoding.CURSOR in self.encodings and self._shown_cursor != desktop.cursor:
            self._shown_cursor = desktop.cursor
            rectangles.append(CURSORS[desktop.cursor].rectangle(self._packer))
        if Encoding.DESKTOP_NAME in self.encodings and self._shown_name != desktop.name:
            self._shown_name = desktop.name
            name = desktop.name.encode()
            header = rectangle_header(Rect(0, 0, 0, 0), Encoding.DESKTOP_NAME)
            rectangles.append(header + struct.pack(">I", len(name)) + name)
        if Encoding.EXTENDED_DESKTOP_SIZE in self.encodings and not self._is_size_announced:
            self._is_size_announced = True
            rectangles.append(
                extended_desktop_size(
                    desktop.size,
                    desktop.screens,
                    reason=DesktopSizeReason.SERVER,
                    status=DesktopSizeStatus.OK,
                )
            )
        return rectangles

    def _move_rectangle(self, area: Rect) -> list[bytes]:
        move, self.move = self.move, None
        if move is None:
            return []
        hidden = sum(rect.area for rect in self.unseen.clipped(move.rect))
        if not area.contains(move.rect) or hidden * 2 > move.rect.area:
            self.unseen.add(move.rect)
            return []
        source = struct.pack(">HH", move.rect.x - move.dx, move.rect.y - move.dy)
        return [rectangle_header(move.rect, Encoding.COPYRECT) + source]

    def _pixel_rectangles(self, desktop: Desktop, area: Rect) -> list[bytes]:
        kind = ENCODERS[self._encoding]
        bands = self._bands if kind.is_shareable else None
        result: list[bytes] = []
        for rect in self.unseen.clipped(area):
            if bands is not None:
                result += bands.rectangles(desktop, rect, kind, self._packer, self._options)
                continue
            encoder = self._encoders.setdefault(self._encoding, kind())
            rows = max(64, MAX_BAND_PIXELS // rect.width)
            for top in range(rect.y, rect.bottom, rows):
                band = Rect(rect.x, top, rect.width, min(rows, rect.bottom - top))
                words = desktop.words(band)
                result.extend(encoder.encode(band, words, self._packer, self._options))
        self.unseen.remove(area)
        return result

    def _add_move(self, new: Moved) -> None:
        source = new.rect.translate(-new.dx, -new.dy)
        hidden = [rect.translate(new.dx, new.dy) for rect in self.unseen.clipped(source)]
        joined = new
        if self.move is not None:
            old = self.move
            common = old.rect.translate(new.dx, new.dy).intersection(new.rect)
            joined = Moved(common, old.dx + new.dx, old.dy + new.dy)
            for rect in (*subtract(old.rect, common), *subtract(new.rect, common)):
                self.unseen.add(rect)
        if joined.rect.is_empty:
            self.move = None
            return
        self.unseen.remove(joined.rect)
        for rect in hidden:
            self.unseen.add(rect)
        self.move = joined

    def _set_pixel_format(self, pixel_format: PixelFormat) -> None:
        if not is_supported(pixel_format):
            logger.warning("the client asked for an impossible pixel format: %s", pixel_format)
            self.protocol.is_closing = True
            return
        self._packer = PixelPacker(pixel_format)
        self._shown_cursor = ""
        if not pixel_format.true_colour:
            self.protocol.send(Palette332.message())

    def _set_encodings(self, encodings: tuple[int, ...]) -> None:
        self.encodings = encodings
        self._encoding = next((e for e in encodings if e in ENCODERS), Encoding.RAW)
        low, high = Encoding.COMPRESSION_LEVEL_0, Encoding.COMPRESSION_LEVEL_9
        levels = [e - low for e in encodings if low <= e <= high]
        low, high = Encoding.JPEG_QUALITY_LEVEL_0, Encoding.JPEG_QUALITY_LEVEL_9
        qualities = [e - low for e in encodings if low <= e <= high]
        if qualities and self._fixed_quality is not None:
            qualities = [self._fixed_quality]
        self._options = EncodeOptions(
            compression=levels[0] if levels else DEFAULT_COMPRESSION,
            jpeg_quality=qualities[0] if qualities else None,
        )
        if Encoding.CURSOR in encodings:
            self._shown_cursor = ""
        self._is_size_announced = False
        if Encoding.FENCE in encodings and not self._is_fence_announced:
            self._is_fence_announced = True
            self.protocol.send_fence(0, b"")
        if Encoding.CONTINUOUS_UPDATES in encodings and not self._is_continuous_announced:
            self._is_continuous_announced = True
            self.protocol.send_end_of_continuous_updates()

    def _request(self, rect: Rect, *, incremental: bool) -> None:
        if self._bands is not None:
            rect = self._bands.around(rect)
        self.request = rect if self.request is None else self.request.union(rect)
        if not incremental:
            whole = rect.intersection(self._desktop().rect)
            if self.move is not None:
                self.unseen.add(self.move.rect)
                self.move = None
            self.unseen.add(whole)

    def _announce_size(self, reason: DesktopSizeReason, status: DesktopSizeStatus) -> None:
        desktop = self._desktop()
        if Encoding.EXTENDED_DESKTOP_SIZE in self.encodings:
            self._is_size_announced = True
            self._size_rectangles.append(
                extended_desktop_size(desktop.size, desktop.screens, reason=reason, status=status)
            )
        else:
            size = Rect(0, 0, desktop.size.width, desktop.size.height)
            self._size_rectangles.append(rectangle_header(size, Encoding.DESKTOP_SIZE))
