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


MANY = tuple(
    Section(f"part {n}", tuple((f"key {n}{m}", "does something") for m in range(6)))
    for n in range(5)
)


def rows(panel: Panel, area: Rect) -> list[list[str]]:
    return [[key for key, _ in column] for column in panel._columns(area, M)]


def test_what_one_column_cannot_hold_stands_beside_it():
    panel = Panel("Keys", MANY, text=Text())
    tall, short = Rect(0, 0, 1200, 1100), Rect(0, 0, 1200, 500)
    assert len(rows(panel, tall)) == 1
    assert len(rows(panel, short)) == 2
    assert panel.rect(short, M).width > panel.rect(tall, M).width
    assert panel.pages(short, M) == 1


def test_a_heading_never_stands_without_a_row():
    for height in range(200, 900, 22):
        for column in rows(Panel("Keys", MANY, text=Text()), Rect(0, 0, 1200, height)):
            assert not column[-1].startswith("part")
            assert column[0]


def test_what_no_column_can_hold_is_on_further_pages():
    panel = Panel("Keys", MANY, text=Text())
    area = Rect(0, 0, 260, 400)
    assert panel.pages(area, M) == len(rows(panel, area)) > 1
    surface = pygame.Surface((260, 400))
    canvas = Canvas(surface, DARK, M, text=Text())
    panel.draw(canvas, area)
    first = pygame.image.tobytes(surface, "RGB")
    assert panel.turn(1, area, M)
    panel.draw(canvas, area)
    assert pygame.image.tobytes(surface, "RGB") != first
    assert panel.turn(-1, area, M)
    panel.draw(canvas, area)
    assert pygame.image.tobytes(surface, "RGB") == first


def test_one_page_is_not_turned():
    assert not Panel("Keys", SECTIONS, text=Text()).turn(1, Rect(0, 0, 800, 400), M)
