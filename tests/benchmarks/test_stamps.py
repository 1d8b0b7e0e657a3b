from __future__ import annotations

import numpy as np
import pygame
import pytest

from benchmarks import stamps
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size

DESKTOP = Size(1920, 1080)
WHERE = Rect(1300, 400, stamps.STAMP_SIZE.width, stamps.STAMP_SIZE.height)


@pytest.mark.parametrize("box", [Size(1920, 1080), Size(237, 133), Size(114, 64)], ids=str)
@pytest.mark.parametrize("time_s", [0.0, 1234.5, 99_999.9])
def test_a_stamp_is_read_from_a_desktop_and_from_its_tile(box: Size, time_s: float) -> None:
    surface = pygame.Surface((DESKTOP.width, DESKTOP.height), 0, 32)
    surface.fill((90, 120, 40))
    part = surface.subsurface((WHERE.x, WHERE.y, WHERE.width, WHERE.height))
    stamps.Stamp(WHERE, 1.0).paint(part, time_s)
    words = np.ascontiguousarray(pygame.surfarray.array2d(surface).T.astype(np.uint32))
    preview = Preview(DESKTOP, box)
    preview.update(words, [Rect(0, 0, DESKTOP.width, DESKTOP.height)])
    shown = Rect(0, 0, preview.size.width, preview.size.height)
    points = stamps.centres(WHERE, DESKTOP, shown)
    green = preview.words[points[:, 0], points[:, 1]] >> 8 & 0xFF

    assert stamps.decode(green > 127) == round(time_s * 10)


def test_other_pixels_are_no_stamp() -> None:
    nothing = np.zeros((2, stamps.COLUMNS * stamps.ROWS), np.bool_)
    nothing[1] = True
    assert stamps.decode(nothing).tolist() == [-1, -1]


def test_the_age_of_a_stamp_outlives_the_end_of_its_bits() -> None:
    now = (1 << 20) / 10 * 7 + 2.0
    made = stamps.decode(stamps.encode(now - 5.0)[None])
    assert stamps.seconds_since(made, now) == pytest.approx([5.0], abs=0.06)
    assert stamps.seconds_since(made, now - 6.0) == pytest.approx([-1.0], abs=0.06)
