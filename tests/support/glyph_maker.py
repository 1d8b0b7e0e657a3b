"""Makes `vncwall/recording/glyphs.npz` from the program's own font::

    python -m tests.support.glyph_maker

The recorder has no font renderer: it stamps host names and times with these small pictures.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

HEIGHT = 32
"""Of a line, in pixels."""
_RANGES = ((0x20, 0x7F), (0xA0, 0x180), (0x370, 0x400), (0x400, 0x460), (0x2010, 0x2027))
_MORE = "€□…"


def make(path: Path) -> None:
    """Render every character of `_RANGES` that the font has."""
    import pygame

    from vncwall.ui import fonts
    from vncwall.ui.coverage import read_coverage

    font_path = Path(fonts.__file__).parent / "NotoSans-SemiBold.ttf"
    coverage = read_coverage(font_path)
    pygame.font.init()
    font = pygame.font.Font(str(font_path), 24)
    line = font.get_linesize()
    top = (line - HEIGHT) // 2
    codes = [code for begin, end in _RANGES for code in range(begin, end)] + [*map(ord, _MORE)]
    codes = [code for code in codes if chr(code) in coverage and font.size(chr(code))[0] > 0]
    pictures = []
    for code in codes:
        surface = font.render(chr(code), True, (255, 255, 255), (0, 0, 0))
        picture = np.array(pygame.surfarray.array3d(surface)[:, :, 0]).T
        rows = np.zeros((max(HEIGHT + top, len(picture)), picture.shape[1]), np.uint8)
        rows[: len(picture)] = picture
        pictures.append(rows[top : top + HEIGHT])
    np.savez_compressed(
        path,
        codes=np.array(codes, np.uint32),
        widths=np.array([picture.shape[1] for picture in pictures], np.uint8),
        pixels=np.concatenate(pictures, axis=1),
    )


if __name__ == "__main__":
    make(Path(__file__).parents[2] / "vncwall" / "recording" / "glyphs.npz")
