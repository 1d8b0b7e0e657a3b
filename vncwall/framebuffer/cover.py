# cython: boundscheck=False, wraparound=False, cdivision=True, language_level=3
# cython: annotation_typing=False
"""Few rectangles of a reduced picture instead of the many that an update has drawn.

The rectangles of one update lie inside and beside each other (a window that was scrolled, the lines
of text in it) and become the same few pixels of a preview. To compute a pixel means to read the
whole box of the desktop under it, so neither is one computed twice nor one that nothing has drawn;
but a rectangle of its own costs something, too.

Compiled with the types in cover.pxd.
"""

from __future__ import annotations

from collections.abc import Iterable

from vncwall.geometry import Rect, Size

CALL_PIXELS = 64
"""A rectangle of its own costs as much as so many more preview pixels."""
_LOOK_BACK = 64
"""Rectangles that another one may be joined with: keeps thousands of them from taking for ever."""

_new_tuple = tuple.__new__


def cover(damage: Iterable[Rect], source: Size, reduced: Size) -> list[Rect]:
    """Return rectangles of the reduced picture that hold every pixel which `damage` touches.

    Args:
        damage: rectangles inside the source; may overlap, may be empty.
        source: size of the desktop.
        reduced: size of its preview, no larger either way, not empty unless `source` is.

    Returns:
        Rectangles inside the preview, hardly overlapping.
    """
    source_width, source_height = source.width, source.height
    width, height = reduced.width, reduced.height
    result: list[tuple[int, int, int, int]] = []  # left, top, right, bottom
    for x, y, rect_width, rect_height in damage:
        if rect_width <= 0 or rect_height <= 0:
            continue
        left = x * width // source_width
        top = y * height // source_height
        right = ((x + rect_width) * width + source_width - 1) // source_width
        bottom = ((y + rect_height) * height + source_height - 1) // source_height
        area = (right - left) * (bottom - top)
        index = len(result) - 1
        last = max(-1, index - _LOOK_BACK)
        while index > last:
            other_left, other_top, other_right, other_bottom = result[index]
            joined_left = min(left, other_left)
            joined_top = min(top, other_top)
            joined_right = max(right, other_right)
            joined_bottom = max(bottom, other_bottom)
            joined = (joined_right - joined_left) * (joined_bottom - joined_top)
            other_area = (other_right - other_left) * (other_bottom - other_top)
            if joined <= area + other_area + CALL_PIXELS:
                del result[index]
                left, top, right, bottom = joined_left, joined_top, joined_right, joined_bottom
                area = joined
                # The larger one may swallow what the smaller one had passed.
                index = len(result)
                last = max(-1, index - 1 - _LOOK_BACK)
            index -= 1
        result.append((left, top, right, bottom))
    return [
        _new_tuple(Rect, (left, top, right - left, bottom - top))
        for left, top, right, bottom in result
    ]
