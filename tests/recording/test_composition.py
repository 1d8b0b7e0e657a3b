"""What of a desktop is in a recording's frames: compared with frames composed in the plain way."""

from __future__ import annotations

import numpy as np
import pytest

from vncwall.framebuffer.framebuffer import BLACK, Words
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Point, Rect, Size
from vncwall.recording.composition import Composition
from vncwall.recording.pointer import Pointer
from vncwall.settings.mask import parse_mask
from vncwall.settings.model import RecordingSettings, Stamp

SIZE = Size(320, 200)
SECRET = 0xFFFF00FF


def desktop(size: Size = SIZE, seed: int = 0) -> Words:
    random = np.random.default_rng(seed)
    return 0xFF000000 | random.integers(0, 0x00FF00, (size.height, size.width), np.uint32)


def whole(size: Size) -> Rect:
    return Rect(0, 0, size.width, size.height)


class Screen:
    """Keeps what a sink would show: black, then what it is told."""

    def __init__(self, composition: Composition) -> None:
        self.composition = composition
        size = composition.size
        self.picture: Words = np.full((size.height, size.width), BLACK, np.uint32)

    def show(self, words: Words, *damage: Rect) -> list[Rect]:
        source, rects = self.composition.draw(words, damage or [whole(self.composition.desktop)])
        self.take(source, rects)
        return rects

    def take(self, source: Words, rects: list[Rect]) -> None:
        for rect in rects:
            assert whole(self.composition.size).contains(rect)
            where = np.s_[rect.y : rect.bottom, rect.x : rect.right]
            self.picture[where] = source[where]


def screen(size: Size = SIZE, pointer: Pointer | None = None, **settings: object) -> Screen:
    recording = RecordingSettings(**settings)  # type: ignore[arg-type]
    return Screen(Composition(recording, size, "pc1", pointer or Pointer()))


def pointer_at(x: int, y: int) -> Pointer:
    pointer = Pointer()
    pointer.take_shape(4, 6, Point(0, 0), bytes([255, 255, 255, 255] * 24))
    pointer.move(Point(x, y))
    return pointer


def test_a_plain_recording_copies_nothing() -> None:
    words, damage = desktop(), [Rect(3, 5, 7, 9)]
    source, rects = screen().composition.draw(words, damage)
    assert source is words
    assert rects == damage


@pytest.mark.parametrize("text", ["10,20,30,40", "11,21,31,41", "0,0,100%,7", "75%,50%,25%,50%"])
@pytest.mark.parametrize("size", [SIZE, Size(321, 201)])
def test_a_masked_pixel_is_never_in_the_frame(text: str, size: Size) -> None:
    mask = parse_mask(text)
    covered = mask.rect(size)
    words = desktop(size)
    words[covered.y : covered.bottom, covered.x : covered.right] = SECRET
    shown = screen(size, masks=(mask,))
    for rect in (whole(size), Rect(0, 0, 64, 64), Rect(5, 3, 200, 150), covered):
        shown.show(words, rect)
        assert not (shown.picture & 0xFF00FF == SECRET & 0xFF00FF).any()
    # What is not masked is all there, but for a column or row that shares its colour with it.
    left, top = covered.x & ~1, covered.y & ~1
    expected = words.copy()
    expected[top : covered.bottom + 1 & ~1, left : covered.right + 1 & ~1] = BLACK
    np.testing.assert_array_equal(shown.picture, expected)


def test_no_masked_pixel_is_mixed_into_a_scaled_frame() -> None:
    size = Size(317, 211)
    words = np.full((size.height, size.width), 0xFF000000, np.uint32)
    words[41:61, 31:83] = 0xFFFFFFFF
    shown = screen(size, masks=(parse_mask("31,41,52,20"),), max_size=Size(100, 100))
    shown.show(words)
    assert (shown.picture == BLACK).all()


def test_a_larger_desktop_is_scaled_down_from_damage_alone() -> None:
    shown = screen(max_size=Size(160, 160))
    assert shown.composition.size == Size(160, 100)
    words = desktop()
    shown.show(words)
    words[50:90, 33:71] = 0xFF00FF00
    shown.show(words, Rect(33, 50, 38, 40))
    reference = Preview(SIZE, Size(160, 160))
    reference.update(words, [whole(SIZE)])
    np.testing.assert_array_equal(shown.picture, reference.words)


def test_a_smaller_desktop_is_not_enlarged() -> None:
    assert screen(max_size=Size(1920, 1080)).composition.size == SIZE


def test_a_stamp_below_hides_nothing() -> None:
    shown = screen(stamp=Stamp.BELOW)
    words = desktop()
    shown.show(words)
    shown.take(shown.composition.words, shown.composition.stamp(0))
    np.testing.assert_array_equal(shown.picture[: SIZE.height], words)
    assert shown.picture.shape[0] > SIZE.height
    assert (shown.picture[SIZE.height :] > BLACK).any()


def test_a_stamp_stays_while_the_desktop_changes_under_it() -> None:
    shown = screen(stamp=Stamp.TOP_LEFT)
    shown.show(desktop())
    (rect,) = shown.composition.stamp(0)
    shown.take(shown.composition.words, [rect])
    before = shown.picture[rect.y : rect.bottom, rect.x : rect.right].copy()
    words = desktop(seed=1)
    shown.show(words)
    np.testing.assert_array_equal(shown.picture[rect.y : rect.bottom, rect.x : rect.right], before)
    np.testing.assert_array_equal(shown.picture[rect.bottom :], words[rect.bottom :])
    assert shown.composition.stamp(999_999_999) == []
    assert len(shown.composition.stamp(1_000_000_000)) == 1


@pytest.mark.parametrize("size", [Size(640, 200), Size(100, 50), Size(200, 320), Size(99, 61)])
def test_another_desktop_is_fitted_into_the_frame_with_black_bars(size: Size) -> None:
    shown = screen(masks=(parse_mask("0,0,10%,10%"),))
    shown.show(desktop())
    shown.composition.fit(size)
    words = desktop(size, seed=2)
    shown.show(words, Rect(0, 0, 1, 1))  # the first damage may be small
    assert shown.picture.shape == (SIZE.height, SIZE.width)
    reference = Preview(size, SIZE)
    reference.update(words, [whole(size)])
    fitted = reference.size
    x, y = (SIZE.width - fitted.width) // 2 & ~1, (SIZE.height - fitted.height) // 2 & ~1
    expected = np.full_like(shown.picture, BLACK)
    expected[y : y + fitted.height, x : x + fitted.width] = reference.words
    mask = parse_mask("0,0,10%,10%").rect(size)
    right = -(-mask.right * fitted.width // size.width)
    bottom = -(-mask.bottom * fitted.height // size.height)
    hole = Rect(x, y, right, bottom)
    expected[hole.y & ~1 : hole.bottom + 1 & ~1, hole.x & ~1 : hole.right + 1 & ~1] = BLACK
    np.testing.assert_array_equal(shown.picture, expected)


def test_back_in_its_own_size_the_desktop_fills_the_frame_again() -> None:
    shown = screen()
    shown.show(desktop())
    shown.composition.fit(Size(100, 50))
    shown.show(desktop(Size(100, 50)))
    shown.composition.fit(SIZE)
    shown.show(desktop(seed=3))
    np.testing.assert_array_equal(shown.picture, desktop(seed=3))


def test_the_pointer_is_drawn_moves_and_leaves_nothing_behind() -> None:
    pointer = Pointer()
    shown = screen(pointer=pointer)
    words = desktop()
    shown.show(words)
    pointer.take_shape(4, 6, Point(0, 0), bytes([255, 255, 255, 255] * 24))
    for x, y in ((10, 10), (12, 13), (318, 198), (-3, 0)):
        pointer.move(Point(x, y))
        words[5:40, 5:40] += 1
        shown.show(words, Rect(5, 5, 35, 35))
        expected = words.copy()
        expected[max(0, y) : y + 6, max(0, x) : x + 4] = 0xFFFFFFFF
        np.testing.assert_array_equal(shown.picture, expected)
    pointer.take_shape(0, 0, Point(0, 0), b"")
    shown.show(words, Rect(0, 0, 1, 1))
    np.testing.assert_array_equal(shown.picture, words)


def test_a_pointer_that_moves_changes_no_more_than_its_places() -> None:
    shown = screen(pointer=pointer_at(10, 10))
    words = desktop()
    shown.show(words)
    shown.composition._pointer.move(Point(50, 60))
    _, rects = shown.composition.draw(words, [])
    assert rects == [Rect(10, 10, 4, 6), Rect(50, 60, 4, 6)]


def test_the_pointer_is_left_out_on_request() -> None:
    shown = screen(pointer=pointer_at(10, 10), cursor=False)
    words = desktop()
    shown.show(words)
    np.testing.assert_array_equal(shown.picture, words)


def test_the_pointer_goes_below_the_stamp() -> None:
    shown = screen(pointer=pointer_at(4, 10), stamp=Stamp.TOP_LEFT)
    words = desktop()
    shown.show(words)
    (rect,) = shown.composition.stamp(0)
    before = shown.composition.words[: rect.bottom, : rect.right].copy()
    shown.composition._pointer.move(Point(9, 11))
    shown.show(words, Rect(0, 0, 1, 1))
    np.testing.assert_array_equal(shown.composition.words[: rect.bottom, : rect.right], before)


def test_the_pointer_of_a_scaled_desktop_is_scaled_with_it() -> None:
    shown = screen(pointer=pointer_at(100, 60), max_size=Size(160, 100))
    shown.show(np.full((SIZE.height, SIZE.width), BLACK, np.uint32))
    expected = np.full_like(shown.picture, BLACK)
    expected[30:33, 50:52] = 0xFFFFFFFF
    np.testing.assert_array_equal(shown.picture, expected)
