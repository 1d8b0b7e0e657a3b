"""The registries of RFB, once: security types, message types, encodings, fence flags.

From RFC 6143, rfbproto and the IANA "Remote Framebuffer" registry; the names are theirs. Numbers
that nobody describes (ranges reserved for a vendor) have no member.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

_U32 = 1 << 32
"""Subtracted from numbers that the registries write unsigned: encoding-type is an S32."""


class SecurityType(IntEnum):
    """How a client proves itself (RFC 6143, 7.1.2; rfbproto, Security)."""

    INVALID = 0
    NONE = 1
    VNC_AUTH = 2
    RA2 = 5
    RA2NE = 6
    SSPI = 7
    SSPINE = 8
    RA2_TWO_STEP = 13
    TIGHT = 16
    ULTRA = 17
    TLS = 18
    VENCRYPT = 19
    SASL = 20
    MD5_HASH = 21
    XVP = 22
    SECURE_TUNNEL = 23
    INTEGRATED_SSH = 24
    APPLE_DH = 30
    APPLE_31 = 31
    APPLE_32 = 32
    APPLE_33 = 33
    APPLE_34 = 34
    APPLE_35 = 35
    MS_LOGON_I = 112
    MS_LOGON_II = 113
    RA2_256 = 129
    RA2NE_256 = 130
    RA2_256_TWO_STEP = 133


class VeNCryptSubtype(IntEnum):
    """Second level of security type 19 (rfbproto, VeNCrypt).

    QEMU exchanges the numbers of TLSSASL and X509SASL.
    """

    PLAIN = 256
    TLS_NONE = 257
    TLS_VNC = 258
    TLS_PLAIN = 259
    X509_NONE = 260
    X509_VNC = 261
    X509_PLAIN = 262
    TLS_SASL = 263
    X509_SASL = 264
    IDENT = 265
    TLS_IDENT = 266
    X509_IDENT = 267


class SecurityStatus(IntEnum):
    """Status word of SecurityResult (RFC 6143, 7.1.3)."""

    OK = 0
    FAILED = 1
    TOO_MANY_ATTEMPTS = 2
    """rfbproto: with the Tight security type; other servers send it as well."""


class ClientMessage(IntEnum):
    """First byte of a message to the server (rfbproto, Client to Server Messages)."""

    SET_PIXEL_FORMAT = 0
    FIX_COLOUR_MAP_ENTRIES = 1
    """Of old versions only; never sent."""
    SET_ENCODINGS = 2
    FRAMEBUFFER_UPDATE_REQUEST = 3
    KEY_EVENT = 4
    POINTER_EVENT = 5
    CLIENT_CUT_TEXT = 6
    FILE_TRANSFER = 7
    SET_SCALE = 8
    SET_SERVER_INPUT = 9
    SET_SW = 10
    TEXT_CHAT = 11
    KEY_FRAME_REQUEST = 12
    KEEP_ALIVE = 13
    SET_SCALE_FACTOR = 15
    REQUEST_SESSION = 20
    SET_SESSION = 21
    NOTIFY_PLUGIN_STREAMING = 80
    VMWARE_127 = 127
    CAR_CONNECTIVITY = 128
    ENABLE_CONTINUOUS_UPDATES = 150
    CLIENT_FENCE = 248
    OLIVE_CALL_CONTROL = 249
    XVP = 250
    SET_DESKTOP_SIZE = 251
    TIGHT = 252
    GII = 253
    VMWARE_254 = 254
    QEMU = 255


class ServerMessage(IntEnum):
    """First byte of a message from the server (rfbproto, Server to Client Messages)."""

    FRAMEBUFFER_UPDATE = 0
    SET_COLOUR_MAP_ENTRIES = 1
    BELL = 2
    SERVER_CUT_TEXT = 3
    RESIZE_FRAMEBUFFER = 4
    KEY_FRAME_UPDATE = 5
    FILE_TRANSFER = 7
    TEXT_CHAT = 11
    KEEP_ALIVE = 13
    RESIZE_FRAMEBUFFER_15 = 15
    VMWARE_127 = 127
    CAR_CONNECTIVITY = 128
    END_OF_CONTINUOUS_UPDATES = 150
    SERVER_STATE = 173
    SERVER_FENCE = 248
    OLIVE_CALL_CONTROL = 249
    XVP = 250
    TIGHT = 252
    GII = 253
    VMWARE_254 = 254
    QEMU = 255


class Encoding(IntEnum):
    """encoding-type of a rectangle and of SetEncodings, signed (rfbproto, Encodings).

    Everything from 0 on carries pixels, and TIGHT_PNG; the others are pseudo-encodings.
    """

    RAW = 0
    COPYRECT = 1
    RRE = 2
    CORRE = 4
    HEXTILE = 5
    ZLIB = 6
    TIGHT = 7
    ZLIBHEX = 8
    ULTRA = 9
    ULTRA2 = 10
    TRLE = 15
    ZRLE = 16
    ZYWRLE = 17
    H264 = 20
    JPEG = 21
    JRLE = 22
    OPEN_H264 = 50
    VA_H264 = 0x48323634

    JPEG_QUALITY_LEVEL_0 = -32
    JPEG_QUALITY_LEVEL_1 = -31
    JPEG_QUALITY_LEVEL_2 = -30
    JPEG_QUALITY_LEVEL_3 = -29
    JPEG_QUALITY_LEVEL_4 = -28
    JPEG_QUALITY_LEVEL_5 = -27
    JPEG_QUALITY_LEVEL_6 = -26
    JPEG_QUALITY_LEVEL_7 = -25
    JPEG_QUALITY_LEVEL_8 = -24
    JPEG_QUALITY_LEVEL_9 = -23

    DESKTOP_SIZE = -223
    LAST_RECT = -224
    POINTER_POS_225 = -225
    """As the registry has it; no server is known to send this."""
    POINTER_POS = -232
    """As TightVNC and libvncserver send it."""
    CURSOR = -239
    X_CURSOR = -240

    COMPRESSION_LEVEL_0 = -256
    COMPRESSION_LEVEL_1 = -255
    COMPRESSION_LEVEL_2 = -254
    COMPRESSION_LEVEL_3 = -253
    COMPRESSION_LEVEL_4 = -252
    COMPRESSION_LEVEL_5 = -251
    COMPRESSION_LEVEL_6 = -250
    COMPRESSION_LEVEL_7 = -249
    COMPRESSION_LEVEL_8 = -248
    COMPRESSION_LEVEL_9 = -247

    QEMU_POINTER_MOTION_CHANGE = -257
    QEMU_EXTENDED_KEY_EVENT = -258
    QEMU_AUDIO = -259
    TIGHT_PNG = -260
    QEMU_LED_STATE = -261
    GII = -305
    POPA = -306
    DESKTOP_NAME = -307
    EXTENDED_DESKTOP_SIZE = -308
    XVP = -309
    OLIVE_CALL_CONTROL = -310
    CLIENT_REDIRECT = -311
    FENCE = -312
    CONTINUOUS_UPDATES = -313
    CURSOR_WITH_ALPHA = -314
    EXTENDED_MOUSE_BUTTONS = -316
    TIGHT_WITHOUT_ZLIB = -317

    JPEG_FINE_QUALITY_LEVEL_100 = -412
    """Levels 0-100 are -512 to -412."""
    JPEG_FINE_QUALITY_LEVEL_0 = -512
    JPEG_SUBSAMPLING_16X = -763
    JPEG_SUBSAMPLING_8X = -764
    JPEG_SUBSAMPLING_GREY = -765
    JPEG_SUBSAMPLING_2X = -766
    JPEG_SUBSAMPLING_4X = -767
    JPEG_SUBSAMPLING_1X = -768

    VMWARE_CURSOR = 0x574D5664
    VMWARE_CURSOR_STATE = 0x574D5665
    VMWARE_CURSOR_POSITION = 0x574D5666
    VMWARE_KEY_REPEAT = 0x574D5667
    VMWARE_LED_STATE = 0x574D5668
    VMWARE_DISPLAY_MODE_CHANGE = 0x574D5669
    VMWARE_VIRTUAL_MACHINE_STATE = 0x574D566A

    EXTENDED_CLIPBOARD = 0xC0A1E5CE - _U32
    PLUGIN_STREAMING = 0xC0A1E5CF - _U32
    KEYBOARD_LED_STATE = 0xFFFE0000 - _U32
    SUPPORTED_MESSAGES = 0xFFFE0001 - _U32
    SUPPORTED_ENCODINGS = 0xFFFE0002 - _U32
    SERVER_IDENTITY = 0xFFFE0003 - _U32
    CACHE = 0xFFFF0000 - _U32
    CACHE_ENABLE = 0xFFFF0001 - _U32
    XOR_ZLIB = 0xFFFF0002 - _U32
    XOR_MONO_RECT_ZLIB = 0xFFFF0003 - _U32
    XOR_MULTI_COLOUR_ZLIB = 0xFFFF0004 - _U32
    SOLID_COLOUR = 0xFFFF0005 - _U32
    XOR_ENABLE = 0xFFFF0006 - _U32
    CACHE_ZIP = 0xFFFF0007 - _U32
    SOLID_MONO_ZIP = 0xFFFF0008 - _U32
    ULTRA_ZIP = 0xFFFF0009 - _U32
    SERVER_STATE = 0xFFFF8000 - _U32
    ENABLE_KEEP_ALIVE = 0xFFFF8001 - _U32
    FT_PROTOCOL_VERSION = 0xFFFF8002 - _U32
    SESSION = 0xFFFF8003 - _U32


class FenceFlags(IntFlag):
    """Flags of ClientFence and ServerFence (rfbproto, ClientFence)."""

    BLOCK_BEFORE = 1 << 0
    BLOCK_AFTER = 1 << 1
    SYNC_NEXT = 1 << 2
    REQUEST = 1 << 31


class DesktopSizeReason(IntEnum):
    """x-position of an ExtendedDesktopSize rectangle: who asked (rfbproto)."""

    SERVER = 0
    THIS_CLIENT = 1
    OTHER_CLIENT = 2


class DesktopSizeStatus(IntEnum):
    """y-position of an ExtendedDesktopSize rectangle, for our own requests (rfbproto)."""

    OK = 0
    PROHIBITED = 1
    OUT_OF_RESOURCES = 2
    INVALID_SCREEN_LAYOUT = 3
    FORWARDED = 4


class QemuMessage(IntEnum):
    """submessage-type of message 255, in both directions (rfbproto, QEMU Client Message)."""

    KEY_EVENT = 0
    AUDIO = 1


class PowerAction(IntEnum):
    """xvp-message-code of a request (rfbproto, xvp Client Message)."""

    SHUTDOWN = 2
    """A clean one, as far as the guest follows."""
    REBOOT = 3
    """A clean one, as far as the guest follows."""
    RESET = 4
    """At once and without asking."""


class ClipboardFlags(IntFlag):
    """Formats and actions of an extended clipboard message (rfbproto, Extended Clipboard)."""

    TEXT = 1 << 0
    RTF = 1 << 1
    HTML = 1 << 2
    DIB = 1 << 3
    FILES = 1 << 4
    CAPS = 1 << 24
    REQUEST = 1 << 25
    PEEK = 1 << 26
    NOTIFY = 1 << 27
    PROVIDE = 1 << 28


def encoding_name(number: int) -> str:
    """Return the registry's name of an encoding in lower case, or its number.

    >>> encoding_name(-308), encoding_name(1011)
    ('extended_desktop_size', '1011')
    """
    try:
        return Encoding(number).name.lower()
    except ValueError:
        return str(number)


def security_type_name(number: int) -> str:
    """Return the registry's name of a security type in lower case, or its number.

    >>> security_type_name(2), security_type_name(250)
    ('vnc_auth', '250')
    """
    try:
        return SecurityType(number).name.lower()
    except ValueError:
        return str(number)
