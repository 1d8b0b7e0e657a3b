import itertools

from hypothesis import given
from hypothesis import strategies as st

from vncwall.geometry import Rect, Size
from vncwall.wall.layout import arrange, neighbour, picture_rect

HD = Size(1920, 1080)
desktops = st.lists(
    st.builds(Size, st.integers(100, 5000), st.integers(100, 3000)), min_size=1, max_size=70
)
areas = st.builds(
    Rect, st.integers(0, 50), st.integers(0, 50), st.integers(600, 4000), st.integers(400, 2200)
)


@given(areas, desktops, st.integers(0, 16), st.integers(0, 9))
def test_cells_lie_inside_do_not_overlap_and_are_equal(area, sizes, gap, columns):
    grid = arrange(area, sizes, gap=gap, columns=columns)
    assert len(grid.cells) == len(sizes)
    assert all(area.contains(cell) for cell in grid.cells)
    assert len({cell.size for cell in grid.cells}) == 1
    for a, b in itertools.combinations(grid.cells[:30], 2):
        assert a.intersection(b).is_empty


def test_gaps_give_way_before_cells_leave_the_window():
    area = Rect(0, 0, 600, 400)
    grid = arrange(area, [Size(100, 100)] * 32, gap=13, columns=1)
    assert [cell.y for cell in grid.cells[:3]] == [13, 25, 37]
    assert all(area.contains(cell) for cell in grid.cells)


@given(areas, desktops, st.integers(0, 16))
def test_neighbours_keep_the_gap(area, sizes, gap):
    grid = arrange(area, sizes, gap=gap)
    for index, cell in enumerate(grid.cells[:-1]):
        if (index + 1) % grid.columns:
            assert grid.cells[index + 1].x - cell.right == gap


@given(desktops, st.integers(10, 900), st.integers(10, 900))
def test_a_picture_keeps_its_shape_and_touches_two_sides_of_its_cell(sizes, width, height):
    cell = Rect(7, 11, width, height)
    rect = picture_rect(cell, sizes[0])
    assert cell.contains(rect)
    assert rect.width == width or rect.height == height
    assert abs(rect.width * sizes[0].height - rect.height * sizes[0].width) <= max(
        sizes[0].width, sizes[0].height
    )
    assert abs((rect.x - cell.x) - (cell.right - rect.right)) <= 1
    assert abs((rect.y - cell.y) - (cell.bottom - rect.bottom)) <= 1


WINDOW = Rect(0, 0, 1920, 1040)


def columns_for(count: int, area: Rect = WINDOW, size: Size = HD) -> int:
    return arrange(area, [size] * count, gap=8).columns


def test_columns_show_the_tiles_as_large_as_they_fit():
    assert [columns_for(n) for n in (1, 2, 4, 5, 6, 9, 12, 16, 64)] == [1, 2, 2, 3, 3, 3, 4, 4, 8]


def test_a_tall_window_stacks_tiles_and_portrait_desktops_stand_side_by_side():
    assert columns_for(3, Rect(0, 0, 600, 1900)) == 1
    assert columns_for(3, size=Size(1080, 1920)) == 3


def test_full_hd_desktops_fill_their_cells():
    grid = arrange(Rect(8, 8, 1904, 1024), [HD] * 16, gap=8)
    assert picture_rect(grid.cells[5], HD).size == grid.cells[5].size


def test_one_odd_desktop_does_not_bend_the_wall():
    mixed = arrange(Rect(0, 0, 1920, 1040), [HD] * 15 + [Size(3840, 1080)], gap=8)
    plain = arrange(Rect(0, 0, 1920, 1040), [HD] * 16, gap=8)
    assert mixed == plain


def test_a_given_number_of_columns_is_kept_up_to_the_number_of_tiles():
    assert arrange(Rect(0, 0, 900, 600), [HD] * 5, gap=4, columns=5).columns == 5
    assert arrange(Rect(0, 0, 900, 600), [HD] * 2, gap=4, columns=5).columns == 2


def test_tiles_stay_where_they_are_for_a_small_gain():
    area = Rect(0, 0, 1280, 680)
    best = arrange(area, [HD] * 7, gap=8).columns
    area_of = {n: arrange(area, [HD] * 7, gap=8, columns=n).cells[0].area for n in range(1, 8)}
    for previous in range(1, 8):
        kept = arrange(area, [HD] * 7, gap=8, previous=previous).columns
        assert kept == (previous if area_of[previous] * 1.04 > area_of[best] else best)


def test_a_window_too_small_for_its_tiles_still_has_cells():
    grid = arrange(Rect(0, 0, 3, 3), [HD] * 40, gap=8)
    assert len(grid.cells) == 40


def test_an_empty_wall_has_no_cells():
    assert arrange(Rect(0, 0, 100, 100), [], gap=4).cells == ()


def test_arrows_walk_the_grid_and_stop_at_its_ends():
    grid = arrange(Rect(0, 0, 1920, 1040), [HD] * 7, gap=8)  # rows of 3, 3, 1
    assert grid.columns == 3
    assert [neighbour(grid, i, 1, dy=0) for i in (0, 2, 6)] == [1, 3, 6]
    assert [neighbour(grid, i, -1, dy=0) for i in (0, 3)] == [0, 2]
    assert [neighbour(grid, i, 0, dy=1) for i in (0, 3, 4, 6)] == [3, 6, 6, 6]
    assert [neighbour(grid, i, 0, dy=-1) for i in (1, 4, 6)] == [1, 1, 3]
