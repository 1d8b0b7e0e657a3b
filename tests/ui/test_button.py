import itertools

import pygame

from vncwall.geometry import Rect
from vncwall.ui.button import Button, ButtonRow
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, Measures

M = Measures(4)
BUTTONS = (
    Button("release", "Release", "release", "Enter"),
    Button("record", "Record", "record"),
    Button("help", "Keys"),
)


def row(width: int = 600) -> ButtonRow:
    result = ButtonRow(BUTTONS, text=Text())
    result.place(Rect(10, 5, width, 24), M)
    return result


def test_buttons_stand_side_by_side_in_their_area():
    rects = row().rects
    assert [rect.height for rect in rects] == [24, 24, 24]
    assert rects[0].x == 10
    assert all(a.right < b.x for a, b in itertools.pairwise(rects))
    assert rects[-1].right - 10 == row().width(M)


def test_keys_are_left_out_where_room_is_short():
    wide = row().width(M)
    narrow = row(wide - 1)
    assert narrow.rects[0].width < row().rects[0].width


def test_a_row_can_stand_at_the_right():
    r = row()
    r.place(Rect(0, 0, 600, 24), M, align=1.0)
    assert r.rects[-1].right == 600


def test_a_point_finds_its_button_and_gaps_find_none():
    r = row()
    assert [r.at(rect.x, rect.y) for rect in r.rects] == [0, 1, 2]
    assert r.at(r.rects[0].right, 10) is None
    assert r.at(9, 10) is None


def test_hover_tells_when_the_row_looks_different():
    r = row()
    assert r.hover(r.rects[1].x, 10)
    assert not r.hover(r.rects[1].x + 1, 10)
    assert r.hover(0, 0)


def test_focus_goes_round():
    r = row()
    r.focused = 0
    r.move_focus(-1)
    assert r.focused == 2
    r.move_focus(1)
    assert r.focused == 0


def test_the_button_under_the_pointer_looks_different():
    def picture(hover: bool) -> bytes:
        surface = pygame.Surface((620, 40))
        r = row()
        if hover:
            r.hover(r.rects[0].x, 10)
        r.draw(Canvas(surface, DARK, M, text=Text()))
        return pygame.image.tobytes(surface, "RGB")

    assert picture(True) != picture(False)
