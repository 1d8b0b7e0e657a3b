"""Pseudo-encodings and the messages that belong to them, one file each.

`EXTENSIONS` lists them in the order in which they are offered to the server.
"""

from __future__ import annotations

from vncwall.rfb.extensions.base import Extension
from vncwall.rfb.extensions.continuous_updates import ContinuousUpdates
from vncwall.rfb.extensions.cursor import Cursor
from vncwall.rfb.extensions.cursor_with_alpha import CursorWithAlpha
from vncwall.rfb.extensions.desktop_name import DesktopName
from vncwall.rfb.extensions.desktop_size import DesktopSize
from vncwall.rfb.extensions.extended_clipboard import ExtendedClipboard
from vncwall.rfb.extensions.extended_desktop_size import ExtendedDesktopSize
from vncwall.rfb.extensions.extended_mouse_buttons import ExtendedMouseButtons
from vncwall.rfb.extensions.fence import Fence
from vncwall.rfb.extensions.gii import Gii
from vncwall.rfb.extensions.last_rect import LastRect
from vncwall.rfb.extensions.led_state import LedState
from vncwall.rfb.extensions.pointer_pos import PointerPos
from vncwall.rfb.extensions.qemu_audio import QemuAudio
from vncwall.rfb.extensions.qemu_key_event import QemuKeyEvent
from vncwall.rfb.extensions.qemu_pointer_motion import QemuPointerMotion
from vncwall.rfb.extensions.quality_hints import QualityHints
from vncwall.rfb.extensions.server_capabilities import ServerCapabilities
from vncwall.rfb.extensions.ultra_zip import UltraZip
from vncwall.rfb.extensions.vmware_cursor import VMwareCursor
from vncwall.rfb.extensions.vmware_display_mode import VMwareDisplayMode
from vncwall.rfb.extensions.vmware_machine import VMwareMachine
from vncwall.rfb.extensions.x_cursor import XCursor
from vncwall.rfb.extensions.xvp import Xvp

EXTENSIONS: tuple[type[Extension], ...] = (
    QualityHints,
    UltraZip,
    CursorWithAlpha,
    VMwareCursor,
    Cursor,
    XCursor,
    PointerPos,
    ExtendedDesktopSize,
    DesktopSize,
    DesktopName,
    LastRect,
    Fence,
    ContinuousUpdates,
    ExtendedClipboard,
    ExtendedMouseButtons,
    QemuKeyEvent,
    QemuPointerMotion,
    LedState,
    Xvp,
    Gii,
    QemuAudio,
    ServerCapabilities,
    VMwareDisplayMode,
    VMwareMachine,
)
