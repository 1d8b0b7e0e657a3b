"""The picture that an X display really shows, grabbed by xwd and read without our own code.

Pictures are (height, width, 3) uint8 arrays in R, G, B order.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.integration.processes import run

Picture = NDArray[np.uint8]  # (height, width, 3), R G B

_HEADER = struct.Struct(">25I")
_Z_PIXMAP, _LSB_FIRST, _TRUE_COLOUR = 2, 0, 4


def grab(display: str) -> Picture:
    """Return the whole X screen, without the pointer."""
    return read_xwd(run(["xwd", "-silent", "-root", "-display", display]))


def read_xwd(data: bytes) -> Picture:
    """Read an X window dump, version 7, of a 32-bit true-colour screen."""
    fields = _HEADER.unpack_from(data)
    header_size, version, pixmap_format, _, width, height, _, byte_order = fields[:8]
    bits_per_pixel, bytes_per_line = fields[11], fields[12]
    masks, colours = fields[14:17], fields[19]
    # 24 bits where xwd put windows of several visuals together, 32 otherwise.
    assert (version, pixmap_format) == (7, _Z_PIXMAP), fields
    assert bits_per_pixel in (24, 32), fields
    assert masks == (0xFF0000, 0xFF00, 0xFF), masks
    assert byte_order == _LSB_FIRST, "written on another kind of machine"
    start = header_size + 12 * colours
    rows = np.frombuffer(data, np.uint8, height * bytes_per_line, start)
    size = bits_per_pixel // 8
    pixels = rows.reshape(height, bytes_per_line)[:, : width * size].reshape(height, width, size)
    return pixels[..., 2::-1].copy()


def write_xwd(picture: Picture) -> bytes:
    """Return the picture as an X window dump that xwud can show."""
    height, width = picture.shape[:2]
    name = b"picture\0"
    # fmt: off
    header = _HEADER.pack(
        _HEADER.size + len(name), 7, _Z_PIXMAP, 24, width, height, 0, _LSB_FIRST, 32, _LSB_FIRST,
        32, 32, width * 4, _TRUE_COLOUR, 0xFF0000, 0xFF00, 0xFF, 8, 256, 0,
        width, height, 0, 0, 0,
    )
    # fmt: on
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[..., :3] = picture[..., ::-1]
    return header + name + pixels.tobytes()


def reduced(picture: Picture, maxima: tuple[int, int, int], *, rounding: int) -> Picture:
    """Return what remains of a picture whose channels were sent with these maxima.

    The server computes (c * max + rounding) // 255 (TigerVNC rounds with 128, TightVNC and
    libvncserver with 127); the client widens it again to the nearest of 0-255.
    """
    result = np.empty_like(picture)
    for channel, maximum in enumerate(maxima):
        sent = (picture[..., channel].astype(np.int32) * maximum + rounding) // 255
        result[..., channel] = (sent * 255 + maximum // 2) // maximum
    return result


def colours(picture: Picture) -> int:
    """Return how many different colours a picture has."""
    channels = picture.astype(np.uint32)
    return len(np.unique(channels[..., 0] << 16 | channels[..., 1] << 8 | channels[..., 2]))


def psnr_db(one: Picture, other: Picture) -> float:
    """Return the peak signal-to-noise ratio; infinite for equal pictures."""
    error = float(np.mean((one.astype(np.float64) - other.astype(np.float64)) ** 2))
    return float("inf") if error == 0 else float(10 * np.log10(255**2 / error))


def difference(shown: Picture, expected: Picture) -> str:
    """Say in one line how two pictures differ; "" when they are equal."""
    if shown.shape != expected.shape:
        return f"size {shown.shape[1::-1]} instead of {expected.shape[1::-1]}"
    wrong = (shown != expected).any(axis=2)
    if not wrong.any():
        return ""
    rows, columns = np.nonzero(wrong)
    y, x = int(rows[0]), int(columns[0])
    return (
        f"{int(wrong.sum())} of {wrong.size} pixels differ, inside x {columns.min()}-"
        f"{columns.max()}, y {rows.min()}-{rows.max()}; at ({x}, {y}) {shown[y, x].tolist()} "
        f"instead of {expected[y, x].tolist()}; psnr {psnr_db(shown, expected):.1f} dB"
    )


def assert_same_picture(shown: Picture, expected: Picture, folder: Path) -> None:
    """Fail unless equal pixel for pixel; both pictures are then kept in `folder`."""
    text = difference(shown, expected)
    if text:
        save(shown, folder / "shown.png")
        save(expected, folder / "expected.png")
        pytest.fail(f"{text}; see {folder}", pytrace=False)


def save(picture: Picture, path: Path) -> None:
    """Write the picture as PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)


def load(path: Path) -> Picture:
    """Read a PNG as R, G, B."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).copy()
