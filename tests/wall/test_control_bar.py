import pytest

from vncwall.geometry import Rect
from vncwall.ui.button import Button
from vncwall.ui.text import Text
from vncwall.ui.theme import Measures
from vncwall.wall.control_bar import ControlBar

MEASURES = Measures(4)
BUTTONS = [Button(f"a{n}", f"Button number {n}", "eye") for n in range(9)]


def bar(width: int, count: int = 9) -> tuple[ControlBar, Rect]:
    result = ControlBar(text=Text())
    result.replace(BUTTONS[:count])
    return result, result.place(Rect(10, 30, width, 400), MEASURES)


@pytest.mark.parametrize("width", [120, 300, 640, 1366, 3840])
def test_every_button_is_within_the_bar_and_the_bar_within_its_area(width: int):
    buttons, taken = bar(width)
    assert Rect(10, 30, width, 400).contains(taken)
    assert len(buttons.rects) == 9
    rows = {rect.y for rect in buttons.rects}
    if width > 200:
        assert all(taken.contains(rect) for rect in buttons.rects)
    assert taken.height == len(rows) * (MEASURES.status_bar + 4) + 4
    for index, rect in enumerate(buttons.rects):
        assert buttons.at(rect.x + 1, rect.y + 1) == index


def test_the_arrow_keys_go_through_all_rows():
    buttons, _ = bar(400)
    buttons.focused = 0
    seen = []
    for _step in range(9):
        seen.append(buttons.focused)
        buttons.move_focus(1)
    assert seen == list(range(9))
    assert buttons.focused == 0
    tops = []
    for _step in range(5):
        tops.append(buttons.rects[buttons.focused or 0].y)
        buttons.step_row(1)
    rows = sorted({rect.y for rect in buttons.rects})
    assert tops == [rows[n % len(rows)] for n in range(5)]


def test_focus_stays_with_what_a_button_does():
    buttons, _ = bar(400)
    buttons.focused, buttons.hovered = 4, 8
    buttons.replace(BUTTONS[2:5])
    assert (buttons.focused, buttons.hovered) == (2, None)
