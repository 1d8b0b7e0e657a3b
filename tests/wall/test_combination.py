import pytest

from vncwall.wall.combination import NoCombination, parse
from vncwall.wall.keymap import Stroke

CTRL, ALT, SHIFT, SUPER, DELETE = 0xFFE3, 0xFFE9, 0xFFE1, 0xFFEB, 0xFFFF


@pytest.mark.parametrize(
    ("text", "label", "keysyms"),
    [
        ("ctrl+alt+del", "Ctrl+Alt+Delete", [CTRL, ALT, DELETE]),
        ("Shift + Control + ESCAPE", "Ctrl+Shift+Esc", [CTRL, SHIFT, 0xFF1B]),
        ("super", "Super", [SUPER]),
        ("Win+R", "Super+R", [SUPER, ord("r")]),
        ("alt+f4", "Alt+F4", [ALT, 0xFFC1]),
        ("f12", "F12", [0xFFC9]),
        ("f24", "F24", [0xFFD5]),
        ("print screen", "Print", [0xFF61]),
        ("ctrl+page-up", "Ctrl+Page Up", [CTRL, 0xFF55]),
        ("ctrl++", "Ctrl+Plus", [CTRL, ord("+")]),
        ("ctrl + +", "Ctrl+Plus", [CTRL, ord("+")]),
        ("+", "Plus", [ord("+")]),
        ("ctrl+-", "Ctrl+-", [CTRL, ord("-")]),
        ("ctrl+ф", "Ctrl+Ф", [CTRL, 0x6C6]),
        ("alt+1+2", "Alt+1+2", [ALT, ord("1"), ord("2")]),
    ],
)
def test_a_text_is_read_as_keys(text: str, label: str, keysyms: list[int]):
    combination = parse(text)
    assert combination.label == label
    assert [keysym for keysym, _ in combination.keys] == keysyms


@pytest.mark.parametrize(
    ("text", "part", "like"),
    [
        ("", "", ""),
        ("  ", "", ""),
        ("ctrl+escpe", "escpe", "escape"),
        ("contrl+a", "contrl", "control"),
        ("f25", "f25", "f24"),
        ("ctrl+", "", ""),
        ("qwertz", "qwertz", ""),
        ("a+b+c+d+e+f+g", "", ""),
    ],
)
def test_a_text_that_is_none_is_refused_with_what_was_meant(text: str, part: str, like: str):
    with pytest.raises(NoCombination) as caught:
        parse(text)
    assert (caught.value.part, caught.value.like in (like, "f2", "f5")) == (part, True)


def test_keys_go_down_in_order_and_up_in_reverse():
    assert parse("alt+tab").strokes(with_places=False) == [
        Stroke(ALT, True),
        Stroke(0xFF09, True),
        Stroke(0xFF09, False),
        Stroke(ALT, False),
    ]


def test_a_server_that_goes_by_places_is_told_them():
    strokes = parse("ctrl+alt+f2").strokes(with_places=True)
    assert [stroke.keycode for stroke in strokes if stroke.down] == [0x1D, 0x38, 0x3C]
    assert [s.keycode for s in parse("ctrl+a+?").strokes(with_places=True)[:3]] == [0x1D, 0x1E, 0]
