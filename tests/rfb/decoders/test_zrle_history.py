"""The last rectangles of a ZRLE stream."""

from __future__ import annotations

import numpy as np

from vncwall.rfb.decoders.zrle_history import WINDOW_BYTES, ZRLEHistory


def raw_tiles(width: int, height: int, seed: int = 1) -> bytes:
    """Tiles of random pixels: 1 + 3 * pixels bytes each."""
    random = np.random.default_rng(seed)
    tiles = []
    for top in range(0, height, 64):
        for left in range(0, width, 64):
            pixels = min(64, height - top) * min(64, width - left)
            tiles.append(b"\0" + random.bytes(3 * pixels))
    return b"".join(tiles)


def test_all_is_kept_while_it_is_less_than_a_window() -> None:
    history = ZRLEHistory()
    history.add(2, 1, b"\0abcdef", 3, 7)
    history.add(1, 1, b"\1abc", 3, 11)
    assert history.rectangles(11, 3) == ((2, 1, b"\0abcdef"), (1, 1, b"\1abc"))


def test_the_oldest_go_that_a_window_does_not_need() -> None:
    history = ZRLEHistory()
    total = 0
    for number in range(40):
        data = raw_tiles(30, 30, number)
        total += len(data)
        history.add(30, 30, data, 3, total)
    kept = history.rectangles(total, 3)
    assert kept is not None
    size = sum(len(data) for _, _, data in kept)
    assert WINDOW_BYTES <= size < WINDOW_BYTES + len(raw_tiles(30, 30))
    assert kept[-1][2] == raw_tiles(30, 30, 39)


def test_of_a_large_rectangle_the_last_tiles_are_kept() -> None:
    history = ZRLEHistory()
    data = raw_tiles(200, 150)
    assert len(data) > 1 << 16
    history.add(200, 150, data, 3, len(data))
    kept = history.rectangles(len(data), 3)
    assert kept is not None
    assert b"".join(part for _, _, part in kept) == data[-sum(len(part) for *_, part in kept) :]
    # The last row is 22 high, and its last tile 8 wide.
    assert [size[:2] for size in kept][-4:] == [(64, 22), (64, 22), (64, 22), (8, 22)]
    assert sum(len(part) for *_, part in kept) >= WINDOW_BYTES


def test_what_something_else_has_sent_through_the_stream_breaks_it() -> None:
    history = ZRLEHistory()
    history.add(1, 1, b"\1abc", 3, 4)
    assert history.rectangles(9, 3) is None
    history.add(1, 1, b"\1abc", 3, 13)
    assert history.rectangles(13, 3) is None, "less than a window since then"


def test_tiles_of_another_pixel_format_do_not_join() -> None:
    history = ZRLEHistory()
    history.add(1, 1, b"\1a", 1, 2)
    history.add(1, 1, b"\1abc", 3, 6)
    assert history.rectangles(6, 3) is None
    history.add(120, 120, raw_tiles(120, 120), 3, 6 + len(raw_tiles(120, 120)))
    assert history.rectangles(6 + len(raw_tiles(120, 120)), 3) is not None
