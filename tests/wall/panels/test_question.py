from collections.abc import Sequence

import pygame
import pytest

from vncwall.geometry import Rect
from vncwall.ui.canvas import Canvas
from vncwall.ui.text import Text
from vncwall.ui.theme import DARK, Measures
from vncwall.wall.panels.question import Answer, Field, Question, Tick

M = Measures(4)
AREA = Rect(0, 0, 1280, 690)
LOGIN = (Field("user", "User name", "root"), Field("password", "Password", is_secret=True))


class Asked:
    """A question and the answers that it gave."""

    def __init__(self, **about: object) -> None:
        self.answers: list[Answer | None] = []
        self.question = Question(
            "Broadcast",
            "Type to 3 desktops at once?",
            on_answer=self.answers.append,
            text=Text(),
            **about,  # type: ignore[arg-type]
        )

    def press(self, *keys: int, mod: int = 0) -> None:
        for key in keys:
            fields = {"key": key, "mod": mod, "unicode": "", "scancode": 4}
            assert self.question.key(pygame.event.Event(pygame.KEYDOWN, fields))

    def draw(self, area: Rect = AREA) -> pygame.Surface:
        surface = pygame.Surface((area.width, area.height))
        surface.fill((1, 2, 3))
        self.question.draw(Canvas(surface, DARK, M, text=Text()), area)
        return surface


def test_an_enter_too_many_does_no_harm():
    asked = Asked()
    assert asked.question.focus == "no"
    asked.press(pygame.K_RETURN)
    assert asked.answers == [None]
    assert asked.question.is_closed


def test_what_does_no_harm_is_agreed_to_by_enter():
    asked = Asked(is_harmful=False)
    asked.press(pygame.K_RETURN)
    assert asked.answers == [Answer({})]


@pytest.mark.parametrize("about", [{}, {"is_harmful": False}, {"fields": LOGIN}])
def test_escape_is_no(about: dict[str, object]):
    asked = Asked(**about)
    asked.press(pygame.K_ESCAPE)
    assert asked.answers == [None]


def test_arrows_reach_the_yes_of_a_harmful_question():
    asked = Asked()
    asked.press(pygame.K_RIGHT, pygame.K_RETURN)
    assert asked.answers == [Answer({})]


def test_fields_are_filled_in_one_after_the_other():
    asked = Asked(fields=LOGIN, ticks=(Tick("keep", "Keep it"),), is_harmful=False)
    asked.question.text("!")
    asked.press(pygame.K_RETURN)
    assert asked.question.focus == "password"
    asked.question.text("swordfish")
    asked.press(pygame.K_TAB, pygame.K_SPACE, pygame.K_UP, pygame.K_RETURN)
    assert asked.answers == [
        Answer({"user": "root!", "password": "swordfish"}, frozenset({"keep"}))
    ]


def test_a_harmful_question_is_not_agreed_to_from_a_field():
    asked = Asked(fields=LOGIN[:1])
    asked.press(pygame.K_RETURN)
    assert (asked.answers, asked.question.focus) == ([], "no")


def test_an_answer_that_will_not_do_is_refused_in_words():
    asked = Asked(
        fields=LOGIN[1:],
        is_harmful=False,
        check=lambda answer: "" if answer.values["password"] else "type the password",
    )
    asked.press(pygame.K_RETURN)
    assert asked.question.complaint == "type the password"
    assert asked.answers == []
    asked.question.text("x")
    asked.press(pygame.K_RETURN)
    assert asked.answers == [Answer({"password": "x"})]


def test_no_key_passes_a_question_that_has_the_focus():
    asked = Asked()
    asked.press(pygame.K_r, pygame.K_q, pygame.K_F11)
    assert asked.answers == []


def test_a_question_without_focus_takes_no_key_until_it_is_clicked():
    asked = Asked(has_focus=False, is_harmful=False)
    event = pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode="", scancode=4)
    assert not asked.question.key(event)
    assert not asked.question.text("r")
    assert not asked.question.takes_keys
    rect = asked.question.rect(AREA, M)
    asked.question.press(1, rect.x + 2, rect.y + 2)
    assert asked.question.takes_keys
    asked.press(pygame.K_RETURN)
    assert asked.answers == [Answer({})]


def _find(asked: Asked, what: str) -> tuple[int, int]:
    asked.draw()
    rects = {
        "field": asked.question._field_rects,
        "tick": asked.question._tick_rects,
        "button": asked.question._buttons.rects,
    }
    rect: Rect = rects[what][-1]
    return rect.x + rect.width // 2, rect.y + rect.height // 2


def test_the_pointer_reaches_fields_ticks_and_buttons():
    asked = Asked(fields=LOGIN, ticks=(Tick("keep", "Keep it"),))
    asked.question.press(1, *_find(asked, "field"))
    assert asked.question.focus == "password"
    asked.question.press(1, *_find(asked, "tick"))
    assert asked.question.focus == "keep"
    asked.question.press(3, *_find(asked, "button"))
    assert asked.answers == []
    asked.question.press(1, *_find(asked, "button"))
    assert asked.answers == [Answer({"user": "root", "password": ""}, frozenset({"keep"}))]


def test_an_answer_is_given_once():
    asked = Asked()
    asked.question.answer(True)
    asked.question.answer(False)
    assert asked.answers == [Answer({})]


def test_it_stands_at_the_right_edge_and_draws_nowhere_else():
    asked = Asked(fields=LOGIN, lines=[f"host-{n}" for n in range(40)])
    rect = asked.question.rect(AREA, M)
    assert (rect.right, rect.y) == (AREA.right, AREA.y)
    surface = asked.draw()
    surface.fill((1, 2, 3), (rect.x, rect.y, rect.width, rect.height))
    assert set(pygame.image.tobytes(surface, "RGB")) == {1, 2, 3}


def _text_of(lines: Sequence[str]) -> list[str]:
    said = Asked(lines=lines).question._said(400, M)
    return [words for words, _ in said[1:]]


def test_a_long_list_of_hosts_is_counted():
    assert _text_of(["a", "b"]) == ["a", "b"]
    many = _text_of([f"host-{n}" for n in range(40)])
    assert len(many) == 12
    assert many[-1] == "and 29 more"
