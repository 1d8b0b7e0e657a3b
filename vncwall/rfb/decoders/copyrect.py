"""CopyRect encoding (RFC 6143, 7.7.2)."""

from __future__ import annotations

from vncwall.framebuffer.framebuffer import Framebuffer
from vncwall.framebuffer.indexed import Values
from vncwall.geometry import Rect
from vncwall.rfb.constants import Encoding
from vncwall.rfb.decoders.base import Decoder
from vncwall.rfb.errors import DecodeError
from vncwall.rfb.reader import ByteReader, Steps

_MOST_STRIPS = 100
"""A move by so few rows that it takes more strips is copied twice instead."""


class CopyRectDecoder(Decoder):
    """The rectangle is already on the screen, at another place."""

    encoding = Encoding.COPYRECT
    # Servers offer it beside any other encoding, so it never stands in another's way.
    preference = 100

    def decode(self, rect: Rect, reader: ByteReader, framebuffer: Framebuffer) -> Steps[None]:
        """Copy; source and rectangle may overlap."""
        data = yield from reader.read(4)
        x, y = data[0] << 8 | data[1], data[2] << 8 | data[3]
        width, height = rect.width, rect.height
        if x + width > framebuffer.width or y + height > framebuffer.height:
            raise DecodeError(
                f"CopyRect source {width}x{height}+{x}+{y} outside the "
                f"{framebuffer.width}x{framebuffer.height} framebuffer"
            )
        move(framebuffer.values, x, y, rect)


def move(values: Values, x: int, y: int, rect: Rect) -> None:
    """Copy the pixels at (`x`, `y`) to `rect`; both lie inside and may overlap.

    Scrolling moves most of a screen by a few rows. Copied in strips of as many rows, from the end
    towards which it moves, no strip overlaps with its source and nothing is copied twice.
    """
    step = abs(rect.y - y)
    if not step or step * _MOST_STRIPS < rect.height:
        # numpy sees when the two overlap, and copies through a temporary then.
        source = values[y : y + rect.height, x : x + rect.width]
        values[rect.y : rect.bottom, rect.x : rect.right] = source
        return
    tops = range(0, rect.height, step)
    for top in tops if rect.y < y else reversed(tops):
        rows = min(step, rect.height - top)
        source = values[y + top : y + top + rows, x : x + rect.width]
        values[rect.y + top : rect.y + top + rows, rect.x : rect.right] = source
