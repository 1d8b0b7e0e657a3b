"""PIXELs and TPIXELs in the connection's format, drawn into a rectangle.

The one place that knows which kernel serves which pixel format.
"""

from __future__ import annotations

from vncwall.framebuffer.indexed import Values
from vncwall.kernels import pixels
from vncwall.rfb.pixel_format import ALPHA, Translation


def draw_pixels(data: bytes, translation: Translation, view: Values) -> None:
    """Draw as many PIXELs (RFC 6143, 7.4) as `view` has; the caller has counted them."""
    size = translation.bytes_per_pixel
    if size == 4:
        consumed = pixels.copy_bgrx(data, 0, len(data), view)
    elif size == 2:
        consumed = pixels.look_up_16(data, 0, len(data), translation.table, view)
    else:
        consumed = pixels.look_up_8(data, 0, len(data), translation.table, view)
    assert consumed == len(data)


def draw_tpixels(data: bytes, translation: Translation, view: Values) -> None:
    """Draw as many TPIXELs (rfbproto, Tight) as `view` has; the caller has counted them."""
    if translation.bytes_per_tpixel == 3:
        consumed = pixels.copy_rgb(data, 0, len(data), view)
        assert consumed == len(data)
    else:
        draw_pixels(data, translation, view)


def value_of_pixel(data: bytes, translation: Translation) -> int:
    """Return what the framebuffer holds for one PIXEL: its canonical word, or its index."""
    value = int.from_bytes(data, "little")
    if len(data) == 4:
        return value | ALPHA
    return int(translation.table[value])


def value_of_tpixel(data: bytes, translation: Translation) -> int:
    """Return what the framebuffer holds for one TPIXEL: its canonical word, or its index."""
    if len(data) == 3:
        return int.from_bytes(data, "big") | ALPHA
    return value_of_pixel(data, translation)
