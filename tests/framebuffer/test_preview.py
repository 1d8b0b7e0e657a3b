import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vncwall.framebuffer.framebuffer import BLACK
from vncwall.framebuffer.preview import Preview, reduce_with_numpy
from vncwall.geometry import Rect, Size
from vncwall.kernels import scale


def picture(size: Size, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(
        0, 2**32, (size.height, size.width), dtype=np.uint32
    )


def whole(size: Size) -> Rect:
    return Rect(0, 0, size.width, size.height)


@st.composite
def damaged_desktops(draw):
    size = Size(draw(st.integers(1, 90)), draw(st.integers(1, 90)))
    box = Size(draw(st.integers(1, 60)), draw(st.integers(1, 60)))
    rects = []
    for _ in range(draw(st.integers(0, 20))):
        x, y = draw(st.integers(0, size.width - 1)), draw(st.integers(0, size.height - 1))
        width = draw(st.integers(0, size.width - x))
        rects.append(Rect(x, y, width, draw(st.integers(0, size.height - y))))
    return size, box, rects, draw(st.integers(0, 999))


@given(damaged_desktops())
@settings(max_examples=150, deadline=None)
def test_updating_the_damage_equals_reducing_the_whole_desktop_again(desktop):
    size, box, rects, seed = desktop
    before, after = picture(size, seed), picture(size, seed + 1)
    preview = Preview(size, box)
    preview.update(before, [whole(size)])
    now = before.copy()
    for rect in rects:
        where = np.s_[rect.y : rect.bottom, rect.x : rect.right]
        now[where] = after[where]

    updated = preview.update(now, rects)

    fresh = Preview(size, box)
    fresh.update(now, [whole(size)])
    assert np.array_equal(preview.words, fresh.words)
    assert all(whole(preview.size).contains(rect) for rect in updated)


@given(damaged_desktops())
@settings(max_examples=60, deadline=None)
def test_only_the_returned_rectangles_change(desktop):
    size, box, rects, seed = desktop
    preview = Preview(size, box)
    updated = preview.update(picture(size, seed), rects)
    untouched = np.ones(preview.words.shape, bool)
    for rect in updated:
        untouched[rect.y : rect.bottom, rect.x : rect.right] = False
    assert (preview.words[untouched] == BLACK).all()


def test_a_preview_is_never_larger_than_the_desktop():
    assert Preview(Size(100, 50), Size(400, 400)).size == Size(100, 50)


def test_a_preview_has_the_aspect_ratio_of_the_desktop():
    assert Preview(Size(1920, 1080), Size(320, 320)).size == Size(320, 180)
    assert Preview(Size(1080, 1920), Size(320, 320)).size == Size(180, 320)


def test_one_pixel_of_damage_touches_every_preview_pixel_whose_box_holds_it():
    preview = Preview(Size(5, 1), Size(2, 1))  # boxes: columns 0-2 and 2-4
    assert preview.touched_by(Rect(2, 0, 1, 1)) == Rect(0, 0, 2, 1)
    assert preview.touched_by(Rect(2, 0, 0, 1)).is_empty


@pytest.mark.skipif(not scale.COMPILED, reason="compares the kernel with its replacement")
@given(damaged_desktops())
@settings(max_examples=60, deadline=None)
def test_numpy_computes_what_the_kernel_computes(desktop):
    size, box, _, seed = desktop
    source, preview = picture(size, seed), Preview(size, box)
    preview.update(source, [whole(size)])
    other = np.zeros_like(preview.words)
    reduce_with_numpy(source, other, whole(preview.size))
    if preview.size != size:
        assert np.array_equal(other, preview.words)
