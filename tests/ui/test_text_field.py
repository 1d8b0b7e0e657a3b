import pygame
import pytest

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.text_field import TextField, after, before
from vncwall.ui.theme import DARK, Measures

M = Measures(4)
FIELD = Rect(10, 10, 240, 32)
SHIFT, CTRL = pygame.KMOD_SHIFT, pygame.KMOD_CTRL


class Store:
    def __init__(self, text: str = "") -> None:
        self.text = text

    def read(self) -> str:
        return self.text

    def write(self, text: str) -> None:
        self.text = text


def field(content: str = "", *, store: Store | None = None, is_secret: bool = False) -> TextField:
    return TextField(content, text=Text(), store=store, is_secret=is_secret)


def drawn(one: TextField, *, has_focus: bool = True) -> pygame.Surface:
    surface = pygame.Surface((300, 60))
    one.draw(Canvas(surface, DARK, M, text=Text()), FIELD, has_focus=has_focus)
    return surface


def keys(one: TextField, *pressed: int, mod: int = 0) -> TextField:
    for key in pressed:
        assert one.key(key, mod)
    return one


def test_text_goes_to_the_insertion_point():
    one = field("ab")
    one.key(pygame.K_LEFT, 0)
    one.write("–x–")
    assert (one.text, one.cursor) == ("a–x–b", 4)


def test_a_line_end_or_a_tab_that_is_pasted_breaks_no_line():
    one = field(store=Store("first\tsecond\nthird\r\n"))
    keys(one, pygame.K_v, mod=CTRL)
    assert one.text == "first second third"


def test_what_is_selected_is_replaced():
    one = keys(field("old name"), pygame.K_HOME, mod=SHIFT)
    one.write("new")
    assert one.text == "new"


def test_an_arrow_leaves_a_selection_at_its_end():
    one = keys(field("abc"), pygame.K_a, mod=CTRL)
    keys(one, pygame.K_LEFT)
    assert (one.cursor, one.selection) == (0, (0, 0))


def test_words_are_passed_and_erased_whole():
    one = field("host seven b")
    keys(one, pygame.K_LEFT, mod=CTRL)
    assert one.cursor == len("host seven ")
    keys(one, pygame.K_BACKSPACE, mod=CTRL)
    assert one.text == "host b"


@pytest.mark.parametrize("letter", ["ক্ষি"[:2], "é", "й", "👍🏽", "👩\u200d💻"])
def test_a_letter_and_its_marks_are_one_step_and_one_erasure(letter):
    one = field("a" + letter)
    assert before(one.text, len(one.text)) == 1
    assert after(one.text, 1) == len(one.text)
    keys(one, pygame.K_BACKSPACE)
    assert one.text == "a"


def test_copy_and_cut_go_to_the_clipboard():
    store = Store()
    one = keys(field("secret-less", store=store), pygame.K_a, pygame.K_c, mod=CTRL)
    assert store.text == "secret-less"
    keys(one, pygame.K_x, mod=CTRL)
    assert one.text == ""


def test_a_secret_is_neither_shown_nor_copied():
    store = Store("pasted")
    one = keys(field("swordfish", store=store, is_secret=True), pygame.K_a, pygame.K_c, mod=CTRL)
    assert store.text == "pasted"
    other = field("mackerels", is_secret=True)
    keys(other, pygame.K_a, mod=CTRL)
    assert pygame.image.tobytes(drawn(one), "RGB") == pygame.image.tobytes(drawn(other), "RGB")


def test_other_keys_are_not_taken():
    assert not field("a").key(pygame.K_RETURN, 0)
    assert not field("a").key(pygame.K_p, CTRL)


def test_the_pointer_puts_the_insertion_point_and_selects():
    one = field("abcdefgh")
    drawn(one)
    one.press(FIELD.right)
    assert one.cursor == 8
    one.press(FIELD.x)
    assert one.drag(FIELD.right)
    assert one.selection == (0, 8)
    one.release()
    assert not one.drag(FIELD.x)


def test_a_long_text_scrolls_with_the_insertion_point():
    one = field("m" * 100)
    drawn(one)
    assert one.caret_rect().x < FIELD.right
    keys(one, pygame.K_HOME)
    drawn(one)
    assert one.caret_rect().x == FIELD.x + 2 * M.u


def test_what_an_input_method_composes_is_shown_and_is_no_text_yet():
    one = field("a")
    plain = pygame.image.tobytes(drawn(one), "RGB")
    one.compose("ni")
    assert pygame.image.tobytes(drawn(one), "RGB") != plain
    assert one.text == "a"
    one.write("你")
    assert (one.text, one.composing) == ("a你", "")


def test_the_focus_is_seen():
    one = field("a")
    with_focus = pygame.image.tobytes(drawn(one), "RGB")
    assert pygame.image.tobytes(drawn(one, has_focus=False), "RGB") != with_focus


def test_clear_forgets_the_text():
    one = field("swordfish")
    one.clear()
    assert (one.text, one.cursor, one.selection) == ("", 0, (0, 0))
