"""The kernels on the same bytes, beside their own sources as the interpreter runs them.

Both must return the same and draw the same, into words and into indices, and neither may touch
what stands around the rectangle. The sources know no vector instructions, so these are checked
against the loops that they stand for.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.interpreted import interpreted
from vncwall.kernels import deflate, hextile, lzo, pixels, png, rre, tight, zrle

Canvas = NDArray[Any]
Outcome = tuple[object, ...]
Case = Callable[[ModuleType, bytes, tuple[int, int, int]], Outcome]

MARGIN = 3
"""Around a rectangle; its rows are not adjacent then."""

_WORDS = np.random.default_rng(1).integers(0, 1 << 32, 1 << 16, np.uint32)
_INDICES = np.arange(256, dtype=np.uint8)
_TABLES = deflate.new_tables()
_FIRST, _SECOND = 0x01020304, 0xA1B2C3D4


class Desk:
    """A rectangle within a canvas of other pixels."""

    def __init__(self, width: int, height: int, *, indexed: bool) -> None:
        shape = height + 2 * MARGIN, width + 2 * MARGIN
        self.canvas = np.full(shape, 0x77, np.uint8 if indexed else np.uint32)
        self.view = self.canvas[MARGIN:-MARGIN, MARGIN:-MARGIN]
        self.table: Canvas = _INDICES if indexed else _WORDS

    def drawn(self) -> bytes:
        """Return all pixels.

        Raises:
            AssertionError: one around the rectangle is not what it was.
        """
        around = self.canvas.copy()
        around[MARGIN:-MARGIN, MARGIN:-MARGIN] = 0x77
        assert (around == 0x77).all(), "it draws outside of the rectangle"
        return self.canvas.tobytes()


def _tiles(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    size = (1, 2, 3)[choice % 3]
    desk = Desk(width, height, indexed=size == 1 and choice & 64 > 0)
    state = np.zeros(zrle.STATE_SIZE, np.uint32)
    side = 16 if choice & 128 else 64
    result = kernel.draw(body, 0, len(body), state, side, size, desk.table, desk.view)
    return result, state.tobytes(), desk.drawn()


def _hextile(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    size = (1, 2, 4)[choice % 3]
    desk = Desk(width, height, indexed=size == 1 and choice & 64 > 0)
    state = np.array([0, 5, 6], np.uint32)
    result = kernel.draw(body, 0, len(body), state, size, desk.table, desk.view)
    return result, state.tobytes(), desk.drawn()


def _rre(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    size, wide = (1, 2, 4)[choice % 3], choice & 128 > 0
    desk = Desk(width, height, indexed=size == 1 and choice & 64 > 0)
    step = size + (8 if wide else 4)
    body = body[: min(len(body), 40 * step) // step * step]
    return kernel.draw(body, wide, size, desk.table, desk.view), desk.drawn()


def _palette(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    size = (1, 2, 3)[choice % 3]
    desk = Desk(width, height, indexed=size == 1 and choice & 64 > 0)
    count = body[0] + 1 if body else 0
    colours = body[1 : 1 + size * count]
    if count < 2 or len(colours) < size * count:
        return ()
    scratch = np.zeros(256, np.uint32)
    data = body[1 + size * count :]
    result = kernel.draw_palette(
        data, 0, len(data), colours, 0, count, size, desk.table, scratch, desk.view
    )
    return result, desk.drawn()


def _gradient(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    desk = Desk(width, height, indexed=False)
    if choice & 1:
        return kernel.draw_gradient_rgb(body, 0, len(body), desk.view), desk.drawn()
    row = np.zeros(width, np.uint32)
    result = kernel.draw_gradient_16(
        body, 0, len(body), (31, 63, 31), (11, 5, 0), _WORDS, row, desk.view
    )
    return result, desk.drawn()


def _header(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    return (kernel.parse(body, 0, len(body), (1, 2, 3, 4)[choice % 4], width, height),)


def _copies(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    at = choice % 4  # words anywhere, not only where they are aligned
    outcome: list[object] = []
    for name in ("copy_bgrx", "copy_bgr", "copy_rgb"):
        desk = Desk(width, height, indexed=False)
        outcome += getattr(kernel, name)(body, at, len(body), desk.view), desk.drawn()
    for indexed in (False, True):
        desk = Desk(width, height, indexed=indexed)
        result = kernel.look_up_8(body, at, len(body), desk.table, desk.view)
        outcome += result, desk.drawn()
        kernel.fill(desk.view, body[0] if body else 0)
        outcome.append(desk.drawn())
    desk = Desk(width, height, indexed=False)
    outcome += kernel.look_up_16(body, at, len(body), desk.table, desk.view), desk.drawn()
    if len(body) >= width * height:
        source = np.frombuffer(body, np.uint8, width * height).reshape(height, width)
        desk = Desk(width, height, indexed=False)
        kernel.colour(source, _WORDS, desk.view)
        outcome.append(desk.drawn())
    return tuple(outcome)


def _lzo(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    out = bytearray(shape[0] * shape[1])
    return kernel.decompress(body, out), bytes(out)


def _png(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    if len(body) < (width + 1) * height:
        return ()
    out = np.zeros((height, width), np.uint8)
    return kernel.unfilter(body, out, choice % 8 + 1), out.tobytes()


def _blocks(kernel: ModuleType, body: bytes, shape: tuple[int, int, int]) -> Outcome:
    width, height, choice = shape
    before, end = bytes(range(choice)), choice + width * height
    output = bytearray(before + bytes(width * height + kernel.SLACK) + b"\x77" * MARGIN)
    size = kernel.inflate(body, 0, len(body), output, choice, end, _TABLES)
    assert output[:choice] == before, "it draws over what came before"
    assert output.endswith(b"\x77" * MARGIN), "it draws behind its slack"
    result = bytes(output[choice : choice + size]) if size > 0 else b""
    if size >= 0:
        assert result == zlib.decompressobj(-15, before).decompress(body), (
            "it is not what zlib says"
        )
    return size, result


CASES: tuple[tuple[ModuleType, Case], ...] = (
    (zrle, _tiles),
    (hextile, _hextile),
    (rre, _rre),
    (tight, _palette),
    (tight, _gradient),
    (tight, _header),
    (pixels, _copies),
    (lzo, _lzo),
    (png, _png),
    (deflate, _blocks),
)


def kernels(data: bytes) -> None:
    """One kernel, compiled and interpreted."""
    if len(data) < 4:
        return
    kernel, case = CASES[data[0] % len(CASES)]
    shape = data[1] % 70 + 1, data[2] % 40 + 1, data[3]
    body = data[4:]
    ours = case(kernel, body, shape)
    expected = case(interpreted(kernel.__name__.rpartition(".")[2]), body, shape)
    assert ours == expected, f"{kernel.__name__} is not what its source says"
