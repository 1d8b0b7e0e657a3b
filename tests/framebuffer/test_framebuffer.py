"""The private framebuffer."""

import numpy as np
import pytest

from vncwall.errors import BoundsError
from vncwall.framebuffer.framebuffer import BLACK, Framebuffer
from vncwall.geometry import Rect, Size


@pytest.fixture
def framebuffer() -> Framebuffer:
    """8x6 pixels, each another word."""
    framebuffer = Framebuffer(Size(8, 6))
    framebuffer.words[:] = np.arange(48, dtype=np.uint32).reshape(6, 8)
    return framebuffer


def test_new_framebuffer_is_opaque_black() -> None:
    framebuffer = Framebuffer(Size(3, 2))
    assert framebuffer.words.tolist() == [[BLACK] * 3] * 2
    assert framebuffer.pixels[0, 0].tolist() == [0, 0, 0, 255]
    assert framebuffer.rect == Rect(0, 0, 3, 2)


def test_words_and_bytes_are_the_same_memory() -> None:
    framebuffer = Framebuffer(Size(3, 2))
    framebuffer.words[1, 2] = 0xFF112233
    assert framebuffer.pixels[1, 2].tolist() == [0x33, 0x22, 0x11, 0xFF]


def test_view_is_a_window_on_the_memory(framebuffer: Framebuffer) -> None:
    view = framebuffer.view(Rect(2, 1, 3, 2))
    assert view.tolist() == [[10, 11, 12], [18, 19, 20]]
    view[:] = 7
    assert framebuffer.words[1:3, 2:5].tolist() == [[7] * 3] * 2


@pytest.mark.parametrize(
    "rect",
    [Rect(-1, 0, 1, 1), Rect(0, -1, 1, 1), Rect(8, 0, 1, 1), Rect(0, 6, 1, 1), Rect(0, 0, 9, 1),
     Rect(0, 0, 1, 7), Rect(2, 2, -1, 1), Rect(2, 2, 1, -1), Rect(1 << 40, 0, 1, 1)],
)  # fmt: skip
def test_rectangle_outside_is_refused(framebuffer: Framebuffer, rect: Rect) -> None:
    before = framebuffer.words.copy()
    with pytest.raises(BoundsError, match="8x6"):
        framebuffer.view(rect)
    with pytest.raises(BoundsError):
        framebuffer.fill(rect, 1)
    with pytest.raises(BoundsError):
        framebuffer.copy_rect(0, 0, rect)
    assert np.array_equal(framebuffer.words, before)


def test_source_outside_is_refused(framebuffer: Framebuffer) -> None:
    with pytest.raises(BoundsError):
        framebuffer.copy_rect(7, 0, Rect(0, 0, 2, 2))


def test_empty_rectangle_on_the_edge_is_inside(framebuffer: Framebuffer) -> None:
    assert framebuffer.view(Rect(8, 6, 0, 0)).size == 0


def test_fill_sets_only_the_rectangle(framebuffer: Framebuffer) -> None:
    expected = framebuffer.words.copy()
    expected[1:4, 2:7] = 0xFFABCDEF
    framebuffer.fill(Rect(2, 1, 5, 3), 0xFFABCDEF)
    assert np.array_equal(framebuffer.words, expected)


@pytest.mark.parametrize(
    ("source", "destination"),
    [((0, 0), (1, 1)), ((2, 2), (1, 1)), ((0, 0), (0, 1)), ((1, 0), (0, 0)), ((0, 0), (4, 3))],
)
def test_copy_is_that_of_the_picture_before(
    framebuffer: Framebuffer, source: tuple[int, int], destination: tuple[int, int]
) -> None:
    """Also where source and destination overlap, in every direction."""
    before = framebuffer.words.copy()
    expected = before.copy()
    (from_x, from_y), (to_x, to_y) = source, destination
    expected[to_y : to_y + 3, to_x : to_x + 4] = before[from_y : from_y + 3, from_x : from_x + 4]
    framebuffer.copy_rect(from_x, from_y, Rect(to_x, to_y, 4, 3))
    assert np.array_equal(framebuffer.words, expected)


COLOURS = np.arange(256, dtype=np.uint32) * 257 | np.uint32(BLACK)


def test_an_indexed_framebuffer_shows_the_colours_of_its_bytes() -> None:
    framebuffer = Framebuffer(Size(3, 2), COLOURS)
    assert framebuffer.is_indexed
    assert (framebuffer.values.dtype, framebuffer.values.nbytes) == (np.uint8, 6)
    assert framebuffer.words.tolist() == [[BLACK] * 3] * 2
    framebuffer.view(Rect(1, 0, 2, 2))[:] = [[5, 6], [7, 8]]
    expected = COLOURS[[[0, 5, 6], [0, 7, 8]]]
    assert np.array_equal(framebuffer.words, expected)
    assert np.array_equal(framebuffer.picture[0:2, 1:2], expected[:, 1:2])
    assert np.array_equal(framebuffer.picture[::2, ::2], expected[::2, ::2])
    assert np.array_equal(framebuffer.pixels, expected.view(np.uint8).reshape(2, 3, 4))
    assert (framebuffer.picture.shape, framebuffer.picture.size) == ((2, 3), 6)


def test_what_is_shown_stays_when_more_colours_are_to_come() -> None:
    framebuffer = Framebuffer(Size(3, 2), COLOURS)
    framebuffer.fill(Rect(0, 0, 2, 1), 9)
    before = framebuffer.words
    framebuffer.use_words()
    assert not framebuffer.is_indexed
    assert framebuffer.values.dtype == np.uint32
    assert np.array_equal(framebuffer.words, before)
    framebuffer.use_words()
    assert np.array_equal(framebuffer.words, before)


def test_a_new_map_colours_what_is_there() -> None:
    framebuffer = Framebuffer(Size(2, 1), COLOURS)
    framebuffer.view(Rect(0, 0, 2, 1))[:] = [1, 2]
    framebuffer.use_colours(COLOURS[::-1].copy())
    assert framebuffer.words.tolist() == [[COLOURS[254], COLOURS[253]]]


def test_a_framebuffer_of_words_becomes_a_black_indexed_one(framebuffer: Framebuffer) -> None:
    framebuffer.use_colours(COLOURS)
    assert framebuffer.words.tolist() == [[BLACK] * 8] * 6
    assert framebuffer.blank == 0


def test_an_empty_framebuffer_has_both_forms() -> None:
    framebuffer = Framebuffer(Size(0, 0), COLOURS)
    assert framebuffer.words.shape == (0, 0)
    framebuffer.use_words()
    assert framebuffer.words.shape == (0, 0)
