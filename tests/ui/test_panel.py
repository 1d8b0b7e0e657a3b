import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.panel import Panel, Section
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, Measures

M = Measures(4)
SECTIONS = (Section("On the wall", (("Enter", "control"), ("Esc", "back"))),)


def drawn(area: Rect) -> pygame.Surface:
    surface = pygame.Surface((800, 400))
    surface.fill((1, 2, 3))
    Panel("Keys", SECTIONS, text=Text()).draw(Canvas(surface, DARK, M, text=Text()), area)
    return surface


def test_the_panel_stands_at_the_right_edge_and_covers_no_more_than_it_says():
    area = Rect(0, 0, 800, 400)
    rect = Panel("Keys", SECTIONS, text=Text()).rect(area, M)
    assert (rect.right, rect.y, rect.height) == (800, 0, 400)
    surface = drawn(area)
    assert surface.get_at((rect.x - 1, 50))[:3] == (1, 2, 3)
    assert surface.get_at((rect.right - 1, 50))[:3] == DARK.panel


def test_rows_that_do_not_fit_are_left_out():
    short = drawn(Rect(0, 0, 800, 60))
    assert {short.get_at((x, y))[:3] for x in range(600, 800) for y in range(62, 200)} == {
        (1, 2, 3)
    }
