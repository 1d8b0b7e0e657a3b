"""Pictures like desktops, and how far two of them are apart."""

from __future__ import annotations

import numpy as np

from vncwall.framebuffer.framebuffer import Words
from vncwall.geometry import Size


def desktop(size: Size, step: int) -> Words:
    """Return something like a desktop: coloured areas and a few lines of grey text."""
    words = np.full((size.height, size.width), 0xFF204060, np.uint32)
    words[size.height // 3 :] = 0xFFE8E8E8
    random = np.random.default_rng(step)
    for line in range(step % 5 + 1):
        y = size.height // 2 + line * 5
        text = random.integers(0, 2, (4, size.width), np.uint32) * 0xFFFFFF
        words[y : y + 4] = (0xFF000000 | text)[: max(0, size.height - y)]
    words[4:12, 4 : 4 + 8 * (step + 1)] = 0xFF000000 | 0x3311AA * (step + 1)
    return words


def psnr(one: Words, other: Words) -> float:
    """Return the peak signal-to-noise ratio in dB; 999 for equal pictures."""
    a, b = (words.copy().view(np.uint8).astype(np.float64) for words in (one, other))
    error = ((a - b) ** 2).mean() * 4 / 3  # alpha is always the same
    return 999.0 if error == 0 else 10 * np.log10(255**2 / error)
