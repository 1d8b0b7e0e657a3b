import pygame

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.theme import Measures
from vncwall.wall.panels.base import Panel
from vncwall.wall.panels.stack import Panels

AREA, M = Rect(0, 0, 400, 300), Measures(4)
A = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_a, mod=0, unicode="a", scancode=4)
B = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_b, mod=0, unicode="b", scancode=5)


class Side(Panel):
    """Takes the right quarter and the key A."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def rect(self, area: Rect, measures: Measures) -> Rect:
        return Rect(area.right - 100, area.y, 100, area.height)

    def draw(self, canvas: Canvas, area: Rect) -> None:
        self.told.append("draw")

    def key(self, event: pygame.event.Event) -> bool:
        self.told.append(event.unicode)
        return bool(event.key == pygame.K_a)

    def press(self, button: int, x: int, y: int) -> bool:
        self.is_closed = True
        return True


class Asking(Side):
    closes_outside = False


def panels() -> tuple[Panels, list[object]]:
    drawn: list[object] = []
    made = Panels(drawn.append)
    made.place(AREA, M)
    return made, drawn


def test_the_uppermost_panel_is_asked_first_and_what_it_leaves_goes_down() -> None:
    stack, _drawn = panels()
    lower, upper = Side(), Asking()
    stack.open(lower)
    stack.open(upper)
    assert stack.key(A)
    assert (lower.told, upper.told) == ([], ["a"])
    assert not stack.key(B)
    assert (lower.told, upper.told) == (["b"], ["a", "b"])


def test_a_press_outside_closes_a_panel_that_is_only_looked_at() -> None:
    stack, drawn = panels()
    stack.open(Side())
    drawn.clear()
    assert stack.press(1, 10, 10)
    assert (stack.top, drawn) == (None, [None])


def test_a_press_outside_of_a_question_is_not_its_own() -> None:
    stack, _drawn = panels()
    stack.open(Asking())
    assert not stack.press(1, 10, 10)
    assert stack.is_open(Asking)


def test_a_panel_that_has_done_its_work_goes() -> None:
    stack, _drawn = panels()
    stack.open(Side())
    assert stack.press(1, 350, 10)
    assert not stack.is_open(Side)


def test_there_is_one_panel_of_a_kind() -> None:
    stack, _drawn = panels()
    stack.open(Side())
    newer = Side()
    stack.open(newer)
    assert stack.top is newer
    assert stack.close(Side)
    assert not stack.close()
