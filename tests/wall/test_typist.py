import pytest

from vncwall.wall.keymap import Stroke, tap
from vncwall.wall.typist import CHARACTERS_PER_S, Typist, needs_asking

SECOND = 10**9
SHIFT = 0xFFE1


def typed(typist: Typist, *, seconds: float = 60.0, from_s: float = 0.0) -> list[Stroke]:
    strokes = []
    for step in range(int(seconds * 200)):
        strokes += typist.due(int((from_s + step / 200) * SECOND))
    return strokes


def test_a_text_is_typed_letter_by_letter():
    typist = Typist("aÄ\r\n\tж", 0, with_places=False)
    expected = [*tap(ord("a")), *tap(0xC4), *tap(0xFF0D), *tap(0xFF09), *tap(0x6D6)]
    assert typed(typist) == expected
    assert typist.is_done


def test_no_letter_comes_before_its_time_and_none_makes_up_for_a_hold_up():
    typist = Typist("x" * 100, 0, with_places=False)
    assert len(typed(typist, seconds=1.0)) == 2 * CHARACTERS_PER_S
    after = typed(typist, seconds=1.0, from_s=100.0)
    assert 2 * (CHARACTERS_PER_S - 1) <= len(after) <= 2 * (CHARACTERS_PER_S + 1)


def test_what_cannot_be_typed_is_counted():
    assert Typist("a\x00\x1bb", 0, with_places=False).left_out == 2
    by_places = Typist("aé", 0, with_places=True)
    assert typed(by_places) == [*tap(ord("a"), 0x1E), *tap(0xE9)]


def test_a_machine_that_goes_by_places_gets_shift_itself():
    assert typed(Typist("A\n", 0, with_places=True)) == [
        Stroke(SHIFT, True, 0x2A),
        *tap(ord("A"), 0x1E),
        Stroke(SHIFT, False, 0x2A),
        *tap(0xFF0D, 0x1C),
    ]


@pytest.mark.parametrize(
    ("text", "asks"),
    [("ls -l", False), ("ls -l\n", False), ("ls\nrm x\n", True), ("a\rb", True), ("x" * 501, True)],
)
def test_long_texts_and_several_lines_are_asked_about(text: str, asks: bool):
    assert needs_asking(text) is asks


def test_an_empty_text_is_done_at_once():
    assert Typist("", 0, with_places=False).is_done
