"""A picture of one byte a pixel that is read as if it were one of words."""

import numpy as np

from vncwall.framebuffer.indexed import IndexedPicture
from vncwall.framebuffer.looks import uniform_look
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size
from vncwall.states import PictureLook

COLOURS = np.random.default_rng(1).integers(0, 1 << 24, 256, np.uint32) | np.uint32(0xFF000000)
INDICES = np.random.default_rng(2).integers(0, 256, (90, 160), np.uint8)


def test_any_part_is_that_of_the_words() -> None:
    picture, words = IndexedPicture(INDICES, COLOURS), COLOURS[INDICES]
    for where in (np.s_[:, :], np.s_[3:70, 5:6], np.s_[::7, 1::9], np.s_[4:4, 2:9], np.s_[89:, :3]):
        part = picture[where]
        assert part.dtype == np.uint32
        assert np.array_equal(part, words[where])


def test_a_part_is_nobody_elses() -> None:
    picture = IndexedPicture(INDICES.copy(), COLOURS)
    part = picture[0:2, 0:2]
    part[:] = 0
    assert np.array_equal(picture[0:2, 0:2], COLOURS[INDICES[0:2, 0:2]])


def test_its_preview_is_that_of_the_words() -> None:
    for box in (Size(50, 50), Size(160, 90)):
        of_indices, of_words = Preview(Size(160, 90), box), Preview(Size(160, 90), box)
        damage = [Rect(0, 0, 160, 50), Rect(3, 40, 20, 50)]
        rects = of_indices.update(IndexedPicture(INDICES, COLOURS), damage)
        assert rects == of_words.update(COLOURS[INDICES], damage)
        assert np.array_equal(of_indices.words, of_words.words)


def test_it_is_looked_at_like_any_other() -> None:
    black = IndexedPicture(np.zeros((90, 160), np.uint8), np.full(256, 0xFF000000, np.uint32))
    assert uniform_look(black) is PictureLook.BLACK
    assert uniform_look(IndexedPicture(INDICES, COLOURS)) is PictureLook.BUSY
