from collections.abc import Iterator

import numpy as np
import pygame
import pytest

from tests.support.wall_stage import desktop_picture, pixels
from vncwall.framebuffer.framebuffer import Words
from vncwall.framebuffer.preview import Preview
from vncwall.geometry import Rect, Size
from vncwall.ipc.descriptor import FramebufferDescriptor, FramebufferKind
from vncwall.ipc.shared_framebuffer import SharedFramebufferWriter
from vncwall.wall.picture import FullPicture, PreviewPicture, as_surface


class Memory:
    """Shared framebuffers that are gone after the test."""

    def __init__(self) -> None:
        self.writers: list[SharedFramebufferWriter] = []

    def share(self, width: int, height: int) -> SharedFramebufferWriter:
        number = len(self.writers)
        name = f"vwpic{id(self) % 10**9}-{number}"
        descriptor = FramebufferDescriptor(0, FramebufferKind.FULL, number, name, width, height)
        self.writers.append(SharedFramebufferWriter(descriptor))
        return self.writers[-1]


@pytest.fixture
def memory() -> Iterator[Memory]:
    result = Memory()
    yield result
    for writer in result.writers:
        writer.close()


def shown(picture: PreviewPicture | FullPicture, width: int, height: int) -> np.ndarray:
    surface = pygame.Surface((width, height))
    if isinstance(picture, FullPicture):
        picture.draw(surface, 0, 0)
    else:
        picture.draw(surface, Rect(0, 0, width, height))
    return pixels(surface)


def rgb(words: Words) -> np.ndarray:
    return pixels(as_surface(words))


WHOLE = [Rect(0, 0, 320, 180)]


def test_a_preview_is_drawn_in_place_without_a_copy(memory: Memory):
    writer, words = memory.share(320, 180), desktop_picture(1)
    picture = PreviewPicture()
    picture.attach(writer.descriptor)
    writer.publish(words, WHOLE)
    assert picture.refresh() is None
    assert np.array_equal(shown(picture, 320, 180), rgb(words))
    words[70, 70] = 0xFFFFFFFF
    writer.publish(words, [Rect(70, 70, 1, 1)])
    assert np.array_equal(shown(picture, 320, 180), rgb(words))
    assert picture.refresh() == [Rect(64, 64, 64, 64)]
    assert picture.refresh() == []
    picture.close()


def test_nothing_is_drawn_before_the_first_picture(memory: Memory):
    picture = PreviewPicture()
    picture.attach(memory.share(320, 180).descriptor)
    assert picture.refresh() == []
    assert picture.size is None
    assert not shown(picture, 320, 180).any()
    picture.close()


def test_the_old_preview_stays_until_the_new_one_has_a_picture(memory: Memory):
    old, new = memory.share(320, 180), memory.share(160, 90)
    picture = PreviewPicture()
    picture.attach(old.descriptor)
    old.publish(desktop_picture(1), WHOLE)
    picture.refresh()
    picture.attach(new.descriptor)
    assert picture.refresh() == []
    assert picture.size == Size(320, 180)
    new.publish(desktop_picture(2, 160, 90), [Rect(0, 0, 160, 90)])
    assert picture.refresh() is None
    assert picture.size == Size(160, 90)
    assert np.array_equal(shown(picture, 160, 90), rgb(desktop_picture(2, 160, 90)))
    picture.close()


def test_a_preview_of_another_size_is_scaled_and_grey_has_no_colour(memory: Memory):
    writer = memory.share(320, 180)
    picture = PreviewPicture()
    picture.attach(writer.descriptor)
    writer.publish(desktop_picture(1), WHOLE)
    picture.refresh()
    expected = pygame.transform.smoothscale(as_surface(desktop_picture(1)), (200, 112))
    assert np.array_equal(shown(picture, 200, 112), pixels(expected))
    grey = pygame.Surface((320, 180))
    picture.draw(grey, Rect(0, 0, 320, 180), grey=True)
    assert np.ptp(pixels(grey).astype(int), axis=2).max() == 0
    assert len(np.unique(pixels(grey))) > 50
    picture.close()


def test_a_segment_that_is_gone_changes_nothing():
    picture = PreviewPicture()
    gone = FramebufferDescriptor(0, FramebufferKind.PREVIEW, 1, "vw-not-there", 320, 180)
    picture.attach(gone)
    assert picture.refresh() == []
    picture.close()


@pytest.mark.parametrize(
    "target", [Size(320, 180), Size(240, 135), Size(201, 113), Size(640, 360), Size(500, 281)]
)
def test_damage_alone_gives_what_the_whole_would(memory: Memory, target: Size):
    writer, words = memory.share(320, 180), desktop_picture(1)
    picture = FullPicture()
    picture.fit(target)
    picture.attach(writer.descriptor)
    writer.publish(words, WHOLE)
    assert picture.refresh() is None
    rng = np.random.default_rng(5)
    for _ in range(6):
        x, y = int(rng.integers(0, 280)), int(rng.integers(0, 150))
        words[y : y + 30, x : x + 40] = 0xFF000000 | int(rng.integers(0, 1 << 24))
        writer.publish(words, [Rect(x, y, 40, 30)])
        assert picture.refresh() != []
    fresh = FullPicture()
    fresh.fit(target)
    fresh.attach(writer.descriptor)
    fresh.refresh()
    width, height = target.width, target.height
    assert np.array_equal(shown(picture, width, height), shown(fresh, width, height))
    assert picture.words is not None
    assert np.array_equal(picture.words, words)
    picture.close()
    fresh.close()


@pytest.mark.parametrize("target", [Size(320, 180), Size(240, 135), Size(640, 360), Size(500, 281)])
def test_the_damage_that_is_told_covers_all_that_changed(memory: Memory, target: Size):
    writer, words = memory.share(320, 180), desktop_picture(1)
    picture = FullPicture()
    picture.fit(target)
    picture.attach(writer.descriptor)
    writer.publish(words, WHOLE)
    picture.refresh()
    before = shown(picture, target.width, target.height)
    words[66:100, 10:50] = 0xFF00FF00
    writer.publish(words, [Rect(10, 66, 40, 34)])
    damage = picture.refresh()
    after = shown(picture, target.width, target.height)
    for rect in damage or [Rect(0, 0, target.width, target.height)]:
        before[rect.y : rect.bottom, rect.x : rect.right] = after[
            rect.y : rect.bottom, rect.x : rect.right
        ]
    assert np.array_equal(before, after)
    picture.close()


def test_a_reduced_desktop_is_the_mean_of_its_pixels(memory: Memory):
    writer, words = memory.share(320, 180), desktop_picture(1)
    picture = FullPicture()
    picture.attach(writer.descriptor)
    writer.publish(words, WHOLE)
    picture.refresh()
    picture.fit(Size(160, 90))
    preview = Preview(Size(320, 180), Size(160, 90))
    preview.update(words, WHOLE)
    assert np.array_equal(shown(picture, 160, 90), rgb(preview.words))
    picture.close()


def test_a_whole_factor_enlarges_every_pixel_to_a_square(memory: Memory):
    writer, words = memory.share(320, 180), desktop_picture(1)
    picture = FullPicture()
    picture.fit(Size(960, 540))
    picture.attach(writer.descriptor)
    writer.publish(words, WHOLE)
    picture.refresh()
    expected = rgb(words).repeat(3, axis=0).repeat(3, axis=1)
    assert np.array_equal(shown(picture, 960, 540), expected)
    picture.close()


@pytest.mark.parametrize("times", [0.5, 1, 2, 3])
def test_a_part_that_is_seen_is_the_same_part_of_the_whole(memory: Memory, times: float):
    writer, words = memory.share(320, 180), desktop_picture(1)
    target, part = Size(int(320 * times), int(180 * times)), Rect(61, 29, 70, 45)
    whole, picture = FullPicture(), FullPicture()
    whole.fit(target)
    picture.fit(target, part)
    for one in (whole, picture):
        one.attach(writer.descriptor)
    for change in (WHOLE[0], Rect(60, 25, 20, 9), Rect(0, 0, 5, 5), Rect(318, 178, 2, 2)):
        words[change.y : change.bottom, change.x : change.right] ^= 0xFFFFFF
        writer.publish(words, [change])
        whole.refresh()
        picture.refresh()
        expected = shown(whole, target.width, target.height)
        found = shown(picture, target.width, target.height)
        box = np.s_[part.y : part.bottom, part.x : part.right]
        assert np.array_equal(found[box], expected[box])
        found[box] = 0
        assert not found.any()
    for one in (whole, picture):
        one.close()


def test_moving_the_part_shows_what_is_there(memory: Memory):
    writer, words = memory.share(320, 180), desktop_picture(1)
    writer.publish(words, WHOLE)
    picture = FullPicture()
    picture.attach(writer.descriptor)
    picture.refresh()
    expected = rgb(words).repeat(4, axis=0).repeat(4, axis=1)
    for left, top in ((0, 0), (63, 5), (640, 360)):
        picture.fit(Size(1280, 720), Rect(left, top, 200, 100))
        found = shown(picture, 1280, 720)[top : top + 100, left : left + 200]
        assert np.array_equal(found, expected[top : top + 100, left : left + 200])
    picture.close()


def test_how_much_has_changed_is_told_by_pixels_not_by_damage(memory: Memory):
    writer, words = memory.share(320, 180), desktop_picture(1)
    picture = PreviewPicture()
    picture.attach(writer.descriptor)
    writer.publish(words, WHOLE)
    picture.refresh()
    assert picture.change() == 0.0, "the first picture is no change"
    words[0:18, 0:32] ^= 0x00808080
    writer.publish(words, WHOLE)  # all of it is said to be damaged
    picture.refresh()
    assert picture.change() == pytest.approx(0.01, abs=0.002)
    writer.publish(words, WHOLE)
    picture.refresh()
    assert picture.change() == 0.0
    picture.close()


def test_what_jpeg_makes_of_the_same_picture_is_no_change(memory: Memory):
    writer, words = memory.share(320, 180), desktop_picture(1)
    picture = PreviewPicture()
    picture.attach(writer.descriptor)
    writer.publish(words, WHOLE)
    picture.refresh()
    picture.change()
    writer.publish(words ^ 0x00070707, WHOLE)
    picture.refresh()
    assert picture.change() == 0.0
    picture.close()
