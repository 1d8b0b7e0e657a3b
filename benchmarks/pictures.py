"""Final framebuffers: read and compared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # (height, width, 3), R G B

WINDOW_AT_MOST = (40, 4)
"""How far down and right of a screen's corner a viewer's picture may begin."""


def read_ppm(path: Path) -> Picture:
    """Read a binary PPM (P6) without comments, as the clients write it."""
    data = path.read_bytes()
    magic, width, height, _ = data.split(maxsplit=4)[:4]
    if magic != b"P6":
        raise ValueError(f"{path}: begins with {magic!r}, not with P6")
    shape = (int(height), int(width), 3)
    size = shape[0] * shape[1] * 3
    return np.frombuffer(data, np.uint8, size, len(data) - size).reshape(shape)


def compare(picture: Picture, reference: Picture) -> str:
    """Say how a picture differs from the reference, in a few words."""
    if picture.shape != reference.shape:
        return f"size {picture.shape[1]}x{picture.shape[0]}"
    difference = np.abs(picture.astype(np.int16) - reference)
    share = float(difference.any(axis=2).mean())
    if share == 0:
        return "same"
    if np.array_equal(picture[:, :, ::-1], reference):
        return "same, red and blue exchanged"
    error = float((difference.astype(np.float64) ** 2).mean())
    decibels = 10 * np.log10(255**2 / error)
    return f"{share:.2%} differ by at most {difference.max()} ({decibels:.0f} dB)"


def reread_as_rgb332(picture: Picture) -> Picture:
    """Return the colours that a bgr233 picture has when its bytes are taken for rgb332.

    The TigerVNC viewer asks for rgb332 at 256 colours and gets recordings in bgr233.
    """
    red, green, blue = (
        (picture[:, :, channel].astype(np.uint32) * maximum + 127) // 255
        for channel, maximum in enumerate((7, 7, 3))
    )
    value = blue << 6 | green << 3 | red
    channels = ((value >> 5 & 7, 7), (value >> 2 & 7, 7), (value & 3, 3))
    levels = [(level * 255 + maximum // 2) // maximum for level, maximum in channels]
    return np.stack(levels, axis=2).astype(np.uint8)


def find(screen: Picture, reference: Picture) -> Picture:
    """Return the part of a screen that is most like the reference: a window that shows it."""
    height, width = reference.shape[:2]
    sample = reference[::7, ::7].astype(np.int16)

    def error(place: tuple[int, int]) -> float:
        y, x = place
        part = screen[y : y + height : 7, x : x + width : 7]
        return float(np.abs(part - sample).mean())

    down, right = WINDOW_AT_MOST
    places = [(y, x) for y in range(down + 1) for x in range(right + 1)]
    y, x = min(places, key=error)
    return screen[y : y + height, x : x + width]
