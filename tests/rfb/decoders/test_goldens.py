"""What real servers sent, against what their displays showed."""

from __future__ import annotations

import random

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.golden import Golden, Replay, goldens

GOLDENS = goldens()
LOSSLESS = [golden for golden in GOLDENS if golden.conditions["lossless"]]
LOSSY = [golden for golden in GOLDENS if not golden.conditions["lossless"]]
LEAST_PSNR_DB = {5: 29, 8: 40}
"""By JPEG quality level: seen are 30.4 at 5 (TightVNC) and 41 to 42 at 8 (TigerVNC, x11vnc)."""


def name(golden: Golden) -> str:
    return golden.path.name


def drawn(golden: Golden, replay: Replay) -> NDArray[np.uint8]:
    """Return the golden's region of the framebuffer as (height, width, 3) RGB."""
    words = replay.framebuffer.view(golden.region)
    assert (words >> 24 == 255).all()
    return np.dstack([words >> 16 & 255, words >> 8 & 255, words & 255]).astype(np.uint8)


def split(data: bytes, seed: int) -> list[bytes]:
    """Cut `data` into pieces of a few to a few thousand bytes."""
    generator, pieces, at = random.Random(seed), [], 0
    while at < len(data):
        size = int(2 ** generator.uniform(0, 13))
        pieces.append(data[at : at + size])
        at += size
    return pieces


@pytest.mark.parametrize("golden", LOSSLESS, ids=name)
def test_a_lossless_stream_ends_on_the_screen(golden: Golden) -> None:
    replay = Replay(golden)
    replay.feed(golden.stream)
    assert replay.reader.available == 0
    assert np.array_equal(drawn(golden, replay), golden.expected)


@pytest.mark.parametrize("golden", LOSSY, ids=name)
def test_a_jpeg_stream_is_close_to_the_screen(golden: Golden) -> None:
    replay = Replay(golden)
    replay.feed(golden.stream)
    assert replay.reader.available == 0
    difference = drawn(golden, replay).astype(float) - golden.screen
    psnr = 10 * np.log10(255**2 / max(1e-9, float((difference**2).mean())))
    (quality,) = (e + 32 for e in golden.conditions["encodings"] if -32 <= e <= -23)
    assert psnr > LEAST_PSNR_DB[quality]


@pytest.mark.parametrize("golden", GOLDENS, ids=name)
def test_the_split_of_the_stream_does_not_matter(golden: Golden) -> None:
    whole, pieces = Replay(golden), Replay(golden)
    whole.feed(golden.stream)
    for piece in split(golden.stream, seed=len(golden.stream)):
        pieces.feed(piece)
    assert np.array_equal(pieces.framebuffer.words, whole.framebuffer.words)


@pytest.mark.parametrize("golden", GOLDENS, ids=name)
def test_a_golden_holds_what_its_name_says(golden: Golden) -> None:
    replay = Replay(golden)
    replay.feed(golden.stream)
    counts = golden.conditions["rectangles"]
    assert counts.get(golden.conditions["encoding"], 0) > 0
    assert sum(replay.seen.values()) == sum(
        count for kind, count in counts.items() if ":" not in kind and kind != "lastrect"
    )


def test_together_they_hold_every_kind_of_tight_rectangle() -> None:
    kinds = {kind for golden in GOLDENS for kind in golden.conditions["rectangles"]}
    assert {
        f"tight:{kind}" for kind in ("fill", "jpeg", "copy", "mono", "palette", "gradient")
    } <= kinds
