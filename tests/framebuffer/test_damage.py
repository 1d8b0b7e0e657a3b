"""Block numbers: what changed since a reader last looked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vncwall.framebuffer.damage import BLOCK, DamageMap, block_grid
from vncwall.geometry import Rect, Size

SIZE = Size(300, 200)  # 5 x 4 blocks, the last ones cut


def covered(rects: list[Rect]) -> set[tuple[int, int]]:
    """Return the pixels of all rectangles, every `BLOCK // 4` pixels; each at most once."""
    pixels = [(x, y) for rect in rects for x in range(rect.x, rect.right) if x % 16 == 0
              for y in range(rect.y, rect.bottom) if y % 16 == 0]  # fmt: skip
    assert len(pixels) == len(set(pixels)), "rectangles overlap"
    return set(pixels)


def test_grid_covers_the_size() -> None:
    assert block_grid(SIZE) == (4, 5)
    assert block_grid(Size(64, 64)) == (1, 1)
    assert block_grid(Size(65, 1)) == (1, 2)


def test_nothing_has_changed_at_first() -> None:
    assert DamageMap(SIZE).changed_since(0) == []


def test_updates_are_counted_from_one() -> None:
    damage = DamageMap(SIZE)
    assert [damage.add([]), damage.add([Rect(0, 0, 1, 1)])] == [1, 2]
    assert damage.serial == 2


def test_full_change_is_one_rectangle_of_the_size() -> None:
    damage = DamageMap(SIZE)
    damage.add([Rect(0, 0, 300, 200)])
    assert damage.changed_since(0) == [Rect(0, 0, 300, 200)]


def test_pixel_marks_its_block() -> None:
    damage = DamageMap(SIZE)
    damage.add([Rect(64, 63, 1, 1)])
    assert damage.changed_since(0) == [Rect(64, 0, 64, 64)]


def test_edge_of_a_block_does_not_mark_the_next() -> None:
    damage = DamageMap(SIZE)
    damage.add([Rect(0, 0, 64, 64)])
    assert damage.changed_since(0) == [Rect(0, 0, 64, 64)]


def test_what_lies_beyond_the_blocks_is_ignored() -> None:
    damage = DamageMap(SIZE)
    damage.add([Rect(290, 190, 500, 500), Rect(320, 0, 9, 9), Rect(0, 256, 9, 9), Rect(5, 5, 0, 9)])
    assert damage.changed_since(0) == [Rect(256, 128, 44, 72)]


def test_last_block_is_cut_at_the_size() -> None:
    damage = DamageMap(SIZE)
    damage.add([Rect(299, 199, 1, 1)])
    assert damage.changed_since(0) == [Rect(256, 192, 44, 8)]


def test_empty_rectangle_marks_nothing() -> None:
    damage = DamageMap(SIZE)
    damage.add([Rect(10, 10, 0, 5)])
    assert damage.changed_since(0) == []


def test_reader_sees_only_what_is_newer_than_it_has_seen() -> None:
    damage = DamageMap(SIZE)
    first = damage.add([Rect(0, 0, 1, 1)])
    second = damage.add([Rect(128, 0, 1, 1)])
    assert damage.changed_since(first) == [Rect(128, 0, 64, 64)]
    assert damage.changed_since(second) == []
    assert covered(damage.changed_since(0)) == covered([Rect(0, 0, 64, 64), Rect(128, 0, 64, 64)])


@given(
    st.lists(
        st.builds(
            Rect, st.integers(0, 299), st.integers(0, 199), st.integers(0, 80), st.integers(0, 80)
        ).map(lambda rect: rect.intersection(Rect(0, 0, 300, 200))),
        max_size=6,
    )
)
def test_changed_rectangles_are_exactly_the_touched_blocks(rects: list[Rect]) -> None:
    damage = DamageMap(SIZE)
    damage.add(rects)
    blocks = {
        (column, row)
        for rect in rects
        if not rect.is_empty
        for column in range(rect.x // BLOCK, (rect.right - 1) // BLOCK + 1)
        for row in range(rect.y // BLOCK, (rect.bottom - 1) // BLOCK + 1)
    }
    whole = Rect(0, 0, 300, 200)
    expected = [
        Rect(column * BLOCK, row * BLOCK, BLOCK, BLOCK).intersection(whole)
        for column, row in blocks
    ]
    assert covered(damage.changed_since(0)) == covered(expected)
