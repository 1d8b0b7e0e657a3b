import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.list_box import ListBox, Row
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, Measures

M = Measures(4)
HIGH = ListBox.row_height(M)


def box(rows: list[Row], *, page: int = 4) -> ListBox:
    result = ListBox(rows, text=Text())
    result.place(Rect(20, 10, 300, page * HIGH), M)
    return result


def numbers(count: int) -> list[Row]:
    return [Row(str(n)) for n in range(count)]


PARTED = [Row("one", is_heading=True), Row("a"), Row("two", is_heading=True), Row("b"), Row("c")]


def test_arrows_pass_headings_and_go_round_the_ends():
    one = box(PARTED)
    seen = [one.chosen]
    for _ in range(3):
        one.key(pygame.K_DOWN)
        seen.append(one.chosen)
    assert seen == [1, 3, 4, 1]
    one.key(pygame.K_UP)
    assert one.chosen == 4


def test_what_is_chosen_comes_into_sight():
    one = box(numbers(10))
    for _ in range(5):
        one.key(pygame.K_DOWN)
    assert (one.chosen, one.first) == (5, 2)
    one.key(pygame.K_END)
    assert (one.chosen, one.first) == (9, 6)
    one.key(pygame.K_PAGEUP)
    assert (one.chosen, one.first) == (5, 5)
    one.key(pygame.K_HOME)
    assert (one.chosen, one.first) == (0, 0)


def test_the_first_row_of_a_part_comes_with_its_heading():
    one = box(PARTED, page=2)
    one.key(pygame.K_END)
    one.key(pygame.K_HOME)
    assert (one.chosen, one.first) == (1, 0)


def test_the_wheel_scrolls_and_stops_at_the_ends():
    one = box(numbers(10))
    assert one.wheel(-1)
    assert one.first == 3
    assert one.wheel(-5)
    assert one.first == 6
    assert not one.wheel(-1)
    assert one.chosen == 0


def test_the_pointer_chooses_only_when_it_moves():
    one = box(numbers(10))
    assert one.hover(30, 10 + HIGH)
    assert one.chosen == 1
    one.key(pygame.K_DOWN)
    assert not one.hover(30, 10 + HIGH)
    assert one.chosen == 2


def test_a_point_on_a_heading_or_outside_is_no_row():
    one = box(PARTED, page=5)
    assert [one.at(30, 10 + n * HIGH + 1) for n in range(5)] == [None, 1, None, 3, 4]
    assert one.at(5, 12) is None
    assert one.at(30, 10 + 5 * HIGH) is None


def test_without_rows_nothing_is_chosen_and_no_key_breaks_it():
    one = box([])
    for key in (pygame.K_DOWN, pygame.K_UP, pygame.K_PAGEDOWN, pygame.K_PAGEUP, pygame.K_END):
        one.key(key)
    assert one.chosen is None
    assert not one.key(pygame.K_RETURN)


def test_replaced_rows_keep_the_row_that_is_named():
    one = box(numbers(10))
    one.replace(numbers(20), chosen=15)
    assert (one.chosen, one.first) == (15, 12)


def test_it_draws_inside_its_area_only():
    surface = pygame.Surface((400, 200))
    surface.fill((1, 2, 3))
    one = box([Row("a long label " * 10, "more", "Ctrl+K", "camera"), *numbers(9)])
    one.draw(Canvas(surface, DARK, M, text=Text()))
    outside = pygame.Surface((400, 200))
    outside.blit(surface, (0, 0))
    outside.fill((1, 2, 3), (20, 10, 300, 4 * HIGH))
    assert set(pygame.image.tobytes(outside, "RGB")) == {1, 2, 3}
    assert surface.get_at((22, 10 + HIGH // 2))[:3] == DARK.selection
